"""What a distribution's metadata file says in its headers (RFC 822, as PEP 566 has it)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple, Optional

_ADDRESS: Final = re.compile(r"https?://[!#-;=?-\[\]_a-z~]{1,1000}", re.IGNORECASE | re.ASCII)
_SUMMARY_CHARACTERS: Final = 1_000
_LABEL_CHARACTERS: Final = 100
_MOST_ADDRESSES: Final = 50


class Address(NamedTuple):
    """Where something of a project is on the web, and what it calls that."""

    label: str
    url: str


class About(NamedTuple):
    """What people are told of a project: what it is for, in a line, and where it is on the web, sorted by label."""

    summary: Optional[str]
    addresses: list[Address]


def first_headers(text: str) -> dict[str, str]:
    """The first value of each header, by its name in small letters."""
    found: dict[str, str] = {}
    for name, lines in _headers(text):
        found.setdefault(name, "\n".join(lines))
    return found


def headers_named(wanted: str, text: str) -> Iterator[str]:
    """All values of a header that may be there more than once."""
    for name, lines in _headers(text):
        if name == wanted:
            yield " ".join(lines)


def _headers(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each header: its name in small letters, and the lines of its value."""
    lines: list[str] = []
    name = ""
    for line in text.splitlines():
        if not line.strip():
            break
        if line[0] in " \t":
            lines.append(line.strip())
            continue
        if name:
            yield name, lines
        key, _, value = line.partition(":")
        name, lines = key.strip().lower(), [value.strip()]
    if name:
        yield name, lines


def about_in(text: str) -> About:
    """What a metadata file tells people of the project; what is no address of the web is left out."""
    summary = " ".join(" ".join(headers_named("summary", text)).split())[:_SUMMARY_CHARACTERS]
    found = {Address("Homepage", url) for url in headers_named("home-page", text)}
    for value in headers_named("project-url", text):
        label, _, url = value.rpartition(",")
        found.add(Address(" ".join(label.split())[:_LABEL_CHARACTERS], url.strip()))
    usable = sorted(address for address in found if address.label and _ADDRESS.fullmatch(address.url))
    return About(None if summary.upper() in ("", "UNKNOWN") else summary, usable[:_MOST_ADDRESSES])
