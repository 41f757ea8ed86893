"""What functions name, by the code that was compiled when their module was imported: nothing is run or parsed."""

from __future__ import annotations

import marshal
import os
import re
import types
from collections.abc import Iterator
from importlib.util import MAGIC_NUMBER, cache_from_source
from opcode import opmap
from typing import Final, Optional

_IMPORTS: Final = opmap["IMPORT_NAME"]
# PEP 552: the magic number, flags, and either a hash or the source's time and size.
_HEADER_BYTES: Final = 16
_MOST_BYTES: Final = 50_000_000
# PEP 695: what has type parameters is made by a function of its own.
_OF_PARAMETERS: Final = "<generic parameters of "
_WORD: Final = re.compile(r"[^\W\d]\w*")
IMPORTS: Final = "import"


def names_of_functions(path: str) -> Optional[dict[int, set[str]]]:
    """First line of each outermost function of a source → all names in its code and in that of functions within.

    A function that imports has ``import`` among them, too. None where no compiled code of just this source is kept.
    """
    code = _kept_code(path)
    if code is None:
        return None
    found: dict[int, set[str]] = {}
    waiting = [code]
    while waiting:
        for inner in _codes_in(waiting.pop()):
            if _is_function(inner):
                _add_names(found.setdefault(inner.co_firstlineno, set()), inner)
            else:
                waiting.append(inner)
    return found


def _codes_in(code: types.CodeType) -> Iterator[types.CodeType]:
    return (constant for constant in code.co_consts if type(constant) is types.CodeType)


def _is_function(code: types.CodeType) -> bool:
    # Bodies of classes have no variables of their own that are fast.
    return bool(code.co_flags & 1) and not code.co_name.startswith(_OF_PARAMETERS)


def _add_names(names: set[str], code: types.CodeType) -> None:
    waiting = [code]
    while waiting:
        inner = waiting.pop()
        names.update(inner.co_names, inner.co_freevars)
        if inner.co_names and _IMPORTS in inner.co_code[::2]:
            names.add(IMPORTS)
        within = list(_codes_in(inner))
        if within:
            # With PEP 563 the annotations of functions within are texts.
            names.update(word for text in _texts_in(inner.co_consts) for word in _WORD.findall(text))
        waiting.extend(within)


def _texts_in(constants: tuple[object, ...]) -> Iterator[str]:
    for constant in constants:
        if type(constant) is str:
            yield constant
        elif type(constant) is tuple:
            yield from (item for item in constant if type(item) is str)


def _kept_code(path: str) -> Optional[types.CodeType]:
    try:
        kept = cache_from_source(path)
        status = os.stat(path)
        with open(kept, "rb") as file:
            content = file.read(_MOST_BYTES)
    except (OSError, NotImplementedError, ValueError):
        return None
    if content[:4] != MAGIC_NUMBER or len(content) < _HEADER_BYTES:
        return None
    flags, seconds, size = (int.from_bytes(content[at : at + 4], "little") for at in (4, 8, 12))
    if not flags and (seconds, size) != (int(status.st_mtime) & 0xFFFFFFFF, status.st_size & 0xFFFFFFFF):
        return None
    try:
        found = marshal.loads(memoryview(content)[_HEADER_BYTES:])
    except (EOFError, ValueError, TypeError):
        return None
    return found if type(found) is types.CodeType else None
