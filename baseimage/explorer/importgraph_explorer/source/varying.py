"""Whether what a statement makes may be another value in the next run, or on another machine.

By what it calls and what it goes through: clocks, chance, what only this process or machine has, the order of sets.
"""

from __future__ import annotations

import ast
import builtins
import re
import types
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, islice
from opcode import opmap
from textwrap import dedent
from typing import Any, Callable, Final, Optional

from ..looking import raw
from . import chance
from .fragments import absolute_module, defaults_of, end_of_statement, gone_through_by, value_given_to
from .sources import SourceFile

_HASHED_ALIKE: Final = frozenset({int, float, bool})
_BUILDS_SET: Final = frozenset(opmap[name] for name in ("BUILD_SET", "SET_ADD") if name in opmap)
_END_OF_HEADER: Final = re.compile(r"\)[^()\n]*:[ \t]*(?:#.*)?$", re.M)
# Begins with what is searched for fastest; whether it begins a line is seen afterwards.
_IMPORT: Final = re.compile(r"from[ \t]+([.\w]+)[ \t]+import[ \t]+(?:\(([^()]*)\)|([^\n(]+))")
_LOOPS: Final = re.compile(r"^[ \t]*(?:async[ \t]+)?for\b([^\n:]*?)\bin\b([^\n:]*).*$", re.M)
_AT_MARGIN: Final = re.compile(r"^[^\s#)\]}]", re.M)
_WORD: Final = re.compile(r"[^\W\d]\w*")
_COMMENT: Final = re.compile(r"#.*")
_ASSIGNED: Final = re.compile(r"[ \t]*([^\W\d]\w*)[ \t]*(?::[^=\n]*)?=(?!=)")
_MOST_LINES: Final = 400
_MAX_DEPTH: Final = 5


class Evidence:
    """Reads the statements of a module; ``names`` are its globals once it has been imported."""

    def __init__(
        self,
        source: SourceFile,
        names: Mapping[str, Any],
        evidence_of: Callable[[str], Optional[Evidence]] = lambda _: None,
    ) -> None:
        """``evidence_of`` gives that of another module of ours."""
        self._evidence_of = evidence_of
        self._source = source
        self._names = names
        self._known: dict[str, bool] = {}
        self._functions: dict[types.CodeType, bool] = {}
        self._by_chance: Optional[frozenset[str]] = None
        self._places: Optional[list[tuple[int, str]]] = None
        self._lines_of_places: Optional[list[int]] = None
        self._filled: Optional[frozenset[str]] = None
        self._imports: Optional[dict[str, tuple[str, str]]] = None

    @property
    def text(self) -> str:
        """The text of the module."""
        return self._source.text

    def may_vary(self, qualname: str) -> bool:
        """Whether the value of a name of the module, or of a class in it, may be another one."""
        known = self._known.get(qualname)
        if known is None:
            # One that is made from itself is told by the rest.
            self._known[qualname] = False
            try:
                known = self._may_vary(qualname)
            except BaseException:
                # What reads statements is the library's, and calls builtins that a package may have changed.
                known = True
            self._known[qualname] = known
        return known

    def values_by_chance(self) -> frozenset[str]:
        """The ``repr`` of values that names of the module and of its classes have by chance, but for small numbers."""
        if self._by_chance is None:
            self._by_chance = frozenset(self._find_by_chance())
        return self._by_chance

    def varying_defaults(self, line: int) -> frozenset[str]:
        """The parameters of the function at a line whose defaults are computed by something that varies."""
        lines = self._lines_of_chance()
        at = bisect_left(lines, line)
        if at == len(lines):
            return frozenset()
        block = self._source.block_at(line)
        if block is None or lines[at] > block.end:
            return frozenset()
        text = self._source.lines(line, min(block.end, line + _MOST_LINES))
        end = _END_OF_HEADER.search(text)
        if end is not None and lines[at] > line + text.count("\n", 0, end.end()):
            return frozenset()
        return frozenset(self._varying_parameters(dedent(self._source.lines(line, block.end))))

    def _places_of_chance(self) -> list[tuple[int, str]]:
        if self._places is None:
            self._places = sorted(chance.places_of_chance(self._source.text))
        return self._places

    def _lines_of_chance(self) -> list[int]:
        if self._lines_of_places is None:
            text = self._source.text
            places = [0, *(place for place, _ in self._places_of_chance())]
            feeds = (text.count("\n", before, place) for before, place in zip(places, places[1:]))
            self._lines_of_places = [1 + count for count in accumulate(feeds)]
        return self._lines_of_places

    def _find_by_chance(self) -> Iterator[str]:
        text = self._source.text
        for place, _ in self._places_of_chance():
            start = text.rfind("\n", 0, place) + 1
            assigned = _ASSIGNED.match(text, start)
            if assigned is None or assigned.end() > place:
                continue
            name = assigned[1]
            if assigned.start(1) == start:
                held = [self._names.get(name)] if self.may_vary(name) else []
            else:
                held = [
                    raw.class_dict(cls).get(name)
                    for cls in list(self._names.values())
                    if raw.is_class(cls)
                    and name in raw.class_dict(cls)
                    and self.may_vary(f"{raw.class_name(cls)}.{name}")
                ]
            for value in held:
                if type(value) in (str, bytes, float) or (type(value) is int and abs(value) > _MOST_LINES):
                    yield repr(value)

    def _varying_parameters(self, text: str) -> Iterator[str]:
        try:
            function = ast.parse(text).body[0]
        except BaseException:
            return
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return
        for name, default in defaults_of(function):
            if self._varies(default, "", _MAX_DEPTH - 1):
                yield name

    def _may_vary(self, qualname: str, depth: int = 0) -> bool:
        holder, _, name = qualname.rpartition(".")
        assignment = self._source.assignment_of(qualname)
        line = assignment.line if assignment is not None else None
        loops = self._loops_above(line) if line is not None else []
        if not holder and name in self._source.loop_names:
            loops += self._loops_over(name)
        if line is None and not loops:
            if not holder and self._import_of(name) is not None:
                return self._imported_varies(name)
            return self._may_be_made_by_chance(holder)
        if any(loop is None or self._varies(loop, holder, depth) for loop in loops):
            return True
        if line is None:
            return False
        statement = self._statement_at(line)
        if statement is None:
            return True
        value = value_given_to(statement, name)
        return value is not None and self._varies(value, holder, depth)

    def _may_be_made_by_chance(self, holder: str) -> bool:
        """Of what no statement of the module assigns: by what makes the class that has it, or anywhere in the file."""
        if holder:
            cls: Any = self._names.get(holder.partition(".")[0])
            for part in holder.split(".")[1:]:
                cls = raw.class_dict(cls).get(part) if raw.is_class(cls) else None
            if raw.is_class(cls):
                return any(self._code_varies(function.__code__, function.__globals__, 0) for function in _makers(cls))
        return any(word not in chance.AMBIGUOUS for _, word in self._places_of_chance())

    def _import_of(self, name: str) -> Optional[tuple[str, str]]:
        """The module that a name is imported from, and its name there."""
        if self._imports is None:
            self._imports = {}
            said = self._names.get("__package__")
            package = said if type(said) is str else ""
            for match in _IMPORT.finditer(self._source.text):
                if not self._source.begins_line(match.start()):
                    continue
                module = absolute_module(match[1], package) or match[1].lstrip(".")
                for item in _COMMENT.sub("", match[2] or match[3]).split(","):
                    words = item.split()
                    if words:
                        self._imports[words[-1]] = (module, words[0])
        return self._imports.get(name)

    def _loops_above(self, line: int) -> list[Optional[ast.expr]]:
        """What the loops go through in whose bodies a line is; None where that can't be read."""
        found: list[Optional[ast.expr]] = []
        indent = _indent(self._source.lines(line, line))
        while indent and line > 1:
            line -= 1
            text = self._source.lines(line, line)
            if text.strip() and _indent(text) < indent:
                indent = _indent(text)
                if text.lstrip().startswith(("for ", "async for ")):
                    found.append(gone_through_by(text))
        return found

    def _loops_over(self, name: str) -> list[Optional[ast.expr]]:
        headers = [match for match in _LOOPS.finditer(self._source.text) if name in _WORD.findall(match[1])]
        return [gone_through_by(match[0]) for match in headers] or [None]

    def _statement_at(self, line: int) -> Optional[ast.stmt]:
        text = self._source.lines(line, line + _MOST_LINES)
        try:
            return ast.parse(dedent(text[: end_of_statement(text)])).body[0]
        except (SyntaxError, ValueError, RecursionError, MemoryError, IndexError):
            return None

    def _varies(self, node: ast.AST, holder: str, depth: int) -> bool:
        if isinstance(node, ast.Lambda):
            return False
        if isinstance(node, ast.Call):
            name = _last_name(node.func)
            if name in chance.WITHOUT_ORDER:
                return any(self._varies_without_order(argument, holder, depth) for argument in _arguments(node))
            if self._call_varies(node, name, depth):
                return True
        elif isinstance(node, (ast.Set, ast.SetComp)):
            return not (isinstance(node, ast.Set) and len(node.elts) < 2)
        elif isinstance(node, ast.Compare):
            return any(self._varies_without_order(part, holder, depth) for part in (node.left, *node.comparators))
        elif isinstance(node, ast.Attribute):
            if self._is_disordered(self._resolved(node)):
                return True
        elif isinstance(node, ast.Name):
            return self._name_varies(node.id, holder, depth)
        return any(self._varies(part, holder, depth) for part in ast.iter_child_nodes(node))

    def _varies_without_order(self, node: ast.AST, holder: str, depth: int) -> bool:
        """Like that, where a set as a whole is as good as any other order of it."""
        if isinstance(node, (ast.Set, ast.SetComp)) or self._is_disordered(self._resolved(node)):
            return any(self._varies_without_order(part, holder, depth) for part in ast.iter_child_nodes(node))
        if isinstance(node, ast.Call) and _last_name(node.func) in (*chance.SETS, *chance.OF_FILES):
            return any(self._varies_without_order(argument, holder, depth) for argument in _arguments(node))
        return self._varies(node, holder, depth)

    def _name_varies(self, name: str, holder: str, depth: int) -> bool:
        value = self._names.get(name, raw.MISSING)
        if self._is_disordered(value):
            return True
        if depth >= _MAX_DEPTH or value is None or type(value) in (bool, types.FunctionType) or raw.is_module(value):
            return False
        if type(value) in (list, dict) and name in self._filled_in_any_order():
            return True
        for qualname in (f"{holder}.{name}", name) if holder else (name,):
            if self._source.assignment_of(qualname) is not None:
                return self.may_vary(qualname)
        if name in self._source.loop_names:
            return self.may_vary(name)
        return self._imported_varies(name)

    def _imported_varies(self, name: str) -> bool:
        imported = self._import_of(name)
        evidence = self._evidence_of(imported[0]) if imported is not None else None
        return evidence is not None and imported is not None and evidence.may_vary(imported[1])

    def _filled_in_any_order(self) -> frozenset[str]:
        """The names in the bodies of loops that may go through the same in another order."""
        if self._filled is None:
            self._filled = frozenset()
            text = self._source.text
            found: set[str] = set()
            for match in islice(_LOOPS.finditer(text), _MOST_LINES):
                loop = gone_through_by(match[0]) if not match[0][:1].isspace() else None
                if loop is not None and self._varies(loop, "", _MAX_DEPTH - 1):
                    end = _AT_MARGIN.search(text, match.end())
                    found.update(_WORD.findall(text, match.end(2), end.start() if end is not None else len(text)))
            self._filled = frozenset(found)
        return self._filled

    def _is_disordered(self, value: object) -> bool:
        if type(value) not in (set, frozenset):
            return False
        held: Any = value
        return len(held) > 1 and not all(type(item) in _HASHED_ALIKE for item in held)

    def _call_varies(self, call: ast.Call, name: str, depth: int) -> bool:
        target = self._resolved(call.func)
        if type(target) is types.FunctionType and not _is_of_library(target):
            return self._code_varies(target.__code__, target.__globals__, 0)
        if name in chance.OF_CHANCE:
            return not (raw.is_class(target) and name in chance.AMBIGUOUS)
        return name in chance.OF_FILES or (name in chance.SETS and bool(call.args))

    def _resolved(self, node: ast.AST) -> Any:
        """What a dotted name leads to at run time; MISSING where that takes running code."""
        if isinstance(node, ast.Name):
            return self._names.get(node.id, builtins.__dict__.get(node.id, raw.MISSING))
        if isinstance(node, ast.Attribute):
            owner = self._resolved(node.value)
            if raw.is_module(owner):
                return raw.module_dict(owner).get(node.attr, raw.MISSING)
            if raw.is_class(owner):
                held = raw.class_dict(owner).get(node.attr, raw.MISSING)
                return held.__func__ if type(held) in (staticmethod, classmethod) else held
        return raw.MISSING

    def _code_varies(self, code: types.CodeType, names: Mapping[str, Any], depth: int) -> bool:
        """Whether a function may give something else, by what it has names for."""
        known = self._functions.get(code)
        if known is None:
            self._functions[code] = False
            known = self._functions[code] = self._find_in_code(code, names, depth)
        return known

    def _find_in_code(self, code: types.CodeType, names: Mapping[str, Any], depth: int) -> bool:
        used = frozenset(code.co_names)
        words = used & chance.OF_CHANCE
        if words - chance.AMBIGUOUS or (words and used & chance.SPEAKING):
            return True
        if (used & chance.SETS or _BUILDS_SET.intersection(code.co_code[::2])) and "sorted" not in used:
            return True
        for constant in code.co_consts:
            if type(constant) is types.CodeType and self._code_varies(constant, names, depth):
                return True
        for name in used if depth < _MAX_DEPTH else ():
            function = names.get(name)
            if (
                type(function) is types.FunctionType
                and not _is_of_library(function)
                and self._code_varies(function.__code__, function.__globals__, depth + 1)
            ):
                return True
        return False


def _makers(cls: type) -> Iterator[types.FunctionType]:
    """The functions that are run when a class is made, as far as they are written in Python."""
    for base in raw.class_mro(type(cls)):
        for name in ("__new__", "__init__", "__prepare__"):
            held: Any = raw.class_dict(base).get(name)
            function = held.__func__ if type(held) in (staticmethod, classmethod) else held
            if type(function) is types.FunctionType and not _is_of_library(function):
                yield function
    for base in raw.class_mro(cls)[1:]:
        held = raw.class_dict(base).get("__init_subclass__")
        function = held.__func__ if type(held) is classmethod else held
        if type(function) is types.FunctionType and not _is_of_library(function):
            yield function


def _is_of_library(function: types.FunctionType) -> bool:
    """Whether the name of a function is enough to know what it does: nobody need look into the standard library."""
    return str(function.__module__).partition(".")[0] in chance.LIBRARY


def _arguments(call: ast.Call) -> Iterable[ast.expr]:
    return (*call.args, *(word.value for word in call.keywords))


def _last_name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
