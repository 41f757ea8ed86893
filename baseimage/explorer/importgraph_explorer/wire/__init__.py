"""What leaves the process: records, the text in them, and the one way out."""
