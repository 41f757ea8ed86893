"""Docstrings that were put together at run time: those that may be others in the next run stay as they are written."""

from __future__ import annotations

from types import FunctionType
from typing import Any

from ..looking import kinds, raw
from ..places.entities import Entity, ReportProblem
from ..source import functions
from ..source.locations import Locations
from ..source.statements import Statements
from ..wire.texts import DOC_CHARACTERS, Machine
from .calls.signatures import function_behind
from .docs import cleaned, doc_of
from .scopes import Scopes


class Docs:
    """Tells the docstrings of objects."""

    def __init__(
        self, scopes: Scopes, locations: Locations, statements: Statements, machine: Machine, report: ReportProblem
    ) -> None:
        self._report = report
        self._scopes = scopes
        self._locations = locations
        self._statements = statements
        self._machine = machine

    def of(self, entity: Entity) -> str | None:
        """An object's own docstring, the same in every run; one that is cut is reported."""

        def report_cut(length: int) -> None:
            message = f"{entity.id}: its docstring of {length} characters is cut"
            self._report((entity.place or ("", ""))[0], "limit", "DocTooLong", message)

        doc = doc_of(entity.value, entity.kind, self._machine, report_cut)
        if doc is None or entity.kind == "module":
            return doc
        value: Any = entity.value
        if entity.kind == "class":
            return self._of_class(value, doc)
        if _is_asked_by_chance(value):
            return None
        function = function_behind(value)
        return self._of_function(function, doc) if function is not None else doc

    def _of_function(self, function: FunctionType, doc: str) -> str | None:
        written = self._shown(functions.docstring_of(function.__code__))
        return written if doc != written and self._may_vary(function) else doc

    def _of_class(self, cls: type, doc: str) -> str | None:
        own = raw.class_dict(cls).get("__doc__")
        claim = raw.class_claim(cls)
        source = self._locations.source_of_module(claim[0]) if claim is not None else None
        if source is None or (type(own) is str and own in source.text):
            return doc
        return self._shown(self._statements.docstring(cls)) if self._may_vary(cls) else doc

    def _may_vary(self, value: Any) -> bool:
        claim = kinds.claim_of(value)
        return claim is not None and self._scopes.evidence_of(claim[0]).doc_may_vary(claim[1])

    def _shown(self, docstring: str | None) -> str | None:
        return self._machine.doc(cleaned(docstring[:DOC_CHARACTERS])) or None if docstring is not None else None


def _is_asked_by_chance(value: object) -> bool:
    """Whether the docstring of an object is what a property gives, which may give something else."""
    held = raw.class_attribute(type(value), "__doc__")
    getter = raw.property_getter(held) if type(held) is property else None
    return type(getter) is FunctionType and functions.varies_for(getter, value)
