"""Says what is true of the names of an installed distribution, by means that share nothing with the explorer.

Reads `{"distribution", "modules", "setups": [{"code"}], "skip": [MODULE], "asked": [QUESTION]}`; prints JSON lines:

- `["begin", MODULE]` before it is imported and before it is looked at, `["end"]` at last;
- `["fact", FACT]` of each public name: its `path` (`[MODULE, NAME, …]`), its `construct` (what it is, for people),
  its `fields`, what docs/formats.md calls them, and what was `notJudged`, field → why. A text is a list of those that
  are right; null is what must not be there. Other fields than those are right whatever is said;
- `["lost", WHY]` where looking at a module ended early;
- with `asked`, `["answer", INDEX, true or false]` instead: whether what is said of a path, though it is
  spelt in another way, means what is there.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import os
import signal
import site
import sys
import types
from functools import partial
from typing import Any, Callable

from facts_judge import Judge
from facts_places import Places
from facts_spelling import means

SECONDS = 60
Say = Callable[..., None]


def main() -> None:
    """Do the job that comes on standard input."""
    job = json.load(sys.stdin)
    # Whatever modules print goes elsewhere.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    site.main()
    sys.argv = ["oracle"]
    names = {"__name__": "__main__", "distribution": job["distribution"], "modules": tuple(job["modules"])}
    for setup in job["setups"]:
        _set_up(setup["code"], names)

    def say(*line: object) -> None:
        answers.write(json.dumps(line) + "\n")

    signal.signal(signal.SIGALRM, _late)
    modules = [name for name in job["modules"] if name not in job["skip"]]
    imported = _import_all(modules, say, answers.flush)
    judge = Judge(Places(job["distribution"]), imported)
    if "asked" in job:
        for index, question in enumerate(job["asked"]):
            say("answer", index, _guarded(partial(means, judge, question), False))
    else:
        for name in imported:
            say("begin", name)
            answers.flush()
            signal.alarm(SECONDS)
            try:
                for fact in judge.module(name):
                    say("fact", fact)
            except BaseException as error:
                say("lost", f"{name}: {type(error).__name__}: {error}")
            signal.alarm(0)
    say("end")
    answers.flush()
    os._exit(0)


def _set_up(code: str, names: dict[str, object]) -> None:
    try:
        exec(compile(code, "<setup>", "exec", dont_inherit=True), names)
    except BaseException as error:
        print(f"setup: {type(error).__name__}: {error}", file=sys.stderr)


def _late(*_: object) -> None:
    raise TimeoutError


def _import_all(names: list[str], say: Say, flush: Callable[[], None]) -> dict[str, types.ModuleType]:
    found = {}
    for name in names:
        say("begin", name)
        flush()
        module = _guarded(partial(importlib.import_module, name), None)
        if isinstance(module, types.ModuleType) or hasattr(module, "__dict__"):
            found[name] = module
    return found


def _guarded(work: Callable[[], Any], otherwise: Any) -> Any:
    signal.alarm(SECONDS)
    try:
        return work()
    except BaseException as error:
        print(f"{type(error).__name__}: {error}"[:300], file=sys.stderr)
        return otherwise
    finally:
        signal.alarm(0)
