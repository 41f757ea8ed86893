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

import signal
from functools import partial

from facts_judge import Judge
from facts_places import Places
from facts_spelling import means
from oracle_run import SECONDS, Run, guarded


def main() -> None:
    """Do the job that comes on standard input."""
    run = Run()
    imported = run.import_all()
    judge = Judge(Places(run.job["distribution"]), imported)
    if "asked" in run.job:
        for index, question in enumerate(run.job["asked"]):
            run.say("answer", index, guarded(partial(means, judge, question), False))
    else:
        for name in imported:
            run.begin(name)
            signal.alarm(SECONDS)
            try:
                for fact in judge.module(name):
                    run.say("fact", fact)
            except BaseException as error:
                run.say("lost", f"{name}: {type(error).__name__}: {error}")
            signal.alarm(0)
    run.end()
