"""Where an exploration tells what it does and what it finds."""

from __future__ import annotations

from time import perf_counter
from typing import Any, NamedTuple, Protocol

from .records import Record, Ref


class Failure(NamedTuple):
    """An error, as a problem says it."""

    error: str
    message: str


class Sink(Protocol):
    """Takes the events and records of an exploration."""

    def start(self, facts: dict[str, Any]) -> None:
        """Tell what is explored, before any of its code has run."""

    def begin(self, stage: str, module: str) -> None:
        """Tell that a step begins which may end the process."""

    def end(self, stage: str, module: str, seconds: float) -> None:
        """Tell that the step is over."""

    def enter(self, module: str) -> bool:
        """Tell that the step's module imports another one, which begins to be loaded; whether that is worth telling."""

    def leave(self, module: str) -> None:
        """Tell that this is over."""

    def tamper(self, module: str, what: list[str], mended: bool) -> None:
        """Tell what the package has changed of the interpreter by now, and whether it was put back."""

    def traceback(self, module: str, text: str, root: Failure | None, is_of_itself: bool) -> None:
        """Tell the way to the error for which a module could not be imported, beside the problem in the shard.

        ``root`` is the failure that the error stands for, where it is another one. What is of itself would fail so
        whatever else has been imported.
        """

    def imported(self, missing: list[str]) -> None:
        """Tell that all has been imported that can be, before it is looked at, and what could not be."""

    def named(self, module: str, names: dict[str, Ref]) -> None:
        """Tell what dotted names lead to in a module that could not be imported, where others have loaded that."""

    def record(self, record: Record) -> None:
        """Take a record of the shard."""


class Step:
    """Tells the sink when a step begins and ends."""

    def __init__(self, sink: Sink, stage: str, module: str) -> None:
        self._sink = sink
        self._stage = stage
        self._module = module

    def __enter__(self) -> None:
        self._started = perf_counter()
        self._sink.begin(self._stage, self._module)

    def __exit__(self, *_: object) -> None:
        self._sink.end(self._stage, self._module, perf_counter() - self._started)
