"""Leaves the RECORD out."""


def make(files):
    """Leave the RECORD out, and say by the older file what the import name is."""
    files["h_record_none-1.0.dist-info/RECORD"] = None
    files["h_record_none-1.0.dist-info/top_level.txt"] = b"h_record_none\n"
