"""The instructions of a function, as far as names and constants go.

``dis`` finds out more, and takes many times as long. What arguments stand for differs by version; what is not
known here is given as the number that it is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from opcode import EXTENDED_ARG, hasconst, hasfree, haslocal, hasname, opmap, opname
from types import CodeType
from typing import Any, Final

_VERSION: Final = sys.version_info[:2]
# Before 3.11 variables in cells are counted by themselves.
_CELLS_ARE_LOCALS: Final = _VERSION >= (3, 11)
# What follows some instructions for the interpreter's own use.
_CACHE: Final = opmap.get("CACHE", -1)
_CONSTANTS: Final = frozenset(hasconst) - {opmap.get("KW_NAMES", -1)}
_NAMES: Final = frozenset(hasname)
_VARIABLES: Final = frozenset(haslocal)
_FREE: Final = frozenset(hasfree)
# Two variables in one instruction, from 3.13 on.
_PAIRS: Final = frozenset(
    opmap[name]
    for name in (
        "LOAD_FAST_LOAD_FAST",
        "LOAD_FAST_BORROW_LOAD_FAST_BORROW",
        "STORE_FAST_LOAD_FAST",
        "STORE_FAST_STORE_FAST",
    )
    if name in opmap
)
# By how many bits the number of a name is shifted, where lower ones say something else.
_SHIFTS: Final = {
    opmap[name]: bits
    for name, bits, since in (
        ("LOAD_GLOBAL", 1, (3, 11)),
        ("LOAD_ATTR", 1, (3, 12)),
        ("LOAD_SUPER_ATTR", 2, (3, 12)),
    )
    if name in opmap and since <= _VERSION
}


# An operation, what its argument stands for, and where it is in the code; made by the thousand, so a plain tuple.
Instruction = tuple[str, Any, int]


def instructions_of(code: CodeType) -> Iterator[Instruction]:
    """The instructions of a function in order, those that only extend another one's argument too."""
    names, constants, variables = code.co_names, code.co_consts, code.co_varnames
    cells = (*code.co_cellvars, *code.co_freevars)
    if _CELLS_ARE_LOCALS:
        # Parameters that are in cells are counted once.
        variables = cells = (
            *variables,
            *(name for name in code.co_cellvars if name not in variables),
            *code.co_freevars,
        )
    content = code.co_code
    extended = 0
    for offset in range(0, len(content), 2):
        operation = content[offset]
        if operation == _CACHE:
            continue
        argument: Any = content[offset + 1] | extended
        extended = argument << 8 if operation == EXTENDED_ARG else 0
        if operation in _CONSTANTS:
            argument = constants[argument]
        elif operation in _NAMES:
            argument = names[argument >> _SHIFTS.get(operation, 0)]
        elif operation in _PAIRS:
            argument = (variables[argument >> 4], variables[argument & 15])
        elif operation in _VARIABLES:
            argument = variables[argument]
        elif operation in _FREE:
            argument = cells[argument]
        yield opname[operation], argument, offset
