"""Names that some file systems refuse."""


def make(files):
    """Add the files."""
    names = ("line\nend", "with space", "a.b", "1st", "a-b", "::error::forged", "\x1b[2J", "-rf", "*", "x" * 200, "{}", "''", '"')
    for name in (*names, b"\xff\xfe bytes".decode("utf-8", "surrogateescape")):
        files[f"h_file_names_odd/{name}.py"] = b"VALUE = 1\n"
    files["h_file_names_odd/\n::error::forged/__init__.py"] = b"VALUE = 1\n"
    files["h_file_names_odd/__proto__.py"] = b'"""A module whose name every object of JavaScript has."""\nKEPT = 7\n'
    files["h_file_names_odd/ﬁle.py"] = b'"""A module whose name Python would normalise in an import statement."""\nKEPT = 7\n'
