"""What is said of one object: signature, annotations, docstring, value, and the rest of its record."""
