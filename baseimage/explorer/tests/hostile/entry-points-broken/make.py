"""Adds what an editor would mend."""


def make(files):
    """Add bytes that are no text, a line of 1 MB and 20,000 entries."""
    name = "h_entry_points_broken-1.0.dist-info/entry_points.txt"
    files[name] += b"\xff\xfe = h_entry_points_broken.alpha:kept\r\n\x1b[2J = h_entry_points_broken.alpha:kept\n" + b"x" * 1_000_000 + b" = h_entry_points_broken.alpha:kept\n"
    files[name] += b"".join(b"name%d = h_entry_points_broken.alpha:kept\n" % number for number in range(20_000))
