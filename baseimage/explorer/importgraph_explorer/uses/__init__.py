"""What modules take of others, by their sources: imports, and uses of what they name."""
