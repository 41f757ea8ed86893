"""Attributes that a method sets by a call that names them, read off its code.

``setattr(self, "a", …)``, ``object.__setattr__(self, "a", …)``, ``super().__setattr__("a", …)``,
``self.__dict__["a"] = …`` and ``self.__dict__.update(a=…)``.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final, NamedTuple

from .instructions import instructions_of

_SETTERS: Final = frozenset({"setattr", "__setattr__"})
_DICT: Final = "__dict__"
_UPDATE: Final = "update"
_SKIPPED: Final = frozenset({"PUSH_NULL", "CACHE", "EXTENDED_ARG", "PRECALL", "NOP", "COPY"})
_VARIABLES: Final = ("LOAD_FAST", "LOAD_DEREF", "LOAD_CLOSURE")
_NAMES: Final = frozenset({"LOAD_GLOBAL", "LOAD_NAME", "LOAD_ATTR", "LOAD_METHOD", "LOAD_SUPER_ATTR"})
_MOST_INSTRUCTIONS: Final = 20_000
_MOST_ARGUMENTS: Final = 200


class _Load(NamedTuple):
    """A step of a function: what is loaded (``name``, ``own``, ``text``, ``texts``), or another operation."""

    what: str
    value: Any
    offset: int


def names_set_by_calls(code: types.CodeType, own: str) -> Iterator[tuple[str, int]]:
    """The attributes that are so set on the variable, with the offset of an instruction in their line."""
    names = code.co_names
    if _DICT not in names and _SETTERS.isdisjoint(names):
        return
    steps = list(_steps(code, own))
    for index, step in enumerate(steps):
        if step.what != "name":
            continue
        following = steps[index + 1 : index + 4]
        if step.value in _SETTERS:
            if [one.what for one in following[:2]] == ["own", "text"]:
                yield following[1].value, step.offset
            elif step.value == "__setattr__" and following and following[0].what == "text":
                yield following[0].value, step.offset
        elif step.value == _DICT and index and steps[index - 1].what == "own" and following:
            if [one.what for one in following[:2]] == ["text", "STORE_SUBSCR"]:
                yield following[0].value, step.offset
            elif following[0].what == "name" and following[0].value == _UPDATE:
                for name in _updated(steps[index + 2 : index + 2 + _MOST_ARGUMENTS]):
                    yield name, step.offset


def _updated(steps: list[_Load]) -> list[str]:
    """The keys that a call of ``update`` is given by keyword, or in a dictionary that is written down."""
    for index, step in enumerate(steps):
        if step.what in ("KW_NAMES", "CALL_KW", "CALL_FUNCTION_KW", "BUILD_CONST_KEY_MAP"):
            named = step if step.what == "KW_NAMES" else steps[index - 1]
            return list(named.value) if type(named.value) is tuple else []
        if step.what == "BUILD_MAP":
            given = steps[max(index - 2 * step.value, 0) : index]
            keys = given[::2]
            is_plain = len(given) == 2 * step.value and all(one.what == "text" for one in keys)
            return [one.value for one in keys] if is_plain else []
        if step.what in ("POP_TOP", "CALL", "CALL_METHOD", "CALL_FUNCTION"):
            break
    return []


def _steps(code: types.CodeType, own: str) -> Iterator[_Load]:
    for operation, value, offset in islice(instructions_of(code), _MOST_INSTRUCTIONS):
        if operation in _SKIPPED:
            continue
        if operation.startswith(_VARIABLES):
            for one in value if type(value) is tuple else (value,):
                yield _Load("own" if one == own else "other", one, offset)
        elif operation == "STORE_FAST_LOAD_FAST":
            yield _Load("own" if value[1] == own else "other", value[1], offset)
        elif operation in _NAMES:
            yield _Load("name", value, offset)
        elif operation == "KW_NAMES":
            yield _Load(operation, code.co_consts[value], offset)
        elif operation == "LOAD_CONST" and type(value) is str:
            yield _Load("text", value, offset)
        else:
            yield _Load(operation, value, offset)
