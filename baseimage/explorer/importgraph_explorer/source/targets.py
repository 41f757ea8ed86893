"""What the statements of a module's or a class's body give a value or a type to, told from their text."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

# A name, and what makes the statement one that gives it something.
_SIMPLE: Final = re.compile(r"([^\W\d]\w*)[ \t]*(:(?!=)|=(?!=)|,)")
# Something that is assigned to, up to its sign: a name, several, or a place in an object.
_TARGET: Final = re.compile(r"[ \t]*([\w.,* \t()\[\]'\"-]*?)[ \t]*=(?!=)")
_PLACE: Final = re.compile(r"[\w.]+\[[^\]]*\]|\w+(?:\.\w+)+")
_NAME: Final = re.compile(r"[^\W\d]\w*")
# The header of a loop, or of a block that names what it enters: what is assigned to.
_LOOP: Final = re.compile(r"for[ \t]+([^:]*?)[ \t]+in\b")
_ENTERED: Final = re.compile(r"\bas[ \t]+(\([^()]*\)|[^\W\d]\w*)")
_WALRUS: Final = re.compile(r"\([ \t]*([^\W\d]\w*)[ \t]*:=")
_ANNOTATED_IN_BRACKETS: Final = re.compile(r"\([ \t]*([^\W\d]\w*)[ \t]*\)[ \t]*:(?!=)")
# A statement behind the header of a block, on its line.
_HEADER: Final = re.compile(r"(?:(?:if|elif|except|with|for|while)\b[^:]*|else|try|finally)[ \t]*:[ \t]+(?=[^\W\d])")
_STRING: Final = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'")
_HEADER_LETTERS: Final = "iewft"
_OPEN_TARGETS: Final = "([*"


class Assignment(NamedTuple):
    """A statement that gives a name a value or a type."""

    line: int
    # How far in it is.
    indent: int
    # False of an annotation without a value.
    has_value: bool
    # Whether it begins its line, and whether it ends it.
    is_first: bool
    is_last: bool


def targets_of(body: str, line: int, indent: int) -> list[tuple[str, Assignment]]:
    """The names that a line of statements assigns to, without those that it unpacks into by other means."""
    if ";" in body:
        statements = [part.lstrip() for part in _masked(body).split(";")]
        while len(statements) > 1 and not statements[-1]:
            statements.pop()
        found = []
        for position, statement in enumerate(statements):
            at = (line, indent, position == 0, position == len(statements) - 1)
            found += _targets(statement, *at)
        return found
    return _targets(body, line, indent, True, True)


def _targets(body: str, line: int, indent: int, is_first: bool, is_last: bool) -> list[tuple[str, Assignment]]:
    match = _SIMPLE.match(body)
    if match is None:
        return _further_targets(body, line, indent, is_first, is_last)
    sign = match[2]
    if sign == ":":
        if match[1] in ("else", "try", "finally"):
            return _further_targets(body, line, indent, is_first, is_last)
        return [(match[1], Assignment(line, indent, "=" in body[match.end() :], is_first, is_last))]
    assignment = Assignment(line, indent, True, is_first, is_last)
    # Most assign to one name, and there is no other sign behind it.
    if sign == "=" and "=" not in body[match.end() :]:
        return [(match[1], assignment)]
    return [(name, assignment) for name in _names(body)]


def _further_targets(body: str, line: int, indent: int, is_first: bool, is_last: bool) -> list[tuple[str, Assignment]]:
    if not body:
        return []
    if body[0] in _OPEN_TARGETS:
        annotated = _ANNOTATED_IN_BRACKETS.match(body)
        if annotated is not None:
            return [(annotated[1], Assignment(line, indent, "=" in body[annotated.end() :], is_first, is_last))]
        assignment = Assignment(line, indent, True, is_first, is_last)
        return [(name, assignment) for name in (*_names(body), *_WALRUS.findall(_masked(body)))]
    header = _HEADER.match(body) if body[0] in _HEADER_LETTERS else None
    if header is not None:
        return _targets(body[header.end() :], line, indent + 1, False, is_last)
    # A place in an object may be the first of several: ``table[0] = first = …``.
    names = _names(body) if body.count("=") > 1 else []
    return [(name, Assignment(line, indent, True, is_first, is_last)) for name in names]


def names_in_header(body: str) -> list[str]:
    """The names that the first line of a block assigns to: a loop's, those of ``with … as``."""
    if not body.startswith(("for", "with", "if", "while", "elif")):
        return []
    masked = _masked(body)
    if body.startswith("for"):
        loop = _LOOP.match(masked)
        targets = [loop[1]] if loop is not None else []
    else:
        targets = _ENTERED.findall(masked) if body.startswith("with") else _WALRUS.findall(masked)
    return names_in(" ".join(targets))


def names_in(targets: str) -> list[str]:
    """The names among what is assigned to, without places in objects."""
    return _NAME.findall(_PLACE.sub("", targets))


def _names(statement: str) -> list[str]:
    """The names that are assigned to, in order: ``a = b = …``, ``a, (b, *c) = …``."""
    names: list[str] = []
    position = 0
    statement = _masked(statement)
    while True:
        match = _TARGET.match(statement, position)
        if match is None or not _is_balanced(match[1]):
            return names
        names += names_in(match[1])
        position = match.end()


def _is_balanced(text: str) -> bool:
    return text.count("(") == text.count(")") and text.count("[") == text.count("]")


def _masked(body: str) -> str:
    """A line with nothing in its strings."""
    return _STRING.sub("''", body)
