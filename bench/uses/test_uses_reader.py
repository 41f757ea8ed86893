"""Which chains the oracle of uses sees in sources, what binds their names, and under what imports stand."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
from uses_imports import statements_of
from uses_reader import Chain, Reader


def read(text: str) -> Reader:
    reader = Reader("pack.module", False)
    reader.read(ast.parse(text))
    return reader


def bound(chain: Chain) -> str:
    _, bindings = chain.scope.find(chain.root)
    if bindings is None:
        return "free"
    return "other" if bindings.other else " ".join(target.written for target in bindings.imports)


BOUND = [
    ("import a.b\na.b.c", "a"),
    ("import a.b as x\nx.c", "a.b"),
    ("from . import x\nx.c", "pack.x"),
    ("from ..other import x\nx.c", "other.x"),
    ("import x\nx = x or 1\nx.c", "other"),
    ("import x\ndef f(x):\n    x.c", "other"),
    ("import x\ndef f():\n    x.c\n    import y as x", "y"),
    ("import x\nclass A:\n    x = 1\n    def f(self):\n        x.c", "x"),
    ("import x\nclass A:\n    x = 1\n    x.c", "other"),
    ("import x\nclass A:\n    x = 1\n    [x.c for one in two]", "x"),
    ("import x\nclass A:\n    x = 1\n    [one for one in x.c]", "other"),
    ("import x\n[x.c for x in two]", "other"),
    ("import x\n[(x := one) for one in two]\nx.c", "other"),
    ("def f():\n    global x\n    import y as x\nx.c", "y"),
    ("def f():\n    import x\n    def g():\n        nonlocal x\n        x = 1\n    x.c", "other"),
    ("import x\ntry: ...\nexcept ValueError as x: ...\nx.c", "other"),
    ("try:\n    import x\nexcept ImportError:\n    import y as x\nx.c", "x y"),
    ("try:\n    import x\nexcept ImportError:\n    x = None\nx.c", "x"),
    ("import x\nlambda x: x.c", "other"),
    ("x.c", "free"),
]
if sys.version_info >= (3, 12):
    BOUND += [
        ("import x\ndef f[x](a: x.c): ...", "other"),
        ("import x\nclass A[x](x.c): ...", "other"),
        ("import x\nmatch 1:\n    case [*x]: ...\nx.c", "other"),
        ("import x\ntype x = int\nx.c", "other"),
    ]


@pytest.mark.parametrize(("text", "expected"), BOUND)
def test_names_are_of_the_scope_that_python_looks_in(text: str, expected: str) -> None:
    assert [bound(chain) for chain in read(text).chains if chain.attributes[-1:] == ("c",)] == [expected]


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("x.c", "read"),
        ("x.c = 1", "write"),
        ("x.c()", "call"),
        ("class A(x.c): ...", "base"),
        ("class A(x.c[int]): ...", "base"),
        ("@x.c\ndef f(): ...", "decorator"),
        ("@x.c()\ndef f(): ...", "call decorator"),
        ("raise x.c", "raise"),
        ("raise x.c()", "call raise"),
        ("try: ...\nexcept (x.c, y): ...", "except"),
        ("def f(a: x.c): ...", "annotation"),
        ("a: 'list[x.c]'", "annotation"),
        ("def f(a=x.c): ...", "read"),
    ],
)
def test_how_something_is_used(text: str, how: str) -> None:
    assert [" ".join(sorted(chain.how)) for chain in read(text).chains if chain.attributes] == [how]


def test_texts_are_names_in_annotations_only() -> None:
    text = "def f(a: 'x.a', b='x.b') -> Literal['x.c']:\n    c: Annotated['x.d', 'x.e'] = 'x.f'"
    assert [chain.attributes for chain in read(text).chains if chain.root == "x"] == [("a",), ("d",)]


def test_chains_know_what_is_around_and_how_they_are_called() -> None:
    reader = read("class A:\n    @x.c(1, *two, key=3)\n    def f(self): ...")
    (chain,) = [one for one in reader.chains if one.root == "x"]
    assert chain.around == (("A", 1, False), ("f", 2, False))
    assert chain.call is not None
    assert (chain.call.positional, chain.call.keywords, chain.call.unpacks) == (2, ["key"], True)
    assert [one.name for one in reader.methods] == ["f"]


def test_variants_and_accessors_are_parts_of_what_they_belong_to() -> None:
    text = """
class A:
    @overload
    def f(self, x: x.a): ...
    def f(self, x): x.b
    @property
    def p(self): ...
    @p.setter
    def p(self, value): x.c
@overload
def g(y: x.d): ...
@overload
def g(y: x.e): ...
"""
    lines = {
        chain.attributes[0]: chain.around[-1][1]
        for chain in read(text).chains
        if chain.root == "x" and chain.attributes
    }
    assert lines == {"a": 5, "b": 5, "c": 6, "d": 10, "e": 10}


def test_attributes_in_tuples_are_written() -> None:
    chains = {chain.attributes: chain.how for chain in read("x.a, (x.b, *x.c) = x.d").chains}
    assert [*map(sorted, chains.values())] == [["write"], ["write"], ["write"], ["read"]]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("import x", ""),
        ("def f():\n    import x", "function"),
        ("if TYPE_CHECKING:\n    import x", "typing"),
        ("if TYPE_CHECKING: ...\nelse:\n    import x", ""),
        ("if __name__ == '__main__':\n    import x", "main"),
        ("if sys.platform == 'win32' and __name__ == '__main__':\n    import x", "main platform"),
        ("if sys.version_info >= (3, 11): ...\nelse:\n    import x", "version"),
        ("try:\n    import x\nexcept ImportError: ...", "try"),
        ("try: ...\nexcept (ValueError, ModuleNotFoundError):\n    import x", "try"),
        ("try:\n    import x\nexcept ValueError: ...", ""),
        ("try: ...\nexcept ImportError: ...\nelse:\n    import x", "try"),
        ("while 1:\n    with y:\n        import x", ""),
    ],
)
def test_conditions_of_imports(text: str, when: str) -> None:
    (statement,) = statements_of(ast.parse(text), read(text))
    assert " ".join(statement.when) == when
