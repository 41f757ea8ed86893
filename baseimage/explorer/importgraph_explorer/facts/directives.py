"""What the directive ``deprecated`` of Sphinx says in a docstring, and whether of the object or of a part of it."""

from __future__ import annotations

import re
from typing import Final, Optional

from ..wire.texts import encodable

Deprecation = dict[str, str]

_MARK: Final = " deprecated::"
# At the margin: further in it tells of a parameter.
_DIRECTIVE: Final = re.compile(r"^\.\.[ ]+deprecated::[ \t]*(\S*)[ \t]*(.*)$", re.M)
_HEADING: Final = re.compile(r"^(?:=|-|~|\^){4,}$", re.M)
_VERSION: Final = re.compile(r"(?:[A-Za-z]+-)?v?\d[\w.+!-]*")
MESSAGE_CHARACTERS: Final = 4000
SINCE_CHARACTERS: Final = 200

# Few messages have to be looked at: patterns, not yet compiled.
_SENTENCE: Final = r"(.*?[^\d\s])[.;](?:\s|$)"
# Of a sentence, what it speaks of.
_SUBJECT: Final = r"(.*?)\b(?:is|are|was|were|has|have|will|should|must|may|now|no longer)\b"
_WORD: Final = r"(?::[\w:]+:)?(`+|\*(?!\*))(?P<word>[^`*\n]+)\1"
_BEGINS_WITH_WORD: Final = rf"\*\w+\*|{_WORD}(?=\s*(?:$|[.,:;]|(?:and|or|is|are|was|has|have|will)\b))"
_HAS_ENDED: Final = r"\b(?:deprecat|remov|ignor|renam|no longer|discourag|unsupported|dropped|raises?\b)"
_PART: Final = r"\b(?:[Aa]rgument|[Pp]arameter|[Kk]eyword)(?:s|\(s\))?(?!\w)|^The following\b"
# What is written like that is a value, and one way of using the object.
_VALUE: Final = r"The (?P<quote>``|\"|')[^`\"']+(?P=quote) (?:\w+ )?(?:directive|flag|format|mode|option|syntax)s?\b"
# Tells what to use for the object: whatever it speaks of is not what is deprecated.
_ADVICE: Final = r"(?i:Use(?! of)|Please|See|Replaced|Superseded|Renamed|Moved|Removed|Deprecated|Instead|In fav)"
_WAY: Final = (
    r"It is (?:now )?(?:deprecated|discouraged) to\b"
    r"|Passing\b|Subclassing\b|This usage\b"
    r"|(?:[Cc]alling|[Uu]sing|[Cc]reating)\b(?:.* with(?:out)?|(?:(?! (?:is|are|was|has)\b).)* for)\b"
    # Goes on, and does something else then.
    r"|.*\bnow (?:requires?|expects?)\b|A future (?:version|release)\b.* will return\b"
    r"|(?:(?:The|This) )?(?:\w+ )?[Bb]ehaviou?r\b"
    r"|Support for\b|.*\bsupport (?:is|was|has|will)\b"
)
# Doing something is one way of using the object, unless it is done to the object.
_DOING: Final = r"[A-Z][a-z]+ing\s+\S"
_OBJECT: Final = (
    r"\b(?:it|this|itself)\b"
    r"|\b[Tt]he (?:\w+ )?(?:alias|attribute|class|function|method|module|name|object|package|property)\b"
)
# A name that is written like code though nothing marks it so.
_BARE_NAME: Final = r"[A-Za-z]\w*(?:_\w+)+|_\w+"


def deprecation_in(doc: Optional[str], name: str) -> Optional[Deprecation]:
    """What a docstring says of the object with this dotted name."""
    if doc is None or _MARK not in doc:
        return None
    for match in _DIRECTIVE.finditer(doc):
        # Below a heading it tells of what that section is about.
        if _HEADING.search(doc, 0, match.start()) is not None:
            return None
        found = _said(doc, match)
        if not _is_of_part(found["message"], name):
            return found
    return None


def is_version(text: str) -> bool:
    """Whether a text is a version's number, with no more than a name before it."""
    return _VERSION.fullmatch(text) is not None


def _said(doc: str, directive: re.Match[str]) -> Deprecation:
    since, rest = directive[1], directive[2]
    has_version = is_version(since)
    lines = [rest if has_version else f"{since} {rest}"]
    for line in doc[directive.end() :].split("\n")[1:]:
        if line.strip() and not line.startswith(" "):
            break
        if not line.strip() and any(map(str.strip, lines)):
            break
        lines.append(line)
    found = {"message": encodable(" ".join(" ".join(lines).split())[:MESSAGE_CHARACTERS])}
    if has_version:
        found["since"] = since.rstrip(".")[:SINCE_CHARACTERS]
    return found


def _is_of_part(message: str, name: str) -> bool:
    """Whether it is about a parameter, a name within, or one way of using the object."""
    if not message or re.match(_ADVICE, message) is not None:
        return False
    ended = re.match(_SENTENCE, message)
    sentence = ended[1] if ended is not None else message
    before_verb = re.match(_SUBJECT, sentence)
    subject = before_verb[1] if before_verb is not None else sentence
    if re.search(_PART, subject) is not None or re.match(f"{_WAY}|{_VALUE}", sentence) is not None:
        return True
    if re.search(_HAS_ENDED, sentence) is not None and before_verb is not None:
        if re.fullmatch(_BARE_NAME, subject.strip()) is not None:
            return not _names(subject.strip(), name)
        if re.match(_DOING, subject) is not None:
            return re.search(_OBJECT, subject) is None and not _mentions(subject, name)
    if re.match(_BEGINS_WITH_WORD, message) is None:
        return False
    if any(_names(found["word"], name) for found in re.finditer(_WORD, subject)):
        return False
    return before_verb is None or re.search(_HAS_ENDED, sentence) is not None


def _mentions(text: str, name: str) -> bool:
    """Whether a text has the object with this dotted name, or what it is in, in any of its words."""
    return any(_names(word, name) for word in re.findall(r"[\w.]+", text))


def _names(word: str, name: str) -> bool:
    """Whether a word in a text stands for the object with this dotted name, or for what it is in."""
    called = [part.strip("_ ") for part in word.strip("~!.").partition("(")[0].split(".")]
    parts = [part.strip("_") for part in re.split(r"[.:]", name)]
    return any(parts[at : at + len(called)] == called for at in range(len(parts)))
