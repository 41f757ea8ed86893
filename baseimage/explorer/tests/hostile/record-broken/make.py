"""Breaks what reads it."""


def make(files):
    """Give a RECORD of our own."""
    good = b"".join(b"h_record_broken/%s.py,,\r\n" % name for name in (b"__init__", b"alpha", b"zulu"))
    odd = b"\xff\xfe.py,,\n\x00.py,,\n,,\n\n,\n" + b"h_record_broken/" + b"x" * 10_000_000 + b".py,,\n"
    many = b"".join(b"h_record_broken/data/%d.txt,,\n" % number for number in range(200_000))
    files["h_record_broken-1.0.dist-info/RECORD"] = good + odd + many + b'"h_record_broken/never closed.py,,\n'
