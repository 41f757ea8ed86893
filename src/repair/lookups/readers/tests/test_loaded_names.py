from __future__ import annotations

import pytest
from readers.loaded_names import loaded_in

LOOP = """
for name in ('portaudio', 'libportaudio.dylib'):
    found = _find_library(name)
"""
FIRST_OF_SEVERAL = """
paths = ('libhidapi-hidraw.so', 'libhidapi-hidraw.so.0', 'hidapi.dll')
for path in paths:
    try:
        ctypes.cdll.LoadLibrary(path)
        break
    except OSError:
        pass
"""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("ctypes.util.find_library('magic')", [(["magic"], False)]),
        (LOOP, [(["portaudio"], False)]),
        (FIRST_OF_SEVERAL, [(["libhidapi-hidraw.so", "libhidapi-hidraw.so.0"], True)]),
        (
            "gobject = _dlopen(ffi, 'gobject-2.0-0', 'libgobject-2.0.so.0')",
            [(["gobject-2.0-0", "libgobject-2.0.so.0"], False)],
        ),
        ("def load():\n    return CDLL('libgone.so')", [(["libgone.so"], True)]),
        ("names = 'one two'\nfor n in names.split():\n    find_library(n)", [(["one", "two"], False)]),
        ("lib = next(filter(None, map(find_library, ['a', 'b'])))", [(["a", "b"], False)]),
        ("lib = [CDLL(n) for n in ('liba.so.1', 'liba.so')]", [(["liba.so.1", "liba.so"], False)]),
        ("NAMES = {'linux': 'libx.so', 'win32': 'x.dll'}\nCDLL(NAMES[sys.platform])", [(["libx.so"], False)]),
        ("class A:\n    NAME = 'libx.so'\n    def f(self): CDLL(self.NAME)", [(["libx.so"], True)]),
        ("def load(name='sodium'):\n    return find_library(name)", [(["sodium"], True)]),
        ("def load(first, *, name: str = 'sodium'):\n    return find_library(name)", [(["sodium"], True)]),
        ("NAME: str = 'sodium'\nfind_library(NAME)", [(["sodium"], False)]),
        ("mydll = CDLL('user32.dll')", []),
        ("find_libraries('magic')", []),
    ],
)
def test_names_that_are_loaded(source: str, expected: list[tuple[list[str], bool]]) -> None:
    assert [(one.names, one.conditional) for one in loaded_in(source)] == expected
