"""Type parameters and aliases, by syntax (PEP 695) and without it."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from conftest import Explore

BY_SYNTAX = """
    class Box[T: int, *Ts, **P](dict[str, T]):
        def get[U: (int, str)](self, x: U) -> list[T]: ...

    class Plain[T]: ...

    type Table[K] = dict[K, list["Later"]]
    type Lost = nowhere.Thing
    """
NEEDS_SYNTAX = pytest.mark.skipif(sys.version_info < (3, 12), reason="type parameters are syntax from 3.12 on")


@NEEDS_SYNTAX
@pytest.mark.parametrize("how", ["explore", "scan"])
def test_type_parameters_by_syntax(how: str, request: pytest.FixtureRequest) -> None:
    found = request.getfixturevalue(how)(BY_SYNTAX)
    assert found["demo.Box"]["typeParameters"] == ["T: int", "*Ts", "**P"]
    assert found["demo.Box"]["baseText"] == ["dict[str, T]"]
    assert found["demo.Box.get"]["typeParameters"] == ["U: (int, str)"]
    # Nobody wrote Generic[T].
    assert "baseText" not in found["demo.Plain"]
    table = found["demo.Table"]
    assert (table["kind"], table["typeParameters"]) == ("typeAlias", ["K"])
    assert table["value"].replace("'", "") == "dict[K, list[Later]]"
    assert found["demo.Lost"]["kind"] == "typeAlias"


@NEEDS_SYNTAX
def test_careful_exploring_does_not_compute_what_types_stand_for(explore: Explore) -> None:
    found = explore(BY_SYNTAX, careful=["demo"])
    assert found["demo.Box"]["typeParameters"] == ["T", "*Ts", "**P"]
    assert found["demo.Table"]["value"] == "Table"


@pytest.mark.skipif(sys.version_info < (3, 14), reason="annotations are code from 3.14 on")
def test_annotations_that_are_computed_when_they_are_asked_for(explore: Explore) -> None:
    text = "def f(x: nowhere.Thing, y: list[Later] = 1) -> Later: ...\nclass C:\n    field: Lost[int]\nclass Later: ..."
    found = explore(text)
    parameters = found["demo.f"]["signature"]["parameters"]
    assert [parameter["annotation"] for parameter in parameters] == ["nowhere.Thing", "list[Later]"]
    assert found["demo.C.field"]["type"] == "Lost[int]"
    careful = explore(text, careful=["demo"])
    assert careful["demo.f"]["signature"] == {
        "parameters": [
            {"name": "x", "kind": "positionalOrKeyword"},
            {"name": "y", "kind": "positionalOrKeyword", "default": "1"},
        ]
    }


@pytest.mark.parametrize("how", ["explore", "scan"])
def test_what_typing_has_one_of_is_a_reference(how: str, request: pytest.FixtureRequest) -> None:
    found = request.getfixturevalue(how)("from typing import Callable, List, Tuple, Dict as D\nNames = List[str]")
    python = found.events("start")[0]["python"]
    members: dict[str, Any] = found["demo"]["members"]
    for name, target in (("Callable", "Callable"), ("List", "List"), ("Tuple", "Tuple"), ("D", "Dict")):
        assert members[name] == {"python": python, "id": f"typing.{target}"}
    assert found["demo.Names"]["value"] == "List[str]"


@pytest.mark.skipif(sys.version_info < (3, 10), reason="Concatenate is there from 3.10 on")
def test_parameters_of_other_callables(explore: Explore) -> None:
    found = explore(
        """
        from typing import Callable, Concatenate, ParamSpec
        P = ParamSpec("P")
        def f(call: Callable[Concatenate[int, P], str]) -> Callable[P, str]: ...
        """
    )
    signature = found["demo.f"]["signature"]
    assert signature["parameters"][0]["annotation"] == "Callable[Concatenate[int, P], str]"
    assert signature["returns"] == "Callable[P, str]"


VARIABLES = """
    from typing import NewType, ParamSpec, TypeVar

    T = TypeVar("T")
    \"\"\"Anything.\"\"\"
    #: A number.
    _N = TypeVar("N", int, float)
    P = ParamSpec("P")
    UserId = NewType("UserId", int)
    \"\"\"A user.\"\"\"

    class Holder:
        K = TypeVar("K")
        \"\"\"What is held.\"\"\"
    """


@pytest.mark.skipif(sys.version_info < (3, 10), reason="ParamSpec is there from 3.10 on")
def test_type_variables_are_where_they_are_written(explore: Explore) -> None:
    found = explore({"demo/__init__.py": "from ._types import T, _N as Number", "demo/_types.py": VARIABLES})
    written = {"T": ("Anything.", 4), "P": (None, 8), "UserId": ("A user.", 9), "Holder.K": ("What is held.", 13)}
    for name, (doc, line) in written.items():
        node = found[f"demo._types.{name}"]
        assert (node.get("doc"), node["location"]["line"]) == (doc, line)
    # Nothing but its best path tells of one that is called otherwise than its variable.
    number = found["demo.Number"]
    assert (number["module"], number["doc"], number["location"]["line"]) == ("demo._types", "A number.", 7)
    assert found["demo"]["members"]["T"] == "demo._types.T"
    assert [node["id"] for node in found.of("node") if "claims" in node] == []


@NEEDS_SYNTAX
def test_aliases_by_syntax_have_doc_and_line(explore: Explore) -> None:
    found = explore(
        """
        type Port = int
        \"\"\"A port.\"\"\"
        #: Two of a kind.
        type Pair[T] = tuple[T, T]
        class Box:
            type Item[
                K,
            ] = str
            \"\"\"What is in it.\"\"\"
        type = print
        type (Port)
        """
    )
    aliases = [found[name] for name in ("demo.Port", "demo.Pair", "demo.Box.Item")]
    assert [(node["doc"], node["location"]["line"]) for node in aliases] == [
        ("A port.", 2),
        ("Two of a kind.", 5),
        ("What is in it.", 7),
    ]
    assert all("claims" not in node for node in aliases)
