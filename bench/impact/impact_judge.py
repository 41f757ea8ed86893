"""Tells of dotted names whether a release has them, by importing it: runs in a container, in the image of the release.

Reads a list of names from standard input, and writes a name → true, false, or null where that can't be told.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
import warnings
from typing import Any


def has(name: str) -> bool | None:
    """Whether importing and asking for attributes gives what a name says."""
    first, *rest = name.split(".")
    try:
        found: Any = importlib.import_module(first)
        for part in rest:
            found = _attribute(found, part)
    except (AttributeError, ModuleNotFoundError):
        return False
    except BaseException as error:
        # What a release raises itself for a name that it took away.
        return False if "removed" in str(error) else None
    return True


def _attribute(holder: Any, part: str) -> Any:
    try:
        return getattr(holder, part)
    except AttributeError:
        if not inspect.ismodule(holder):
            raise
        return importlib.import_module(f"{holder.__name__}.{part}")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    json.dump({name: has(name) for name in json.load(sys.stdin)}, sys.stdout)
