"""Syntax trees of source files that may be anything: not there, endless, not text, not Python."""

from __future__ import annotations

import ast
import io
import os
import stat
import sys
import threading
import tokenize
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Callable, Final, NamedTuple

from .outlines import outline

MAX_BYTES: Final = 16_000_000

# Parsers recurse as deep as a file nests, those before Python 3.11 without asking how much stack is left.
_STACK_BYTES: Final = 512 << 20
# As deep as our own code may follow them there.
_RECURSION: Final = 10_000


class SourceError(Exception):
    """A file can't be read: ``error`` is the kind of failure in a word."""

    def __init__(self, error: str, message: str) -> None:
        super().__init__(message)
        self.error = error


class SourceText(NamedTuple):
    """A file's text, with line feeds, and its tree; and what was taken out of an outline, as there."""

    text: str
    tree: ast.Module
    classes: Mapping[int, str]


def read(path: str, *, outlined: bool = False) -> SourceText:
    """Read and parse a file, or its outline if that is enough.

    Raises SourceError for whatever goes wrong short of ending the process.
    """
    text = decoded(_content(path))
    if outlined:
        with suppress(SourceError):
            return parsed(*outline(text))
    return parsed(text)


def parsed(text: str, classes: Mapping[int, str] = MappingProxyType({})) -> SourceText:
    """Parse a text with line feeds.

    Raises SourceError for whatever goes wrong short of ending the process.
    """
    try:
        return SourceText(text, ast.parse(text, "<source>"), classes)
    except SyntaxError as error:
        place = f"line {error.lineno}: " if error.lineno else ""
        raise SourceError(type(error).__name__, f"{place}{error.msg}") from None
    except (ValueError, RecursionError, MemoryError, OverflowError, SystemError) as error:
        raise SourceError(type(error).__name__, str(error) or "the parser gave up") from None


def with_deep_stack(work: Callable[[], None]) -> None:
    """Do the work where deeply nested files don't end the process, as far as the machine has room for that."""
    failures: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)

    previous = threading.stack_size()
    try:
        threading.stack_size(_STACK_BYTES)
        thread = threading.Thread(target=run)
        thread.start()
    except (RuntimeError, ValueError):
        run()
    else:
        sys.setrecursionlimit(_RECURSION)
        thread.join()
    finally:
        threading.stack_size(previous)
    if failures:
        raise failures[0]


def _content(path: str) -> bytes:
    try:
        # Before it is opened: opening a pipe or a device does something to it.
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise SourceError("NoRegularFile", "the source is not a regular file")
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise SourceError("NoRegularFile", "the source is not a regular file")
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        message = error.strerror if isinstance(error, OSError) else str(error)
        raise SourceError(type(error).__name__, message or "the source can't be read") from None
    if len(content) > MAX_BYTES:
        raise SourceError("FileTooBig", f"the source has more than {MAX_BYTES} bytes")
    return content


def decoded(content: bytes) -> str:
    """The text in the encoding that it declares (PEP 263), or UTF-8, with line feeds.

    Raises SourceError for what is no such text.
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        text = content.decode(encoding)
    except (SyntaxError, LookupError, ValueError) as error:
        message = error.msg if isinstance(error, SyntaxError) else str(error)
        raise SourceError(type(error).__name__, message) from None
    except Exception as error:  # codecs raise what they like
        raise SourceError(type(error).__name__, str(error)) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
