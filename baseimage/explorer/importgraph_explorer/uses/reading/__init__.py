"""What a source takes of others, by its syntax: nothing is looked at that is there at run time."""
