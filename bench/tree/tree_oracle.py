"""Which modules an import loads: each is imported in a process that has imported nothing before.

Reads a job as JSON from standard input: ``{"modules": [name, …]}``. Prints a line of JSON for each of them that can be
imported: ``{"module": name, "loaded": [name, …]}``, with all modules that were not there before, sorted.
"""

from __future__ import annotations

import importlib
import json
import os
import site
import sys


def main() -> None:
    """Judge one module after the other."""
    for module in json.load(sys.stdin)["modules"]:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _tell(module, writing)
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8") as told:
            loaded = told.read()
        os.waitpid(child, 0)
        if loaded:
            print(json.dumps({"module": module, "loaded": json.loads(loaded)}), flush=True)
    print("{}", flush=True)


def _tell(module: str, writing: int) -> None:
    """Import a module and write what that loads; nothing where it fails. Ends the process."""
    # What a package prints is nobody's answer.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    site.main()
    before = set(sys.modules)
    try:
        importlib.import_module(module)
        text = json.dumps(sorted(name for name in [*sys.modules] if name not in before and isinstance(name, str)))
        with os.fdopen(writing, "w", encoding="utf-8") as out:
            out.write(text)
    except BaseException:
        os._exit(1)
    os._exit(0)
