"""Not the one that everybody wants."""

raise SystemExit("forged")
