"""What metadata asks for, as ``packaging`` would read it."""

from __future__ import annotations

import pytest

from importgraph_explorer.installed.requirements import Requirement, requirements_in


def read(*lines: str, requires_txt: str | None = None) -> list[Requirement]:
    headers = "".join(f"Requires-Dist: {line}\n" for line in lines)
    return requirements_in(f"Metadata-Version: 2.1\nName: demo\nVersion: 1\n{headers}\nText.\n", requires_txt)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("requests", ("requests", (), None, None, None)),
        ("Zope.Interface (>=5)", ("zope-interface", (), ">=5", None, None)),
        ("urllib3[socks,brotli]<3,>=1.21", ("urllib3", ("brotli", "socks"), "<3,>=1.21", None, None)),
        ('PySocks!=1.5.7,>=1.5.6; extra == "socks"', ("pysocks", (), "!=1.5.7,>=1.5.6", "socks", None)),
        (
            "a>1 ; (python_version < '3.8' or os_name == 'nt') and extra == 'x'",
            ("a", (), ">1", "x", "python_version < '3.8' or os_name == 'nt'"),
        ),
        ("a; 'x' == extra and os_name == 'nt'", ("a", (), None, "x", "os_name == 'nt'")),
        ("a; extra == 'x' or extra == 'y'", ("a", (), None, None, "extra == 'x' or extra == 'y'")),
        ("a; (extra == 'x')", ("a", (), None, "x", None)),
        (
            "a; os_name >= '3' and 'and' in os_name",
            ("a", (), None, None, "os_name >= '3' and 'and' in os_name"),
        ),
        ("a @ https://host/a;b.whl ; os_name == 'nt'", ("a", (), "@ https://host/a;b.whl", None, "os_name == 'nt'")),
    ],
)
def test_lines(line: str, expected: tuple[object, ...]) -> None:
    assert read(line) == [expected]


def test_what_is_none_is_left_out() -> None:
    assert read("", "???", "-x", "b") == [Requirement("b", (), None, None, None)]


def test_requires_txt_where_there_are_no_headers() -> None:
    text = "one>=1\n\n[extra]\ntwo\n\n[:python_version < '3']\nthree\n\n[more:os_name == 'nt' or x]\nfour\n"
    assert read(requires_txt=text) == [
        ("one", (), ">=1", None, None),
        ("two", (), None, "extra", None),
        ("three", (), None, None, "(python_version < '3')"),
        ("four", (), None, "more", "os_name == 'nt' or x"),
    ]
    assert read("one", requires_txt=text) == [("one", (), None, None, None)]
