"""What is installed, which modules its files are, and which of them are explored; nothing is imported for it."""
