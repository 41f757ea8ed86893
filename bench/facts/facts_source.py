"""What a source file says of the names that it binds, by the grammar of the language and nothing else.

- A scope binds a name by `=`, an annotation, `def`, `class`, `import`, `for`, `with`; in the branches of `if`, `try`,
  `for`, `while`, `with` and `match`, too, but for those that only type checkers read.
- The first line of a definition is that of its first decorator, of another binding that of the name or its statement.
- The doc of a value is the text in the statement after its assignment, or the comments that begin with `#:` behind the
  assignment or in the lines above it, as Sphinx reads them.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Optional, Union

Function = Union[ast.FunctionDef, ast.AsyncFunctionDef]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass
class Binding:
    """One place where a name gets a value or a type."""

    #: What kind of statement it is: `assign`, `annotate` (without a value), `def`, `class`, `import`, `other`.
    how: str
    statement: ast.stmt
    lines: set[int]
    docs: list[str] = field(default_factory=list)
    annotation: Optional[str] = None
    value: Optional[ast.expr] = None
    #: In a branch that need not run.
    conditional: bool = False


class Source:
    """A file's scopes: `()` is the module, the others are the qualified names of classes with their first lines."""

    def __init__(self, text: str) -> None:
        self._tree = ast.parse(text)
        self._comments = _comments(text) if "#:" in text else {}
        self._scopes: dict[int, dict[str, list[Binding]]] = {}
        #: By qualified name.
        self.classes: dict[str, list[ast.ClassDef]] = {}
        #: By first line.
        self.functions: dict[int, list[Function]] = {}
        self._index(self._tree, "")

    def _index(self, node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            inner = prefix
            if isinstance(child, ast.ClassDef):
                self.classes.setdefault(prefix + child.name, []).append(child)
                inner = f"{prefix}{child.name}."
            elif isinstance(child, FUNCTIONS):
                self.functions.setdefault(first_line(child), []).append(child)
                inner = f"{prefix}{child.name}.<locals>."
            if not isinstance(child, ast.expr):
                self._index(child, inner)

    def bindings(self, scope: Optional[ast.ClassDef] = None) -> dict[str, list[Binding]]:
        """What the module, or one of its classes, binds; in the order of the source."""
        node = self._tree if scope is None else scope
        if id(node) not in self._scopes:
            found: dict[str, list[Binding]] = {}
            for name, binding in self._in_body(node.body, False):
                found.setdefault(name, []).append(binding)
            self._scopes[id(node)] = found
        return self._scopes[id(node)]

    def instance_attributes(self, scope: ast.ClassDef) -> dict[str, list[Binding]]:
        """What the methods of a class assign to attributes of their first parameter."""
        found: dict[str, list[Binding]] = {}
        for method in scope.body:
            if isinstance(method, FUNCTIONS) and not _is_of_class(method):
                parameters = [*method.args.posonlyargs, *method.args.args]
                if parameters:
                    for name, binding in self._in_body(method.body, False, parameters[0].arg):
                        found.setdefault(name, []).append(binding)
        return found

    def _in_body(
        self, body: list[ast.stmt], conditional: bool, owner: Optional[str] = None
    ) -> Iterator[tuple[str, Binding]]:
        for index, statement in enumerate(body):
            following = body[index + 1] if index + 1 < len(body) else None
            for name, binding in _bound(statement, owner):
                binding.conditional = conditional
                if binding.how in ("assign", "annotate"):
                    binding.docs = self._docs(statement, following)
                yield name, binding
            if isinstance(statement, (*FUNCTIONS, ast.ClassDef)):
                continue
            for part in _branches(statement):
                yield from self._in_body(part, True, owner)

    def _docs(self, statement: ast.stmt, following: Optional[ast.stmt]) -> list[str]:
        found = []
        below = following.value if isinstance(following, ast.Expr) else None
        if isinstance(below, ast.Constant) and isinstance(below.value, str):
            found.append(below.value)
        end = statement.end_lineno or statement.lineno
        behind = self._comments.get(end)
        if behind is not None and not behind[0]:
            found.append(behind[1])
        above: list[str] = []
        line = statement.lineno - 1
        while line in self._comments and self._comments[line][0]:
            above.insert(0, self._comments[line][1])
            line -= 1
        if above:
            found.append("\n".join(above))
        return found


def first_line(node: Union[Function, ast.ClassDef]) -> int:
    """The line of the first decorator, or of the definition."""
    return min([node.lineno, *(one.lineno for one in node.decorator_list)])


def _is_of_class(node: Function) -> bool:
    """Whether it has no instance: it is a static or class method, by itself or because Python makes it one."""
    names = {one.id for one in node.decorator_list if isinstance(one, ast.Name)}
    return node.name in ("__new__", "__init_subclass__", "__class_getitem__") or bool(
        names & {"staticmethod", "classmethod"}
    )


def _comments(text: str) -> dict[int, tuple[bool, str]]:
    """Line → whether it holds nothing else, and the text of the comment that begins with `#:`."""
    found = {}
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT and token.string.startswith("#:"):
                found[token.start[0]] = (not token.line[: token.start[1]].strip(), token.string[2:].strip())
    except (tokenize.TokenError, SyntaxError):
        pass
    return found


def _branches(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    if not (isinstance(statement, ast.If) and is_for_type_checkers(statement.test)):
        yield getattr(statement, "body", [])
    for part in ("orelse", "finalbody"):
        yield getattr(statement, part, [])
    for part in ("handlers", "cases"):
        for branch in getattr(statement, part, []):
            yield branch.body


def is_for_type_checkers(test: ast.expr) -> bool:
    """Whether a condition is `TYPE_CHECKING`, however it was imported."""
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def _bound(statement: ast.stmt, owner: Optional[str]) -> Iterator[tuple[str, Binding]]:
    if isinstance(statement, (*FUNCTIONS, ast.ClassDef)):
        if owner is None:
            how = "class" if isinstance(statement, ast.ClassDef) else "def"
            yield statement.name, Binding(how, statement, {first_line(statement)})
    elif isinstance(statement, (ast.Import, ast.ImportFrom)):
        for alias in statement.names if owner is None else []:
            yield alias.asname or alias.name.split(".")[0], Binding("import", statement, {statement.lineno})
    elif isinstance(statement, ast.AnnAssign):
        how = "assign" if statement.value is not None else "annotate"
        for name, line in _names(statement.target, owner):
            said = statement.annotation
            is_quoted = isinstance(said, ast.Constant) and isinstance(said.value, str)
            annotation = said.value if is_quoted else ast.unparse(said)  # type: ignore[attr-defined]
            yield (
                name,
                Binding(how, statement, {line, statement.lineno}, annotation=annotation, value=statement.value),
            )
    elif isinstance(statement, ast.Assign):
        for target in statement.targets:
            for name, line in _names(target, owner):
                plain = statement.value if isinstance(target, (ast.Name, ast.Attribute)) else None
                yield name, Binding("assign", statement, {line, statement.lineno}, value=plain)
    else:
        yield from _bound_otherwise(statement, owner)


def _bound_otherwise(statement: ast.stmt, owner: Optional[str]) -> Iterator[tuple[str, Binding]]:
    targets: list[ast.expr] = []
    if isinstance(statement, (ast.For, ast.AsyncFor, ast.AugAssign)):
        targets = [statement.target]
    elif isinstance(statement, (ast.With, ast.AsyncWith)):
        targets = [item.optional_vars for item in statement.items if item.optional_vars is not None]
    elif type(statement).__name__ == "TypeAlias":
        targets = [statement.name]  # type: ignore[attr-defined]
    for target in targets:
        for name, line in _names(target, owner):
            how = "assign" if type(statement).__name__ == "TypeAlias" else "other"
            yield name, Binding(how, statement, {line, statement.lineno})


def _names(target: ast.expr, owner: Optional[str]) -> Iterator[tuple[str, int]]:
    if isinstance(target, (ast.Tuple, ast.List)):
        for part in target.elts:
            yield from _names(part, owner)
    elif isinstance(target, ast.Starred):
        yield from _names(target.value, owner)
    elif isinstance(target, ast.Name) and owner is None:
        yield target.id, target.lineno
    elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == owner:
        yield target.attr, target.lineno
