"""Of which kind an object is, and of which flavour a class."""

from __future__ import annotations

from conftest import Explore


def test_kinds(explore: Explore) -> None:
    explored = explore(
        """
        import enum, functools, typing
        T = typing.TypeVar("T")
        Alias = typing.Optional[int]
        class C:
            data = 1
            __slots__ = ("slot",)
            class Inner: pass
            def method(self): pass
            @classmethod
            def cls(cls): pass
            @staticmethod
            def static(): pass
            @property
            def prop(self) -> int: "Doc."
            @prop.setter
            def prop(self, value: str): pass
            @functools.cached_property
            def cached(self) -> "C": pass
            @functools.singledispatchmethod
            def dispatched(self): pass
            part = functools.partialmethod(method)
        class E(enum.Enum):
            A = 1
            B = A
            C = 'x'
            def method(self): pass
        """
    )
    kinds = {id_[5:]: node["kind"] for id_, node in explored.nodes.items() if id_ != "demo"}
    kinds = {id_: kind for id_, kind in kinds.items() if not id_.rpartition(".")[2].startswith("__")}
    assert kinds == {
        "T": "data",
        "Alias": "typeAlias",
        "C": "class",
        "C.data": "data",
        "C.slot": "descriptor",
        "C.Inner": "class",
        "C.method": "method",
        "C.cls": "classmethod",
        "C.static": "staticmethod",
        "C.prop": "property",
        "C.cached": "property",
        "C.dispatched": "method",
        "C.part": "method",
        "E": "class",
        "E.A": "enumMember",
        "E.C": "enumMember",
        "E.method": "method",
    }
    prop = explored["demo.C.prop"]
    assert (prop["access"], prop["type"], prop["setType"], prop["doc"]) == (["get", "set"], "int", "str", "Doc.")
    assert explored["demo.C.cached"]["type"] == "C"
    assert explored["demo.E"]["members"]["B"] == "demo.E.A"
    assert explored["demo.E.A"]["value"] == "1"
    assert explored["demo.Alias"]["value"] == "int | None"


def test_flavours_and_generics(explore: Explore) -> None:
    explored = explore(
        """
        import abc, dataclasses, enum, typing
        T = typing.TypeVar("T")
        class A(abc.ABC):
            @abc.abstractmethod
            def m(self): pass
        @dataclasses.dataclass
        class D:
            x: int
            y: str = 'a'
            z: typing.ClassVar[int]
        class E(enum.IntFlag): A = 1
        class X(ValueError): pass
        class N(typing.NamedTuple):
            a: int
        class P(typing.Protocol):
            attribute: int
        class TD(typing.TypedDict, total=False):
            key: str
        class G(typing.Generic[T], typing.Dict[str, T]): pass
        class M(type): pass
        class W(metaclass=M): pass
        """
    )
    flavours = {id_[5:]: node.get("flavours", []) for id_, node in explored.nodes.items() if node["kind"] == "class"}
    assert flavours == {
        "A": ["abstract"],
        "D": ["dataclass"],
        "E": ["enum", "flag"],
        "X": ["exception"],
        "N": ["namedtuple"],
        "P": ["generic", "protocol"],
        "TD": ["typeddict"],
        "G": ["generic"],
        "M": ["metaclass"],
        "W": [],
    }
    assert explored["demo.W"]["metaclass"] == "demo.M"
    assert explored["demo.G"]["typeParameters"] == ["T"]
    assert explored["demo.G"]["baseText"] == ["typing.Generic[T]", "typing.Dict[str, T]"]
    assert explored["demo.D.x"]["kind"] == "attribute"
    assert (explored["demo.D.x"]["type"], explored["demo.D.x"]["instance"]) == ("int", True)
    assert (explored["demo.D.y"]["type"], explored["demo.D.y"]["value"]) == ("str", "'a'")
    assert "instance" not in explored["demo.D.z"]
    assert explored["demo.TD.key"]["type"] == "str"


def test_functions_have_members(explore: Explore) -> None:
    explored = explore(
        """
        import functools
        class Skipped(Exception): pass
        def skip(): pass
        skip.Exception = Skipped
        skip.reasons = ["no class or function"]
        skip._decorated = print
        def check(): pass
        def _once():
            def run(): "Does it."
            return run
        check.again = _once()
        class C:
            def method(self): pass
            method.check = check
        @functools.wraps(skip)
        def skip_all(): pass
        @functools.singledispatch
        def show(value): pass
        """
    )
    assert explored["demo.skip"]["members"] == explored["demo.skip_all"]["members"] == {"Exception": "demo.Skipped"}
    assert explored["demo.C.method"]["members"] == {"check": "demo.check"}
    assert explored["demo.check"]["members"] == {"again": "demo.check.again"}
    assert (explored["demo.check.again"]["kind"], explored["demo.check.again"]["doc"]) == ("function", "Does it.")
    assert {"dispatch", "register"} <= explored["demo.show"]["members"].keys()


def test_proxies_are_what_they_stand_for(explore: Explore) -> None:
    explored = explore(
        """
        class Proxy:
            __slots__ = ("__wrapped__",)
            def __init__(self, wrapped): self.__wrapped__ = wrapped
            def __get__(self, instance, owner): return self
            def __call__(self, *arguments): pass
        @Proxy
        def make(size: int) -> str: "Makes one."
        class Base:
            def stop(self): pass
        @Proxy
        class Maker(Base):
            def run(self, fast=False): "Runs."
        class C:
            @Proxy
            def method(self, a): pass
            @Proxy
            @classmethod
            def cls(cls, b): pass
        """
    )
    assert {name: explored["demo." + name]["kind"] for name in ("make", "Maker", "C.method", "C.cls")} == {
        "make": "function",
        "Maker": "data",
        "C.method": "method",
        "C.cls": "classmethod",
    }
    make = explored["demo.make"]
    assert (make["doc"], make["signature"]["returns"]) == ("Makes one.", "str")
    assert explored["demo.C.cls"]["signature"]["parameters"][1]["name"] == "b"
    assert explored["demo.Maker"]["members"]["run"] == "demo.Maker.run"
    assert explored["demo.Maker"]["members"]["stop"] == "demo.Base.stop"
    assert explored["demo.Maker.run"]["doc"] == "Runs."
