"""Where things are written."""

from __future__ import annotations

import inspect
import sys
import textwrap
from pathlib import Path
from typing import Any

from conftest import Explore

LOCATIONS = '''
import functools

def one(): return 1

@functools.lru_cache(
    maxsize=None,
)
def decorated(
    a,
    b="""
class NotAClass:
    pass
""",
):
    x = {
        "a": 1,
}
    return """
def not_a_function(): pass
"""

class A:
    """Doc with class Inner: in it."""

    @property
    def p(self):
        if self:
            return 1

        # a comment

    class B:
        x = 1

        async def m(self):
            pass
    def last(self): "only a doc"

if True:
    class C(A):
        def in_if(self):
            # comment first
            return [
                1,
            ]
else:
    class C(A):
        pass


class Tail: pass
'''


def test_locations_are_those_of_inspect(explore: Explore, tmp_path: Path) -> None:
    explored = explore(LOCATIONS)
    file = tmp_path / "located.py"
    file.write_text(textwrap.dedent(LOCATIONS), encoding="utf-8")
    sys.path.insert(0, str(tmp_path))
    try:
        import located  # type: ignore[import-not-found]
    finally:
        del sys.path[0]
    compared = 0
    for id_, node in explored.nodes.items():
        if node["kind"] in ("class", "function", "method", "property"):
            value = functools_getattr(located, id_.split(".")[1:])
            value = value.fget if isinstance(value, property) else value
            lines, first = inspect.getsourcelines(inspect.unwrap(value))
            while not lines[-1].strip() or lines[-1].strip().startswith("#"):
                lines.pop()
            expected = {"file": "demo.py", "line": first, "endLine": first + len(lines) - 1}
            assert node["location"] == expected, id_
            compared += 1
    del sys.modules["located"]
    assert compared == 10


def functools_getattr(value: Any, names: list[str]) -> Any:
    for name in names:
        value = inspect.getattr_static(value, name)
    return value
