from __future__ import annotations

import pytest
from readers.bindings import has_name

PACKAGE = """
from .a import *
from .b import x as renamed
import os.path
try:
    fast = 1
except ImportError:
    slow = 2
"""
HOOK = """
def __getattr__(name):
    if name == 'given':
        return 1
    if name in {'gone'}:
        raise AttributeError(name)
    if name in old:
        return old[name]
    return table(name)
old = {n: 1 for n in ['kept']}
unrelated = 'spelt'
"""
MODULES = {
    "p": (PACKAGE, True),
    "p.a": ("__all__ = ['listed']\nlisted = 1\nhidden = 2\n", False),
    "p.b": ("class C(object):\n    own = 1\n    def m(self): pass\n\nclass Bare:\n    own = 1\n", False),
    "p.open": ("from p.plus import *\n", False),
    "p.plus": ("from p import a\n__all__ = ['one'] + a.__all__\none = 1\nother = 2\n", False),
    "hook": (HOOK, False),
    "broken": ("def f(:\n", False),
}


@pytest.mark.parametrize(
    ("module", "name", "expected"),
    [
        ("p", "listed", True),
        ("p", "hidden", False),
        ("p", "renamed", True),
        ("p", "x", False),
        ("p", "os", True),
        ("p", "slow", True),
        ("p", "b", True),
        ("p", "nothing", False),
        ("p.open", "one", True),
        ("p.open", "other", None),
        ("p.b", "Bare.own", True),
        ("p.b", "Bare.other", False),
        ("p.b", "C.m", True),
        ("p.b", "C.inherited", None),
        ("hook", "given", True),
        ("hook", "gone", False),
        ("hook", "kept", True),
        ("hook", "spelt", False),
        ("broken", "f", None),
        ("missing", "f", None),
    ],
)
def test_has_name(module: str, name: str, expected: bool | None) -> None:
    assert has_name(MODULES.get, module, name) is expected
