"""Raises at every line, where Python has this."""

import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def refuse(*arguments):
    """Raise in whatever runs."""
    raise SystemExit(0)


monitoring = getattr(sys, "monitoring", None)
if monitoring is not None:
    monitoring.use_tool_id(3, "h_trace_monitoring")
    for event in (monitoring.events.PY_START, monitoring.events.PY_RETURN):
        monitoring.register_callback(3, event, refuse)
    monitoring.set_events(3, monitoring.events.PY_START | monitoring.events.PY_RETURN)
