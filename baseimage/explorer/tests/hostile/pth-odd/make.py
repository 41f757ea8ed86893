"""Files that editors would mend."""


def make(files):
    """Add the files."""
    files["h_pth_odd_bytes.pth"] = b"\xff\xfe\x00\x00import os; os._exit(0)\n\x00\n"
    files["h_pth_odd_long.pth"] = b"x" * 10_000_000 + b"\n" + b"/nowhere\n" * 10_000
    files["h_pth_odd_utf8.pth"] = b"\xef\xbb\xbf/nowhere\n"
