"""A library of a few bytes, made here so that none need be kept: an ELF file whose first function ends the process."""

import struct

BASE_CODE = 0x1000
# mov edi, 0; mov eax, 231 (exit_group); syscall
CODE = b"\xbf\x00\x00\x00\x00\xb8\xe7\x00\x00\x00\x0f\x05"


def library(symbol):
    """Give a shared library for x86-64 that exports the symbol; its initialiser and the symbol are the code above."""
    names = b"\0" + symbol + b"\0"
    symbols = bytes(24) + struct.pack("<IBBHQQ", 1, 0x12, 0, 1, BASE_CODE, len(CODE))
    table = struct.pack("<IIIII", 1, 2, 1, 0, 0)
    at = 64 + 4 * 56
    place = {}
    blob = b""
    for name, content in (("names", names), ("symbols", symbols), ("table", table)):
        blob += bytes(-(at + len(blob)) % 8)
        place[name] = at + len(blob)
        blob += content
    blob += bytes(-(at + len(blob)) % 8)
    dynamic_at = at + len(blob)
    entries = [(12, BASE_CODE), (4, place["table"]), (5, place["names"]), (6, place["symbols"]), (10, len(names)), (11, 24), (0, 0)]
    dynamic = b"".join(struct.pack("<QQ", *entry) for entry in entries)
    data = blob + dynamic
    end = at + len(data)
    header = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64, 56, 4, 64, 0, 0)
    segments = struct.pack("<IIQQQQQQ", 1, 6, 0, 0, 0, end, end, 0x1000)
    segments += struct.pack("<IIQQQQQQ", 1, 5, 0x1000, BASE_CODE, BASE_CODE, len(CODE), len(CODE), 0x1000)
    segments += struct.pack("<IIQQQQQQ", 2, 6, dynamic_at, dynamic_at, dynamic_at, len(dynamic), len(dynamic), 8)
    segments += struct.pack("<IIQQQQQQ", 0x6474E551, 6, 0, 0, 0, 0, 0, 16)
    return (header + segments + data).ljust(0x1000, b"\0") + CODE


def make(files):
    """Add the module, for whichever Python imports it."""
    files["h_extension_exits/bad.abi3.so"] = library(b"PyInit_bad")
