"""Follows modules that are loaded within the import of another one, and keeps away those that end it."""

from __future__ import annotations

from _thread import get_ident
from collections.abc import Mapping
from importlib import _bootstrap
from typing import Any, Callable, Final

from ..wire.sinks import Sink

_load: Final[Callable[[Any], Any]] = vars(_bootstrap)["_load_unlocked"]


def follow_loading(sink: Sink, barred: Mapping[str, str]) -> None:
    """Tell of each module that begins to be loaded, and of its end; in the main thread, where steps are.

    What is ``barred`` can't be imported by anybody: to whoever tries it is not there, for the reason given.
    """
    main = get_ident()
    enter, leave = sink.enter, sink.leave

    def _load_unlocked(spec: Any) -> Any:
        name = spec.name
        if type(name) is not str or get_ident() != main:
            return _load(spec)
        if name in barred:
            raise ModuleNotFoundError(f"{name} is kept away: {barred[name]}", name=name)
        if not enter(name):
            return _load(spec)
        try:
            return _load(spec)
        finally:
            leave(name)

    # Frames of the importer's own file are left out where Python shows or counts them.
    _load_unlocked.__code__ = _load_unlocked.__code__.replace(co_filename=_load.__code__.co_filename)
    vars(_bootstrap)["_load_unlocked"] = _load_unlocked
