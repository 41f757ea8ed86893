"""A package of which a part misbehaves."""
