"""Signatures of what is given some of its arguments beforehand, reckoned as ``inspect.signature`` does."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any, Final, Optional

Signature = dict[str, Any]

_POSITIONAL: Final = ("positionalOnly", "positionalOrKeyword")
# From 3.14 on: stands for an argument that is still to be given.
_PLACEHOLDER: Final = getattr(functools, "Placeholder", None)


def without_first(signature: Optional[Signature]) -> Optional[Signature]:
    """What is left to give of a function that is bound to what it is a method of."""
    if signature is None:
        return None
    parameters = signature["parameters"]
    if not parameters or parameters[0]["kind"] in ("keywordOnly", "varKeyword"):
        return None
    rest = parameters if parameters[0]["kind"] == "varPositional" else parameters[1:]
    return {**signature, "parameters": rest}


def with_given(
    signature: Optional[Signature], positional: Sequence[object], keywords: Mapping[str, str]
) -> Optional[Signature]:
    """What is left to give where some arguments are; ``keywords`` are the texts of those given by name.

    None where the function can't be called so.
    """
    if signature is None:
        return None
    given = len(positional)
    unknown = set(keywords)
    takes_any = False
    found: list[dict[str, str]] = []
    only_by_name = False
    for parameter in signature["parameters"]:
        kind, name = parameter["kind"], parameter["name"]
        if kind in _POSITIONAL and given:
            if name in keywords and kind != "positionalOnly":
                return None
            if _PLACEHOLDER is not None and positional[len(positional) - given] is _PLACEHOLDER:
                found.append({**parameter, "kind": "positionalOnly"})
            given -= 1
        elif kind == "varPositional":
            given = 0
            if not only_by_name:
                found.append(parameter)
        elif kind == "varKeyword":
            takes_any = True
            found.append(parameter)
        elif name in keywords and kind != "positionalOnly":
            unknown.discard(name)
            only_by_name = True
            found.append(_with_default(parameter, keywords[name]))
        elif only_by_name and kind == "positionalOrKeyword":
            found.append({**parameter, "kind": "keywordOnly"})
        else:
            found.append(parameter)
    if given or (unknown and not takes_any):
        return None
    return {**signature, "parameters": found}


def takes_anything(signature: Signature) -> bool:
    """Whether it says no more than that whatever is given goes on to somebody else."""
    return [parameter["kind"] for parameter in signature["parameters"]] == ["varPositional", "varKeyword"]


def _with_default(parameter: dict[str, str], default: str) -> dict[str, str]:
    found = {"name": parameter["name"], "kind": "keywordOnly", "default": default}
    if "annotation" in parameter:
        found["annotation"] = parameter["annotation"]
    return found
