"""What the sources of a project take of others, as it is written: nothing is imported, run or installed."""
