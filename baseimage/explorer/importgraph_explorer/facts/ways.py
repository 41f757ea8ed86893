"""The ways by which a module can write what is held elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from ..looking import raw


def held_by(module: str, name: str) -> Any:
    """What a module holds that has been imported; else MISSING."""
    found: Any = sys.modules.get(module)
    return raw.module_dict(found).get(name, raw.MISSING) if raw.is_module(found) else raw.MISSING


def below(holder: Any, qualname: str) -> Any:
    """What classes hold within classes; else MISSING."""
    for name in qualname.split("."):
        if not raw.is_class(holder):
            return raw.MISSING
        body = raw.class_dict(holder)
        holder = body.get(name, raw.MISSING) if name in body else body.get(raw.mangled(holder, name), raw.MISSING)
    return holder


def downwards(name: str, names: Mapping[str, Any], rest: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """A module, and the modules below it on the way that is left: each with how to write it, and what it holds."""
    yield name, names
    for part in rest.split(".") if rest else []:
        below = names.get(part)
        if not raw.is_module(below):
            break
        name, names = f"{name}.{part}", raw.module_dict(below)
        yield name, names


def public_name(value: object, claim: tuple[str, str]) -> str:
    """Where it says that it is, or a package around that: ``pathlib.Path``, not ``pathlib._local.Path``."""
    module, qualname = claim
    parts = module.split(".")
    if "." not in qualname and qualname[0] != "_" and any(part.startswith("_") for part in parts):
        for end in range(1, len(parts)):
            around = ".".join(parts[:end])
            if not parts[end - 1].startswith("_") and held_by(around, qualname) is value:
                return f"{around}.{qualname}"
    return f"{module}.{qualname}"
