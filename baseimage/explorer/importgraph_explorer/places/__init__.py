"""Every object once, and its one best name."""
