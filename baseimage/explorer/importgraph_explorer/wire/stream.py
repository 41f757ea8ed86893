"""The way out: one file descriptor that only the explorer writes to."""

from __future__ import annotations

import fcntl
import os
from os import _exit, getpid, set_blocking
from os import write as _write
from typing import Any, Final

from . import records
from .records import PROTOCOL, Record, Ref
from .sinks import Failure

_BUFFER_CHARACTERS: Final = 1 << 16
_NAMES_AT_A_TIME: Final = 1000
_LOWEST_DESCRIPTOR: Final = 200


class Outlet:
    """Takes standard output away from the package: what it prints goes to standard error; it has nothing to read."""

    def __init__(self) -> None:
        self._descriptor = fcntl.fcntl(1, fcntl.F_DUPFD_CLOEXEC, _LOWEST_DESCRIPTOR)
        os.dup2(2, 1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)

    def write(self, text: str) -> None:
        """Write ASCII text, all of it."""
        content = memoryview(text.encode("ascii"))
        while content:
            content = content[self._write_some(content) :]

    def _write_some(self, content: memoryview) -> int:
        try:
            return _write(self._descriptor, content)
        except BlockingIOError:
            set_blocking(self._descriptor, True)
            return 0


class EventStream:
    """A session's events as JSON Lines; records are collected and written some at a time."""

    def __init__(self, outlet: Outlet, sign: str = "") -> None:
        """Take the way out, and what every line begins with, by which the receiver knows that it is ours."""
        self._outlet = outlet
        self._sign = sign
        self._waiting: list[str] = []
        self._characters = 0
        self._records = 0
        self._module = ""
        self._is_import = False
        self._modules: frozenset[str] = frozenset()
        self._process = getpid()

    def start(self, facts: dict[str, Any]) -> None:
        """See sinks.Sink."""
        self._modules = frozenset(facts["modules"])
        self._event({"event": "start", "protocol": PROTOCOL, **facts})

    def begin(self, stage: str, module: str) -> None:
        """See sinks.Sink."""
        self._module = module
        # A setup may import them, too.
        self._is_import = stage in ("import", "setup")
        self._event({"event": "begin", "stage": stage, "module": module})

    def end(self, stage: str, module: str, seconds: float) -> None:
        """See sinks.Sink."""
        self._is_import = False
        self._event({"event": "end", "stage": stage, "module": module, "seconds": round(seconds, 6)})

    def record(self, record: Record) -> None:
        """See sinks.Sink."""
        self._records += 1
        text = self._sign + records.line({"event": "record", "record": record})
        self._waiting.append(text)
        self._characters += len(text)
        if self._characters >= _BUFFER_CHARACTERS:
            self._flush()

    def enter(self, module: str) -> bool:
        """See sinks.Sink."""
        if not self._is_import or module == self._module or module not in self._modules:
            return False
        self._event({"event": "enter", "module": module})
        return True

    def leave(self, module: str) -> None:
        """See sinks.Sink."""
        self._event({"event": "leave", "module": module})

    def tamper(self, module: str, what: list[str], mended: bool) -> None:
        """See sinks.Sink."""
        self._event({"event": "tamper", "module": module, "what": what, "mended": mended})

    def traceback(self, module: str, text: str, root: Failure | None, is_of_itself: bool) -> None:
        """See sinks.Sink."""
        event: dict[str, Any] = {"event": "traceback", "module": module, "text": text}
        if root is not None:
            event["root"] = root._asdict()
        if is_of_itself:
            event["ofItself"] = True
        self._event(event)

    def imported(self, missing: list[str]) -> None:
        """See sinks.Sink."""
        self._event({"event": "imported", "missing": missing})

    def named(self, module: str, names: dict[str, Ref]) -> None:
        """See sinks.Sink."""
        told = list(names.items())
        for start in range(0, len(told), _NAMES_AT_A_TIME):
            self._event({"event": "named", "module": module, "names": dict(told[start : start + _NAMES_AT_A_TIME])})

    def done(self) -> None:
        """Tell that nothing was left out."""
        self._event({"event": "done", "records": self._records})

    def _event(self, event: dict[str, Any]) -> None:
        # Written at once: the next thing that happens may end the process.
        self._waiting.append(self._sign + records.line(event))
        self._flush()

    def _flush(self) -> None:
        if getpid() != self._process:
            # A copy of this process that came back from the import. Short enough not to be mixed with what we write.
            event = {"event": "tamper", "module": self._module, "what": ["os.fork"], "mended": True}
            self._outlet.write(self._sign + records.line(event) + "\n")
            _exit(0)
        self._waiting.append("")
        self._outlet.write("\n".join(self._waiting))
        self._waiting = []
        self._characters = 0
