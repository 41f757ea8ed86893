"""What is deprecated, and how that shows."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Explore

TEXT = """
    '''A module.

    .. deprecated:: 3.1
       Use another one.
    '''
    import functools, warnings

    class MyWarning(PendingDeprecationWarning): pass

    def deprecated(message):
        def decorate(thing):
            thing.__deprecated__ = message
            return thing
        return decorate

    @deprecated("use new()")
    def old(): pass

    @deprecated("use New")
    class Old:
        @property
        @deprecated("use width")
        def size(self): return 1

        def area(self):
            '''The area.

            .. deprecated:: 1.4
               Use :meth:`surface`
               from now on.

            More of it.
            '''

        def surface(self, unit=None):
            '''The surface.

            Parameters
            ----------
            unit : str
                .. deprecated:: 1.4
            '''

    def warns():
        '''It does.'''
        import warnings
        warnings.warn("gone in 3", DeprecationWarning, stacklevel=2)
        return 1

    def warns_too(name):
        warnings.warn(f"no {name} any more", category=MyWarning)

    def warns_at_times(name):
        if name:
            warnings.warn("gone in 3", DeprecationWarning)

    def warns_of_something_else(name):
        warnings.warn("take care", UserWarning)

    def renamed(function, name):
        @functools.wraps(function)
        def wrapper(*args):
            warnings.warn(message, DeprecationWarning)
            return function(*args)
        message = f"it is called {name}"
        return wrapper

    old_name = renamed(lambda: 1, "new_name")
    """


def _messages(found: Any) -> dict[str, dict[str, str]]:
    return {id_: node["deprecated"] for id_, node in found.nodes.items() if "deprecated" in node}


EVERYWHERE = {
    "demo.Old.area": {"message": "Use :meth:`surface` from now on.", "since": "1.4"},
    "demo.Old": {"message": "use New"},
    "demo.old": {"message": "use new()"},
    "demo.warns": {"message": "gone in 3"},
    "demo": {"message": "Use another one.", "since": "3.1"},
}


def test_what_is_said_to_be_deprecated(explore: Explore) -> None:
    found = _messages(explore(TEXT))
    assert found == {
        **EVERYWHERE,
        "demo.Old.size": {"message": "use width"},
        "demo.warns_too": {"message": "no {…} any more"},
        "demo.old_name": {"message": "it is called new_name"},
    }


def test_what_a_source_says_to_be_deprecated(scan: Any) -> None:
    found = _messages(scan(TEXT))
    assert {name: found.get(name) for name in EVERYWHERE} == EVERYWHERE


@pytest.mark.parametrize(
    "text",
    ["warnings.warn(\n    'gone', DeprecationWarning,\n)\n", "warnings.warn('gone', category=DeprecationWarning)"],
)
def test_a_module_that_warns(explore: Explore, text: str) -> None:
    found = explore(f"import warnings\n{text}")
    assert found["demo"]["deprecated"] == {"message": "gone"}
    assert found["demo"]["origins"] == {"deprecated": "source"}
    assert "deprecated" not in explore("import warnings\nif 0:\n  warnings.warn('gone', DeprecationWarning)")["demo"]
