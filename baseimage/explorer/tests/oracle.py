"""What names of a package exist, found by importing and `getattr` alone, held against what a shard says of them.

Started as a program: reads records from standard input, and imports from the folder that its argument names; prints
what contradicts them, a JSON list.
"""

from __future__ import annotations

import enum
import functools
import importlib
import inspect
import json
import sys
import types
from collections.abc import Iterator
from typing import Any

# What Python keeps in classes for itself, besides what begins and ends with "_".
BOOKKEEPING = {"_abc_impl", "_is_protocol", "_is_runtime_protocol"}
_ROUTINES = (types.FunctionType, type(functools.lru_cache(None)(lambda: 0)))


class Shard:
    """Follows names as docs/formats.md has it."""

    def __init__(self, records: list[dict[str, Any]]) -> None:
        self.nodes = {record["id"]: record for record in records if record["record"] == "node"}
        self.externals = {json.dumps(r["ref"]): r for r in records if r["record"] == "external"}

    def follow(self, module: str, names: list[str]) -> Any:
        """The reference that a name leads to; None where it leads nowhere."""
        ref: Any = module
        for name in names:
            ref = self._member(ref, name)
            if ref is None:
                return None
        return ref

    def _member(self, ref: Any, name: str) -> Any:
        if not isinstance(ref, str):
            external = self.externals.get(json.dumps(ref))
            return self._inherited([ref, *(external or {}).get("mro", [])], name)
        node = self.nodes[ref]
        if name in node.get("members", {}):
            return node["members"][name]
        if node["kind"] == "class":
            found = self._inherited(node.get("mro", node.get("bases", [])), name)
            return found if found is not None else self._through(node.get("metaclass"), name)
        return self._through(node.get("valueType"), name)

    def _through(self, ref: Any, name: str) -> Any:
        if ref is None:
            return None
        holder = self.nodes[ref] if isinstance(ref, str) else self.externals.get(json.dumps(ref), {})
        return self._inherited([ref, *holder.get("mro", [])], name)

    def _inherited(self, classes: list[Any], name: str) -> Any:
        for ref in classes:
            if isinstance(ref, str):
                found = self.nodes[ref].get("members", {}).get(name)
                if found is not None:
                    return found
            elif name in self.externals.get(json.dumps(ref), {}).get("members", []):
                return {**ref, "id": f"{ref['id']}.{name}"}
        return None


def contradictions(records: list[dict[str, Any]], modules: list[str]) -> Iterator[str]:
    """What a shard leaves out or says wrong of these modules."""
    shard = Shard(records)
    failed = {record["module"] for record in records if record["record"] == "problem" and record["stage"] == "import"}
    imported: dict[str, types.ModuleType] = {}
    errors: dict[str, BaseException] = {}
    own: dict[str, Any] = {}
    waiting = list(modules)
    while waiting:
        # Last those whose names their packages give to something else, and once more what failed before the others.
        waiting.sort(key=lambda name: (name in errors, any(f"{name}.".startswith(f"{other}.") for other in own)))
        name = waiting.pop(0)
        try:
            imported[name] = importlib.import_module(name)
        except BaseException as error:
            if name not in errors:
                waiting.append(name)
            elif name not in failed:
                yield f"{name} can't be imported ({error!r}), and no problem says so"
            errors[name] = error
            continue
        for other in modules:
            package, _, leaf = other.rpartition(".")
            if package == name and leaf in vars(imported[name]) and other not in sys.modules:
                own.setdefault(other, vars(imported[name])[leaf])
    for other, value in own.items():
        package, _, leaf = other.rpartition(".")
        if getattr(imported[package], leaf) is sys.modules.get(other, value):
            setattr(imported[package], leaf, value)
    for name, module in imported.items():
        for attribute, value in _names_of(module):
            yield from _contradictions(shard, name, [attribute], value, module, set())


def _names_of(module: types.ModuleType) -> Iterator[tuple[str, Any]]:
    for name in sorted({*vars(module), *dir(module)}):
        # What is only announced does not exist.
        if _is_recorded(name) and hasattr(module, name):
            yield name, getattr(module, name)


def _is_recorded(name: str) -> bool:
    return not (name[:1] == name[-1:] == "_") and name not in BOOKKEEPING


def _contradictions(
    shard: Shard, module: str, names: list[str], value: Any, holder: Any, seen: set[int]
) -> Iterator[str]:
    dotted = f"{module}:{'.'.join(names)}"
    ref = shard.follow(module, names)
    if ref is None:
        yield f"{dotted} leads nowhere"
        return
    if not isinstance(ref, str):
        if not _is_value(value) and not _same(_object_at(ref["id"]), value):
            yield f"{dotted} is said to be {ref['id']}, which is another object"
        return
    node = shard.nodes[ref]
    wanted = _kinds(value, holder, names[-1])
    if wanted and node["kind"] not in wanted:
        yield f"{dotted} is said to be a {node['kind']}, expected {' or '.join(sorted(wanted))}"
    if not _is_value(value) and node["kind"] != "attribute" and not _same(_object_at(ref), value):
        yield f"{dotted} is said to be {ref}, which is another object"
    if isinstance(value, type) and value.__module__ != "builtins" and id(value) not in seen and len(names) < 5:
        for name in sorted(vars(value)):
            # Names mangled for the class are told as they are.
            if _is_recorded(name):
                inner = vars(value)[name]
                yield from _contradictions(shard, module, [*names, name], inner, value, seen | {id(value)})


def _kinds(value: Any, holder: Any, name: str) -> set[str]:
    """The kinds that the node may have; empty where they are not known here."""
    if isinstance(value, types.ModuleType):
        return {"module", "data"}
    if isinstance(value, type):
        return {"class"}
    if isinstance(holder, enum.EnumMeta) and name in holder.__members__:
        return {"enumMember"}
    if isinstance(value, classmethod):
        return {"classmethod"}
    if isinstance(value, staticmethod):
        return {"staticmethod"}
    if isinstance(value, property):
        return {"property"}
    if isinstance(value, _ROUTINES):
        return {"function", "method", "staticmethod"}
    if isinstance(value, (int, str, bytes, float, tuple, list, dict, set)):
        return {"data", "enumMember"}
    return set()


def _is_value(value: Any) -> bool:
    """Whether being the same object says nothing, or can't be seen from outside."""
    return not isinstance(value, (type, *_ROUTINES, property))


def _object_at(id_: str) -> Any:
    """What Python has at an id: the longest module that the part before a colon begins with, then its attributes."""
    start, _, rest = id_.partition(":")
    parts = start.split(".")
    for count in range(len(parts), 0, -1):
        module = sys.modules.get(".".join(parts[:count]))
        if module is not None:
            found: Any = module
            for name in [*parts[count:], *filter(None, rest.split("."))]:
                # What a class holds, not what that makes of it.
                found = (
                    inspect.getattr_static(found, name, None) if isinstance(found, type) else getattr(found, name, None)
                )
            return found
    return None


def _same(found: Any, value: Any) -> bool:
    return found is value or found is getattr(value, "__func__", value)


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    job = json.load(sys.stdin)
    print("\n" + json.dumps(sorted(set(contradictions(job["records"], job["modules"])))))
