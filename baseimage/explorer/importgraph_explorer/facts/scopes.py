"""The scopes that annotations and defaults are read in, one a module, and what its source tells of what varies."""

from __future__ import annotations

import sys
import types
from collections.abc import Mapping
from typing import Any

from ..looking import raw
from ..places.entities import Entity
from ..source.locations import Locations
from ..source.sources import SourceFile
from ..source.statements import Statements
from ..source.varying import Evidence
from ..wire.texts import Machine
from .annotations import Scope
from .calls.signatures import ScopeOf


class Scopes:
    """The scopes of the modules of the distribution."""

    def __init__(
        self, modules: Mapping[str, Entity], locations: Locations, statements: Statements, machine: Machine
    ) -> None:
        self._modules = modules
        self._locations = locations
        self._statements = statements
        self._machine = machine
        # By the identity of a module's globals, which it keeps alive.
        self._scopes: dict[int, Scope] = {}
        self._evidence: dict[str, Evidence] = {}

    def of_module(self, name: str) -> Scope:
        """That of a module, by its name."""
        return self._of(self._globals_of(name))

    def of_function(self, function: types.FunctionType) -> Scope:
        """That of the module in which a function was made."""
        return self._of(function.__globals__)

    def around(self, scope: Scope) -> ScopeOf:
        """The scope of a function, and for None this one."""
        return lambda function: scope if function is None else self.of_function(function)

    def evidence_of(self, module: str) -> Evidence:
        """What the source of a module tells of what varies, be it of ours or of a distribution beside it."""
        known = self._evidence.get(module)
        if known is None:
            source = self._locations.source_of_module(module)
            names = self._globals_of(module)
            if module not in self._modules and raw.is_module(beside := sys.modules.get(module)):
                names = raw.module_dict(beside)
                file = names.get("__file__")
                source = self._locations.source_beside(file) if type(file) is str else None
            known = self._evidence[module] = Evidence(source or SourceFile(""), names, self.evidence_of)
        return known

    def is_left_by_chance(self, holder: Entity, name: str, child: Entity) -> bool:
        """Whether a loop of a module leaves a name to an object of another name, any one of a set."""
        place = holder.place or ("", "")
        source = self._locations.source_of_module(place[0]) if holder.kind == "module" else None
        if source is None or child.place == (place[0], name) or name not in source.loop_names:
            return False
        return self.evidence_of(place[0]).is_left_by_chance(name)

    def _of(self, names: Mapping[str, Any]) -> Scope:
        scope = self._scopes.get(id(names))
        if scope is None:
            scope = Scope(names, self._machine, self._statements.annotation, self.evidence_of)
            self._scopes[id(names)] = scope
        return scope

    def _globals_of(self, name: str) -> Mapping[str, Any]:
        module: Any = self._modules[name].value if name in self._modules else None
        return raw.module_dict(module) if raw.is_module(module) else {}
