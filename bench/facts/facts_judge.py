"""What is true of each public name of a module: the fields of docs/formats.md, by the object and the source."""

from __future__ import annotations

import ast
import enum
import functools
import inspect
import re
import types
import typing
from collections.abc import Iterator
from typing import Any, Optional

from facts_callables import (
    annotation_texts,
    annotations_of,
    behind,
    described,
    flags_of,
    is_compiled_function,
    is_routine,
    overloads_of,
    signature_of,
    written,
)
from facts_docs import MISSING, cleaned, deprecated, doc_of_class, docs_of, own_doc
from facts_places import Places
from facts_source import Binding

Fact = dict[str, Any]
_SCALARS = (int, float, complex, bool, str, bytes, type(None))
_LONGEST = 200
_NO_CODE = "it is no Python"


class Judge:
    """Judges what modules hold, each function and class once."""

    def __init__(self, places: Places, modules: dict[str, types.ModuleType]) -> None:
        self.places = places
        self.modules = modules
        self._seen: set[int] = set()

    def module(self, name: str) -> Iterator[Fact]:
        """All that is to be said of a module's names."""
        module = self.modules[name]
        file = self.places.file_of_module(module)
        doc = vars(module).get("__doc__")
        spec = vars(module).get("__spec__")
        is_found = spec is not None and spec.name == name and self.places.relative(spec.origin) == file
        fields = {"kind": ["module"], "doc": cleaned(doc), "file": file if file is not None and is_found else MISSING}
        yield _fact([name], "module", fields, {} if is_found else {"file": "it is a namespace, or made at run time"})
        for attribute, value in sorted(vars(module).items(), key=lambda item: str(item[0])):
            if isinstance(attribute, str) and not attribute.startswith("_") and _is_name(attribute):
                try:
                    yield from list(self._global(name, attribute, value))
                except (Exception, SystemExit):
                    # Such as a lazy object that wants what is not there.
                    yield _fact([name, attribute], "object that raises", {}, {"kind": "it raises when it is looked at"})

    def _global(self, module: str, name: str, value: Any) -> Iterator[Fact]:
        path = [module, name]
        if isinstance(value, types.ModuleType) or f"{module}.{name}" in self.modules:
            return
        file = self.places.file_of_module(self.modules[module])
        bindings = self.places.bindings(file, None, name)
        if isinstance(value, type):
            yield from self._class(path, value)
        elif is_routine(value):
            if self._is_first(path, value):
                yield self._routine(path, value, {"function"}, bindings)
        elif bindings and all(one.how == "import" for one in bindings):
            yield from self._imported(path, value, bindings)
        else:
            annotations = annotations_of(self.modules[module])
            yield self._value(path, value, file, bindings, annotations.get(name, MISSING))

    def _is_first(self, path: list[str], value: Any) -> bool:
        """Whether an object is judged under this path: where it says that it is, or else where it is met first."""
        if id(value) in self._seen:
            return False
        owner = getattr(value, "__objclass__", value)
        claim = [getattr(owner, "__module__", None), *str(getattr(value, "__qualname__", "")).split(".")]
        if claim != path and claim[0] in self.modules and self.at([str(part) for part in claim])[0] is value:
            return False
        self._seen.add(id(value))
        return True

    def at(self, path: list[str]) -> tuple[Any, Any]:
        """What is under a path, as its holder keeps it, and the holder; `MISSING` where there is nothing."""
        holder: Any = None
        there: Any = self.modules.get(path[0], MISSING)
        for name in path[1:]:
            holder = there
            there = vars(holder).get(name, MISSING) if hasattr(holder, "__dict__") else MISSING
        return there, holder

    def _class(self, path: list[str], cls: type) -> Iterator[Fact]:
        if not self._is_own(cls) or not self._is_first(path, cls) or len(path) > 6:
            return
        file, statements = self.places.of_class(cls)
        fields: dict[str, Any] = {
            "kind": ["class"],
            "doc": doc_of_class(cls),
            "bases": [f"{base.__module__}.{base.__qualname__}" for base in cls.__bases__],
            "metaclass": None if type(cls) is type else f"{type(cls).__module__}.{type(cls).__qualname__}",
        }
        unjudged = {}
        if statements:
            fields["file"] = file
            fields["line"] = sorted({self._first(one) for one in statements})
            decorators = {ast.unparse(decorator) for one in statements for decorator in one.decorator_list}
        else:
            decorators = set()
            unjudged = dict.fromkeys(("file", "line"), "no statement of its name made the class")
        fields["final"] = bool(vars(cls).get("__final__")) or bool(decorators & {"final", "typing.final"})
        fields["call"] = self._how_called(cls)
        statement = statements[0] if len(statements) == 1 else None
        fields["deprecated"] = deprecated(cls, vars(cls).get("__doc__"), statement, signature_of(cls))
        yield _fact(path, _construct_of_class(cls), fields, unjudged)
        for name, value in list(vars(cls).items()):
            if isinstance(name, str) and _is_name(name):
                yield from self._member([*path, name], cls, value, file, statement)
        if statement is not None:
            yield from self._of_instances(path, cls, file, statement)

    @staticmethod
    def _first(statement: ast.ClassDef) -> int:
        return min([statement.lineno, *(one.lineno for one in statement.decorator_list)])

    def _is_own(self, cls: type) -> bool:
        return str(cls.__module__).split(".")[0] in self.places.tops

    @staticmethod
    def _how_called(cls: type) -> Optional[Fact]:
        signature = signature_of(cls)
        if signature is None or issubclass(cls, enum.Enum):
            return None
        kinds = [one.kind for one in signature.parameters.values()]
        says_nothing = kinds == [inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD]
        if not kinds and (cls.__new__ is not object.__new__ or cls.__init__ is not object.__init__):
            # Of a class in C that does not tell, inspect says what is true of object.
            return None
        own = "__signature__" in vars(cls) or type(cls).__call__ is not type.__call__
        return {"needed": own and not says_nothing, **described(signature, None)}

    def _member(
        self, path: list[str], cls: type, value: Any, file: Optional[str], statement: Optional[ast.ClassDef]
    ) -> Iterator[Fact]:
        name = path[-1]
        function = behind(value)
        if name.startswith("_") and not _is_special_method(name, value):
            return
        bindings = self.places.bindings(file, statement, name) if statement is not None else []
        if isinstance(value, type):
            yield from self._class(path, value)
        elif isinstance(value, (property, functools.cached_property)):
            yield self._property(path, value)
        elif isinstance(cls, enum.EnumMeta) and name in cls.__members__:
            yield self._enum_member(path, cls, file, bindings)
        elif function is not None:
            if self._is_first(path, function):
                yield self._routine(path, value, _kinds_of_member(value), bindings)
        else:
            annotations = annotations_of(cls)
            yield self._value(path, value, file, bindings, annotations.get(name, MISSING))

    def _routine(self, path: list[str], value: Any, kinds: set[str], bindings: list[Binding]) -> Fact:
        file, source = self.places.of_function(value)
        function = behind(value)
        # A bound method has no parameter for what it is bound to.
        called = value if isinstance(value, types.MethodType) or not callable(function) else function
        signature = signature_of(called)
        decorators = {ast.unparse(one) for one in source.decorator_list} if source is not None else set()
        doc = getattr(function, "__doc__", None)
        fields: dict[str, Any] = {
            "kind": sorted(kinds) or MISSING,
            "doc": cleaned(doc) if isinstance(doc, str) or doc is None else MISSING,
            "flags": flags_of(value, decorators),
            "deprecated": deprecated(function, doc, source, signature),
            "overloads": overloads_of(function, is_bound=isinstance(value, types.MethodType)) or MISSING,
        }
        unjudged = {}
        if function is getattr(typing, "_overload_dummy", None):
            # It stands for every function that has overloads only, whatever they are.
            unjudged = dict.fromkeys(("doc", "flags", "signature"), "only its overloads are written")
            fields = {"kind": ["classmethod", "function", "method", "staticmethod"]}
        elif signature is not None:
            fields["signature"] = described(signature, source)
        else:
            unjudged["signature"] = "inspect knows none"
        construct = _construct_of_routine(value, file)
        if file is not None:
            fields["file"] = file
            fields["line"] = sorted({_line_of(value), *_lines_of(bindings, "def")})
        else:
            unjudged.update(dict.fromkeys(("file", "line"), "its code is of no file of the distribution"))
        return _fact(path, construct, fields, unjudged)

    def _property(self, path: list[str], value: Any) -> Fact:
        file, source = self.places.of_function(value)
        is_cached = isinstance(value, functools.cached_property)
        getter = value.func if is_cached else value.fget
        decorators = {ast.unparse(one) for one in source.decorator_list} if source is not None else set()
        fields: dict[str, Any] = {
            "kind": ["property", "descriptor"] if is_cached else ["property"],
            "doc": cleaned(value.__doc__),
            "flags": flags_of(value, decorators),
            "access": MISSING if is_cached else _access_of(value),
            "deprecated": deprecated(getter, value.__doc__, source),
        }
        signature = signature_of(getter) if getter is not None else None
        if signature is not None:
            returns = signature.return_annotation
            text = ast.unparse(source.returns) if source is not None and source.returns is not None else None
            empty = returns is inspect.Signature.empty
            fields["type"] = None if empty else annotation_texts(returns, text)
        if file is not None and source is not None:
            fields["file"] = file
            fields["line"] = sorted({_line_of(value)})
        return _fact(path, type(value).__name__, fields)

    def _enum_member(self, path: list[str], cls: type, file: Optional[str], bindings: list[Binding]) -> Fact:
        member: Any = cls.__members__[path[-1]]  # type: ignore[attr-defined]
        if member.name != path[-1]:
            return _fact(path, "another name of an enum member", {})
        fields: dict[str, Any] = {"kind": ["enumMember"], **_place(file, bindings), "value": _value_text(member.value)}
        fields["doc"] = docs_of(bindings)
        return _fact(path, "enum member", fields)

    def _imported(self, path: list[str], value: Any, bindings: list[Binding]) -> Iterator[Fact]:
        """A value that a module has only by `from … import …` is written where it comes from."""
        statement = bindings[-1].statement
        if len(bindings) != 1 or not isinstance(statement, ast.ImportFrom):
            return
        package = vars(self.modules[path[0]]).get("__package__") or ""
        parts = package.split(".")
        start = parts[: len(parts) - statement.level + 1] if statement.level else []
        origin = ".".join([*start, *filter(None, [statement.module])])
        for alias in statement.names:
            is_it = (alias.asname or alias.name) == path[-1] and origin in self.modules
            if is_it and vars(self.modules[origin]).get(alias.name, MISSING) is value:
                yield _fact(path, "imported value", {"leadsTo": [origin, alias.name]})

    def _value(
        self, path: list[str], value: Any, file: Optional[str], bindings: list[Binding], annotation: Any
    ) -> Fact:
        # PEP 613: a text that is annotated so is a type.
        is_alias = isinstance(value, str) and str(annotation).rpartition(".")[2] == "TypeAlias"
        kinds = {"typeAlias"} if is_alias else _kinds_of_value(value, len(path) > 2)
        fields: dict[str, Any] = {"kind": sorted(kinds) or MISSING}
        unjudged = {} if kinds else {"kind": "docs/formats.md does not say what such an object is"}
        construct = f"value: {_word_for(type(value))}"
        if bindings and all(one.how in ("assign", "annotate", "other") for one in bindings):
            fields.update(_place(file, bindings))
            own = own_doc(value)
            docs = docs_of(bindings)
            fields["doc"] = [*(docs or []), own] if own is not None else docs
            said = next((one.annotation for one in reversed(bindings) if one.annotation is not None), None)
            fields["type"] = None if annotation is MISSING else annotation_texts(annotation, said)
        else:
            reason = "a def or class made it" if bindings else "no statement binds it"
            unjudged.update(dict.fromkeys(("file", "line", "doc", "type"), reason))
        if kinds == {"data"}:
            fields["value"] = _value_text(value)
            fields["constant"] = _is_constant(bindings)
        fields["valueType"] = f"{type(value).__module__}.{type(value).__qualname__}" if "data" in kinds else MISSING
        return _fact(path, construct, fields, unjudged)

    def _of_instances(self, path: list[str], cls: type, file: Optional[str], statement: ast.ClassDef) -> Iterator[Fact]:
        source = self.places.source(file)
        attributes = source.instance_attributes(statement) if source is not None else {}
        body = source.bindings(statement) if source is not None else {}
        held = {name for base in cls.__mro__ for name in vars(base)}
        for name, bindings in attributes.items():
            if not name.startswith("_") and name not in held and name not in body:
                said = [one.annotation for one in bindings if one.annotation is not None]
                fields: dict[str, Any] = {"kind": ["attribute"], **_place(file, bindings), "doc": docs_of(bindings)}
                fields["type"] = [said[0]] if said else None
                yield _fact([*path, name], "attribute of instances", fields)
        annotations = annotations_of(cls)
        for name, bindings in body.items():
            is_value = name in vars(cls) or any(one.how != "annotate" for one in bindings)
            if name in annotations and not is_value and not name.startswith("_"):
                # What methods assign is the same attribute.
                every = [*bindings, *attributes.get(name, [])]
                fields = {"kind": ["attribute"], **_place(file, every), "doc": docs_of(every)}
                texts = annotation_texts(annotations[name], bindings[-1].annotation)
                yield _fact([*path, name], "annotated attribute", {**fields, "type": texts})


def _fact(path: list[str], construct: str, fields: Fact, unjudged: Optional[dict[str, str]] = None) -> Fact:
    told = {name: value for name, value in fields.items() if value is not MISSING}
    return {"path": path, "construct": construct, "fields": told, "notJudged": unjudged or {}}


def _is_special_method(name: str, value: Any) -> bool:
    """Whether it is one that somebody wrote, not what Python makes for itself."""
    if isinstance(value, property) or name in ("__annotate__", "__annotate_func__", "__classdictcell__"):
        return False
    return name.startswith("__") and name.endswith("__") and isinstance(behind(value), types.FunctionType)


def _is_name(name: str) -> bool:
    """Whether a shard can hold it."""
    return bool(name) and re.search(r"[.:\x00-\x1f\x7f-\x9f\ud800-\udfff]", name) is None


def _line_of(value: Any) -> int:
    return int(written(value).__code__.co_firstlineno)


def _lines_of(bindings: list[Binding], how: str) -> set[int]:
    return set().union(*(one.lines for one in bindings if one.how == how)) if len(bindings) == 1 else set()


def _place(file: Optional[str], bindings: list[Binding]) -> Fact:
    lines = sorted(set().union(*(one.lines for one in bindings)))
    return {"file": file, "line": lines} if file is not None and lines else {}


def _access_of(value: property) -> list[str]:
    parts = {"get": value.fget, "set": value.fset, "delete": value.fdel}
    return [word for word, part in parts.items() if part is not None]


def _kinds_of_member(value: Any) -> set[str]:
    inner = behind(value)
    if isinstance(value, (staticmethod, types.BuiltinFunctionType)):
        return {"staticmethod"}
    if isinstance(value, (classmethod, types.ClassMethodDescriptorType)):
        return {"classmethod"}
    if inner is value or isinstance(value, types.MethodType):
        return {"method"} if not isinstance(value, types.MethodType) else {"method", "classmethod", "staticmethod"}
    if isinstance(inner, staticmethod):
        return {"staticmethod"}
    if isinstance(inner, classmethod):
        return {"classmethod"}
    # A cached property is read like one, the others are called.
    return {"property", "descriptor"} if "property" in type(value).__name__ else {"method"}


def _kinds_of_value(value: Any, in_class: bool) -> set[str]:
    if isinstance(value, enum.Enum):
        return {"enumMember", "data"}
    if isinstance(value, (*_SCALARS, list, dict, set, frozenset, tuple, bytearray, range)):
        return {"data"}
    if type(value).__module__ in ("typing", "types", "typing_extensions", "collections.abc"):
        return set()
    if in_class and hasattr(type(value), "__get__"):
        # What stands for a function is called like a method.
        return {"descriptor", "property"} if not callable(value) else {"descriptor", "property", "method"}
    return set() if callable(value) else {"data"}


def _value_text(value: Any) -> Any:
    """Python's `repr` of an exact scalar; what is not one of them is not judged."""
    if type(value) not in _SCALARS:
        return MISSING
    text = repr(value)
    return [text] if len(text) <= _LONGEST else None


def _is_constant(bindings: list[Binding]) -> Any:
    """Whether every statement that may have given the value says it literally: so it can't vary."""
    if not bindings or any(one.value is None for one in bindings):
        return MISSING
    return True if all(isinstance(one.value, ast.Constant) for one in bindings) else MISSING


def _construct_of_class(cls: type) -> str:
    words = [word for word, mark in _MARKS if mark in vars(cls)]
    kind = "" if type(cls) is type else f" of {_word_for(type(cls))}"
    return f"class{kind}{''.join(f', {word}' for word in words)}"


def _word_for(cls: type) -> str:
    """A class as people know it: the top of its module, and its name."""
    module = cls.__module__
    return f"{module.split('.')[0]}.{cls.__qualname__}" if isinstance(module, str) else cls.__qualname__


_MARKS = (("dataclass", "__dataclass_fields__"), ("attrs", "__attrs_attrs__"), ("named tuple", "_fields"))


def _construct_of_routine(value: Any, file: Optional[str]) -> str:
    function = behind(value)
    if is_compiled_function(function):
        word = "Cython function"
    elif isinstance(function, types.FunctionType):
        word = "function" if file is not None else "function of no file"
        word = "lambda" if function.__name__ == "<lambda>" else word
    else:
        word = type(function).__name__
    outer = "" if function is value else f"{type(value).__name__} of "
    return f"{outer}{word}{', wrapped' if hasattr(function, '__wrapped__') else ''}"
