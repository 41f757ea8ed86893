"""Functions and classes in a body, with the attributes that methods set on instances."""

from __future__ import annotations

import ast
from contextlib import suppress
from typing import Any, Final, Optional

from ...facts.deprecations import deprecation_written
from ...source.spelling import annotation_text, type_parameters_written
from . import functions
from .bodies import attributes_set_in
from .expressions import names_of_type, parts_of
from .files import SourceError, parsed
from .functions import Decorators, FunctionNode
from .names import FileReader, Names
from .scopes import ClassFacts, Definition, Scope

MAX_DEPTH: Final = 32
# Docstring, import, warning.
_FIRST_STATEMENTS: Final = 3


class Definitions(Names):
    """Reads ``def`` and ``class``."""

    def read(self, body: list[ast.stmt]) -> None:
        """Read statements, and those in blocks below them."""
        raise NotImplementedError

    def _function(self, node: FunctionNode) -> None:
        decorators = Decorators(node.decorator_list)
        name = self._mangled(node.name)
        accessor = decorators.accessor_of(node.name)
        signature = functions.signature_of(node.args, node.returns)
        if accessor is not None and self._add_accessor(name, accessor, signature):
            self._attributes_set_by(node, "property")
            return
        if decorators.has("overload"):
            self._overloads.setdefault(name, []).append(signature)
            known = self._scope.bindings.get(name)
            if known is not None and isinstance(known.what, Definition) and "overloads" in known.what.fields:
                return
        kind = decorators.kind_in_class(node.name) if self._owner is not None else "function"
        first, last = functions.lines_of(node)
        definition = self._placed(name, kind, first, last)
        fields = definition.fields
        doc = self._file.doc_of(node)
        if doc is not None:
            fields["doc"] = doc
        if kind == "property":
            fields["access"] = decorators.access
            if "returns" in signature:
                fields["type"] = signature["returns"]
        elif not decorators.has("overload"):
            fields["signature"] = signature
        if name in self._overloads and kind != "property":
            # The same list: further variants of a stub come into it.
            fields["overloads"] = self._overloads[name]
            if not decorators.has("overload"):
                del self._overloads[name]
        flags = functions.flags_of(node, decorators, self._file.yield_lines)
        parameters = type_parameters_written(node)
        if flags:
            fields["flags"] = flags
        if parameters:
            fields["typeParameters"] = parameters
        self._add_deprecation(definition, decorators, node)
        definition.says_module = decorators.says_module
        if decorators.wraps is not None:
            definition.hint = ("wraps", decorators.wraps)
        elif decorators.names and kind in ("method", "function"):
            definition.hint = ("decorated", decorators.names[0])
        self._bind(name, definition)
        self._attributes_set_by(node, kind)

    def _add_deprecation(
        self, definition: Definition, decorators: Decorators, node: Optional[FunctionNode] = None
    ) -> None:
        first = []
        for statement in node.body[:_FIRST_STATEMENTS] if node is not None else ():
            first.append(statement)
            if not isinstance(statement, (ast.Expr, ast.Import, ast.ImportFrom)):
                break
        name = f"{self._file.module.name}.{definition.qualname}"
        found = deprecation_written(definition.fields.get("doc"), name, first, decorators.deprecated)
        if found is not None:
            definition.fields["deprecated"] = found

    def _add_accessor(self, name: str, accessor: str, signature: dict[str, Any]) -> bool:
        known = self._scope.bindings.get(name)
        if known is None or not isinstance(known.what, Definition) or known.what.kind != "property":
            return False
        fields = known.what.fields
        if accessor == "getter":
            return True
        gives = {"setter": "set", "deleter": "delete"}[accessor]
        fields["access"] = [one for one in ("get", "set", "delete") if one in fields.get("access", []) or one == gives]
        if accessor == "setter" and len(signature["parameters"]) > 1:
            taken = signature["parameters"][1].get("annotation")
            if taken is not None and taken != fields.get("type"):
                fields["setType"] = taken
        return True

    def _attributes_set_by(self, node: FunctionNode, kind: str) -> None:
        if self._owner is None or kind not in ("method", "property", "classmethod"):
            return
        for found in attributes_set_in(node):
            name = self._mangled(found.name)
            known = self._scope.bindings.get(name)
            if known is not None:
                what = known.what
                if (
                    found.annotation is not None
                    and isinstance(what, Definition)
                    and what.kind == "attribute"
                    and "type" not in what.fields
                ):
                    what.fields["type"] = annotation_text(found.annotation)
                continue
            attribute = self._placed(name, "attribute", found.line, found.line)
            if kind != "classmethod":
                attribute.fields["instance"] = True
            attribute.fields["setIn"] = node.name[:1000]
            attribute.plain = True
            if found.annotation is not None:
                attribute.fields["type"] = annotation_text(found.annotation)
            doc = self._file.comment_above(found.line)
            if doc is None and found.doc is not None:
                doc = self._file.doc_text(found.doc, attribute.qualname)
            if doc is not None:
                attribute.fields["doc"] = doc
            self._bind(name, attribute)

    def _class(self, node: ast.ClassDef) -> None:
        first, last = functions.lines_of(node)
        name = self._mangled(node.name)
        definition = self._placed(name, "class", first, last)
        if node.lineno in self._file.classes:
            whole = self._file.classes[node.lineno]
            definition.class_facts = lambda: self._facts_in(whole, name)
            self._bind(name, definition)
            return
        facts = ClassFacts(Scope(self._scope.module, definition.qualname, self._scope))
        definition.class_facts = facts
        decorators = Decorators(node.decorator_list)
        facts.decorators = decorators.names
        facts.options = decorators.options
        definition.says_module = decorators.says_module
        fields = definition.fields
        doc = self._file.doc_of(node)
        if doc is not None:
            fields["doc"] = doc
        self._add_deprecation(definition, decorators)
        self._add_bases(facts, fields, node)
        for keyword in node.keywords:
            if keyword.arg == "metaclass":
                facts.metaclass = parts_of(keyword.value)
        self._bind(name, definition)
        if self._depth + 1 >= MAX_DEPTH:
            self._file.report("limit", "Depth", f"names below {MAX_DEPTH} others left out")
            return
        body = type(self)(self._file, facts.scope, definition, self._depth + 1)
        body.read(node.body)
        body.finish_class()

    def _facts_in(self, text: str, name: str) -> ClassFacts:
        """What a class of an outline holds."""
        beside = Scope(self._scope.module, "", None)
        with suppress(SourceError, RecursionError, MemoryError):
            source = parsed(text)
            file = FileReader(beside.module, self._file.file, source, self._file.exists, self._file.report)
            type(self)(file, beside, None, 0).read(source.tree.body)
            read: Any = beside.bindings[name].what
            facts: ClassFacts = read.class_facts
            facts.scope.parent = self._scope
            return facts
        unread = ClassFacts(Scope(self._scope.module, name, self._scope))
        unread.missing_base = True
        return unread

    def finish_class(self) -> None:
        """Add what the interpreter adds to a class by its body."""
        bindings = self._scope.bindings
        if "__eq__" in bindings and "__hash__" not in bindings and self._file.take_name():
            unhashable = Definition(self._scope, self._scope.below("__hash__"), "data", {"value": "None"})
            unhashable.plain = True
            unhashable.value = None
            unhashable.hint = ("builtin", ("NoneType",))
            self._bind("__hash__", unhashable)
        for name in self._slots:
            if name in ("__dict__", "__weakref__"):
                continue
            name = self._mangled(name)
            known = bindings.get(name)
            if known is None:
                self._bind(name, Definition(self._scope, self._scope.below(name), "descriptor", {}))
            elif isinstance(known.what, Definition) and known.what.kind == "attribute":
                known.what.kind = "descriptor"
                known.what.fields.pop("instance", None)
                known.what.fields.pop("setIn", None)

    @staticmethod
    def _add_bases(facts: ClassFacts, fields: dict[str, Any], node: ast.ClassDef) -> None:
        texts = []
        says_more = False
        parameters = type_parameters_written(node)
        for base in node.bases[:1000]:
            texts.append(annotation_text(base))
            if isinstance(base, ast.Subscript):
                says_more = True
                facts.subscripted.add(len(facts.bases))
                facts.arguments += names_of_type(base.slice)
                written = parts_of(base.value)
                if written is not None and written[-1] in ("Generic", "Protocol") and not parameters:
                    items = base.slice.elts if isinstance(base.slice, ast.Tuple) else [base.slice]
                    parameters = [annotation_text(item) for item in items[:100]]
                base = base.value
            found = parts_of(base)
            if found is None:
                says_more = facts.missing_base = True
            else:
                # These are functions, which stand for other bases.
                says_more = says_more or found[-1] in ("NamedTuple", "TypedDict")
                facts.bases.append(found)
        facts.by_syntax = bool(getattr(node, "type_params", ()))
        if says_more:
            fields["baseText"] = texts
        if parameters:
            fields["typeParameters"] = parameters
