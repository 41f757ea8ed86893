"""Values in a body: assignments of all kinds, and texts that document them."""

from __future__ import annotations

import ast
from typing import Any, Final, Optional, Union

from ...source.spelling import annotation_text, type_parameters_written
from .bodies import names_in
from .definitions import MAX_DEPTH
from .expressions import exact_value, parts_of, texts_in
from .names import Names
from .scopes import UNKNOWN, Alias, Binding, ClassFacts, Definition, Scope
from .values import alias_text, class_made_by, describe, named_tuple_fields, named_tuple_parameters

_WRAPPABLE: Final = frozenset({"class", "function", "method", "classmethod", "staticmethod"})
_BUILTIN_WRAPPERS: Final = (("property",), ("classmethod",), ("staticmethod",))


class Assignments(Names):
    """Reads ``=``, ``:``, ``+=``, ``:=``, ``type`` and expressions."""

    def _assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self._assign_to(target, node.value, node)
        self._walrus(node.value)

    def _assign_to(self, target: ast.expr, value: ast.expr, node: ast.stmt) -> None:
        if isinstance(target, ast.Name):
            self._assign_name(target.id, value, node)
        elif isinstance(target, (ast.Tuple, ast.List)):
            values = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
            if len(values) == len(target.elts) and not any(isinstance(v, ast.Starred) for v in (*values, *target.elts)):
                for one, given in zip(target.elts, values):
                    self._assign_to(one, given, node)
            else:
                self._bind_values(names_in(target), node)
        elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            self._assign_member(target.value.id, target.attr, value, node)

    def _assign_name(self, name: str, value: ast.expr, node: ast.stmt) -> None:
        name = self._mangled(name)
        if self._is_wrapped(name, value):
            return
        what = self._value_of(name, value, node)
        truth = self._file.conditions.truth(value, self._truths)
        self._bind(name, what)
        if truth is not None and not self._weak:
            self._truths[name] = truth
        if name == "__all__" and self._owner is None:
            self._scope.exported = texts_in(value)
        elif name == "__slots__" and self._owner is not None:
            exact = exact_value(value)
            self._slots = [exact] if isinstance(exact, str) else texts_in(value) or []

    def _is_wrapped(self, name: str, value: ast.expr) -> bool:
        """``name = decorator(name)`` for a class or a function, which it stays."""
        known = self._scope.bindings.get(name)
        if known is None or not isinstance(known.what, Definition) or known.what.kind not in _WRAPPABLE:
            return False
        for _ in range(5):
            if not isinstance(value, ast.Call) or not value.args or parts_of(value.func) in _BUILTIN_WRAPPERS:
                return False
            if any(isinstance(argument, ast.Name) and argument.id == name for argument in value.args):
                return True
            value = value.args[0]
        return False

    def _value_of(self, name: str, value: ast.expr, node: ast.stmt) -> Union[Definition, Alias]:
        while isinstance(value, ast.NamedExpr):
            value = value.value
        if isinstance(value, ast.IfExp):
            holds = self._file.conditions.truth(value.test, self._truths)
            value = value.orelse if holds is False else value.body
        if isinstance(value, ast.Call):
            made = class_made_by(value)
            if made is not None:
                return self._class_by_call(name, made, value, node)
        definition = self._definition(name, "data", node)
        self._last.append(definition)
        comment = self._file.comment_above(node.lineno)
        if comment is not None:
            definition.fields["doc"] = comment
        if self._file.is_stub and isinstance(value, ast.Constant) and value.value is Ellipsis:
            return definition
        describe(definition, value, self._owner is not None)
        if definition.kind in ("staticmethod", "classmethod", "property") and isinstance(value, ast.Call):
            self._describe_wrapped(definition, value)
        found = parts_of(value)
        if found is None:
            return definition
        return Alias(found, self._scope.bindings.get(self._mangled(found[0])), definition)

    def _describe_wrapped(self, definition: Definition, call: ast.Call) -> None:
        wrapped = parts_of(call.args[0]) if call.args else None
        known = self._scope.bindings.get(self._mangled(wrapped[0])) if wrapped is not None else None
        if wrapped is None or len(wrapped) > 1 or known is None or not isinstance(known.what, Definition):
            return
        fields = known.what.fields
        if definition.kind == "property":
            returned = fields.get("signature", {}).get("returns")
            if returned is not None:
                definition.fields["type"] = returned
        elif "signature" in fields:
            definition.fields["signature"] = fields["signature"]
        if "doc" in fields:
            definition.fields["doc"] = fields["doc"]

    def _class_by_call(self, name: str, made: str, call: ast.Call, node: ast.stmt) -> Definition:
        definition = self._definition(name, "class", node)
        facts = ClassFacts(Scope(self._scope.module, definition.qualname, self._scope))
        definition.class_facts = facts
        if made == "type":
            bases = call.args[1]
            found = [parts_of(base) for base in bases.elts] if isinstance(bases, ast.Tuple) else [None]
            facts.bases = [base for base in found if base is not None]
            facts.missing_base = None in found
            return definition
        definition.fields["flavours"] = ["typeddict" if made == "TypedDict" else "namedtuple"]
        if made != "TypedDict":
            facts.bases = [("tuple",)]
        if made != "TypedDict":
            facts.annotated = named_tuple_parameters(call)
        types = {name: text for name, text, _ in facts.annotated}
        kind = "attribute" if made == "TypedDict" else "descriptor"
        for field in (named_tuple_fields(call) or [])[:1000]:
            if field.isidentifier() and self._file.take_name():
                member = Definition(facts.scope, facts.scope.below(field), kind, {})
                if types.get(field):
                    member.fields["type"] = types[field]
                if kind == "attribute":
                    member.fields["instance"] = True
                facts.scope.bindings[field] = Binding(member, self._file.order, self._typing > 0, True)
        return definition

    def _assign_member(self, owner: str, name: str, value: ast.expr, node: ast.stmt) -> None:
        """``Class.name = value`` after the class."""
        known = self._scope.bindings.get(owner)
        what = known.what if known is not None else None
        if isinstance(what, Definition) and what.class_facts is not None and name != "__doc__":
            body = type(self)(self._file, what.class_facts.scope, what, self._depth + 1)
            if self._depth + 1 < MAX_DEPTH:
                described = body._value_of(name, value, node)
                if isinstance(described, Alias):
                    base = self._scope.bindings.get(described.parts[0])
                    described = described._replace(base=base)
                body._bind(name, described)

    def _annotated(self, node: ast.AnnAssign) -> None:
        if not isinstance(node.target, ast.Name):
            return
        name = self._mangled(node.target.id)
        text = annotation_text(node.annotation)
        if self._owner is not None and self._owner.class_facts is not None:
            self._owner.class_facts.annotated.append((name, text, node.value))
        is_alias = text.rpartition(".")[2] == "TypeAlias"
        if node.value is None:
            if name not in self._scope.bindings:
                kind = "data" if self._file.is_stub and self._owner is None else "attribute"
                definition = self._definition(name, kind, node)
                definition.plain = kind == "attribute"
                definition.fields["type"] = text
                if self._owner is not None and not text.startswith(("ClassVar", "typing.ClassVar", "t.ClassVar")):
                    definition.fields["instance"] = True
                self._note_comment(definition, node.lineno)
                self._bind(name, definition)
                self._last.append(definition)
            return
        what = self._value_of(name, node.value, node)
        definition = what.otherwise if isinstance(what, Alias) else what
        if is_alias:
            definition.kind = "typeAlias" if definition.kind == "data" else definition.kind
            definition.fields["value"] = alias_text(node.value)
        elif definition.kind == "data":
            definition.fields["type"] = text
        self._bind(name, what)
        if name == "__all__" and self._owner is None:
            self._scope.exported = texts_in(node.value)

    def _note_comment(self, definition: Definition, line: int) -> None:
        comment = self._file.comment_above(line)
        if comment is not None:
            definition.fields["doc"] = comment

    def _augmented(self, node: ast.AugAssign) -> None:
        if not isinstance(node.target, ast.Name):
            return
        if node.target.id == "__all__" and self._owner is None:
            self._extend_exported(texts_in(node.value), node.value)
        known = self._scope.bindings.get(self._mangled(node.target.id))
        if known is not None and isinstance(known.what, Definition) and known.what.kind == "data":
            known.what.fields.pop("value", None)
            known.what.value = UNKNOWN

    def _type_alias(self, node: Any) -> None:
        """``type X = …`` (PEP 695)."""
        definition = self._definition(node.name.id, "typeAlias", node)
        definition.fields["value"] = alias_text(node.value)
        parameters = type_parameters_written(node)
        if parameters:
            definition.fields["typeParameters"] = parameters
        self._bind(self._mangled(node.name.id), definition)
        self._last.append(definition)

    def _bind_values(self, names: list[str], node: ast.AST) -> None:
        for name in names:
            name = self._mangled(name)
            self._bind(name, self._definition(name, "data", node))

    def _walrus(self, expression: Optional[ast.expr]) -> None:
        if expression is None or not self._file.has_walrus:
            return
        waiting: list[ast.AST] = [expression]
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.Lambda):
                continue
            if isinstance(node, ast.NamedExpr) and isinstance(node.target, ast.Name):
                self._bind_values([node.target.id], expression)
            waiting.extend(ast.iter_child_nodes(node))

    def _expression(self, node: ast.Expr, before: list[Definition]) -> None:
        if isinstance(node.value, ast.Constant):
            if before:
                # A text after an assignment tells of what was assigned.
                doc = self._file.doc_text(node.value, before[-1].qualname)
                if doc is not None:
                    for definition in before:
                        definition.fields["doc"] = doc
            return
        self._walrus(node.value)
        call = node.value
        if isinstance(call, ast.Call) and len(call.args) == 1 and self._owner is None:
            parts = parts_of(call.func)
            if parts == ("__all__", "extend"):
                self._extend_exported(texts_in(call.args[0]), call.args[0])
            elif parts is not None and parts[0] == "__all__" and parts[-1] in ("append", "remove"):
                name = exact_value(call.args[0])
                if type(name) is str and self._scope.exported is not None:
                    if parts[-1] == "append":
                        self._scope.exported.append(name)
                    elif name in self._scope.exported:
                        self._scope.exported.remove(name)

    def _extend_exported(self, names: Optional[list[str]], expression: ast.expr) -> None:
        if names is None:
            parts = parts_of(expression)
            if parts is not None and len(parts) > 1 and parts[-1] == "__all__" and self._scope.exported is not None:
                # That module's, to be looked up when all are read.
                self._scope.exported.append(".".join(parts))
            else:
                self._scope.exported = None
        elif self._scope.exported is not None:
            self._scope.exported.extend(names)
