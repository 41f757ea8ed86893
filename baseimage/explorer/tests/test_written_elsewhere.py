"""What is written elsewhere than where it says to be, and what comes from bases that no name leads to."""

from __future__ import annotations

from conftest import Explore

IMPL = '''
def export(module):
    def mark(obj):
        obj.__module__ = module
        return obj
    return mark

class _Config:
    """Known here only."""

@export("demo")
class Widget:
    """A widget."""
    config: "_Config"
    """Its configuration."""
    LIMIT = 3  #: The limit.
    def __init__(self):
        self.size = 1  #: Its size.
    def draw(self, config: _Config) -> None:
        pass

@export("demo")
class Empty:
    """No methods."""
    flag = True
    """A flag."""

@export("demo")
def build(config: _Config) -> Widget:
    pass

@export("demo.api")
class Ghost(Exception):
    pass
'''


def test_what_says_to_be_of_the_public_module_is_read_where_it_is_written(explore: Explore) -> None:
    explored = explore({
        "demo/__init__.py": "from ._impl import Empty, Ghost, Widget, build\nfrom . import api\n",
        "demo/_impl.py": IMPL,
        "demo/api.py": "",
    })  # fmt: skip
    lines = IMPL.split("\n")
    widget = explored["demo.Widget"]
    assert widget["location"]["file"] == "demo/_impl.py"
    assert lines[widget["location"]["line"]] == "class Widget:"
    assert (widget["module"], explored["demo.Empty"]["module"]) == ("demo._impl", "demo._impl")
    assert explored["demo.Empty"]["location"]["file"] == "demo/_impl.py"
    assert explored["demo.Empty.flag"]["doc"] == "A flag."
    assert explored["demo.Widget.config"]["doc"] == "Its configuration."
    assert explored["demo.Widget.LIMIT"]["doc"] == "The limit."
    assert explored["demo.Widget.size"]["doc"] == "Its size."
    assert explored["demo.Widget.LIMIT"]["module"] == "demo._impl"
    assert explored["demo.build"]["module"] == "demo._impl"
    assert explored["demo.build"]["signature"]["returns"] == "Widget"
    ghost = explored["demo.Ghost"]
    assert (ghost["module"], ghost["claims"], ghost["location"]["file"]) == (
        "demo._impl",
        "demo.api.Ghost",
        "demo/_impl.py",
    )


def test_a_class_of_the_same_name_in_the_public_module_is_not_taken_for_it(explore: Explore) -> None:
    explored = explore({
        "demo/__init__.py": """
            from . import _impl
            class Thing:
                '''The public one.'''
            from ._impl import Other
        """,
        "demo/_impl.py": """
            class Thing:
                '''The inner one.'''
            class Other:
                def method(self): pass
            Other.__module__ = "demo"
        """,
    })  # fmt: skip
    assert explored["demo.Thing"]["location"] == {"file": "demo/__init__.py", "line": 3, "endLine": 4}
    assert explored["demo._impl.Thing"]["location"]["file"] == "demo/_impl.py"
    assert explored["demo.Other"]["location"] == {"file": "demo/_impl.py", "line": 4, "endLine": 5}


NAMELESS = '''
from collections import namedtuple

class Row(namedtuple("Row", "left right")):
    """A row."""
    def total(self): return self.left + self.right

class Longer(Row):
    pass

def make():
    class Made:
        """Made by a function."""
        limit = 3
        """The limit."""
        typed: int
        """Typed."""
        def __init__(self):
            self.size = 1  #: The size.
        def method(self, x: int) -> str:
            """Does something."""
        @property
        def prop(self) -> int:
            """A property."""
        class Inner:
            deep = 1
    return Made

class Child(make()):
    def own(self): pass

class Grandchild(Child):
    pass

Alone = make()

class Entries:
    def __mro_entries__(self, bases):
        return (type("Hidden", (), {"given": 1}),)

class ByEntries(Entries()):
    pass
'''


def test_what_comes_from_a_base_without_a_name_has_its_node_where_it_is_inherited(explore: Explore) -> None:
    explored = explore(NAMELESS)
    row = explored["demo.Row"]["members"]
    assert (row["left"], row["right"], row["total"]) == ("demo.Row.left", "demo.Row.right", "demo.Row.total")
    assert explored["demo.Row.left"]["access"] == ["get"]
    assert "_replace" in row
    assert "left" not in explored["demo.Longer"].get("members", {})
    child = explored["demo.Child"]["members"]
    assert {"own", "limit", "typed", "size", "method", "prop", "Inner"} <= set(child)
    assert explored["demo.Child.method"]["doc"] == "Does something."
    assert explored["demo.Child.method"]["signature"]["returns"] == "str"
    assert explored["demo.Child.limit"]["doc"] == "The limit."
    assert explored["demo.Child.typed"]["doc"] == "Typed."
    assert explored["demo.Child.size"]["doc"] == "The size."
    assert explored["demo.Child.Inner.deep"]["value"] == "1"
    assert explored["demo.Grandchild"].get("members", {}) == {}
    assert "given" in explored["demo.ByEntries"]["members"]


def test_a_class_that_a_function_makes_is_told_with_the_lines_of_its_body(explore: Explore) -> None:
    explored = explore(NAMELESS)
    alone = explored["demo.Alone"]
    assert NAMELESS.split("\n")[alone["location"]["line"] - 1] == "    class Made:"
    assert explored["demo.Alone.limit"]["doc"] == "The limit."
    assert explored["demo.Alone.typed"]["doc"] == "Typed."


WRAPPED = '''
import functools

def singleton(cls):
    made = {}
    @functools.wraps(cls)
    def get(*args, **kwargs):
        return made.setdefault(cls, cls(*args, **kwargs))
    return get

def bare(cls):
    def get(*args): return cls(*args)
    return get

@singleton
class Only:
    """The only one."""
    limit = 3
    """The limit."""
    def __init__(self, size: int = 1) -> None:
        self.size = size  #: Its size.
    def method(self, x: int) -> str:
        """Does something."""
    @property
    def prop(self) -> int:
        """A property."""
    @staticmethod
    def static(a): pass

@functools.lru_cache(maxsize=None)
class Cached:
    """Cached."""
    def __init__(self, a: int): pass
    def method(self): pass
'''


def test_what_stands_for_a_class_has_its_names_and_its_place(explore: Explore) -> None:
    explored = explore(WRAPPED)
    only = explored["demo.Only"]
    assert (only["kind"], only["doc"]) == ("function", "The only one.")
    lines = WRAPPED.split("\n")
    assert lines[only["location"]["line"]] == "class Only:"
    assert [parameter["name"] for parameter in only["signature"]["parameters"]] == ["size"]
    assert {"limit", "size", "method", "prop", "static"} <= set(only["members"])
    kinds = {name: explored[f"demo.Only.{name}"]["kind"] for name in ("limit", "size", "method", "prop", "static")}
    assert kinds == {
        "limit": "data",
        "size": "attribute",
        "method": "method",
        "prop": "property",
        "static": "staticmethod",
    }
    assert explored["demo.Only.limit"]["doc"] == "The limit."
    assert explored["demo.Only.size"]["doc"] == "Its size."
    cached = explored["demo.Cached"]
    assert (cached["doc"], lines[cached["location"]["line"]]) == ("Cached.", "class Cached:")
    assert "claims" not in cached
    assert cached["members"]["method"] == "demo.Cached.method"
