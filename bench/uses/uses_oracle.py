"""Judges what a shard says of imports and uses, by means that share nothing with the explorer.

Takes a job by `oracle_run.py`, with `sources` (`[MODULE, FILE]` of each module that has one), `definitions` (`[ID,
FILE, LINE]` of each node with a place that is no module), `ids` of all nodes, `uses` and `imports` (`[MODULE,
RECORD]`, whose module's file they are of). Says `["count", WHAT, SIDE, RIGHT, REASON, HOW MANY]` of all verdicts and
`["wrong", {…}]` of each that is against the shard: `Verdict` in `uses_claims.py` has what they are.
"""

from __future__ import annotations

import ast
import sys
import tokenize
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from importlib.metadata import distribution
from typing import Any, Optional

from oracle_run import Run, guarded
from uses_claims import Definitions, Verdict
from uses_import_judge import ImportJudge
from uses_judge import UseJudge, aliases_of
from uses_objects import Objects
from uses_reader import Reader


def main() -> None:
    """Do the job that comes on standard input."""
    run = Run()
    # Files are read before any code of the package can be in the way.
    trees = {
        module: (file, guarded(partial(_tree, run.job["distribution"], file), None))
        for module, file in run.job["sources"]
    }
    imported = run.import_all()
    loaded = set(sys.modules)
    objects = Objects(run.job["distribution"])
    aliases = aliases_of(tree for _, tree in trees.values() if tree is not None)
    uses = UseJudge(objects, Definitions(run.job["definitions"]), imported, loaded, aliases)
    imports = ImportJudge(objects, uses, set(run.job["ids"]))
    records: dict[str, dict[str, list[Any]]] = {"uses": defaultdict(list), "imports": defaultdict(list)}
    for kind, by_module in records.items():
        for module, record in run.job[kind]:
            by_module[module].append(record)

    def verdicts(module: str, file: str, tree: ast.Module) -> Iterator[Verdict]:
        is_package = file.rpartition("/")[2].startswith("__init__.")
        reader = Reader(module, is_package)
        reader.read(tree)
        yield from uses.judge(reader, tree, file, records["uses"][module])
        yield from imports.judge(reader, tree, records["imports"][module])

    counts: Counter[tuple[str, str, Optional[bool], str]] = Counter()
    for module, (file, tree) in trees.items():
        if tree is None or module in run.job["skip"]:
            continue
        run.begin(module)
        try:
            for one in verdicts(module, file, tree):
                counts[one.what, one.side, one.right, one.reason] += 1
                if one.right is False:
                    run.say("wrong", {"module": module, **asdict(one)})
        except Exception as error:
            run.say("lost", f"{module}: {type(error).__name__}: {error}")
    for key, count in counts.items():
        run.say("count", *key, count)
    run.end()


def _tree(name: str, file: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with tokenize.open(str(distribution(name).locate_file(file))) as stream:
            return ast.parse(stream.read())
