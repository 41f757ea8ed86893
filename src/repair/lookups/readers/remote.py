"""Files of an index, read no further than needed."""

from __future__ import annotations

import base64
import io
import tarfile
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from typing import IO, Callable

from sdist_requirements import credentials_for

BLOCK_BYTES = 1 << 16
MOST_BYTES = 300 << 20
MOST_MEMBERS = 200_000
# Longest source that is read; what is longer was generated.
MOST_SOURCE_BYTES = 8 << 20
SECONDS = 60


class RemoteFile(io.RawIOBase):
    """A file behind an address, of which blocks are fetched when they are read; all of it where there are no ranges."""

    def __init__(self, url: str) -> None:
        """Ask for the end of the file, which tells its length."""
        self.url = url
        self.blocks: dict[int, bytes] = {}
        self.at = 0
        content, total = fetch(url, f"bytes=-{BLOCK_BYTES}")
        if total is None:
            self.length = len(content)
            for number in range(0, self.length, BLOCK_BYTES):
                self.blocks[number // BLOCK_BYTES] = content[number : number + BLOCK_BYTES]
        else:
            self.length = total
            start = total - len(content)
            # The first whole block behind where the answer begins, to the end.
            for begin in range(-(-start // BLOCK_BYTES) * BLOCK_BYTES, total, BLOCK_BYTES):
                self.blocks[begin // BLOCK_BYTES] = content[begin - start : begin - start + BLOCK_BYTES]

    def seekable(self) -> bool:
        """Say that it can be read anywhere."""
        return True

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to where is read next."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.length}[whence]
        self.at = max(0, base + offset)
        return self.at

    def tell(self) -> int:
        """Tell where is read next."""
        return self.at

    def read(self, size: int = -1) -> bytes:
        """Read so many bytes, or what is left."""
        end = self.length if size is None or size < 0 else min(self.length, self.at + size)
        if end <= self.at:
            return b""
        first, last = self.at // BLOCK_BYTES, (end - 1) // BLOCK_BYTES
        missing = [number for number in range(first, last + 1) if number not in self.blocks]
        if missing:
            begin, until = missing[0] * BLOCK_BYTES, min(self.length, (missing[-1] + 1) * BLOCK_BYTES)
            content, _ = fetch(self.url, f"bytes={begin}-{until - 1}")
            if len(content) != until - begin:
                raise ValueError("the server gave another part of a file than was asked for")
            for start in range(begin, until, BLOCK_BYTES):
                self.blocks[start // BLOCK_BYTES] = content[start - begin : start - begin + BLOCK_BYTES]
        whole = b"".join(self.blocks[number] for number in range(first, last + 1))
        read = whole[self.at - first * BLOCK_BYTES : end - first * BLOCK_BYTES]
        self.at = end
        return read


def fetch(url: str, span: str | None = None) -> tuple[bytes, int | None]:
    """Fetch a file, or a part of it; with the length of the whole where it is a part.

    Raises ValueError for what is longer than anything that is read, OSError where it can't be had.
    """
    request = urllib.request.Request(url)
    credentials = credentials_for(urllib.parse.urlsplit(url).hostname or "")
    if credentials is not None:
        request.add_header("Authorization", "Basic " + base64.b64encode(credentials.encode()).decode())
    if span is not None:
        request.add_header("Range", span)
    with urllib.request.urlopen(request, timeout=SECONDS) as response:
        content: bytes = response.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ValueError(f"{url.rsplit('/', 1)[-1]} is longer than {MOST_BYTES >> 20} MiB")
        if response.status != 206:
            return content, None
        return content, int(response.headers["Content-Range"].rsplit("/", 1)[1])


class Archive:
    """The files of a wheel or a source distribution, by their names in it."""

    def __init__(self, sizes: dict[str, int], read: Callable[[str], bytes]) -> None:
        """Keep what reads one file."""
        self.sizes = sizes
        self.read_member = read

    def read(self, name: str, most: int = MOST_SOURCE_BYTES) -> bytes:
        """Read one file; ValueError where it is longer than ``most``."""
        if self.sizes[name] > most:
            raise ValueError(f"{name} has {self.sizes[name]} bytes")
        content = self.read_member(name)
        if len(content) > most:
            raise ValueError(f"{name} is longer than it says")
        return content


def open_archive(url: str) -> Archive:
    """Open a wheel or a source distribution behind an address; ValueError for anything else, or a broken one."""
    name = urllib.parse.urlsplit(url).path
    try:
        if name.endswith((".whl", ".zip")):
            return zip_archive(RemoteFile(url))
        content, _ = fetch(url)
        return tar_archive(io.BytesIO(content))
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, NotImplementedError) as error:
        raise ValueError(f"{name.rsplit('/', 1)[-1]} can't be read: {error}") from error


def zip_archive(file: RemoteFile) -> Archive:
    """Read the table of a zip file."""
    opened = zipfile.ZipFile(file)
    entries = opened.infolist()[:MOST_MEMBERS]

    def read(name: str) -> bytes:
        with opened.open(name) as member:
            return member.read(MOST_SOURCE_BYTES + 1)

    return Archive({entry.filename: entry.file_size for entry in entries if not entry.is_dir()}, read)


def tar_archive(file: IO[bytes]) -> Archive:
    """Read a tar file, whatever it is compressed with; sources only, as each other file would have to be kept."""
    contents: dict[str, bytes] = {}
    sizes: dict[str, int] = {}
    kept = 0
    with tarfile.open(fileobj=file, mode="r|*") as opened:
        for member in opened:
            if len(sizes) >= MOST_MEMBERS:
                break
            if not member.isfile():
                continue
            sizes[member.name] = member.size
            source = opened.extractfile(member) if member.size <= MOST_SOURCE_BYTES else None
            if source is not None and kept + member.size <= MOST_BYTES:
                contents[member.name] = source.read()
                kept += member.size

    def read(name: str) -> bytes:
        if name not in contents:
            raise ValueError(f"{name} was not kept")
        return contents[name]

    return Archive(sizes, read)


FAILURES = (OSError, ValueError, KeyError, RuntimeError, urllib.error.URLError, zipfile.BadZipFile)
