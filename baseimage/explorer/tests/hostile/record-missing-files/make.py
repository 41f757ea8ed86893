"""Lies about which files it has."""


def make(files):
    """Give a RECORD of our own."""
    names = ("__init__", "alpha", "zulu", "zulu", "missing", "gone/__init__", "gone/inner")
    lines = [f"h_record_missing_files/{name}.py,sha256=forged,-1" for name in names]
    files["h_record_missing_files-1.0.dist-info/RECORD"] = "\n".join([*lines, ""]).encode()
