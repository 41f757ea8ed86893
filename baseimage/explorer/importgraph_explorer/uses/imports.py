"""What the statements and calls of a source import."""

from __future__ import annotations

import ast
from typing import Final, Optional

from ..installed.ownership import Ownership, unowned
from ..source.fragments import absolute_module
from ..wire import records
from ..wire.records import ForeignRef, Record, Ref
from ..wire.texts import is_name
from .symbols import ImportStatement

MAX_IMPORTS: Final = 20_000


class Imports:
    """Notes what one module imports, in the order of the file."""

    def __init__(self, module: str, package: bool) -> None:
        self.package = module if package else module.rpartition(".")[0]
        self._is_package = package
        self.statements: list[ImportStatement] = []
        self.left_out = 0

    def add(self, node: ast.Import, when: frozenset[str]) -> None:
        """Note ``import x``."""
        for alias in node.names:
            self._note(node.lineno, alias.name, None, alias.asname, False, when)

    def add_from(self, node: ast.ImportFrom, when: frozenset[str]) -> None:
        """Note ``from x import y``."""
        module = absolute_module("." * node.level + (node.module or ""), self.package)
        if module is None:
            return
        for alias in node.names:
            star = alias.name == "*"
            self._note(node.lineno, module, None if star else alias.name, alias.asname, star, when)

    def add_call(self, node: ast.Call, when: frozenset[str], *, relative: bool) -> None:
        """Note ``__import__("x")``, or where it may be ``relative``, ``importlib.import_module("x")``."""
        named = _argument(node, 0, "name")
        if not isinstance(named, ast.Constant) or not isinstance(named.value, str):
            return
        if named.value.startswith("."):
            own = ("__package__", "__name__") if self._is_package else ("__package__",)
            package = _argument(node, 1, "package") if relative else None
            if not isinstance(package, ast.Name) or package.id not in own:
                return
        module = absolute_module(named.value, self.package)
        if module and all(map(is_name, module.split("."))):
            self._note(node.lineno, module, None, None, False, when)

    def _note(
        self, line: int, module: str, name: Optional[str], alias: Optional[str], star: bool, when: frozenset[str]
    ) -> None:
        if len(self.statements) >= MAX_IMPORTS:
            self.left_out += 1
            return
        self.statements.append(ImportStatement(line, module, name, alias, star, tuple(sorted(when))))


def import_record(module: str, statement: ImportStatement, of: Ref) -> Record:
    """The record of a statement of a module."""
    is_said = statement.name is None and not statement.star and statement.module == _id_of(of)
    return records.import_statement(
        module,
        of,
        statement.line,
        name=statement.name,
        source=None if is_said else statement.module,
        alias=statement.alias,
        star=statement.star,
        when=statement.when,
    )


def by_names(ownership: Ownership, module: str, attributes: tuple[str, ...]) -> ForeignRef:
    """A reference to what has these names in a module that is not loaded."""
    if ownership.owner(module) is None:
        return unowned(".".join((module, *attributes)))
    rest = list(attributes)
    while rest and ownership.module_file(f"{module}.{rest[0]}") is not None:
        module = f"{module}.{rest.pop(0)}"
    return ownership.reference(module, ".".join(rest))


def _argument(node: ast.Call, position: int, keyword: str) -> Optional[ast.expr]:
    if len(node.args) > position:
        return node.args[position]
    return next((given.value for given in node.keywords if given.arg == keyword), None)


def _id_of(ref: Ref) -> str:
    return ref if isinstance(ref, str) else ref["id"]
