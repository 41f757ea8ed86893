"""Holds what a shard says of overridden methods against the classes that there are at run time."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any

from uses_claims import Claim, Definitions, Verdict
from uses_objects import PLAIN, Objects, behind
from uses_reader import Method, Reader

#: What a class has of these is no method that takes another's place.
_NO_METHODS = (*PLAIN, property, types.GetSetDescriptorType, types.MemberDescriptorType)


class OverrideJudge:
    """Judges the methods of one file."""

    def __init__(self, objects: Objects, definitions: Definitions) -> None:
        self._objects = objects
        self._definitions = definitions

    def judge(self, reader: Reader, file: str, claims: list[Claim]) -> Iterator[Verdict]:
        """All that is to be said of overriding methods, given all claims of the file."""
        told = [one for one in claims if "override" in one.record["how"]]
        for method in reader.methods:
            for place in sorted(self._definitions.innermost(reader.module, file, method.around)):
                if self._is_written(place, method):
                    yield from self._found(place, method, told)
        for claim in told:
            yield self._said(claim)

    def _overridden(self, class_id: str, name: str) -> Iterator[tuple[type, Any]]:
        found = self._objects.by_id(class_id)
        if found is not None and not found.rest and isinstance(found.value, type) and name in vars(found.value):
            for cls in found.value.__mro__[1:]:
                if name in vars(cls):
                    yield cls, vars(cls)[name]

    def _is_written(self, place: str, method: Method) -> bool:
        found = self._objects.by_id(place)
        if found is None or found.rest or not isinstance(found.kept, (types.FunctionType, classmethod, staticmethod)):
            return False
        code = getattr(behind(found.kept), "__code__", None)
        return code is not None and code.co_firstlineno == method.around[-1][1]

    def _found(self, place: str, method: Method, every: list[Claim]) -> Iterator[Verdict]:
        first = next(self._overridden(place.rpartition(".")[0], method.name), None)
        if first is None or isinstance(first[1], _NO_METHODS):
            return
        cls, value = first
        owner = self._objects.owner(cls.__module__) if isinstance(cls.__module__, str) else None
        # Whose a class is that lies about its module nobody can tell.
        if owner is None or owner.name in (None, self._objects.distribution) or cls.__module__ == "builtins":
            return
        told = [one for one in every if one.record["in"] == place]
        is_found = any(self._leads_to(one, value) for one in told)
        expected = f"{cls.__module__}.{cls.__qualname__}.{method.name}"
        reason = "" if is_found else "another object" if told else "missing"
        got = [one.record for one in told]
        yield Verdict("override", "found", is_found, reason, method.around[-1][1], {"in": place, "of": expected}, got)

    def _leads_to(self, claim: Claim, value: Any) -> bool:
        found = self._objects.by_id(claim.record["of"]["id"])
        return found is not None and not found.rest and behind(found.kept) is behind(value)

    def _said(self, claim: Claim) -> Verdict:
        place = claim.record["in"]
        name = place.replace(":", ".").rpartition(".")[2]
        bases = list(self._overridden(place.rpartition(".")[0], name))
        line = claim.record["lines"][0]
        if not bases:
            return Verdict("override", "said", None, "its class is not there at run time", line)
        is_right = any(self._leads_to(claim, value) for _, value in bases)
        expected = [f"{cls.__module__}.{cls.__qualname__}" for cls, _ in bases]
        return Verdict("override", "said", is_right, "" if is_right else "another object", line, expected, claim.record)
