"""What somebody may have meant who named something that isn't there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from .distributions import Distribution, normalized
from .modules import modules_of

_MOST = 3


def guess_distribution(name: str, installed: Mapping[str, Distribution]) -> str:
    """A sentence about a distribution that isn't installed: what is imported by this name, or is called almost so."""
    providers = [
        other.name
        for other in installed.values()
        if other.may_hold(name.partition(".")[0]) and name in modules_of(other.files())
    ]
    if providers:
        return f"{name} is imported from {_listed(providers)}"
    near = get_close_matches(normalized(name), list(installed), _MOST)
    return f"did you mean {_listed(near)}?" if near else ""


def guess_module(name: str, modules: Iterable[str]) -> str:
    """A sentence about a module that a distribution doesn't have."""
    near = get_close_matches(name, list(modules), _MOST)
    return f"did you mean {_listed(near)}?" if near else ""


def _listed(names: list[str]) -> str:
    return " or ".join(names[:_MOST])
