"""Claims another distribution's files; both are installed in one place."""

MODULE = b'"""Is innocent."""\n\n\ndef other(value: int = 1) -> str:\n    """Do nothing."""\n'


def make(files):
    """Add the other distribution, and a RECORD that claims its files and ours."""
    other = ("h_other/__init__.py", "h_other/module.py")
    for name in other:
        files[name] = MODULE
    info = "h_other-1.0.dist-info"
    files[info + "/METADATA"] = b"Metadata-Version: 2.1\nName: h-other\nVersion: 1.0\n"
    files[info + "/RECORD"] = "\n".join(f"{name},," for name in (*other, info + "/METADATA", info + "/RECORD", "")).encode()
    mine = [f"h_record_of_others/{name}.py" for name in ("__init__", "alpha", "zulu")]
    claimed = [*mine, *other, info + "/METADATA", info + "/RECORD"]
    files["h_record_of_others-1.0.dist-info/RECORD"] = "\n".join(f"{name},," for name in (*claimed, "")).encode()
