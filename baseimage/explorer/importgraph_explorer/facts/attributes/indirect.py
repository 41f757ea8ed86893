"""Attributes that a method sets by a call that names them, read off its code.

``setattr(self, "a", …)``, ``object.__setattr__(self, "a", …)``, ``super().__setattr__("a", …)``,
``self.__dict__["a"] = …`` and ``self.__dict__.update(a=…)``.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from itertools import islice
from opcode import opmap
from typing import Any, Final

from ...looking.instructions import instructions_of

_SETTERS: Final = frozenset({"setattr", "__setattr__"})
_DICT: Final = "__dict__"
_STORE_ITEM: Final = opmap["STORE_SUBSCR"]
_UPDATE: Final = "update"
_SKIPPED: Final = frozenset({"PUSH_NULL", "CACHE", "EXTENDED_ARG", "PRECALL", "NOP", "COPY"})
_VARIABLES: Final = ("LOAD_FAST", "LOAD_DEREF", "LOAD_CLOSURE")
_NAMES: Final = frozenset({"LOAD_GLOBAL", "LOAD_NAME", "LOAD_ATTR", "LOAD_METHOD", "LOAD_SUPER_ATTR"})
_MOST_INSTRUCTIONS: Final = 20_000
_MOST_ARGUMENTS: Final = 200


# A step of a function: what is loaded (``name``, ``own``, ``text``, ``texts``) or another operation, its value, and
# where it is in the code.
_Step = tuple[str, Any, int]


def names_set_by_calls(code: types.CodeType, own: str) -> Iterator[tuple[str, int]]:
    """The attributes that are so set on the variable, with the offset of an instruction in their line."""
    names = code.co_names
    if _SETTERS.isdisjoint(names) and not (_DICT in names and (_UPDATE in names or _STORE_ITEM in code.co_code)):
        return
    steps = list(_steps(code, own))
    for index, (what, value, offset) in enumerate(steps):
        if what != "name" or not (value == _DICT or value in _SETTERS):
            continue
        following = steps[index + 1 : index + 3]
        loaded = [what for what, _, _ in following]
        if value in _SETTERS:
            if loaded == ["own", "text"]:
                yield following[1][1], offset
            elif value == "__setattr__" and loaded[:1] == ["text"]:
                yield following[0][1], offset
        elif index and steps[index - 1][0] == "own":
            if loaded == ["text", "STORE_SUBSCR"]:
                yield following[0][1], offset
            elif loaded[:1] == ["name"] and following[0][1] == _UPDATE:
                for name in _updated(steps[index + 2 : index + 2 + _MOST_ARGUMENTS]):
                    yield name, offset


def _updated(steps: list[_Step]) -> list[str]:
    """The keys that a call of ``update`` is given by keyword, or in a dictionary that is written down."""
    for index, (what, value, _) in enumerate(steps):
        if what in ("KW_NAMES", "CALL_KW", "CALL_FUNCTION_KW", "BUILD_CONST_KEY_MAP"):
            names = value if what == "KW_NAMES" else steps[index - 1][1]
            return list(names) if type(names) is tuple else []
        if what == "BUILD_MAP":
            given = steps[max(index - 2 * value, 0) : index]
            keys = given[::2]
            is_plain = len(given) == 2 * value and all(what == "text" for what, _, _ in keys)
            return [text for _, text, _ in keys] if is_plain else []
        if what in ("POP_TOP", "CALL", "CALL_METHOD", "CALL_FUNCTION"):
            break
    return []


def _steps(code: types.CodeType, own: str) -> Iterator[_Step]:
    for operation, value, offset in islice(instructions_of(code), _MOST_INSTRUCTIONS):
        if operation in _SKIPPED:
            continue
        if operation.startswith(_VARIABLES):
            for one in value if type(value) is tuple else (value,):
                yield "own" if one == own else "other", one, offset
        elif operation == "STORE_FAST_LOAD_FAST":
            yield "own" if value[1] == own else "other", value[1], offset
        elif operation in _NAMES:
            yield "name", value, offset
        elif operation == "KW_NAMES":
            yield operation, code.co_consts[value], offset
        elif operation == "LOAD_CONST" and type(value) is str:
            yield "text", value, offset
        else:
            yield operation, value, offset
