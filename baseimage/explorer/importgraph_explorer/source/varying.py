"""Whether what a statement makes may be another value in the next run, or on another machine.

By what it calls and what it goes through: clocks, chance, what only this process or machine has, the order of sets.
"""

from __future__ import annotations

import ast
import builtins
import re
import types
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import accumulate, islice
from textwrap import dedent
from typing import Any, Callable, Final, Optional

from ..looking import kinds, raw
from ..wire.texts import lines_with
from . import chance, functions
from .fragments import (
    arguments_of,
    defaults_of,
    end_of_statement,
    last_name_of,
    value_given_to,
    values_given_by,
    without_names,
)
from .imports import imported_names
from .loops import loops_above, loops_over, outer_loops
from .sources import SourceFile
from .statements import decorators_of

_HASHED_ALIKE: Final = frozenset({int, float, bool})
_END_OF_HEADER: Final = re.compile(r"\)[^()\n]*:[ \t]*(?:#.*)?$", re.M)
_FILLS: Final = re.compile(r"^([^\W\d]\w*)[ \t]*(?:\.(?:append|extend|insert|update)\(|[|+]=)", re.M)
_WORD: Final = re.compile(r"[^\W\d]\w*")
_ASSIGNED: Final = re.compile(r"[ \t]*([^\W\d]\w*)[ \t]*(?::[^=\n]*)?=(?!=)")
_PLAIN: Final = (int, float, complex, bool, type(None), str, bytes, tuple)
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
        self._by_chance: Optional[frozenset[str]] = None
        self._places: Optional[list[tuple[int, str]]] = None
        self._lines_of_places: Optional[list[int]] = None
        self._filled: Optional[frozenset[str]] = None
        self._imports: Optional[dict[str, tuple[str, str]]] = None
        self._docs: dict[str, bool] = {}
        self._owners: dict[str, set[str]] = {}

    @property
    def text(self) -> str:
        """The text of the module."""
        return self._source.text

    def may_vary(self, qualname: str) -> bool:
        """Whether the value of a name of the module, or of a class in it, may be another one."""
        return _found_once(self._known, qualname, self._may_vary)

    def says_it_varies(self, name: str) -> bool:
        """Whether the value of a name of the module may be another one, by a statement that gives it."""
        source = self._source
        is_given = name in source.loop_names or source.assignment_of(name) is not None
        return (is_given or self._import_of(name) is not None) and self.may_vary(name)

    def is_left_by_chance(self, name: str) -> bool:
        """Whether nothing but a loop gives a name of the module to what it stands for, the last one of a set."""
        is_given = self._source.assignment_of(name) is not None or self._import_of(name) is not None
        loops = [] if is_given or self._source.blocks_named(name) else loops_over(self._source, name)
        return any(loop is not None and self._varies(loop, "", 0) for loop in loops)

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

    def doc_may_vary(self, qualname: str) -> bool:
        """Whether the docstring that a class or function of the module has been given at run time may be another one.

        By the decorators above it, and the statements that give ``__doc__`` to it, or to what has no name of its own.
        """
        return _found_once(
            self._docs,
            qualname,
            lambda name: (
                any(map(self._is_documented_by_chance, decorators_of(self._source, name)))
                or self._is_given_by_chance("__doc__", name)
            ),
        )

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

    def _may_vary(self, qualname: str) -> bool:
        holder, _, name = qualname.rpartition(".")
        assignment = self._source.assignment_of(qualname)
        line = assignment.line if assignment is not None else None
        loops = loops_above(self._source, line) if line is not None else []
        if not holder and name in self._source.loop_names:
            loops += loops_over(self._source, name)
        if line is None and not loops:
            if not holder and self._import_of(name) is not None:
                return self._imported_varies(name)
            return self._may_be_made_by_chance(holder, name) or self._is_given_by_chance(name)
        if any(loop is None or self._varies(loop, holder, 0) for loop in loops):
            return True
        if line is None:
            return False
        statement = self._statement_at(line)
        if statement is None:
            return True
        value = value_given_to(statement, name)
        if value is None:
            return False
        if isinstance(value, ast.Constant):
            return self._is_another(qualname, value.value) and self._is_given_by_chance(name)
        return (not holder and name in self._filled_in_any_order()) or self._varies(value, holder, 0)

    def _is_another(self, qualname: str, written: object) -> bool:
        """Whether a name has another plain value than this one, which its statement in the module gives it."""
        value = functions.held_at(qualname, self._names)
        return type(value) in _PLAIN and (type(value) is not type(written) or value != written)

    def _is_given_by_chance(self, name: str, to: str = "") -> bool:
        """Whether a statement anywhere in the file gives a name what may be something else, or counts with it.

        ``to`` is the qualified name of what it has to be given to; what is no name of the module may stand for that.
        What the functions and loops around it go through or are called with is of each its own.
        """
        owners = self._owners_given_by_chance(name)
        return bool(owners & {"", to.rpartition(".")[2]} if to else owners)

    def _owners_given_by_chance(self, name: str) -> AbstractSet[str]:
        """The names of what such statements give it to; an empty one for what may be any object of the module."""
        owners = self._owners.get(name)
        if owners is None:
            # What is given by what another one is given has that before it.
            owners = self._owners[name] = set()
            for line in islice(dict.fromkeys(lines_with(name, self._source.text)), 10 * _MOST_LINES):
                statement = self._statement_at(line)
                for target, value in values_given_by(statement, name) if statement is not None else ():
                    owner = target.value if isinstance(target, (ast.Attribute, ast.Subscript)) else target
                    judged = without_names(value, self._source.bound_around(line)) if name == "__doc__" else value
                    counts = isinstance(statement, ast.AugAssign) and self._counts(target, line)
                    if counts or self._varies(judged, "", 0):
                        of = owner.id if isinstance(owner, ast.Name) else ""
                        owners.add("" if self._may_be_any(of, line) else of)
        return owners

    def _is_documented_by_chance(self, decorator: ast.expr) -> bool:
        call = decorator if isinstance(decorator, ast.Call) else None
        if call is not None and any(self._varies(argument, "", 0) for argument in arguments_of(call)):
            return True
        target = self._resolved(call.func if call is not None else decorator)
        return any(map(functions.documents_by_chance, functions.calling(target)))

    def _may_be_any(self, name: str, line: int) -> bool:
        """Whether a name is what a loop goes through, or what a function is called with, other than as a decorator."""
        function = self._source.function_around(line)
        if function is None:
            return name not in self._names or name in self._source.loop_names
        return re.search(rf"(?<!def )(?<![@\w.]){function}\(", self._source.text) is not None

    def _counts(self, target: ast.expr, line: int) -> bool:
        """Whether a statement counts what this process has done so far: one in a function, of a name outside."""
        name = target.id if isinstance(target, ast.Name) else ""
        is_global = not name or re.search(rf"\bglobal\b[^\n]*\b{name}\b", self._source.text) is not None
        return is_global and self._source.function_around(line) is not None

    def _may_be_made_by_chance(self, holder: str, name: str) -> bool:
        """Of what no statement of the module assigns: by what makes the class that has it, or anywhere in the file."""
        cls = functions.class_named(holder, self._names) if holder else raw.MISSING
        if cls is not raw.MISSING:
            value = raw.class_dict(cls).get(name)
            if type(value) is int and value == id(cls):
                return True
            calls = (ast.Call(one, [], []) for one in decorators_of(self._source, holder))
            made = any(map(functions.varies, functions.making_class(cls)))
            return made or any(self._varies(call, "", 0) for call in calls)
        return any(word not in chance.AMBIGUOUS for _, word in self._places_of_chance())

    def _import_of(self, name: str) -> Optional[tuple[str, str]]:
        """The module that a name is imported from, and its name there."""
        if self._imports is None:
            said = self._names.get("__package__")
            self._imports = imported_names(self._source, said if type(said) is str else "")
        return self._imports.get(name)

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
            name = last_name_of(node.func)
            if name in chance.WITHOUT_ORDER:
                return any(self._varies_without_order(argument, holder, depth) for argument in arguments_of(node))
            if self._call_varies(node, name, depth):
                return True
        elif isinstance(node, (ast.Set, ast.SetComp)):
            return not (isinstance(node, ast.Set) and len(node.elts) < 2)
        elif isinstance(node, ast.Compare):
            return any(self._varies_without_order(part, holder, depth) for part in (node.left, *node.comparators))
        elif isinstance(node, ast.Attribute):
            if self._is_disordered(self._resolved(node)) or self._attribute_varies(node):
                return True
        elif isinstance(node, ast.Name):
            return self._name_varies(node.id, holder, depth)
        return any(self._varies(part, holder, depth) for part in ast.iter_child_nodes(node))

    def _varies_without_order(self, node: ast.AST, holder: str, depth: int) -> bool:
        """Like that, where a set as a whole is as good as any other order of it."""
        if isinstance(node, (ast.Set, ast.SetComp)) or self._is_disordered(self._resolved(node)):
            return any(self._varies_without_order(part, holder, depth) for part in ast.iter_child_nodes(node))
        if isinstance(node, ast.Call) and last_name_of(node.func) in (*chance.SETS, *chance.OF_FILES):
            return any(self._varies_without_order(argument, holder, depth) for argument in arguments_of(node))
        return self._varies(node, holder, depth)

    def _name_varies(self, name: str, holder: str, depth: int) -> bool:
        value = self._names.get(name, raw.MISSING)
        if self._is_disordered(value):
            return True
        if depth >= _MAX_DEPTH or not functions.is_made(value):
            return raw.is_class(value) and name in self._source.loop_names and self.may_vary(name)
        if type(value) in (list, dict) and name in self._filled_in_any_order():
            return True
        for qualname in (f"{holder}.{name}", name) if holder else (name,):
            if self._source.assignment_of(qualname) is not None:
                return self.may_vary(qualname)
        if value is raw.MISSING:
            # Of a function, or a comprehension.
            return False
        return self.may_vary(name) if name in self._source.loop_names else self._imported_varies(name)

    def _imported_varies(self, name: str) -> bool:
        imported = self._import_of(name)
        return imported is not None and self._varies_in(*imported)

    def _attribute_varies(self, node: ast.Attribute) -> bool:
        """Whether what a module has under a name varies, or the docstring of a function or a class."""
        owner = self._resolved(node.value)
        if raw.is_module(owner):
            name = raw.module_dict(owner).get("__name__")
            return type(name) is str and functions.is_made(self._resolved(node)) and self._varies_in(name, node.attr)
        if node.attr != "__doc__":
            return False
        is_function = type(owner) is types.FunctionType
        claim = kinds.claim_of(owner) if is_function or raw.is_class(owner) else None
        evidence = self._evidence_of(claim[0]) if claim is not None else None
        is_written = is_function and functions.has_docstring(owner)
        return evidence is not None and claim is not None and not is_written and evidence.doc_may_vary(claim[1])

    def _varies_in(self, module: str, name: str) -> bool:
        evidence = self._evidence_of(module)
        return evidence is not None and evidence.says_it_varies(name)

    def _filled_in_any_order(self) -> frozenset[str]:
        """The names in the bodies of loops that may go through the same in another order, or that are given such."""
        if self._filled is None:
            self._filled = frozenset()
            text = self._source.text
            found: set[str] = set()
            for loop, body in islice(outer_loops(self._source), _MOST_LINES):
                if self._varies(loop, "", _MAX_DEPTH - 1):
                    found.update(_WORD.findall(body))
            for match in islice(_FILLS.finditer(text), _MOST_LINES):
                statement = self._statement_at(text.count("\n", 0, match.start()) + 1)
                if statement is not None and self._varies(getattr(statement, "value", statement), "", _MAX_DEPTH - 1):
                    found.add(match[1])
            self._filled = frozenset(found)
        return self._filled

    def _is_disordered(self, value: object) -> bool:
        if type(value) not in (set, frozenset):
            return False
        held: Any = value
        return len(held) > 1 and not all(type(item) in _HASHED_ALIKE for item in held)

    def _call_varies(self, call: ast.Call, name: str, depth: int) -> bool:
        target = self._resolved(call.func)
        if type(target) is types.FunctionType and (self._is_own(target) or not functions.is_of_library(target)):
            return functions.varies(target)
        if raw.is_class(target) and any(map(functions.varies, functions.making(target))):
            return True
        if name in chance.OF_CHANCE:
            return not (raw.is_class(target) and name in chance.AMBIGUOUS)
        return name in chance.OF_FILES or (name in chance.SETS and bool(call.args))

    def _is_own(self, function: types.FunctionType) -> bool:
        """Whether a function is of the module itself, which may be one of the standard library."""
        return function.__globals__.get("__name__") == self._names.get("__name__")

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


def _found_once(known: dict[str, bool], name: str, find: Callable[[str], bool]) -> bool:
    """What is known of a name, or found out now: True where that fails."""
    if name not in known:
        # One that is made from itself is told by the rest.
        known[name] = False
        try:
            known[name] = find(name)
        except BaseException:
            # What reads statements is the library's, and calls builtins that a package may have changed.
            known[name] = True
    return known[name]
