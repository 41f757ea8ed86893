"""Tries in a release what code written for an older one does.

Reads one JSON document from standard input: ``setups`` (each with ``code`` that is run first) and ``claims``. Of each claim
it writes a line of JSON to standard output: ``id``, ``holds`` (whether what is said to be broken is; null where that can't be
tried) and ``said``, what Python says to whoever does it. Nothing of this is to be trusted: the package runs here.
"""

from __future__ import annotations

import importlib
import inspect
import json
import os
import sys
import warnings
from typing import Any, Optional

_LONGEST = 500
_MOST_WRAPPERS = 20
_MISSING = object()
# By which releases tell users of a name that it goes; others tell of files, bytes or code.
_TOLD_TO_USERS = (DeprecationWarning, FutureWarning, PendingDeprecationWarning, UserWarning)


class Given:
    """Stands for any argument."""


def main() -> None:
    """Answer all claims."""
    job = json.load(sys.stdin)
    # What the package prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    for setup in job["setups"]:
        exec(setup["code"], {"__name__": "setup"})  # noqa: S102
    for claim in job["claims"]:
        answers.write(json.dumps({"id": claim["id"], **_answer(claim)}) + "\n")
        answers.flush()
    answers.close()
    # Threads that the package has started keep nobody waiting.
    os._exit(0)


def _answer(claim: dict[str, Any]) -> dict[str, Any]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            _import_around(claim["name"])
            # What importing the module around it says is said of that.
            caught.clear()
            holds, said = _tried(claim)
        except (Exception, SystemExit) as error:
            holds, said = None, f"{type(error).__name__}: {error}"
        told = [one for one in caught if issubclass(one.category, _TOLD_TO_USERS)]
        if holds is False and told:
            said = f"{told[0].category.__name__}: {told[0].message}"
    return {"holds": holds, "said": str(said)[:_LONGEST]}


def _tried(claim: dict[str, Any]) -> tuple[Optional[bool], str]:
    found, said, holder = _followed(claim["name"])
    if claim["what"] == "name":
        return found is _MISSING, said or _deprecation_of(found)
    if found is _MISSING:
        return None, said
    if claim["what"] == "call":
        return _is_refused(found, claim, _is_unbound(holder, claim["name"].rpartition(".")[2]))
    if claim["what"] == "await":
        return _is_no_longer_awaited(found), ""
    if claim["what"] == "base":
        base, said, _ = _followed(claim["base"])
        if base is _MISSING or not isinstance(found, type) or not isinstance(base, type):
            return None, said
        return not issubclass(found, base), ""
    return None, f"nothing can be tried of {claim['what']}"


def _import_around(name: str) -> None:
    parts = name.split(".")[:-1]
    for length in range(len(parts)):
        try:
            importlib.import_module(".".join(parts[: length + 1]))
        except ModuleNotFoundError:
            return


def _followed(name: str) -> tuple[Any, str, Any]:
    """What a dotted name leads to, as ``from … import`` and attributes give it, else why not; and what has it."""
    parts = name.split(".")
    said = ""
    for length in range(len(parts), 0, -1):
        module = ".".join(parts[:length])
        try:
            found = importlib.import_module(module)
        except ModuleNotFoundError as error:
            if error.name is None or not f"{module}.".startswith(f"{error.name}."):
                raise
            said = said or f"ModuleNotFoundError: {error}"
            continue
        holder = None
        for part in parts[length:]:
            holder = found
            if isinstance(holder, type) and _is_of_everything(holder, part):
                return _MISSING, "", holder
            try:
                found = getattr(holder, part)
            except (AttributeError, ImportError) as error:
                return _MISSING, f"{type(error).__name__}: {error}", holder
        return found, "", holder
    return _MISSING, said, None


def _deprecation_of(found: Any) -> str:
    """What an object says by which PEP 702 marks it, though asking for it warns nobody."""
    message = inspect.getattr_static(found, "__deprecated__", None)
    return f"DeprecationWarning: {message}" if type(message) is str else ""


def _is_of_everything(cls: type, name: str) -> bool:
    """Whether a class has a special method because all classes or all objects do."""
    is_special = name.startswith("__") and name.endswith("__")
    return is_special and not any(name in vars(base) for base in cls.__mro__ if base is not object)


def _is_unbound(holder: Any, name: str) -> bool:
    """Whether a class has a function under a name that objects pass themselves to."""
    if not isinstance(holder, type):
        return False
    kept = inspect.getattr_static(holder, name, None)
    return callable(kept) and not isinstance(kept, (type, staticmethod, classmethod))


def _is_refused(found: Any, claim: dict[str, Any], is_unbound: bool) -> tuple[Optional[bool], str]:
    """Whether arguments that an older release took are refused."""
    try:
        signature = inspect.signature(found)
    except (TypeError, ValueError) as error:
        return None, str(error)
    positional = [Given() for _ in range(claim["positional"] + is_unbound)]
    named = {name: Given() for name in claim["named"]}
    try:
        bound = signature.bind(*positional, **named)
    except TypeError as error:
        return True, f"TypeError: {error}"
    gives = claim.get("gives")
    if gives is not None and gives["to"] in signature.parameters:
        return bound.arguments.get(gives["to"]) is not positional[gives["at"] + is_unbound], ""
    return False, ""


def _is_no_longer_awaited(found: Any) -> Optional[bool]:
    """Whether a function is no asynchronous one, nor hides one that its decorators have kept."""
    functions = [found]
    while hasattr(functions[-1], "__wrapped__") and len(functions) < _MOST_WRAPPERS:
        functions.append(functions[-1].__wrapped__)
    tests = (inspect.iscoroutinefunction, inspect.isasyncgenfunction)
    return None if not callable(found) else not any(test(one) for one in functions for test in tests)


if __name__ == "__main__":
    main()
