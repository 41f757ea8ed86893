"""A finished shard, written by hand: header, sorted records, end."""

from __future__ import annotations

import json
from collections.abc import Collection
from itertools import chain
from typing import Any

from .installed.ownership import unowned
from .wire import records
from .wire.records import FORMAT, Record
from .wire.sinks import Failure
from .wire.stream import Outlet


class ShardWriter:
    """Collects what an exploration finds and writes it in the order of the format."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._header: dict[str, Any] = {}
        self._nodes: dict[str, Record] = {}
        self._externals: dict[str, Record] = {}
        self._lines: dict[str, list[str]] = {"entryPoint": [], "requirement": [], "problem": []}
        self._imports: list[Record] = []
        self._uses: list[Record] = []

    def start(self, facts: dict[str, Any]) -> None:
        """See sinks.Sink."""
        names = ("distribution", "python", "platform", "explorer", "importNames", "requirements")
        self._header = {"record": "header", "format": FORMAT, **{name: facts[name] for name in names}}

    def begin(self, stage: str, module: str) -> None:
        """See sinks.Sink."""

    def end(self, stage: str, module: str, seconds: float) -> None:
        """See sinks.Sink."""

    def enter(self, module: str) -> bool:
        """See sinks.Sink."""
        return False

    def leave(self, module: str) -> None:
        """See sinks.Sink."""

    def tamper(self, module: str, what: list[str], mended: bool) -> None:
        """See sinks.Sink."""
        message = f"changed {', '.join(what)}{', which was put back' if mended else ''}"
        self.record(records.problem(module, "tamper", "Tampered", message))

    def traceback(self, module: str, text: str, root: Failure | None, is_of_itself: bool) -> None:
        """See sinks.Sink; a shard has no place for it."""

    def imported(self, missing: list[str]) -> None:
        """See sinks.Sink."""

    def named(self, module: str, names: dict[str, records.Ref]) -> None:
        """See sinks.Sink; here nobody else tells of what could not be imported."""

    def record(self, record: Record) -> None:
        """See sinks.Sink."""
        kind = record["record"]
        if kind == "node":
            self._nodes.setdefault(record["id"], record)
        elif kind == "external":
            self._externals.setdefault(records.line(record["ref"]), record)
        elif kind == "import":
            self._imports.append(record)
        elif kind == "use":
            self._uses.append(record)
        else:
            self._lines[kind].append(records.line(record))

    def further(self, modules: Collection[str]) -> Further:
        """Take from another exploration what it finds of these modules, of which there are only the names so far."""
        for module in modules:
            self._nodes.pop(module, None)
        return Further(self)

    def finish(self) -> None:
        """Write it."""
        self._mend()
        self._outlet.write(records.line(self._header) + "\n")
        nodes = [records.line(self._nodes[id_]) for id_ in sorted(self._nodes)]
        externals = sorted(records.line(record) for record in self._externals.values())
        imports = sorted((record["module"], record["line"], records.line(record)) for record in self._imports)
        uses = sorted((record["in"], records.line(record["of"]), records.line(record)) for record in self._uses)
        others = ([line for *_, line in imports], [line for *_, line in uses])
        announced, asked, problems = (sorted(self._lines[kind]) for kind in ("entryPoint", "requirement", "problem"))
        for text in chain(nodes, externals, announced, *others, asked, problems):
            self._outlet.write(text + "\n")
        counts = {"nodes": len(nodes), "problems": len(self._lines["problem"])}
        self._outlet.write(records.line({"record": "end", **counts}) + "\n")

    def problems(self) -> list[str]:
        """The problems so far, a line each."""
        found = map(json.loads, self._lines["problem"])
        return sorted(": ".join(filter(None, (each["module"], each["error"], each["message"]))) for each in found)

    def _mend(self) -> None:
        """See to it that no reference leads nowhere: what one exploration places here another may place elsewhere."""
        externals = [{**record, "ref": self._found(record["ref"])} for record in self._externals.values()]
        # What has a node is no external.
        self._externals = {records.line(one["ref"]): one for one in externals if type(one["ref"]) is not str}
        for record in self._imports:
            record["of"] = self._found(record["of"]) or unowned(record["of"])
        for record in (*self._nodes.values(), *self._externals.values()):
            for name in ("bases", "mro"):
                if name in record:
                    record[name] = [self._found(ref) or unowned(ref) for ref in record[name]]
            for name in ("metaclass", "valueType"):
                if name in record:
                    record[name] = self._found(record[name]) or unowned(record[name])
            if record["record"] == "node" and "members" in record:
                found = {name: self._found(ref) for name, ref in record["members"].items()}
                record["members"] = {name: ref for name, ref in found.items() if ref is not None}
                for name in sorted(name for name, ref in found.items() if ref is None):
                    message = f"a member of {record['id']} leads nowhere: {name}"
                    self.record(records.problem(record["module"], "walk", "DanglingMember", message))

    def _found(self, ref: Any) -> Any:
        """What a reference leads to: itself, or what is found by following its names; None where that is nothing.

        What is said to be of this very distribution is its node, or known to nobody.
        """
        if isinstance(ref, dict) and ref.get("distribution") == self._header["distribution"]["name"]:
            return self._found(ref["id"]) or unowned(ref["id"])
        if not isinstance(ref, str) or ref in self._nodes:
            return ref
        holder, _, name = ref.replace(":", ".").rpartition(".")
        above = self._found(holder) if holder else None
        members = self._nodes[above].get("members", {}) if isinstance(above, str) else {}
        found = members.get(name)
        return found if not isinstance(found, str) or found in self._nodes else None


class Further(ShardWriter):
    """Puts what a further exploration finds into a shard that has a header."""

    def __init__(self, shard: ShardWriter) -> None:
        self._shard = shard

    def start(self, facts: dict[str, Any]) -> None:
        """See sinks.Sink."""

    def record(self, record: Record) -> None:
        """See sinks.Sink."""
        self._shard.record(record)
