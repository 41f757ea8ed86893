"""Tells of dotted names whether a release has them, by importing it: runs in a container, in the image of the release.

Reads from standard input each name with the module that is imported for it, and writes a name → true, false, or null
where that can't be told.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
import warnings
from typing import Any


def has(name: str, module: str) -> bool | None:
    """Whether importing a module and asking for attributes gives what a name says."""
    rest = name[len(module) + 1 :]
    try:
        found: Any = importlib.import_module(module)
        for part in rest.split(".") if rest else ():
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
    json.dump({name: has(name, module) for name, module in json.load(sys.stdin).items()}, sys.stdout)
