"""Modules by the names under which ``sys.modules`` has them."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

from ..installed.ownership import Ownership
from ..looking import raw
from ..wire.texts import is_name
from .entities import Place

if TYPE_CHECKING:
    from typing import TypeGuard


def in_registered_module(claim: Place) -> Place:
    """The claim with that part of its module which isn't in ``sys.modules``, as in extensions, moved behind it."""
    module, qualname = claim
    while module not in sys.modules and "." in module:
        module, _, last = module.rpartition(".")
        qualname = f"{last}.{qualname}"
    return (module, qualname) if module in sys.modules else claim


def is_dotted(name: object) -> TypeGuard[str]:
    """Whether a key of ``sys.modules`` is a module's dotted name."""
    return type(name) is str and _is_dotted(name)


@cache
def _is_dotted(name: str) -> bool:
    return name != "__main__" and all(map(is_name, name.split(".")))


def named_so(module: object, name: str) -> bool:
    """Whether an object is a module that says to have this name."""
    said = raw.module_dict(module).get("__name__") if raw.is_module(module) else None
    return type(said) is str and said == name


def is_of_others(module: object, name: str, ownership: Ownership) -> bool:
    """Whether somebody else's module was put under one of our names."""
    if not raw.is_module(module) or named_so(module, name):
        return False
    said = raw.module_dict(module).get("__name__")
    return type(said) is str and sys.modules.get(said) is module and not ownership.is_ours(said)
