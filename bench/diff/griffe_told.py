"""What griffe calls breaking between two folders: ``griffe_told.py OLD NEW PACKAGE…`` prints lines of JSON.

Each has ``kind`` (as griffe says it), ``name`` and, of parameters, ``part``; the last one is ``{"seconds": …}``.
"""

import json
import logging
import sys
import time

import griffe


def main() -> None:
    """Compare the packages that the arguments name."""
    logging.disable(logging.CRITICAL)
    old, new, *packages = sys.argv[1:]
    started = time.perf_counter()
    for package in packages:
        before, after = (griffe.load(package, search_paths=[folder]) for folder in (old, new))
        for breakage in griffe.find_breaking_changes(before, after):
            values = (breakage.old_value, breakage.new_value)
            parts = [value.name for value in values if isinstance(value, griffe.Parameter)]
            told = {"kind": breakage.kind.value, "name": breakage.obj.path, "part": parts[0] if parts else None}
            print(json.dumps(told))
    print(json.dumps({"seconds": time.perf_counter() - started}))


if __name__ == "__main__":
    main()
