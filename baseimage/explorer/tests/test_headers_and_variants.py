"""Names that no plain assignment gives: by loops, `with`, in brackets; and functions that are overloads only."""

from __future__ import annotations

import pytest
from conftest import Explore

NAMES = """\
import os
for item, (left, *rest) in [(1, (2, 3))]: ...
with open(os.devnull) as file, open(os.devnull) as (other): ...
(
    first,
    second,
) = "ab"
"Of both."
(bracketed): int = 3
"In brackets."
(walrus := 5)
if (tested := 6) > 5: ...
for item in (7,):
    body = item
"No doc of a loop."
class Holder:
    for step in range(3): ...
    later = 4
"""


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("left", 2),
        ("rest", 2),
        ("file", 3),
        ("other", 3),
        ("first", 4),
        ("second", 4),
        ("bracketed", 9),
        ("walrus", 11),
        ("tested", 12),
        ("item", 13),
        ("body", 14),
        ("Holder.step", 17),
        ("Holder.later", 18),
    ],
)
def test_lines_of_names_that_headers_and_brackets_give(explore: Explore, name: str, line: int) -> None:
    assert explore(NAMES)[f"demo.{name}"]["location"] == {"file": "demo.py", "line": line}


def test_docs_and_values_of_names_that_headers_and_brackets_give(explore: Explore) -> None:
    explored = explore(NAMES)
    docs = {name.rpartition(".")[2]: node["doc"] for name, node in explored.nodes.items() if "doc" in node}
    assert docs == {"first": "Of both.", "second": "Of both.", "bracketed": "In brackets."}
    values = {name: explored[f"demo.{name}"]["value"] for name in ("item", "left", "second", "tested", "Holder.step")}
    assert values == {"item": "7", "left": "2", "second": "'b'", "tested": "6", "Holder.step": "2"}


def test_functions_that_are_overloads_only(explore: Explore) -> None:
    explored = explore(
        """
        import typing as t
        from typing import overload
        class Reader(t.Protocol):
            @overload
            def read(self, size: int) -> bytes: ...
            @overload
            def read(self, size: None = ...) -> str: ...
            @t.overload
            @classmethod
            def make(cls, one: int) -> int: ...
            @t.overload
            @classmethod
            def make(cls, one: str) -> str: ...
            @t.overload
            async def wait(self, one: int) -> int: ...
            @t.overload
            async def wait(self, one: str) -> str: ...
        @overload
        def load(path: str) -> int: ...
        @overload
        def load(path: bytes) -> str: ...
        """
    )
    returned = {
        name: [variant["returns"] for variant in explored[f"demo.{name}"]["overloads"]]
        for name in ("Reader.read", "Reader.make", "Reader.wait", "load")
    }
    assert returned == {
        "Reader.read": ["bytes", "str"],
        "Reader.make": ["int", "str"],
        "Reader.wait": ["int", "str"],
        "load": ["int", "str"],
    }
    kinds = {name: explored[f"demo.{name}"]["kind"] for name in returned}
    assert kinds == {
        "Reader.read": "method",
        "Reader.make": "classmethod",
        "Reader.wait": "method",
        "load": "function",
    }
    assert explored["demo.Reader.wait"]["flags"] == ["async"]
    read = explored["demo.Reader.read"]
    assert [one["name"] for one in read["overloads"][0]["parameters"]] == ["self", "size"]
    assert read["location"] == {"file": "demo.py", "line": 7, "endLine": 8}
    assert "doc" not in read
    assert "signature" not in read
    assert explored["demo.Reader"]["members"]["read"] == "demo.Reader.read"


def test_texts_that_are_said_to_be_aliases(explore: Explore) -> None:
    explored = explore(
        """
        from __future__ import annotations
        import typing
        typing.TypeAlias = getattr(typing, "TypeAlias", object)
        Key: typing.TypeAlias = "int | 'str'"
        "A key."
        class Holder:
            Inner: "typing.TypeAlias" = "Key | None"
        text: str = "int | str"
        """
    )
    key = explored["demo.Key"]
    assert (key["kind"], key["value"], key["doc"]) == ("typeAlias", "int | str", "A key.")
    assert explored["demo.Holder.Inner"]["value"] == "Key | None"
    assert (explored["demo.text"]["kind"], explored["demo.text"]["value"]) == ("data", "'int | str'")


def test_a_tuple_of_unpacked_types_has_no_comma_at_its_end(explore: Explore) -> None:
    explored = explore(
        """
        from __future__ import annotations
        def one() -> "tuple[Ts,]": ...
        def other() -> tuple[int, ...]: ...
        """
    )
    assert explored["demo.one"]["signature"]["returns"] == "tuple[Ts]"
    assert explored["demo.other"]["signature"]["returns"] == "tuple[int, ...]"
