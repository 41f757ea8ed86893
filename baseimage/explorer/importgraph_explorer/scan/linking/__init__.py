"""Many scanned modules: where their names lead, and what their classes inherit."""
