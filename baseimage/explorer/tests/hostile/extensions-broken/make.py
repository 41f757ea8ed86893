"""Libraries that can't be loaded."""

ELF = b"\x7fELF\x02\x01\x01" + bytes(9) + (3).to_bytes(2, "little") + (62).to_bytes(2, "little") + bytes(44)


def make(files):
    """Add the modules, for whichever Python imports them."""
    for name, content in {"bad_cut": ELF, "bad_empty": b"", "bad_text": b"This is no library.\n"}.items():
        files[f"h_extensions_broken/{name}.abi3.so"] = content
