"""Starts what a normal interpreter starts, and imports modules: steps that may each fail by themselves."""

from __future__ import annotations

import io
import site
import sys
import types
import warnings
from collections.abc import Iterable
from importlib import import_module as _import_module
from importlib.machinery import ModuleSpec
from typing import NamedTuple

from .. import privacy
from ..looking import raw
from ..looking.members import names_of_stand_in


class Setup(NamedTuple):
    """Code to run before anything is imported, and what problems call it."""

    name: str
    code: str


class NotAModuleError(ImportError):
    """A module has put something in its place that is none."""


def hide_explorer(own_folder: str) -> None:
    """Make the process look as if nothing were run: no arguments, an empty ``__main__``, our folder not on the path."""
    privacy.seal()
    sys.path[:] = [path for path in sys.path if path != own_folder]
    sys.argv[:] = [""]
    sys.modules["__main__"] = types.ModuleType("__main__")
    warnings.simplefilter("ignore")
    # What the package prints must be out when the process ends, which it may do at any moment.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(line_buffering=True)


def start_site() -> BaseException | None:
    """Do what the interpreter left out under ``-S``: virtual environment, site-packages, ``.pth`` files, sitecustomize.

    Returns what was raised, if anything.
    """
    if sys.flags.no_site:
        try:
            site.main()
        except BaseException as error:
            return error
    return None


def add_paths(paths: Iterable[str]) -> None:
    """Make sure that these folders are searched, whatever ``site`` did or left out."""
    sys.path.extend(path for path in paths if path not in sys.path)


def run_setup(code: str, distribution: str, modules: tuple[str, ...]) -> BaseException | None:
    """Run code that the distribution needs before it is imported, in ``__main__``. Returns what was raised.

    There it finds its name as ``distribution``, and as ``modules`` the import names of what may be imported.
    """
    names = sys.modules["__main__"].__dict__
    names.update(distribution=distribution, modules=modules)
    try:
        exec(compile(code, "<setup>", "exec", dont_inherit=True), names)
    except BaseException as error:
        return error
    return None


def is_loaded(name: str) -> bool:
    """Whether the module has been imported in whole, so that importing it now runs no code."""
    module = sys.modules.get(name)
    if type(module) is not types.ModuleType:
        return False
    spec = raw.module_dict(module).get("__spec__")
    return type(spec) is ModuleSpec and raw.instance_dict(spec).get("_initializing") is not True


def import_module(name: str) -> BaseException | None:
    """Import a module, whatever it does on the way short of ending the process. Returns what was raised."""
    try:
        _import_module(name)
    except BaseException as error:
        return error
    found = sys.modules.get(name)
    if found is None:
        return ImportError(f"{name} is not in sys.modules after its import")
    if not raw.is_module(found) and not names_of_stand_in(found):
        return NotAModuleError(f"in its place is an object that holds no names, of class {raw.class_name(type(found))}")
    return None
