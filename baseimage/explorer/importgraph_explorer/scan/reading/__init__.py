"""One source file: from its text to what its modules and classes hold."""
