"""What an ELF file says that the dynamic linker has to load: bounded, for files of unknown origin."""

from __future__ import annotations

import os
import struct
from typing import NamedTuple

MOST_HEADERS = 512
MOST_ENTRIES = 4096
MOST_STRING_BYTES = 1024
MOST_STRINGS_BYTES = 16 << 20

PT_LOAD, PT_DYNAMIC = 1, 2
DT_NULL, DT_NEEDED, DT_STRTAB, DT_STRSZ, DT_SONAME, DT_RPATH, DT_RUNPATH = 0, 1, 5, 10, 14, 15, 29


class Dynamic(NamedTuple):
    """The dynamic section of a shared object."""

    needed: list[str]
    soname: str | None
    paths: list[str]


class NotElfError(ValueError):
    """The file is none, or a broken one."""


def read_dynamic(path: str) -> Dynamic:
    """Read a shared object; NotElfError for anything else."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError as error:
        raise NotElfError(str(error)) from error
    try:
        return Reader(descriptor).dynamic()
    except (struct.error, OverflowError, OSError) as error:
        raise NotElfError(str(error)) from error
    finally:
        os.close(descriptor)


class Reader:
    """Reads parts of one file."""

    def __init__(self, descriptor: int) -> None:
        """Read the first header."""
        self.descriptor = descriptor
        self.size = os.fstat(descriptor).st_size
        start = self.at(0, 16)
        if start[:4] != b"\x7fELF" or start[4] not in (1, 2) or start[5] not in (1, 2):
            raise NotElfError("it does not begin as one")
        self.wide = start[4] == 2
        self.order = "<" if start[5] == 1 else ">"

    def at(self, offset: int, length: int) -> bytes:
        """Read bytes that must be there."""
        if offset < 0 or length < 0 or offset + length > self.size:
            raise NotElfError("it ends too early")
        return os.pread(self.descriptor, length, offset)

    def fields(self, layout: str, offset: int) -> tuple[int, ...]:
        """Read numbers."""
        layout = self.order + layout
        return struct.unpack(layout, self.at(offset, struct.calcsize(layout)))

    def segments(self) -> list[tuple[int, int, int, int]]:
        """List kind, offset, address and length of the segments."""
        table, size, count = (
            (*self.fields("Q", 32), *self.fields("HH", 54))
            if self.wide
            else (*self.fields("I", 28), *self.fields("HH", 42))
        )
        if count > MOST_HEADERS or size < (56 if self.wide else 32):
            raise NotElfError("its headers are odd")
        found = []
        for number in range(count):
            at = table + number * size
            if self.wide:
                kind, _, offset, address, _, length = self.fields("IIQQQQ", at)
            else:
                kind, offset, address, _, length = self.fields("IIIII", at)
            found.append((kind, offset, address, length))
        return found

    def dynamic(self) -> Dynamic:
        """Read what the dynamic section says."""
        segments = self.segments()
        section = next(((offset, length) for kind, offset, _, length in segments if kind == PT_DYNAMIC), None)
        if section is None:
            return Dynamic([], None, [])
        entries = self.entries(*section)
        values = dict(entries)
        strings = self.strings(segments, values.get(DT_STRTAB, 0), values.get(DT_STRSZ, 0))
        needed = [text(strings, value) for tag, value in entries if tag == DT_NEEDED]
        soname = text(strings, values[DT_SONAME]) if DT_SONAME in values else None
        # Of both, the linker takes the newer one only.
        path = next((text(strings, values[tag]) for tag in (DT_RUNPATH, DT_RPATH) if tag in values), "")
        return Dynamic(needed, soname, [part for part in path.split(":") if part])

    def entries(self, offset: int, length: int) -> list[tuple[int, int]]:
        """List tags and values."""
        layout, size = ("qQ", 16) if self.wide else ("iI", 8)
        found: list[tuple[int, int]] = []
        for number in range(min(length // size, MOST_ENTRIES)):
            tag, value = self.fields(layout, offset + number * size)
            if tag == DT_NULL:
                break
            found.append((tag, value))
        return found

    def strings(self, segments: list[tuple[int, int, int, int]], address: int, length: int) -> bytes:
        """Read the table of strings, which is named by where it is loaded to."""
        for kind, offset, begin, size in segments:
            if kind == PT_LOAD and begin <= address < begin + size:
                return self.at(offset + address - begin, min(length, MOST_STRINGS_BYTES))
        raise NotElfError("its strings are nowhere")


def text(strings: bytes, at: int) -> str:
    """Read a name; NotElfError for one that no file can have."""
    end = strings.find(b"\0", at, at + MOST_STRING_BYTES)
    if at < 0 or end < 0:
        raise NotElfError("a name has no end")
    try:
        found = strings[at:end].decode("ascii")
    except UnicodeDecodeError as error:
        raise NotElfError("a name is none") from error
    if not found.isprintable():
        raise NotElfError("a name is none")
    return found
