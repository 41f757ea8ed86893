"""Values that modules import: names that lead to where the value is written."""

from __future__ import annotations

from typing import Any

from conftest import Environment, Explore

CONST = '''
LIMIT: int = 3
"""The limit."""
NAME = "demo"
PAIR = (1, 2)
NOTHING = None
FLAG = True
_HIDDEN = 5
OTHER = 3
Alias = dict[str, int]
"""An alias."""
'''


def library(reference: Any) -> Any:
    assert set(reference) == {"python", "id"}
    return reference["id"]


def test_a_value_that_is_imported_is_where_it_is_written(explore: Explore) -> None:
    explored = explore({
        "demo/__init__.py": """
            from ._const import (  # what people use
                LIMIT,  # the limit
                NAME as TITLE, PAIR,
                Alias,
            )
            from demo._const import NOTHING, \\
                FLAG
            from .middle import LIMIT as AGAIN
            SAME = 3
            COPY = LIMIT
            class Holder:
                from ._const import NAME
                PAIR = PAIR
        """,
        "demo/_const.py": CONST,
        "demo/middle.py": "from . import _const\nfrom ._const import *\nfrom ._const import _HIDDEN as HIDDEN\n",
    })  # fmt: skip
    members = explored["demo"]["members"]
    assert members["LIMIT"] == members["AGAIN"] == "demo._const.LIMIT"
    assert members["TITLE"] == "demo._const.NAME"
    assert [members[name] for name in ("PAIR", "NOTHING", "FLAG", "Alias")] == [
        f"demo._const.{name}" for name in ("PAIR", "NOTHING", "FLAG", "Alias")
    ]
    assert (members["SAME"], members["COPY"]) == ("demo.SAME", "demo.COPY")
    assert explored["demo.Holder"]["members"]["NAME"] == "demo._const.NAME"
    assert explored["demo.Holder"]["members"]["PAIR"] == "demo.Holder.PAIR"
    middle = explored["demo.middle"]["members"]
    assert middle["OTHER"] == "demo._const.OTHER"
    assert middle["HIDDEN"] == "demo._const._HIDDEN"
    assert explored["demo._const.LIMIT"]["doc"] == "The limit."
    assert "demo.LIMIT" not in explored.nodes


def test_what_is_assigned_after_its_import_is_a_value_of_its_own(explore: Explore) -> None:
    explored = explore({
        "demo/__init__.py": """
            from ._const import LIMIT, NAME, FLAG
            LIMIT = 3
            if FLAG:
                NAME = "demo"
            try:
                from ._const import PAIR
            except ImportError:
                PAIR = (1, 2)
            try:
                from ._missing import OTHER
            except ImportError:
                OTHER = 3
        """,
        "demo/_const.py": CONST,
    })  # fmt: skip
    members = explored["demo"]["members"]
    assert members["LIMIT"] == "demo.LIMIT"
    assert members["PAIR"] == "demo._const.PAIR"
    assert members["OTHER"] == "demo.OTHER"
    assert members["FLAG"] == "demo._const.FLAG"


def test_what_has_changed_since_it_was_imported_is_another_value(explore: Explore) -> None:
    explored = explore({
        "demo/__init__.py": "from ._const import LIMIT\nfrom . import _const\n_const.LIMIT = 4\n",
        "demo/_const.py": CONST,
    })  # fmt: skip
    assert explored["demo"]["members"]["LIMIT"] == "demo.LIMIT"
    assert explored["demo.LIMIT"]["value"] == "3"


def test_values_of_the_library_and_of_other_distributions(environment: Environment) -> None:
    environment.install(
        {"other/__init__.py": "from ._own import SIZE\nPLAIN = 1\n", "other/_own.py": "SIZE = 7\n"}, "other"
    )
    environment.install({
        "demo.py": """
            from math import pi, tau as TWO_PI
            from typing import TYPE_CHECKING
            from other import SIZE, PLAIN
            import math
            E = math.e
        """
    })  # fmt: skip
    members = environment.session()["demo"]["members"]
    assert library(members["pi"]) == "math.pi"
    assert library(members["TWO_PI"]) == "math.tau"
    assert library(members["TYPE_CHECKING"]) == "typing.TYPE_CHECKING"
    assert members["SIZE"] == {"distribution": "other", "version": "1.0", "id": "other._own.SIZE"}
    assert members["PLAIN"] == {"distribution": "other", "version": "1.0", "id": "other.PLAIN"}
    assert members["E"] == "demo.E"


def test_circles_and_private_names_lead_to_an_end(explore: Explore) -> None:
    explored = explore({
        "demo/__init__.py": "",
        "demo/a.py": "LEVEL = 1\nfrom . import b\n",
        "demo/b.py": "from .a import LEVEL\nfrom .b import LEVEL as MINE\n",
        "demo/c.py": "def use():\n    from .a import LEVEL\n    return LEVEL\nLEVEL = 1\n",
    })  # fmt: skip
    assert explored["demo.b"]["members"]["LEVEL"] == explored["demo.b"]["members"]["MINE"] == "demo.a.LEVEL"
    assert explored["demo.c"]["members"]["LEVEL"] == "demo.c.LEVEL"
