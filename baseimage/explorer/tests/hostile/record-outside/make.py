"""Lies about where its files are."""

LINES = (
    "../../../../../../etc/passwd,,",
    "/etc/passwd,,",
    "/usr/lib/python3.13/os.py,,",
    "/usr/local/lib/python3.13/os.py,,",
    "../outside.py,,",
    "h_record_outside/../../../outside.py,,",
    "h_record_outside/../json/__init__.py,,",
    "//etc/passwd,,",
    "..\\windows.py,,",
    "~/home.py,,",
    "/dev/zero,,",
    "../../../../../../dev/zero,,",
    "h_record_outside/./dotted.py,,",
)


def make(files):
    """Give a RECORD of our own."""
    lines = [f"h_record_outside/{name}.py,," for name in ("__init__", "alpha", "zulu")]
    files["h_record_outside-1.0.dist-info/RECORD"] = "\n".join([*lines, *LINES, ""]).encode()
