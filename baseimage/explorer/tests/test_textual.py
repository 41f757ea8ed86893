"""Signatures that compiled functions only have as text."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Environment

from importgraph_explorer.facts.calls.textual import (
    returned_type,
    signature_in_text,
    signatures_in_doc,
    taken_type,
    type_in_doc,
)

MARKS = {"varPositional": "*", "varKeyword": "**"}


def shown(signature: Any) -> str:
    """A signature as one would write it."""
    if signature is None:
        return "none"
    parts = []
    before = ""
    for parameter in signature["parameters"]:
        kind = parameter["kind"]
        if before == "positionalOnly" != kind:
            parts.append("/")
        if kind == "keywordOnly" and before not in ("keywordOnly", "varPositional"):
            parts.append("*")
        annotation = f": {parameter['annotation']}" if "annotation" in parameter else ""
        default = f"={parameter['default']}" if "default" in parameter else ""
        parts.append(f"{MARKS.get(kind, '')}{parameter['name']}{annotation}{default}")
        before = kind
    if before == "positionalOnly":
        parts.append("/")
    returns = f" -> {signature['returns']}" if "returns" in signature else ""
    return f"({', '.join(parts)}){returns}"


# As numpy, lxml, h5py, contourpy, psycopg2, PyQt and Cython have them.
@pytest.mark.parametrize(
    ("doc", "name", "kind", "expected"),
    [
        (
            "array(object, dtype=None, *,\n      like=None)\n\nText.",
            "array",
            "function",
            "(object, dtype=None, *, like=None)",
        ),
        ("a.all(axis=None, *, keepdims=<no value>)", "all", "method", "(self, /, axis=None, *, keepdims=<no value>)"),
        ("find(self, path, namespaces=None)\n\nFinds.", "find", "method", "(self, path, namespaces=None)"),
        (
            "(SpaceID mspace, TypeID mtype=None) => None\n",
            "read",
            "function",
            "(mspace: SpaceID, mtype: TypeID=None) -> None",
        ),
        ("(SpaceID mspace, TypeID mtype=None)\n\nText", "read", "function", "(mspace: SpaceID, mtype: TypeID=None)"),
        (
            "f(self: m.A, x: dict[str, int] = {'a': 1, 'b': 2}) -> numpy.ndarray[numpy.float64[m, n]]",
            "f",
            "method",
            "(self: m.A, x: dict[str, int]={'a': 1, 'b': 2}) -> numpy.ndarray[numpy.float64[m, n]]",
        ),
        ("cursor(name=None, withhold=False) -- new cursor", "cursor", "method", "(self, /, name=None, withhold=False)"),
        (
            "add(x1, x2, /, out=None[, signature, extobj])",
            "add",
            "data",
            "(x1, x2, /, out=None, signature=..., extobj=...)",
        ),
        ("read([size]) -> bytes", "read", "function", "(size=...) -> bytes"),
        ("seek(offset[, whence[, strict]])", "seek", "function", "(offset, whence=..., strict=...)"),
        ("Iter(self, element, tag=None)", "Iter", "class", "(element, tag=None)"),
        (
            "Cls.make(int n, double *values, name=u'x')",
            "make",
            "classmethod",
            "(type, /, n: int, values: double *, name=u'x')",
        ),
        ("f(*args, **kwargs) -> new thing", "f", "function", "(*args, **kwargs)"),
        # No signatures, or none that can be told.
        ("arange([start,] stop[, step,], dtype=None)", "arange", "function", "none"),
        ("Open a file (or a pipe).", "open", "function", "none"),
        ("(see below) for more", "open", "function", "none"),
        ("open(a, b", "open", "function", "none"),
        ("other(a)", "open", "function", "none"),
        ("f(a, a)", "f", "function", "none"),
        ("f(a, ...)", "f", "function", "none"),
    ],
)
def test_signature_at_the_start_of_a_docstring(doc: str, name: str, kind: str, expected: str) -> None:
    found = signatures_in_doc(doc, name, kind)
    assert [shown(signature) for signature in found] == ([expected] if expected != "none" else [])


def test_variants_of_an_overloaded_function() -> None:
    pybind = (
        "f(*args, **kwargs)\nOverloaded function.\n\n"
        "1. f(a: int) -> int\n\nOne.\n\n2. f(a: str, b: float = 1.5)\n\nTwo."
    )
    assert list(map(shown, signatures_in_doc(pybind, "f", "function"))) == [
        "(a: int) -> int",
        "(a: str, b: float=1.5)",
    ]
    sip = "move(self, a0: QPoint)\nmove(self, ax: int, ay: int)"
    assert list(map(shown, signatures_in_doc(sip, "move", "method"))) == [
        "(self, a0: QPoint)",
        "(self, ax: int, ay: int)",
    ]


def test_text_signatures_that_are_no_python() -> None:
    assert shown(signature_in_text("($self, input, *, strict=<object>)")) == "(self, /, input, *, strict=<object>)"
    assert shown(signature_in_text("($module, a, b=Kind.ONE, /)")) == "(a, b=Kind.ONE, /)"
    assert signature_in_text("nothing") is None


def test_types_in_docstrings() -> None:
    assert type_in_doc("size: int\n\nHow big.", "size") == "int"
    assert type_in_doc("text: 'list[str]'", "text") == "list[str]"
    assert type_in_doc("size: how big it is", "size") is None
    assert returned_type("(self: m.A) -> list[int]\n\nText.") == "list[int]"
    assert taken_type("(self: m.A, arg0: float) -> None\n") == "float"
    assert returned_type("The size.") is None


def test_what_the_standard_library_compiles(environment: Environment, compiled: Any) -> None:
    compiled("_json")
    found = environment.session()
    function = next(node for id_, node in found.nodes.items() if id_.endswith("scanstring"))
    assert shown(function["signature"]) == "(string, end, strict=True)"
