"""Not the explorer."""

raise SystemExit("forged")
