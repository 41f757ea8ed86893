"""How classes, descriptors and what is made in C are called."""

from __future__ import annotations

import sys

import pytest
from conftest import Compiled, Environment, Explore
from test_signatures import signature


def test_classes_are_called_as_their_metaclass_says(explore: Explore) -> None:
    explored = explore(
        """
        import enum
        class Calling(type):
            def __call__(cls, *, size: int): pass
        class Passing(type):
            def __call__(cls, *args, **kwargs): return super().__call__(*args, **kwargs)
        class Saying(type):
            @property
            def __signature__(cls):
                import inspect
                return inspect.Signature([inspect.Parameter('said', inspect.Parameter.KEYWORD_ONLY)])
        class A(metaclass=Calling):
            def __init__(self, a): pass
        class B(metaclass=Passing):
            def __init__(self, a): pass
        class C(metaclass=Saying):
            def __init__(self, a): pass
        class D(A): pass
        class E(enum.Enum): X = 1
        """
    )
    found = {name: explored[f"demo.{name}"] for name in "ABCDE"}
    shown = {name: signature(node) for name, node in found.items() if "signature" in node}
    assert shown == {"A": "(size: int)", "C": "(said)", "D": "(size: int)"}


@pytest.mark.skipif(sys.version_info < (3, 11), reason="the interpreter does not keep overloads")
def test_overloads_below_other_decorators_are_all_told(explore: Explore) -> None:
    explored = explore(
        """
        import functools
        from typing import overload
        def marked(function):
            @functools.wraps(function)
            def inner(*args): pass
            return inner
        @overload
        @marked
        def convert(value: int) -> str: ...
        @overload
        @marked
        def convert(value: bytes) -> str: ...
        @overload
        def convert(value: str) -> str: ...
        def convert(value): pass
        """
    )
    shown = [signature({"signature": one}) for one in explored["demo.convert"]["overloads"]]
    assert shown == ["(value: int) -> str", "(value: bytes) -> str", "(value: str) -> str"]


@pytest.mark.skipif(sys.version_info < (3, 11), reason="the interpreter does not keep overloads")
def test_overloads_of_what_is_said_to_be_elsewhere(explore: Explore) -> None:
    explored = explore(
        {
            "demo/_work.py": """
                from typing import overload
                class C:
                    @overload
                    def get(self, key: int) -> int: ...
                    @overload
                    def get(self, key: str) -> str: ...
                    def get(self, key): pass
                """,
            "demo/__init__.py": """
                from ._work import C
                C.__module__ = __name__
                C.get.__module__ = __name__
                """,
        }
    )
    shown = [signature({"signature": one}) for one in explored["demo.C.get"]["overloads"]]
    assert shown == ["(self, key: int) -> int", "(self, key: str) -> str"]


def test_descriptors_that_give_what_is_called_have_the_signature_of_what_they_wrap(explore: Explore) -> None:
    explored = explore(
        """
        import functools
        class traced:
            def __init__(self, function): functools.update_wrapper(self, function)
            def __get__(self, instance, owner=None): return functools.partial(self.__wrapped__, instance)
        class lazy:
            def __init__(self, function): functools.update_wrapper(self, function)
            def __get__(self, instance, owner=None): return self if instance is None else self.__wrapped__(instance)
        class C:
            @traced
            def __init__(self, path: str): "Open."
            @lazy
            def size(self) -> int: "How big."
        """
    )
    assert signature(explored["demo.C.__init__"]) == "(self, path: str)"
    assert "signature" not in explored["demo.C.size"]


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="class methods give what they keep no more")
def test_properties_of_classes_are_properties(explore: Explore) -> None:
    explored = explore("class C:\n @classmethod\n @property\n def size(cls) -> int: 'Size.'\n")
    node = explored["demo.C.size"]
    assert (node["kind"], node["type"], node["doc"], node["access"]) == ("property", "int", "Size.", ["get"])


def test_what_slots_and_classes_in_c_allow(environment: Environment, compiled: Compiled) -> None:
    compiled("_pickle", {"demo/slots.py": "class S: __slots__ = ('x',)"})
    explored = environment.session()
    assert explored["demo.slots.S.x"]["access"] == ["get", "set", "delete"]
    access = {name: explored[f"demo._pickle.Pickler.{name}"]["access"] for name in ("memo", "fast", "dispatch_table")}
    # A getter with a setter, a number, an object.
    assert access == {"memo": ["get", "set"], "fast": ["get", "set"], "dispatch_table": ["get", "set", "delete"]}


def test_static_methods_in_c_are_as_what_they_keep(explore: Explore) -> None:
    explored = explore(
        """
        class C:
            made_in_c = vars(str)['maketrans']
            size = staticmethod(len)
        """
    )
    assert explored["demo.C.made_in_c"]["doc"].startswith("Return a translation table")
    node = explored["demo.C.size"]
    assert (node["kind"], signature(node)) == ("staticmethod", "(obj)")


def test_modules_that_only_a_class_holds_are_values_with_names(explore: Explore) -> None:
    explored = explore("import types\nclass C:\n lib = types.ModuleType('lib')\n lib.run = lambda a: None\n")
    assert explored["demo.C.lib"]["kind"] == "data"
    assert signature(explored["demo.C.lib.run"]) == "(a)"


def test_capsules_are_what_types_calls_them(explore: Explore) -> None:
    explored = explore(
        """
        import ctypes
        new = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
        api = new(('PyCapsule_New', ctypes.pythonapi))(1, None, None)
        """
    )
    expected = ("types.CapsuleType",) if sys.version_info >= (3, 13) else ("builtins.PyCapsule",)
    assert explored["demo.api"]["valueType"]["id"] in expected
