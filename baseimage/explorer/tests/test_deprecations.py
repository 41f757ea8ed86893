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

            ..  deprecated:: 1.4
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

    def moved(function, name, place):
        @functools.wraps(function)
        def wrapper(*args):
            warnings.warn(
                f"{name!r} is in {place} ({name.upper()}, {name:>9}, {args:>9}, {args})", DeprecationWarning
            )
            return function(*args)
        return wrapper

    moved_name = moved(lambda: 1, "moved_name", "demo.places")

    MESSAGE = "{} is gone"

    class Holder:
        def method(self):
            warnings.warn("%s.method() is gone" % self.__class__.__name__, DeprecationWarning)

        def another(self):
            warnings.warn(MESSAGE.format("another"), DeprecationWarning)

        def third(self):
            warnings.warn(f"{self.__name__}.third() is gone", DeprecationWarning)
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
        "demo.moved_name": {"message": "'moved_name' is in demo.places ({…}, {…}, {…}, {…})"},
        "demo.Holder.method": {"message": "%s.method() is gone"},
        "demo.Holder.another": {"message": "{} is gone"},
        "demo.Holder.third": {"message": "{…}.third() is gone"},
    }


def test_what_a_source_says_to_be_deprecated(scan: Any) -> None:
    found = _messages(scan(TEXT))
    assert {name: found.get(name) for name in EVERYWHERE} == EVERYWHERE


@pytest.mark.parametrize(
    ("decorator", "expected"),
    [
        ('deprecated("3.3")', {"message": "", "since": "3.3"}),
        ('deprecated("3.3", message="Use new().")', {"message": "Use new().", "since": "3.3"}),
        ('deprecated("Use new().", since="3.3")', {"message": "Use new().", "since": "3.3"}),
        ('deprecated("Use new().", category=None)', {"message": "Use new()."}),
        ("deprecated(VERSION)", None),
    ],
)
def test_what_a_decorator_says_in_a_source(scan: Any, decorator: str, expected: Any) -> None:
    found = scan(f"from lib import deprecated\n@{decorator}\ndef old(): pass\n")
    assert found["demo.old"].get("deprecated") == expected


def test_a_module_that_warns_with_a_message_made_before(explore: Explore) -> None:
    found = explore("import warnings\nmsg = 'gone ' + 'in 3'\nwarnings.warn(msg, DeprecationWarning)\n")
    assert found["demo"]["deprecated"] == {"message": "gone in 3"}
    found = explore("import warnings\nwarnings.warn(f'{__name__} is gone', DeprecationWarning)\n")
    assert found["demo"]["deprecated"] == {"message": "{…} is gone"}


@pytest.mark.parametrize(
    "text",
    ["warnings.warn(\n    'gone', DeprecationWarning,\n)\n", "warnings.warn('gone', category=DeprecationWarning)"],
)
def test_a_module_that_warns(explore: Explore, text: str) -> None:
    found = explore(f"import warnings\n{text}")
    assert found["demo"]["deprecated"] == {"message": "gone"}
    assert found["demo"]["origins"] == {"deprecated": "source"}
    assert "deprecated" not in explore("import warnings\nif 0:\n  warnings.warn('gone', DeprecationWarning)")["demo"]


@pytest.mark.parametrize(
    ("message", "is_deprecated"),
    [
        ("Use :func:`other` with the *count* argument instead.", True),
        ("", True),
        ("``old`` is deprecated and will be removed.", True),
        (":func:`~.old` has been renamed.", True),
        ("`new` and `old` are deprecated; use `other`.", True),
        ("`demo` is deprecated as a whole.", True),
        ("`other` should be used instead.", True),
        ("The ``old`` function is deprecated.", True),
        ("Setting it is deprecated.", True),
        ("**This** will be removed.", True),
        ("Will be removed. It is not for ``a/b`` parameters.", True),
        ("The :class:`Other` object is not necessary for it and now does nothing.", True),
        ("The standalone :func:`.old` function is deprecated, :func:`other` now takes more.", True),
        ("In a future version it will be removed.", True),
        ("Using ``old`` is deprecated, see there for more.", True),
        ("The :func:`.old` element now requires that one argument is passed; none is deprecated.", False),
        ("The following features are deprecated.", False),
        ("The ``%n`` directive for numbers is deprecated; use ``%N`` instead.", False),
        ('The "autocommit" execution option is deprecated and will be removed.', False),
        ("A future version of it will return a list instead of a text.", False),
        ("This usage is deprecated. Use `other` for the special ones.", False),
        ('using a text for the "count" is deprecated and will be removed.', False),
        ("*count* is deprecated in favor of *number*.", False),
        ("*count* Removal on or after 2021-06-01.", False),
        ("``__lt__``, ``__le__`` and others now raise a `Warning`.", False),
        ("`method='simplex'` will be removed in 1.11.0. It is replaced by `method='highs'`.", False),
        ("The ``count`` argument (which has no effect) is deprecated.", False),
        ("Use of argument(s) ``{'a', 'b'}`` by position is deprecated.", False),
        ("Passing a set is deprecated.", False),
        ("Calling this function with a second argument is deprecated. Use `other` instead.", False),
        ("It is now deprecated to pass it as *count*.", False),
        ("Returning a tuple from a callable is deprecated.", False),
        ("Calling this function from others is deprecated.", True),
        ("Importing old from here is deprecated.", True),
        ("Indexing is deprecated.", True),
        ("Setting other attributes should be left to others.", True),
        ("The current behavior of old is deprecated. It will return a list.", False),
        ("Function based directives support is deprecated.", False),
        ("Support for texts will be removed.", False),
        ("count_cls is no longer honored.", False),
        ("old is deprecated. Use other instead.", True),
        ("demo.old is deprecated and will be removed.", True),
    ],
)
def test_what_a_directive_says_of_a_part_is_not_of_the_object(
    explore: Explore, message: str, is_deprecated: bool
) -> None:
    body = f'def old(count=1):\n    """It was.\n\n    .. deprecated:: 1.2\n       {message}\n    """\n'
    explored = explore(body)
    expected = {"message": message, "since": "1.2"} if is_deprecated else None
    assert explored["demo.old"].get("deprecated") == expected


def test_a_directive_of_the_object_after_one_of_a_part(explore: Explore) -> None:
    directives = [".. deprecated:: 1.1\n   *count* is ignored.", ".. deprecated:: 1.2\n   Use new()."]
    explored = explore("def old(count=1): pass\nold.__doc__ = " + repr("It was.\n\n" + "\n\n".join(directives)))
    assert explored["demo.old"]["deprecated"] == {"message": "Use new().", "since": "1.2"}
