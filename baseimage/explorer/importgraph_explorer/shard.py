"""A finished shard, written by hand: header, sorted records, end."""

from __future__ import annotations

from typing import Any

from . import records
from .records import FORMAT, Record
from .stream import Outlet

_KINDS = ("node", "external", "entryPoint", "problem")


class ShardWriter:
    """Collects what an exploration finds and writes it in the order of the format."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._header: dict[str, Any] = {}
        self._lines: dict[str, list[tuple[Any, str]]] = {kind: [] for kind in _KINDS}

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

    def traceback(self, module: str, text: str) -> None:
        """See sinks.Sink; a shard has no place for it."""

    def record(self, record: Record) -> None:
        """See sinks.Sink."""
        text = records.line(record)
        key = record["id"] if record["record"] == "node" else text
        self._lines[record["record"]].append((key, text))

    def finish(self) -> None:
        """Write it."""
        self._outlet.write(records.line(self._header) + "\n")
        for kind in _KINDS:
            for _, text in sorted(self._lines[kind]):
                self._outlet.write(text + "\n")
        counts = {"nodes": len(self._lines["node"]), "problems": len(self._lines["problem"])}
        self._outlet.write(records.line({"record": "end", **counts}) + "\n")

    def problems(self) -> list[str]:
        """The problems so far, a line each."""
        return [text for _, text in sorted(self._lines["problem"])]
