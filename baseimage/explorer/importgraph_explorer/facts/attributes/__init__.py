"""Names without a value of their own: annotated ones, those that methods set, keys."""
