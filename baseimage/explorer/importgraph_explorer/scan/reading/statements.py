"""The names that a module's or a class's body binds, statement by statement, as running it would."""

from __future__ import annotations

import ast
from typing import Any, Callable, Final, Union

from ...facts.deprecations import deprecation_written
from .assignments import Assignments
from .bodies import names_in
from .definitions import Definitions
from .expressions import parts_of
from .files import SourceText
from .names import MAX_NAMES, FileReader, Report
from .scopes import Import, ModuleScan

_IMPORT_ERRORS: Final = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


def scan(
    name: str,
    package: bool,
    origin: str,
    file: str,
    source: SourceText,
    exists: Callable[[str], bool],
    report: Report,
) -> ModuleScan:
    """Read what a module's file says.

    ``origin`` is ``source`` or ``stub``; ``exists`` tells whether a module can be imported here at all.
    """
    found = ModuleScan(name, package, origin)
    reader = FileReader(found, file, source, exists, report)
    found.doc = reader.doc_of(source.tree)
    statements = source.tree.body if "DeprecationWarning" in source.text else ()
    found.deprecated = deprecation_written(found.doc, name, statements)
    _ScopeReader(reader, found.scope, None, 0).read(source.tree.body)
    if reader.left_out:
        report("limit", "TooManyNames", f"{reader.left_out} names beyond {MAX_NAMES} are left out")
    return found


class _ScopeReader(Definitions, Assignments):
    """Reads one body: of the module, or of a class in it."""

    def read(self, body: list[ast.stmt]) -> None:
        """Read statements, and those in blocks below them."""
        for statement in body:
            before, self._last = self._last, []
            read = _READERS.get(type(statement))
            if read is not None:
                read(self, statement)
            elif isinstance(statement, ast.Expr):
                self._expression(statement, before)

    # Imports

    def _import(self, node: ast.Import) -> None:
        for alias in node.names:
            reexported = not self._file.is_stub or alias.asname == alias.name
            if alias.asname is not None:
                self._bind(self._mangled(alias.asname), Import(alias.name, None), reexported)
            else:
                top = alias.name.partition(".")[0]
                self._bind(self._mangled(top), Import(top, None), reexported)

    def _import_from(self, node: ast.ImportFrom) -> None:
        module = self._file.module.absolute(node.module, node.level)
        if module is None:
            return
        for alias in node.names:
            if alias.name == "*":
                self._file.order += 1
                self._scope.stars.append((self._file.order, module))
            else:
                reexported = not self._file.is_stub or alias.asname == alias.name
                name = self._mangled(alias.asname or alias.name)
                self._bind(name, Import(module, alias.name), reexported)

    def _is_missing(self, statement: ast.stmt) -> bool:
        if isinstance(statement, ast.Import):
            return not all(self._file.exists(alias.name) for alias in statement.names)
        if isinstance(statement, ast.ImportFrom):
            module = self._file.module.absolute(statement.module, statement.level)
            return module is None or not self._file.exists(module)
        return False

    # Blocks

    def _if(self, node: ast.If) -> None:
        self._walrus(node.test)
        conditions = self._file.conditions
        if conditions.only_for_typing(node.test, self._truths):
            self._typing += 1
            self.read(node.body)
            self._typing -= 1
            self.read(node.orelse)
            return
        holds = conditions.truth(node.test, self._truths)
        if holds is not False:
            self.read(node.body)
        if holds is not True:
            self._read_weakly(node.orelse, holds is None)

    def _try(self, node: Any) -> None:
        catching = self._catching_import_error(node)
        # Where nothing helps against what is missing, there is no other module than the one with it.
        if catching and any(map(self._helps, catching)):
            for index, statement in enumerate(node.body):
                if self._is_missing(statement):
                    self.read(node.body[:index])
                    for handler in node.handlers:
                        self.read(handler.body)
                    self.read(node.finalbody)
                    return
            if all(isinstance(statement, (ast.Import, ast.ImportFrom)) for statement in node.body):
                self.read([*node.body, *node.orelse, *node.finalbody])
                return
        self.read(node.body)
        for handler in node.handlers:
            self._read_weakly(handler.body, True)
        self.read(node.orelse)
        self.read(node.finalbody)

    def _helps(self, handler: ast.ExceptHandler) -> bool:
        return not isinstance(handler.body[-1], ast.Raise) and not any(map(self._is_missing, handler.body))

    @staticmethod
    def _catching_import_error(node: Any) -> list[ast.ExceptHandler]:
        found = []
        for handler in node.handlers:
            caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
            names = [(parts_of(kind) or ("",))[-1] if kind is not None else "BaseException" for kind in caught]
            if not _IMPORT_ERRORS.isdisjoint(names):
                found.append(handler)
        return found

    def _read_weakly(self, body: list[ast.stmt], weakly: bool) -> None:
        self._weak += weakly
        self.read(body)
        self._weak -= weakly

    def _loop(self, node: Union[ast.For, ast.AsyncFor, ast.While]) -> None:
        if isinstance(node, ast.While):
            self._walrus(node.test)
            if self._file.conditions.truth(node.test, self._truths) is False:
                return
        else:
            self._bind_values(names_in(node.target), node.target)
        self.read(node.body)
        self.read(node.orelse)

    def _with(self, node: Union[ast.With, ast.AsyncWith]) -> None:
        for item in node.items:
            self._walrus(item.context_expr)
            self._bind_values(names_in(item.optional_vars), node)
        self.read(node.body)

    def _match(self, node: Any) -> None:
        for case in node.cases:
            waiting: list[Any] = [case.pattern]
            while waiting:
                pattern = waiting.pop()
                for name in (getattr(pattern, "name", None), getattr(pattern, "rest", None)):
                    if type(name) is str:
                        self._bind_values([name], node)
                waiting.extend(ast.iter_child_nodes(pattern))
            self._read_weakly(case.body, True)

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            for name in names_in(target):
                if not self._weak:
                    self._scope.bindings.pop(self._mangled(name), None)


_READERS: Final[dict[type, Callable[[_ScopeReader, Any], None]]] = {
    ast.FunctionDef: _ScopeReader._function,
    ast.AsyncFunctionDef: _ScopeReader._function,
    ast.ClassDef: _ScopeReader._class,
    ast.Assign: _ScopeReader._assign,
    ast.AnnAssign: _ScopeReader._annotated,
    ast.AugAssign: _ScopeReader._augmented,
    ast.Import: _ScopeReader._import,
    ast.ImportFrom: _ScopeReader._import_from,
    ast.If: _ScopeReader._if,
    ast.Try: _ScopeReader._try,
    ast.For: _ScopeReader._loop,
    ast.AsyncFor: _ScopeReader._loop,
    ast.While: _ScopeReader._loop,
    ast.With: _ScopeReader._with,
    ast.AsyncWith: _ScopeReader._with,
    ast.Delete: _ScopeReader._delete,
}
for _name, _reader in (
    ("TryStar", _ScopeReader._try),
    ("Match", _ScopeReader._match),
    ("TypeAlias", _ScopeReader._type_alias),
):
    if hasattr(ast, _name):
        _READERS[getattr(ast, _name)] = _reader
