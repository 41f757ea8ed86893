"""Instructions are what ``dis`` says they are, in all of the standard library's code that is looked at here."""

from __future__ import annotations

import dis
import inspect
import types

import pytest

from importgraph_explorer.looking.instructions import instructions_of

# Those whose arguments somebody goes by.
_KNOWN = ("LOAD_", "STORE_", "IMPORT_", "BUILD_MAP", "BUILD_CONST_KEY_MAP")
_UNKNOWN = ("LOAD_SMALL_INT", "LOAD_COMMON_CONSTANT", "LOAD_SPECIAL", "LOAD_FROM_DICT_OR_GLOBALS")


def _codes(code: types.CodeType) -> list[types.CodeType]:
    found = [code]
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            found.extend(_codes(constant))
    return found


@pytest.mark.parametrize("module", [dis, inspect, types, pytest], ids=lambda module: module.__name__)
def test_they_are_what_dis_says(module: types.ModuleType) -> None:
    file = module.__file__ or ""
    with open(file, encoding="utf-8") as source:
        codes = _codes(compile(source.read(), file, "exec"))
    assert len(codes) > 1 or module is pytest
    for code in codes:
        expected = list(dis.get_instructions(code))
        found = list(instructions_of(code))
        assert [(operation, offset) for operation, _, offset in found] == [(one.opname, one.offset) for one in expected]
        for (operation, value, _), other in zip(found, expected):
            if other.arg is not None and operation.startswith(_KNOWN) and operation not in _UNKNOWN:
                assert repr(value) == repr(other.argval), other


def test_arguments_beyond_one_byte_are_put_together() -> None:
    names = [f"name_{number}" for number in range(700)]
    code = compile("\n".join(f"{name} = {number}.5" for number, name in enumerate(names)), "", "exec")
    stored = [value for operation, value, _ in instructions_of(code) if operation == "STORE_NAME"]
    assert stored == names
