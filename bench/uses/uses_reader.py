"""What a source file names: chains of attributes that begin with a name, by its syntax tree and nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Optional, Union

from uses_scopes import Scope, Target

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
Definition = Union[ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef]
#: Definitions around a place, from the outermost: name, first line, whether a function makes it.
Around = tuple[tuple[str, int, bool], ...]


@dataclass
class Call:
    """How a chain is called where it stands."""

    positional: int
    keywords: list[str]
    #: `*` or `**` among the arguments.
    unpacks: bool


@dataclass
class Chain:
    """A name with the attributes that follow it."""

    root: str
    attributes: tuple[str, ...]
    scope: Scope
    around: Around
    #: The words for how it is used, of which one at least is to be told.
    how: frozenset[str]
    first: int
    last: int
    call: Optional[Call] = None


@dataclass
class Method:
    """A function in the body of a class."""

    around: Around
    name: str


@dataclass(frozen=True)
class Place:
    """Where the reader is."""

    scope: Scope
    around: Around = ()
    how: frozenset[str] = frozenset(["read"])
    #: Below an annotation, where texts are expressions.
    annotating: bool = False
    #: Lines that stand for those of all that is below, of texts.
    lines: Optional[tuple[int, int]] = None

    def of(self, *how: str) -> Place:
        """The same place, for what is used in another way."""
        return Place(self.scope, self.around, frozenset(how), False, self.lines)

    def below(self) -> Place:
        """For the parts of an expression, which are read whatever it is itself."""
        return self if self.annotating else self.of("read")


@dataclass
class Reader:
    """Reads one file."""

    module: str
    is_package: bool
    chains: list[Chain] = field(default_factory=list)
    methods: list[Method] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    #: Variants for type checkers, and accessors of properties → the line of the function that they are parts of.
    _wholes: dict[ast.AST, int] = field(default_factory=dict)

    def read(self, tree: ast.Module) -> None:
        """Find all chains of a file."""
        self._wholes = lines_of_wholes(tree)
        top = self._scope("module", None)
        self._all(tree.body, Place(top))
        for scope in self.scopes:
            scope.settle()

    def absolute(self, node: ast.ImportFrom) -> str:
        """The module that `from … import` names, in full."""
        if node.level == 0:
            return node.module or ""
        parts = self.module.split(".")
        parts = parts[: len(parts) - node.level + (1 if self.is_package else 0)]
        return ".".join([*parts, node.module] if node.module else parts)

    def _scope(self, kind: str, parent: Optional[Scope]) -> Scope:
        scope = Scope(kind, parent)
        self.scopes.append(scope)
        return scope

    def _all(self, nodes: Iterable[Optional[ast.AST]], place: Place) -> None:
        for node in nodes:
            if node is not None:
                self._visit(node, place)

    def _visit(self, node: ast.AST, place: Place) -> None:
        visit = getattr(self, f"_on_{type(node).__name__}", None)
        if visit is not None:
            visit(node, place)
        else:
            self._all(ast.iter_child_nodes(node), place.below())

    # Statements that bind names.

    def _on_Import(self, node: ast.Import, place: Place) -> None:  # noqa: N802
        for alias in node.names:
            top = alias.name.split(".")[0]
            if alias.asname is None:
                place.scope.bind(top, Target(top, ()))
            else:
                place.scope.bind(alias.asname, Target(alias.name, ()))

    def _on_ImportFrom(self, node: ast.ImportFrom, place: Place) -> None:  # noqa: N802
        module = self.absolute(node)
        for alias in node.names:
            if alias.name != "*":
                place.scope.bind(alias.asname or alias.name, Target(module, (alias.name,)))

    def _on_Global(self, node: ast.Global, place: Place) -> None:  # noqa: N802
        place.scope.global_names.update(node.names)

    def _on_Nonlocal(self, node: ast.Nonlocal, place: Place) -> None:  # noqa: N802
        place.scope.nonlocal_names.update(node.names)

    def _on_Assign(self, node: ast.Assign, place: Place) -> None:  # noqa: N802
        if isinstance(node.value, ast.Constant) and node.value.value in (None, False):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    place.scope.bind(target.id, nothing=True)
                else:
                    self._visit(target, place.of("write"))
        else:
            self._all(node.targets, place.of("write"))
            self._visit(node.value, place)

    def _on_AugAssign(self, node: ast.AugAssign, place: Place) -> None:  # noqa: N802
        self._visit(node.target, place.of("write", "read"))
        self._visit(node.value, place)

    def _on_AnnAssign(self, node: ast.AnnAssign, place: Place) -> None:  # noqa: N802
        self._visit(node.target, place.of("write"))
        self._annotation(node.annotation, place)
        self._all([node.value], place)

    def _on_TypeAlias(self, node: Any, place: Place) -> None:  # noqa: N802
        self._visit(node.name, place)
        self._all([node.value], self._with_type_parameters(node, place).of("annotation", "read"))

    def _on_ExceptHandler(self, node: ast.ExceptHandler, place: Place) -> None:  # noqa: N802
        if node.name is not None:
            place.scope.bind(node.name)
        kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        self._all(kinds, place.of("except"))
        self._all(node.body, place)

    def _on_MatchAs(self, node: Any, place: Place) -> None:  # noqa: N802
        self._captured(node.name, node, place)

    def _on_MatchStar(self, node: Any, place: Place) -> None:  # noqa: N802
        self._captured(node.name, node, place)

    def _on_MatchMapping(self, node: Any, place: Place) -> None:  # noqa: N802
        self._captured(node.rest, node, place)

    def _captured(self, name: Optional[str], node: ast.AST, place: Place) -> None:
        if name is not None:
            place.scope.bind(name)
        self._all(ast.iter_child_nodes(node), place)

    # Definitions.

    def _on_FunctionDef(self, node: ast.FunctionDef, place: Place) -> None:  # noqa: N802
        self._function(node, place)

    def _on_AsyncFunctionDef(self, node: ast.AsyncFunctionDef, place: Place) -> None:  # noqa: N802
        self._function(node, place)

    def _function(self, node: Union[ast.FunctionDef, ast.AsyncFunctionDef], place: Place) -> None:
        place.scope.bind(node.name)
        line = self._wholes.get(node, first_line(node))
        inside = Place(place.scope, (*place.around, (node.name, line, place.scope.kind == "function")))
        if place.scope.kind == "class":
            self.methods.append(Method(inside.around, node.name))
        self._decorators(node, inside)
        outer = self._with_type_parameters(node, inside)
        for argument in arguments_of(node.args):
            self._annotation(argument.annotation, outer)
        self._annotation(node.returns, outer)
        self._all([*node.args.defaults, *node.args.kw_defaults], inside)
        scope = self._scope("function", outer.scope)
        for argument in arguments_of(node.args):
            scope.bind(argument.arg)
        self._all(node.body, Place(scope, inside.around))

    def _on_Lambda(self, node: ast.Lambda, place: Place) -> None:  # noqa: N802
        self._all([*node.args.defaults, *node.args.kw_defaults], place.of("read"))
        scope = self._scope("function", place.scope)
        for argument in arguments_of(node.args):
            scope.bind(argument.arg)
        self._visit(node.body, Place(scope, place.around, lines=place.lines))

    def _on_ClassDef(self, node: ast.ClassDef, place: Place) -> None:  # noqa: N802
        place.scope.bind(node.name)
        inside = Place(place.scope, (*place.around, (node.name, first_line(node), place.scope.kind == "function")))
        self._decorators(node, inside)
        outer = self._with_type_parameters(node, inside)
        for base in node.bases:
            if isinstance(base, ast.Subscript):
                self._visit(base.value, outer.of("base"))
                self._visit(base.slice, outer.of("base", "read", "annotation"))
            else:
                self._visit(base, outer.of("base"))
        for keyword in node.keywords:
            self._visit(keyword.value, outer.of("read", "base"))
        self._all(node.body, Place(self._scope("class", outer.scope), inside.around))

    def _decorators(self, node: Definition, inside: Place) -> None:
        self._all(node.decorator_list, inside.of("decorator"))

    def _with_type_parameters(self, node: Any, place: Place) -> Place:
        parameters = getattr(node, "type_params", [])
        if not parameters:
            return place
        scope = self._scope("function", place.scope)
        scope.in_class = place.scope.kind == "class"
        inside = Place(scope, place.around, frozenset(["annotation", "read"]))
        for parameter in parameters:
            scope.bind(parameter.name)
            self._all([getattr(parameter, "bound", None), getattr(parameter, "default_value", None)], inside)
        return inside

    # Expressions.

    def _comprehension(self, node: Any, place: Place) -> None:
        place = place.of("read")
        first, *others = node.generators
        self._visit(first.iter, place)
        inner = Place(self._scope("comprehension", place.scope), place.around, lines=place.lines)
        self._all([first.target, *first.ifs], inner)
        for generator in others:
            self._all([generator.target, generator.iter, *generator.ifs], inner)
        self._all([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt], inner)

    _on_ListComp = _on_SetComp = _on_DictComp = _on_GeneratorExp = _comprehension  # noqa: N815

    def _on_NamedExpr(self, node: ast.NamedExpr, place: Place) -> None:  # noqa: N802
        if place.scope.kind == "comprehension":
            place.scope.nonlocal_names.add(node.target.id)
        self._all([node.target, node.value], place.of("read"))

    def _on_Raise(self, node: ast.Raise, place: Place) -> None:  # noqa: N802
        self._all([node.exc], place.of("raise"))
        self._all([node.cause], place)

    def _on_Call(self, node: ast.Call, place: Place) -> None:  # noqa: N802
        how = ("annotation", "read") if place.annotating else tuple(place.how - {"read"})
        called = place.of("call", *how)
        if isinstance(node.func, (ast.Name, ast.Attribute)):
            keywords = [one.arg for one in node.keywords if one.arg is not None]
            unpacks = len(keywords) < len(node.keywords) or any(isinstance(one, ast.Starred) for one in node.args)
            self._chain(node.func, called, Call(len(node.args), keywords, unpacks))
        else:
            self._visit(node.func, called.of("read"))
        arguments = place.of("read", "annotation") if place.annotating else place.of("read")
        self._all([*node.args, *node.keywords], arguments)

    def _on_keyword(self, node: ast.keyword, place: Place) -> None:
        self._visit(node.value, place)

    def _on_Name(self, node: ast.Name, place: Place) -> None:  # noqa: N802
        if isinstance(node.ctx, ast.Store):
            place.scope.bind(node.id)
        elif isinstance(node.ctx, ast.Load):
            self._chain(node, place)

    def _on_Attribute(self, node: ast.Attribute, place: Place) -> None:  # noqa: N802
        if isinstance(node.ctx, ast.Del):
            place = place.of("write", "read")
        elif isinstance(node.ctx, ast.Store) and "write" not in place.how:
            # In a tuple.
            place = place.of("write")
        self._chain(node, place)

    def _chain(self, node: ast.expr, place: Place, call: Optional[Call] = None) -> None:
        attributes: list[str] = []
        root = node
        while isinstance(root, ast.Attribute):
            attributes.insert(0, root.attr)
            root = root.value
        if isinstance(root, ast.Name):
            first, last = place.lines or (node.lineno, node.end_lineno or node.lineno)
            found = Chain(root.id, tuple(attributes), place.scope, place.around, place.how, first, last, call)
            self.chains.append(found)
        else:
            self._visit(root, place.below())

    # Annotations, and texts that hold expressions.

    def _annotation(self, node: Optional[ast.expr], place: Place) -> None:
        if node is not None:
            self._visit(node, Place(place.scope, place.around, frozenset(["annotation"]), True, place.lines))

    def _on_Constant(self, node: ast.Constant, place: Place) -> None:  # noqa: N802
        if place.annotating and isinstance(node.value, str):
            try:
                inner = ast.parse(node.value.strip(), mode="eval").body
            except (SyntaxError, ValueError):
                return
            lines = place.lines or (node.lineno, node.end_lineno or node.lineno)
            self._visit(inner, Place(place.scope, place.around, place.how, True, lines))

    def _on_Subscript(self, node: ast.Subscript, place: Place) -> None:  # noqa: N802
        self._visit(node.value, place if place.annotating else place.of("read"))
        outer = node.value
        name = outer.attr if isinstance(outer, ast.Attribute) else outer.id if isinstance(outer, ast.Name) else ""
        if not place.annotating or name == "Literal":
            self._visit(node.slice, place.of("read", "annotation") if place.annotating else place.of("read"))
        elif name == "Annotated" and isinstance(node.slice, ast.Tuple):
            self._visit(node.slice.elts[0], place)
            self._all(node.slice.elts[1:], place.of("read", "annotation"))
        else:
            self._visit(node.slice, place)

    def _on_JoinedStr(self, node: ast.JoinedStr, place: Place) -> None:  # noqa: N802
        # Before Python 3.12 what is inside has lines that are not true.
        lines = place.lines or (node.lineno, node.end_lineno or node.lineno)
        self._all(node.values, Place(place.scope, place.around, lines=lines))


def lines_of_wholes(tree: ast.Module) -> dict[ast.AST, int]:
    """Of functions that are variants or accessors of another one: the first line of that, or of the first variant."""
    found: dict[ast.AST, int] = {}
    for outer in ast.walk(tree):
        if not isinstance(outer, (ast.Module, ast.ClassDef, *FUNCTIONS)):
            continue
        named: dict[str, list[Definition]] = {}
        waiting = list(ast.iter_child_nodes(outer))
        while waiting:
            node = waiting.pop()
            if isinstance(node, FUNCTIONS):
                named.setdefault(node.name, []).append(node)
            elif not isinstance(node, (ast.ClassDef, ast.Lambda)):
                waiting += ast.iter_child_nodes(node)
        for functions in named.values():
            functions.sort(key=lambda node: node.lineno)
            parts = [node for node in functions if _is_part(node)]
            wholes = [node for node in functions if node not in parts]
            for node in parts:
                found[node] = first_line(wholes[-1] if wholes else parts[0])
    return found


def _is_part(node: Definition) -> bool:
    written = [ast.unparse(one) for one in node.decorator_list]
    accessors = [f"{node.name}.{name}" for name in ("setter", "getter", "deleter")]
    return any(one.rpartition(".")[2] == "overload" or one in accessors for one in written)


def first_line(node: Definition) -> int:
    """The line of the first decorator, or of the definition."""
    return min([node.lineno, *(one.lineno for one in node.decorator_list)])


def arguments_of(node: ast.arguments) -> list[ast.arg]:
    """All parameters of a function."""
    stars = [one for one in (node.vararg, node.kwarg) if one is not None]
    return [*node.posonlyargs, *node.args, *node.kwonlyargs, *stars]
