"""Single statements of a source file, parsed: only where run time can't tell how something is written."""

from __future__ import annotations

import ast
import re
import types
from collections.abc import Mapping, Sequence
from textwrap import dedent
from typing import Any, Final, Optional, Union

from ..looking import kinds, raw
from ..looking.caution import caution
from ..wire.texts import encodable
from .fragments import defaults_of
from .layouts import STRING_OR_COMMENT
from .locations import Locations
from .sources import SourceFile
from .spelling import VALUE_CHARACTERS, annotation_text, type_parameters_written, type_text, unparsed

_MAX_LINES: Final = 100
_MAX_CHARACTERS: Final = 8_000


_BRACKETS: Final = ("()", "[]", "{}")
_DOTTED: Final = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_MOST_HEADER_LINES: Final = 30
_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)


class Statements:
    """Tells how functions, classes and values of the distribution are written."""

    def __init__(self, locations: Locations) -> None:
        self._locations = locations
        # What was asked for last: of one function several annotations may be.
        self._latest: tuple[object, Mapping[str, str]] = (None, {})

    def annotation(self, owner: object, name: str, likely: str) -> Optional[str]:
        """The annotation of a function's parameter, or of what it returns, or of a name of a class or a module.

        ``likely`` is how it may well be written: where it stands there so, nothing is parsed.
        """
        if type(owner) is types.FunctionType:
            if self._latest[0] is not owner and self._has_in_header(owner, name, likely):
                return likely
            if self._latest[0] is not owner:
                self._latest = (owner, self._annotations_of(owner))
            return self._latest[1].get(name)
        place = _place_of(owner)
        node = self._assignment(place[0], f"{place[1]}.{name}" if place[1] else name) if place is not None else None
        return annotation_text(node.annotation) if isinstance(node, ast.AnnAssign) else None

    def default(self, function: types.FunctionType, name: str) -> Optional[str]:
        """The default of a function's parameter, where that is a name or a call: ``Null()``."""
        node = self._function(function)
        if node is None:
            return None
        given = dict(defaults_of(node)).get(name)
        text = unparsed(given) if isinstance(given, (ast.Name, ast.Attribute, ast.Call)) else ""
        return encodable(text) if 0 < len(text) <= VALUE_CHARACTERS else None

    def docstring(self, cls: type) -> Optional[str]:
        """The docstring that stands in the body of a class."""
        claim = raw.class_claim(cls)
        location = self._locations.of_class(cls, *claim) if claim is not None else None
        source = self._locations.source(location["file"]) if location is not None else None
        if source is None or not location or "line" not in location:
            return None
        node = _parsed(dedent(source.lines(location["line"], location["endLine"])))
        return ast.get_docstring(node, clean=False) if isinstance(node, ast.ClassDef) else None

    def bases(self, cls: type) -> list[str]:
        """The bases of a class; empty where that isn't known."""
        node = self._definition(cls)
        return [annotation_text(base) for base in node.bases] if isinstance(node, ast.ClassDef) else []

    def type_parameters(self, value: object) -> list[str]:
        """The type parameters of a class, a function or a type alias, by syntax; empty where that isn't known."""
        node: Optional[ast.stmt]
        if type(value) is types.FunctionType:
            node = self._function(value)
        elif raw.is_class(value):
            node = self._definition(value)
        else:
            claim = kinds.claim_of(value)
            node = self._assignment(*claim) if claim is not None else None
        return type_parameters_written(node) if node is not None else []

    def value(self, module: str, qualname: str) -> Optional[str]:
        """What a name of a module, or of a class in it, is assigned: a type, as text."""
        node = self._assignment(module, qualname)
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            return annotation_text(node.value)
        # A ``type`` statement is of a class that older Pythons lack.
        value: Any = getattr(node, "value", None) if type(node).__name__ in ("AnnAssign", "TypeAlias") else None
        return annotation_text(value) if isinstance(value, ast.expr) else None

    def _has_in_header(self, function: types.FunctionType, name: str, likely: str) -> bool:
        """Whether a function's header gives a parameter, or what it returns, just this name."""
        if _DOTTED.fullmatch(likely) is None:
            return False
        location = self._locations.of_function(function)
        source = self._locations.source(location["file"]) if location is not None else None
        block = source.block_at(location["line"]) if source is not None and location and "line" in location else None
        if source is None or block is None:
            return False
        header = source.lines(block.start, min(block.end, block.start + _MOST_HEADER_LINES))
        before = r"->" if name == "return" else rf"[(,]\s*\**{re.escape(name)}\s*:"
        behind = r"\s*:\s*(?:#|$|\n)" if name == "return" else r"\s*(?:[,)=]|#)"
        return re.search(rf"{before}\s*{re.escape(likely)}{behind}", header, re.MULTILINE) is not None

    def _annotations_of(self, function: types.FunctionType) -> Mapping[str, str]:
        node = self._function(function)
        if node is None:
            return {}
        holder = function.__qualname__.rpartition(".")[0].rpartition(".")[2].lstrip("_")
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        arguments += [one for one in (node.args.vararg, node.args.kwarg) if one is not None]
        found = {}
        for argument in arguments:
            if argument.annotation is not None:
                text = annotation_text(argument.annotation)
                found[argument.arg] = text
                if argument.arg.startswith("__"):
                    found[f"_{holder}{argument.arg}"] = text
        if node.returns is not None:
            found["return"] = annotation_text(node.returns)
        return found

    def _function(self, function: types.FunctionType) -> Optional[Union[ast.FunctionDef, ast.AsyncFunctionDef]]:
        location = self._locations.of_function(function)
        node = self._statement(location["file"], location.get("line")) if location is not None else None
        return node if isinstance(node, _FUNCTIONS) and node.name == function.__code__.co_name else None

    def _definition(self, cls: type) -> Optional[ast.stmt]:
        claim = raw.class_claim(cls)
        location = self._locations.of_class(cls, *claim) if claim is not None else None
        return self._statement(location["file"], location.get("line")) if location is not None else None

    def _statement(self, file: str, line: Optional[int]) -> Optional[ast.stmt]:
        source = self._locations.source(file) if line is not None else None
        block = source.block_at(line) if source is not None and line is not None else None
        if source is None or block is None or caution.forbids_code:
            return None
        return statement_at(source, block.start)

    def _assignment(self, module: str, qualname: str) -> Optional[ast.stmt]:
        found = self._locations.of_assignment(module, qualname)
        return statement_at(found[1], found[0]["line"]) if found is not None and not caution.forbids_code else None


def annotation_at(source: SourceFile, line: int, name: str) -> Optional[str]:
    """The annotation of a statement ``name: annotation`` or ``self.name: annotation`` that begins at a line."""
    text = source.annotation_at(line, name)
    if text is not None:
        return type_text(text)
    node = statement_at(source, line) if source.annotates(line, name) else None
    return annotation_text(node.annotation) if isinstance(node, ast.AnnAssign) else None


def _place_of(owner: Any) -> Optional[tuple[str, str]]:
    if raw.is_class(owner):
        return raw.class_claim(owner)
    name = raw.module_dict(owner).get("__name__") if raw.is_module(owner) else None
    return (name, "") if type(name) is str else None


def decorators_of(source: SourceFile, qualname: str) -> Sequence[ast.expr]:
    """What stands above the last class or function of this name."""
    blocks = source.blocks_named(qualname)
    if not blocks or blocks[-1].first == blocks[-1].start:
        return ()
    above = dedent(source.lines(blocks[-1].first, blocks[-1].start - 1))
    return getattr(_parsed(f"{above}\ndef decorated(): ..."), "decorator_list", ())


def statement_at(source: SourceFile, line: int) -> Optional[ast.stmt]:
    """The statement that begins at a line; of a function or a class no more than its header. None where it is odd."""
    text = ""
    for number in range(line, line + _MAX_LINES):
        following = source.lines(number, number)
        text = f"{text}\n{following}" if text else following.lstrip()
        if len(text) > _MAX_CHARACTERS:
            break
        code = STRING_OR_COMMENT.sub(_masked, text)
        if any(code.count(left) > code.count(right) for left, right in _BRACKETS):
            continue
        found = _parsed(f"{text}\n ..." if code.rstrip().endswith(":") else text)
        if found is not None:
            return found
    return None


def _masked(match: re.Match[str]) -> str:
    return "" if match.group().startswith("#") else "0"


def _parsed(text: str) -> Optional[ast.stmt]:
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return body[0] if body else None
