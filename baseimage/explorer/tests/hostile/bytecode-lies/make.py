"""A compiled file, which git ignores."""

MAGICS = {"39": 3425, "310": 3439, "311": 3495, "312": 3531, "313": 3571, "314": 3627}


def make(files):
    """Add the file for every Python that there is."""
    for python, magic in MAGICS.items():
        header = magic.to_bytes(2, "little") + b"\r\n" + (1).to_bytes(4, "little") + bytes(8)
        files[f"h_bytecode_lies/__pycache__/bad.cpython-{python}.pyc"] = header + b"\xff" * 100
