"""What every program has to do that judges in the image of a distribution: take its job, import, answer.

A job has `{"distribution", "modules", "setups": [{"code"}], "skip": [MODULE]}` and whatever the program wants besides.
Answers are lines of JSON: `["begin", MODULE]` before a module is imported or looked at, `["end"]` at last, and the
program's own.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import site
import sys
import types
from functools import partial
from typing import Any, Callable

SECONDS = 60


class Run:
    """One job, read from standard input; what modules print goes elsewhere."""

    def __init__(self) -> None:
        self.job: dict[str, Any] = json.load(sys.stdin)
        self._answers = os.fdopen(os.dup(1), "w")
        os.dup2(2, 1)
        site.main()
        sys.argv = ["oracle"]
        modules = tuple(self.job["modules"])
        names = {"__name__": "__main__", "distribution": self.job["distribution"], "modules": modules}
        for setup in self.job["setups"]:
            _set_up(setup["code"], names)
        signal.signal(signal.SIGALRM, _late)

    def say(self, *line: object) -> None:
        """Answer a line."""
        self._answers.write(json.dumps(line) + "\n")

    def begin(self, module: str) -> None:
        """Say which module may be what ends the process."""
        self.say("begin", module)
        self._answers.flush()

    def end(self) -> None:
        """Say that it is done, and end the process whatever modules have started."""
        self.say("end")
        self._answers.flush()
        os._exit(0)

    def import_all(self) -> dict[str, types.ModuleType]:
        """Import the modules, but for those that are to be skipped; gives those that can be imported."""
        found = {}
        for name in self.job["modules"]:
            if name in self.job["skip"]:
                continue
            self.begin(name)
            module = guarded(partial(importlib.import_module, name), None)
            if isinstance(module, types.ModuleType) or hasattr(module, "__dict__"):
                found[name] = module
        return found


def guarded(work: Callable[[], Any], otherwise: Any) -> Any:
    """What some work gives, or something else where it raises or takes too long."""
    signal.alarm(SECONDS)
    try:
        return work()
    except BaseException as error:
        print(f"{type(error).__name__}: {error}"[:300], file=sys.stderr)
        return otherwise
    finally:
        signal.alarm(0)


def _set_up(code: str, names: dict[str, object]) -> None:
    try:
        exec(compile(code, "<setup>", "exec", dont_inherit=True), names)
    except BaseException as error:
        print(f"setup: {type(error).__name__}: {error}", file=sys.stderr)


def _late(*_: object) -> None:
    raise TimeoutError
