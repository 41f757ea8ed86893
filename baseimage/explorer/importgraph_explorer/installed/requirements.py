"""What a distribution's metadata asks for: ``Requires-Dist`` (PEP 566), or ``requires.txt`` of older installations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple, Optional

from .distributions import normalized
from .metadata import headers_named

_REQUIREMENT: Final = re.compile(
    r"\s*(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[(?P<extras>[^\]]*)\])?\s*(?P<rest>.*)", re.DOTALL
)
_EXTRA: Final = re.compile(r"""\(?\s*(?:extra\s*==\s*(["'])(?P<a>[^"']+)\1|(["'])(?P<b>[^"']+)\3\s*==\s*extra)\s*\)?""")
_TOKEN: Final = re.compile(r"""\(|\)|"[^"]*"|'[^']*'|[^\s()"']+""")
_NAME_CHARACTERS: Final = 200
_SPECIFIER_CHARACTERS: Final = 2_000
_MARKER_CHARACTERS: Final = 4_000


class Requirement(NamedTuple):
    """One requirement; ``extra`` is that of the distribution itself which asks for it."""

    name: str
    extras: tuple[str, ...]
    specifier: Optional[str]
    extra: Optional[str]
    marker: Optional[str]


def requirements_in(metadata: str, requires_txt: Optional[str]) -> list[Requirement]:
    """All that are written down, as they are written down; lines that are none are left out."""
    headers = list(headers_named("requires-dist", metadata))
    found = map(_parsed, headers) if headers or requires_txt is None else map(_parsed, _lines_of_txt(requires_txt))
    return list(dict.fromkeys(one for one in found if one is not None))


def _lines_of_txt(text: str) -> Iterator[str]:
    """The lines of a ``requires.txt`` with the marker and extra of their section behind them."""
    behind = ""
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("[") and line.endswith("]"):
            extra, _, marker = line[1:-1].partition(":")
            parts = [part for part in (marker and f"({marker})", extra and f'extra == "{extra}"') if part]
            behind = f"; {' and '.join(parts)}" if parts else ""
        elif line and not line.startswith("#"):
            yield line + behind


def _parsed(text: str) -> Optional[Requirement]:
    match = _REQUIREMENT.fullmatch(text)
    if match is None or len(match["name"]) > _NAME_CHARACTERS:
        return None
    rest = match["rest"].strip()
    # An address may hold a semicolon; then only one after white space ends it (PEP 508).
    specifier, _, marker = rest.partition(" ;" if rest.startswith("@") else ";")
    specifier = specifier.strip()
    if specifier.startswith("(") and specifier.endswith(")"):
        specifier = specifier[1:-1].strip()
    extra, left = _without_extra(marker.strip())
    extras = tuple(sorted({one.strip() for one in (match["extras"] or "").split(",") if one.strip()}))
    return Requirement(
        normalized(match["name"]),
        tuple(one[:_NAME_CHARACTERS] for one in extras),
        specifier[:_SPECIFIER_CHARACTERS] or None,
        extra[:_NAME_CHARACTERS] if extra else None,
        left[:_MARKER_CHARACTERS] or None,
    )


def _without_extra(marker: str) -> tuple[Optional[str], str]:
    """The extra that a marker demands, and what else it demands; no extra where it says more of it than that."""
    parts = _conjuncts(marker)
    extras = [(part, _EXTRA.fullmatch(part)) for part in parts]
    demanded = [match for _, match in extras if match is not None]
    if len(demanded) != 1:
        return None, marker
    left = [part for part, match in extras if match is None]
    if len(left) == 1 and left[0].startswith("(") and _closes_at_end(left[0]):
        left[0] = left[0][1:-1].strip()
    return demanded[0]["a"] or demanded[0]["b"], " and ".join(left)


def _conjuncts(marker: str) -> list[str]:
    """The parts of a marker that ``and`` joins at its top; the whole where ``or`` does."""
    depth, start = 0, 0
    parts: list[str] = []
    for token in _TOKEN.finditer(marker):
        word = token[0]
        depth += (word == "(") - (word == ")")
        if depth == 0 and word == "or":
            return [marker]
        if depth == 0 and word == "and":
            parts.append(marker[start : token.start()].strip())
            start = token.end()
    parts.append(marker[start:].strip())
    return [part for part in parts if part]


def _closes_at_end(text: str) -> bool:
    """Whether the bracket that a text begins with is closed by its last character."""
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += (token[0] == "(") - (token[0] == ")")
        if depth == 0:
            return token.end() == len(text)
    return False
