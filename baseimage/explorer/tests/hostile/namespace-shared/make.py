"""Adds the other distribution's part of the namespace."""


def make(files):
    """Make a namespace of the package, and let another distribution have a part of it."""
    del files["h_namespace_shared/__init__.py"]
    files["h_namespace_shared/others.py"] = b"import os\n\nforged_data = 1\nos._exit(0)\n"
    info = "h_others-1.0.dist-info"
    files[info + "/METADATA"] = b"Metadata-Version: 2.1\nName: h-others\nVersion: 1.0\n"
    files[info + "/RECORD"] = b"h_namespace_shared/others.py,,\n"
    mine = ("h_namespace_shared/alpha.py", "h_namespace_shared/zulu.py", "h_namespace_shared-1.0.dist-info/METADATA")
    files["h_namespace_shared-1.0.dist-info/RECORD"] = "".join(f"{name},,\n" for name in mine).encode()
