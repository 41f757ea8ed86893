"""Text that leaves the process: encodable, of bounded length, and the same on every machine and in every run."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from typing import Final

_ADDRESS: Final = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
_AT_ADDRESS: Final = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")
_ABSOLUTE_PATH: Final = re.compile(r"(?<![\w.:/~\\-])/(?:[\w.+@%=-]+/)+(?=[\w.+@%=-])")

# One name of a member: any characters but the separators, controls and lone surrogates.
_BAD_IN_NAME: Final = re.compile("[.:\x00-\x1f\x7f-\x9f\ud800-\udfff]")

NAME_CHARACTERS: Final = 1000
ID_CHARACTERS: Final = 2000
MESSAGE_CHARACTERS: Final = 2000
DOC_CHARACTERS: Final = 1_000_000


def is_name(text: object) -> bool:
    """Whether a member may be recorded under this name."""
    return type(text) is str and 0 < len(text) <= NAME_CHARACTERS and _BAD_IN_NAME.search(text) is None


def leaf_of(id_: str) -> str:
    """The last name of an id."""
    return id_.rpartition(".")[2].rpartition(":")[2]


def lines_with(word: str, text: str) -> list[int]:
    """The numbers, from 1, of the lines in which a word stands, once for each time."""
    found: list[int] = []
    number = 1
    counted = 0
    position = text.find(word)
    while position >= 0:
        number += text.count("\n", counted, position)
        counted = position
        found.append(number)
        position = text.find(word, position + 1)
    return found


class OddName:
    """Stands for a name that isn't a plain text, and may do anything when it is hashed or compared."""

    def __init__(self, name: object) -> None:
        self.type_name: str = type.__dict__["__name__"].__get__(type(name))


def shown_name(name: str | OddName) -> str:
    """A name that can't be recorded, for a message about it."""
    return f"a name of type {name.type_name}" if isinstance(name, OddName) else ascii(name[:200])


def error_text(error: BaseException) -> str:
    """What an exception says of itself; this runs code of its class."""
    try:
        text = str(error)
    except BaseException:
        return ""
    return text[: 4 * MESSAGE_CHARACTERS] if type(text) is str else ""


def encodable(text: str) -> str:
    """The text with lone surrogates, which have no encoding, replaced."""
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


class Machine:
    """What is this machine's rather than the package's: the folders that things happen to be installed in."""

    def __init__(self, site_folders: Iterable[str]) -> None:
        folders = {os.path.realpath(folder) for folder in site_folders} | set(site_folders)
        standard = {os.path.dirname(os.__file__)}
        other = {sys.prefix, sys.base_prefix, os.path.expanduser("~"), os.getcwd(), f"/proc/{os.getpid()}"} - {"/", ""}
        # Longest first: site-packages lies in the prefix.
        self._inner = sorted((folder + "/" for folder in folders | standard), key=lambda path: (-len(path), path))
        self._outer = sorted((folder for folder in other if len(folder) > 3), key=lambda path: (-len(path), path))

    def message(self, text: str) -> str:
        """A message with addresses and absolute paths taken out."""
        text = text[: 4 * MESSAGE_CHARACTERS]
        for folder in self._inner:
            text = text.replace(folder, "")
        text = _ABSOLUTE_PATH.sub(".../", text)
        text = _ADDRESS.sub("0x...", text)
        return encodable(text[:MESSAGE_CHARACTERS])

    def doc(self, text: str) -> str:
        """A docstring with addresses and folders of the machine taken out."""
        if " 0x" in text:
            text = _AT_ADDRESS.sub("at 0x...", text)
        if "/" in text:
            for folder in self._inner:
                if folder in text:
                    text = text.replace(folder, "")
        return encodable(text)

    def shows_in(self, text: str) -> bool:
        """Whether the text holds an address or a folder of the machine."""
        if "0x" in text and _ADDRESS.search(text) is not None:
            return True
        return "/" in text and any(folder in text for folder in (*self._inner, *self._outer))
