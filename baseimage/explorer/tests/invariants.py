"""What must hold for every shard; the receiver checks the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

NAME = re.compile("[^.:\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
ID = re.compile(rf"{NAME.pattern}(\.{NAME.pattern})*(:{NAME.pattern}(\.{NAME.pattern})*)?")


def broken(records: Iterable[dict[str, Any]], recorded_modules: Iterable[str]) -> list[str]:
    """Every rule that these records break."""
    found: list[str] = []
    nodes: dict[str, dict[str, Any]] = {}
    externals: set[str] = set()
    for record in records:
        if record["record"] == "node":
            if record["id"] in nodes:
                found.append(f"two nodes with the id {record['id']}")
            nodes[record["id"]] = record
        elif record["record"] == "external":
            externals.add(json.dumps(record["ref"]))
    ours = set(recorded_modules)
    for id_, node in nodes.items():
        found.extend(f"{id_}: {what}" for what in _broken_node(id_, node, nodes, ours, externals))
    found.extend(f"{id_} can't be reached" for id_ in sorted(set(nodes) - _reachable(nodes)))
    return found


def _broken_node(
    id_: str, node: dict[str, Any], nodes: dict[str, Any], ours: set[str], externals: set[str]
) -> Iterable[str]:
    if not ID.fullmatch(id_) or "<" in id_ or len(id_) > 2000:
        yield "malformed id"
    prefixes = [".".join(id_.replace(":", ".").split(".")[:n]) for n in range(1, id_.count(".") + 3)]
    if not any(prefix in ours for prefix in prefixes):
        yield "not under a module of the distribution"
    if node["kind"] == "module" and (":" in id_ or node["module"] != id_):
        yield "a module's id is its import name"
    if node["module"] not in nodes:
        yield f"unknown module {node['module']}"
    references = [*node.get("members", {}).values(), *node.get("bases", []), *node.get("mro", [])]
    references += [node[name] for name in ("metaclass", "valueType") if name in node]
    for reference in references:
        if isinstance(reference, str):
            if reference not in nodes:
                yield f"dangling {reference}"
        elif not ID.fullmatch(reference["id"]) or "<" in reference["id"]:
            yield f"malformed reference {reference}"
    for reference in node.get("mro", []):
        if not isinstance(reference, str) and json.dumps(reference) not in externals:
            yield f"no external for {reference}"
    for name in node.get("members", {}):
        if not NAME.fullmatch(name):
            yield f"malformed member {name!r}"
    if len(node.get("value", "")) > 200:
        yield "long value"
    if re.search(r"0x[0-9a-f]{6,}", json.dumps({k: v for k, v in node.items() if k != "doc"})):
        yield "an address"


def _reachable(nodes: dict[str, dict[str, Any]]) -> set[str]:
    waiting = [id_ for id_, node in nodes.items() if node["kind"] == "module"]
    reached = set(waiting)
    while waiting:
        for reference in nodes[waiting.pop()].get("members", {}).values():
            if isinstance(reference, str) and reference in nodes and reference not in reached:
                reached.add(reference)
                waiting.append(reference)
    return reached
