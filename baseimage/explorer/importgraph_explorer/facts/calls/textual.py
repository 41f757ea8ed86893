"""Signatures that compiled functions have as text only: in ``__text_signature__``, or at the start of the docstring.

Cython (``embedsignature``), pybind11, SIP and numpy all write them there, each in its own way; pybind11 counts the
variants of an overloaded function below its docstring's first line.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any, Final, Optional

from ...looking import raw
from ...looking.kinds import ROUTINES
from ...places.entities import Entity
from ...wire.texts import encodable
from ..classes import is_called_in_c

_MAX_CHARACTERS: Final = 4000
_MAX_PARAMETERS: Final = 200
_MAX_VARIANTS: Final = 100
_DEFAULT_CHARACTERS: Final = 200
_OPEN: Final = "([{<"
_CLOSE: Final = ")]}>"
_VARIANT: Final = re.compile(r"^\d+\. ", re.M)
_RETURNS: Final = re.compile(r"[ \t]*[-=]>[ \t]*([^\n]+)")
_PARAMETER: Final = re.compile(
    r"(?P<stars>\*{0,2})(?P<type>[^\W\d][\w.\[\], *&]*[ *&])?\$?(?P<name>[^\W\d]\w*)[ ?]*(?::\s*(?P<annotation>.+))?",
    re.S,
)
_INSTANCE: Final = {"method": "self", "classmethod": "type"}
_OWN: Final = frozenset({"self", "cls", "type"})

Signature = dict[str, Any]


def said_in_text(entity: Entity, doc: str, name: str) -> dict[str, Any]:
    """The fields ``signature`` and ``overloads`` of what can be called, or ``type`` of a descriptor, by its texts."""
    kind, value = entity.kind, entity.value
    if kind == "descriptor":
        found = type_in_doc(doc, name)
        return {"type": found} if found is not None else {}
    if kind in ROUTINES:
        text = raw.attribute(value, "__text_signature__")
        signature = signature_in_text(text) if type(text) is str else None
        if signature is not None:
            return {"signature": signature}
    elif kind == "data" and doc:
        if raw.class_attribute(type(value), "__call__") is raw.MISSING:
            return {}
    elif kind != "class" or not is_called_in_c(value):  # type: ignore[arg-type]
        return {}
    variants = signatures_in_doc(doc, name, kind) if "(" in doc else []
    if len(variants) > 1:
        return {"overloads": variants}
    return {"signature": variants[0]} if variants else {}


def signatures_in_doc(doc: str, name: str, kind: str) -> list[Signature]:
    """The signatures at the start of a docstring: none, one, or those of an overloaded function.

    ``kind`` is that of the node: signatures of methods begin with what stands for the instance, as written code has it.
    """
    texts = [doc]
    first = _signature_at(doc, name)
    if first is not None and "\nOverloaded function.\n" in doc[:_MAX_CHARACTERS]:
        texts = [doc[match.end() :] for match in _VARIANT.finditer(doc)][:_MAX_VARIANTS]
    found: list[Signature] = []
    for text in texts:
        while len(found) < _MAX_VARIANTS:
            one = _signature_at(text, name)
            if one is None:
                break
            found.append(_with_instance(one[0], kind))
            text = text[one[1] :].lstrip(" ")
            # Further ones stand right below, as SIP writes them.
            if not text.startswith("\n") or text.startswith("\n("):
                break
            text = text[1:]
    return found


def signature_in_text(text: str) -> Optional[Signature]:
    """A ``__text_signature__`` that the standard library can't read, as its defaults are names or no Python at all."""
    found = _signature_at(text, "")
    if found is None:
        return None
    parameters = found[0]["parameters"]
    if parameters and parameters[0]["name"] in ("module", "type") and "$" in text:
        del parameters[0]
    elif parameters and "$self" in text:
        parameters[0]["kind"] = "positionalOnly"
    return found[0]


def type_in_doc(doc: str, name: str) -> Optional[str]:
    """The type of an attribute whose docstring begins with ``name: type``, as Cython writes it."""
    line = doc.partition("\n")[0]
    text = line[len(name) + 1 :].strip() if line.startswith(f"{name}:") else ""
    return text.strip("'\"") if text and _is_expression(text) else None


def returned_type(doc: str) -> Optional[str]:
    """What a docstring that begins with a signature without a name says to be returned."""
    found = _signature_at(doc, "")
    returned: Optional[str] = found[0].get("returns") if found is not None else None
    return returned


def taken_type(doc: str) -> Optional[str]:
    """The type of the second parameter in such a docstring: what a property's setter takes."""
    found = _signature_at(doc, "")
    parameters = found[0]["parameters"] if found is not None else []
    taken: Optional[str] = parameters[1].get("annotation") if len(parameters) > 1 else None
    return taken


def _signature_at(text: str, name: str) -> Optional[tuple[Signature, int]]:
    """The signature that a text begins with, of what has this name or of what has none, and where it ends."""
    at = text.find("(", 0, _MAX_CHARACTERS)
    if at < 0 or not (at == 0 or _is_named(text[:at], name)):
        return None
    end = _closing(text, at + 1)
    if end is None:
        return None
    parameters = _parameters(text[at + 1 : end])
    if parameters is None:
        return None
    found: Signature = {"parameters": parameters}
    end += 1
    returns = _RETURNS.match(text, end)
    if returns is not None:
        end = returns.end()
        returned = returns[1].strip().rstrip(":")
        if _is_expression(returned):
            found["returns"] = encodable(returned)
    elif at == 0 and text[end : end + 1] not in ("", "\n"):
        # Words in brackets at the start of a sentence.
        return None
    return found, end


def _is_named(text: str, name: str) -> bool:
    owner, _, last = text.rpartition(".")
    return last == name and all(map(str.isidentifier, owner.split("."))) if owner else last == name


def _closing(text: str, at: int) -> Optional[int]:
    """Where the bracket closes that was opened before ``at``."""
    depth = 1
    for position, character in _unquoted(text[:_MAX_CHARACTERS], at):
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
            if depth == 0:
                return position
    return None


def _unquoted(text: str, at: int) -> Iterator[tuple[int, str]]:
    """The characters from ``at`` on that stand outside of quotes, with their positions."""
    quote = ""
    for position in range(at, len(text)):
        character = text[position]
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        else:
            yield position, character


def _parameters(text: str) -> Optional[list[dict[str, str]]]:
    pieces = _pieces(text)
    if pieces is None or len(pieces) > _MAX_PARAMETERS:
        return None
    found: list[dict[str, str]] = []
    kind = "positionalOrKeyword"
    has_default = False
    for piece, is_optional in pieces:
        if piece == "/":
            for before in found:
                before["kind"] = "positionalOnly"
        elif piece == "*":
            kind = "keywordOnly"
        else:
            parameter = _parameter(piece, kind)
            if parameter is None:
                return None
            if is_optional:
                parameter.setdefault("default", "...")
            if parameter["kind"].startswith("var"):
                kind = "keywordOnly"
            elif kind == "positionalOrKeyword":
                if has_default and "default" not in parameter:
                    return None
                has_default = "default" in parameter
            found.append(parameter)
    return found if len({parameter["name"] for parameter in found}) == len(found) else None


def _parameter(piece: str, kind: str) -> Optional[dict[str, str]]:
    written, default = _split_default(piece)
    match = _PARAMETER.fullmatch(written)
    if match is None:
        return None
    stars = match["stars"]
    starred = {"*": "varPositional", "**": "varKeyword"}
    parameter: dict[str, str] = {"name": encodable(match["name"]), "kind": starred.get(stars, kind)}
    if default is not None and not stars:
        parameter["default"] = encodable(" ".join(default.split())[:_DEFAULT_CHARACTERS])
    annotation = match["annotation"] or match["type"]
    if annotation is not None:
        parameter["annotation"] = encodable(" ".join(annotation.split()))
    return parameter


def _pieces(text: str) -> Optional[list[tuple[str, bool]]]:
    """The parameters' texts, and which of them stand in the square brackets that mean optional: ``a[, b[, c]]``."""
    found: list[tuple[str, bool]] = []
    start = depth = optional = 0
    for position, character in _unquoted(text, 0):
        opens = closes = False
        if depth == 0:
            opens = character == "[" and _is_optional(text[start:position], text[position + 1 :])
            closes = character == "]" and optional > 0
        if opens or closes or (character == "," and depth == 0):
            found.append((text[start:position].strip(), optional > 0))
            start = position + 1
            optional += opens - closes
        elif character in _OPEN:
            depth += 1
        elif character in _CLOSE and text[position - 1 : position] != "-":
            depth -= 1
    if depth != 0 or optional != 0:
        return None
    found.append((text[start:].strip(), False))
    return [(piece, is_optional) for piece, is_optional in found if piece]


def _is_optional(before: str, after: str) -> bool:
    """Whether a square bracket, after this part of a parameter's text, opens optional parameters."""
    return not before.strip() or after.lstrip().startswith(",")


def _split_default(piece: str) -> tuple[str, Optional[str]]:
    depth = 0
    for position, character in _unquoted(piece, 0):
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth -= 1
        elif character == "=" and depth == 0:
            return piece[:position].strip(), piece[position + 1 :].strip()
    return piece, None


def _with_instance(signature: Signature, kind: str) -> Signature:
    name = _INSTANCE.get(kind)
    parameters = signature["parameters"]
    if kind == "class" and parameters and parameters[0]["name"] in _OWN:
        return {**signature, "parameters": parameters[1:]}
    if name is None or (parameters and parameters[0]["name"] in _OWN):
        return signature
    own = {"name": name, "kind": "positionalOnly"}
    return {**signature, "parameters": [own, *parameters]}


def _is_expression(text: str) -> bool:
    if len(text) > _MAX_CHARACTERS:
        return False
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return isinstance(tree, (ast.Name, ast.Attribute, ast.Subscript, ast.BinOp, ast.Constant))
