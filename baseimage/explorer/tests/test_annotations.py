"""Annotations are spelt so that whoever reads the module's source recognises them."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from conftest import Explore


def signature(node: dict[str, Any]) -> str:
    found = node["signature"]
    stars = {"varPositional": "*", "varKeyword": "**"}
    parameters = [
        stars.get(parameter["kind"], "")
        + parameter["name"]
        + (f": {parameter['annotation']}" if "annotation" in parameter else "")
        for parameter in found["parameters"]
    ]
    return f"({', '.join(parameters)})" + (f" -> {found['returns']}" if "returns" in found else "")


HEADER = """
import collections.abc, decimal, pathlib, typing as t, xml.etree.ElementTree as ET
import shapes as sh
from typing import Annotated, Any, Callable, Generic, Literal, Optional, TypeVar, Union

Handler = Callable[[int], str]
Maybe = Optional[int]

class Field:
    def __init__(self, **options): ...

class Outer:
    class Inner:
        class Deep: ...
    class __Private: ...
    def use(self, a: Inner, b: __Private, __c: "Inner" = None) -> Inner.Deep: ...
"""
# As it is written, or how else it is said.
WRITTEN = {
    "(p: pathlib.Path) -> decimal.Decimal": None,
    "(r: collections.abc.Mapping[str, int]) -> ET.Element": None,
    "(x: sh.Square, y: sh.round.Circle) -> type[Outer.Inner.Deep]": None,
    "(h: Handler, m: Maybe) -> list[Handler]": None,
    "(x: Annotated[int, Field(gt=0)], y: Annotated[t.Any, {'b': 1, 'a': 2}])": None,
    "() -> (1, 2)": None,
    "() -> ('a',)": "() -> (a,)",
    "(x: [int]) -> t.Generator[int, None, 'Outer.Inner']": "(x: [int]) -> t.Generator[int, None, Outer.Inner]",
    "(x: 'list[\"Outer.Inner\"]') -> 'Outer'": "(x: list[Outer.Inner]) -> Outer",
    "(x: '''Union[int,\n    \"str\"]''')": "(x: Union[int, str])",
    '(x: \'Literal["it\\\'s", b""]\')': "(x: Literal[\"it's\", b''])",
    "(x: 'file-like', y: 'any  text: it\\'s no \"Python\"')": '(x: file-like, y: any  text: it\'s no "Python")',
    "(x: '\ufb01le.Type') -> \ufb01le.Type": "(x: file.Type) -> file.Type",
}


@pytest.fixture
def shapes(environment: Any) -> None:
    files = {
        "shapes/__init__.py": "from . import round\nfrom ._square import Square",
        "shapes/round.py": "class Circle: ...",
    }
    environment.install({**files, "shapes/_square.py": "class Square: ..."}, name="shapes")


def functions(written: list[str]) -> str:
    defined = "".join(f"def f{number}{text}: ...\n" for number, text in enumerate(written))
    return f"{HEADER}\nclass file:\n    class Type: ...\n{defined}"


@pytest.mark.usefixtures("shapes")
@pytest.mark.parametrize("how", ["explore", "scan"])
def test_annotations_are_spelt_as_in_the_source(how: str, request: pytest.FixtureRequest) -> None:
    found = request.getfixturevalue(how)(functions(list(WRITTEN)))
    for number, (written, said) in enumerate(WRITTEN.items()):
        assert signature(found[f"demo.f{number}"]) == (said or written.replace("\ufb01", "fi"))


def test_names_of_classes_within_classes(explore: Explore) -> None:
    found = explore("class Outer:\n class Inner: ...\n class __Own: ...\n def use(self, a: Inner, b: __Own): ...")
    expected = "(self, a: Outer.Inner, b: Outer.__Own)" if sys.version_info < (3, 14) else "(self, a: Inner, b: __Own)"
    assert signature(found["demo.Outer.use"]) == expected


@pytest.mark.skipif(sys.version_info < (3, 11), reason="stars in annotations are there from 3.11 on")
@pytest.mark.parametrize("how", ["explore", "scan"])
def test_what_is_unpacked(how: str, request: pytest.FixtureRequest) -> None:
    found = request.getfixturevalue(how)(
        """
        from typing import Generic, ParamSpec, TypedDict, TypeVarTuple, Unpack

        Ts = TypeVarTuple("Ts")
        P = ParamSpec("P")

        class Options(TypedDict): ...
        class Row(Generic[*Ts]): ...
        class Old(Generic[Unpack[Ts]]): ...

        def new(*args: *Ts) -> tuple[int, *Ts]: ...
        def old(*args: Unpack[Ts], **options: Unpack[Options]) -> tuple[int, Unpack[Ts]]: ...
        def whole(*args: *tuple[int, ...]) -> None: ...
        def passed(*args: P.args, **keywords: P.kwargs): ...
        """
    )
    assert signature(found["demo.new"]) == "(*args: *Ts) -> tuple[int, *Ts]"
    assert signature(found["demo.old"]) == "(*args: Unpack[Ts], **options: Unpack[Options]) -> tuple[int, Unpack[Ts]]"
    assert signature(found["demo.whole"]) == "(*args: *tuple[int, ...]) -> None"
    assert signature(found["demo.passed"]) == "(*args: P.args, **keywords: P.kwargs)"
    assert (found["demo.Row"]["baseText"], found["demo.Old"]["baseText"]) == (["Generic[*Ts]"], ["Generic[Unpack[Ts]]"])


def test_annotations_of_names_without_values(explore: Explore) -> None:
    found = explore(
        """
        import pathlib
        from typing import Callable

        Handler = Callable[[int], str]
        place: pathlib.Path

        class Box:
            handler: Handler
            inner: "list['Box']"
            def __init__(self):
                self.size: "int" = 1
                self.parts: "dict[str, 'Box']" = {}
                self.table: dict[
                    str, 'Box',  # by name
                ] = {}
        """
    )
    types = {
        "place": "pathlib.Path",
        "Box.handler": "Handler",
        "Box.inner": "list[Box]",
        "Box.size": "int",
        "Box.parts": "dict[str, Box]",
        "Box.table": "dict[str, Box]",
    }
    assert {name: found[f"demo.{name}"]["type"] for name in types} == types


@pytest.mark.skipif(sys.version_info < (3, 12), reason="type parameters are syntax from 3.12 on")
@pytest.mark.parametrize("how", ["explore", "scan"])
def test_what_can_not_be_computed_is_as_written(how: str, request: pytest.FixtureRequest) -> None:
    found = request.getfixturevalue(how)(
        """
        type Later = NotThereYet | None
        type Table[
            K: Missing,
        ] = dict[
            K, list["Missing"],
        ]

        class Box[T: Missing, *Ts]:
            type Item = nowhere.Thing
            def get[U: (int, Missing)](self) -> U: ...
        """
    )
    assert found["demo.Later"]["value"] == "NotThereYet | None"
    assert (found["demo.Table"]["value"], found["demo.Table"]["typeParameters"]) == (
        "dict[K, list[Missing]]",
        ["K: Missing"],
    )
    assert found["demo.Box"]["typeParameters"] == ["T: Missing", "*Ts"]
    assert found["demo.Box.Item"]["value"] == "nowhere.Thing"
    assert found["demo.Box.get"]["typeParameters"] == ["U: (int, Missing)"]
