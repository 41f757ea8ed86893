"""Compiled files, which git ignores."""

MAGIC_313 = (3571).to_bytes(2, "little") + b"\r\n"
UNCHECKED = (1).to_bytes(4, "little") + bytes(8)
TIMED = bytes(4) + bytes(8)


def make(files):
    """Add the modules."""
    files["h_bytecode/bad_garbage.pyc"] = MAGIC_313 + UNCHECKED + b"\xe3\xff\xff\xff\x7f" * 100
    files["h_bytecode/bad_magic.pyc"] = b"\x00\x00\r\n" + UNCHECKED + b"forged"
    files["h_bytecode/__pycache__/stale.cpython-313.pyc"] = MAGIC_313 + TIMED + b"\xff" * 100
