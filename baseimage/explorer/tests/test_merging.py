"""What stubs and sources add to the nodes of modules that were imported."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from conftest import Compiled, Environment, Explore

TYPED = """
    from typing import TYPE_CHECKING, Protocol

    if TYPE_CHECKING:
        from collections.abc import Sequence

        class Handler(Protocol):
            '''What handles.'''
            def __call__(self, text: str) -> int: ...

        Names = Sequence[str]

    class Base:
        size = 1

    class Box(Base):
        def get(self):
            return 1

        if TYPE_CHECKING:
            def __add__(self, other: int) -> "Box": ...
            limit: int
            def get(self): ...
    """


def test_what_is_for_type_checkers_only(explore: Explore) -> None:
    found = explore(TYPED)
    handler = found["demo.Handler"]
    assert handler["from"] == ["source"]
    assert handler["typingOnly"] is True
    assert handler["doc"] == "What handles."
    assert handler["flavours"] == ["generic", "protocol"]
    assert handler["location"] == {"file": "demo.py", "line": 7, "endLine": 9}
    assert handler["members"] == {"__call__": "demo.Handler.__call__"}
    assert found["demo.Handler.__call__"]["signature"]["returns"] == "int"
    assert found["demo.Names"]["kind"] == "typeAlias"
    assert found["demo.Names"]["value"] == "Sequence[str]"
    # An import for type checkers is no member.
    assert "Sequence" not in found["demo"]["members"]
    assert found["demo.Box.__add__"]["typingOnly"] is True
    assert found["demo.Box.__add__"]["location"]["line"] == 21
    assert found["demo.Box.limit"]["type"] == "int"
    assert found["demo.Box.get"]["from"] == ["runtime"]


def test_a_file_that_only_imports_for_type_checkers_is_not_parsed(explore: Explore) -> None:
    found = explore(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from typing import (\n        Any,\n    )\nx = 1\n"
    )
    assert set(found["demo"]["members"]) == {"TYPE_CHECKING", "x"}


STUB = """
    from typing import Any, Generic, TypeVar, overload

    _T = TypeVar("_T")
    Text = str | bytes

    def plain(first: int, second: str = ...) -> list[str]: ...
    def other(renamed: int) -> int: ...
    @overload
    def many(value: int) -> int: ...
    @overload
    def many(value: str) -> str: ...
    def typed(value: int) -> int: ...

    class Base:
        def inherited(self) -> str: ...

    class Thing(Base, Generic[_T]):
        @property
        def size(self) -> int: ...
        @size.setter
        def size(self, value: float) -> None: ...
        name: str
        def method(self, value: Any) -> None: ...
        def inherited(self) -> str: ...
        def hidden(self) -> None: ...
    """
UNTYPED = """
    def plain(first, second="x"): pass
    def other(value): pass
    def many(value): pass
    def typed(value: str) -> str: pass

    class Base:
        def inherited(self): pass

    class Thing(Base):
        @property
        def size(self): return 1
        @size.setter
        def size(self, value): pass
        def method(self, value): pass
    """


def test_a_stub_gives_the_types_that_the_source_lacks(explore: Explore) -> None:
    found = explore({"demo/__init__.py": UNTYPED, "demo/__init__.pyi": STUB})
    plain = found["demo.plain"]
    assert plain["from"] == ["runtime", "stub"]
    assert plain["origins"] == {"signature": "stub"}
    assert plain["signature"] == {
        "parameters": [
            {"name": "first", "kind": "positionalOrKeyword", "annotation": "int"},
            {"name": "second", "kind": "positionalOrKeyword", "default": "'x'", "annotation": "str"},
        ],
        "returns": "list[str]",
    }
    # It says something else than what is there.
    assert found["demo.other"]["from"] == ["runtime"]
    assert found["demo.typed"]["signature"]["returns"] == "str"
    assert [variant["returns"] for variant in found["demo.many"]["overloads"]] == ["int", "str"]
    assert found["demo.Thing"]["typeParameters"] == ["_T"]
    assert found["demo.Thing.size"]["type"] == "int"
    assert found["demo.Thing.size"]["setType"] == "float"
    assert found["demo.Thing.size"]["origins"] == {"setType": "stub", "type": "stub"}
    assert found["demo.Thing.name"]["instance"] is True
    assert found["demo.Thing.name"]["from"] == ["stub"]
    assert found["demo.Thing.hidden"]["typingOnly"] is True
    assert found["demo.Text"]["kind"] == "typeAlias"
    # Inherited at run time: it stays where it is.
    assert "inherited" not in found["demo.Thing"]["members"]


def test_a_stub_is_left_alone_where_nothing_is_missing(explore: Explore) -> None:
    found = explore({"demo/__init__.py": "def f(x: int) -> int: return x", "demo/__init__.pyi": "def f(: broken"})
    assert found.problems == {}


def test_a_stub_that_is_not_python_is_a_problem(explore: Explore) -> None:
    found = explore({"demo/__init__.py": "def f(x): return x", "demo/__init__.pyi": "def f(: broken"})
    assert found["demo.f"]["from"] == ["runtime"]
    assert found.problems["demo"][:2] == ("source", "SyntaxError")
    assert found.problems["demo"][2].startswith("demo/__init__.pyi: line 1")


def test_a_distribution_of_stubs_tells_of_another_one(environment: Environment) -> None:
    environment.install({"demo/__init__.py": "", "demo/part.py": "def f(x: int): return x\nLIMIT = 3\n"})
    stub = "LIMIT: int\nclass Only: ...\n"
    environment.install({"demo-stubs/part.pyi": stub}, name="types-demo")
    found = environment.session()
    assert found["demo.part.LIMIT"]["type"] == "int"
    assert found["demo.part.LIMIT"]["origins"] == {"type": "stub"}
    assert found["demo.part.Only"]["location"]["file"] == "demo-stubs/part.pyi"


def test_what_a_stub_imports_from_another_stub(explore: Explore) -> None:
    package = "from demo._parts import Part, make\nPart.__module__ = make.__module__ = 'demo'\n"
    parts = "def make(size): pass\nclass Part:\n    def get(self): pass\n"
    found = explore(
        {
            "demo/__init__.py": package,
            "demo/__init__.pyi": "from ._parts import Part as Part, make as make\n",
            "demo/_parts.py": parts,
            "demo/_parts.pyi": "class _Common:\n    def get(self) -> int: ...\n"
            "class Part(_Common): ...\ndef make(size: int) -> Part: ...\n",
        }
    )
    assert found["demo.make"]["signature"]["returns"] == "Part"
    # By the base that only the stub has.
    get = found["demo.Part"]["members"]["get"]
    assert found[get]["signature"]["returns"] == "int"


@pytest.mark.parametrize("stub", ["demo/_json.pyi", "demo/_json/__init__.pyi"])
def test_a_stub_gives_the_signatures_of_a_compiled_module(
    environment: Environment, compiled: Compiled, stub: str
) -> None:
    text = """
        from typing import Any
        def encode_basestring(text: str, /) -> str: ...
        def only_here(value: int) -> int: ...
        class make_scanner:
            strict: bool
            def __init__(self, context: Any) -> None: ...
            def __call__(self, string: str, index: int) -> tuple[Any, int]: ...
        """
    compiled("_json", {stub: text})
    found = environment.session()
    assert found["demo._json"]["from"] == ["runtime"]
    names = {id_: node for id_, node in found.nodes.items() if id_.endswith(("encode_basestring", "only_here"))}
    function = next(node for id_, node in names.items() if id_.endswith("encode_basestring"))
    assert function["signature"]["parameters"][0]["annotation"] == "str"
    assert function["signature"]["returns"] == "str"
    assert function["origins"] == {"signature": "stub"}
    assert found["demo._json.only_here"]["typingOnly"] is True
    scanner: dict[str, Any] = next(node for id_, node in found.nodes.items() if id_.endswith("make_scanner"))
    assert scanner["signature"]["parameters"][0]["annotation"] == "Any"
    assert found[scanner["members"]["strict"]]["type"] == "bool"
    # Run time has only the other one of the two that make an object.
    made = found[scanner["members"]["__new__"]]
    assert [parameter["name"] for parameter in made["signature"]["parameters"]] == ["cls", "context"]
    assert made["origins"] == {"signature": "stub"}


def test_careful_exploring_parses_nothing(environment: Environment) -> None:
    environment.install({"demo/__init__.py": UNTYPED, "demo/__init__.pyi": STUB})
    found = environment.session(careful=["demo"])
    assert found["demo.plain"]["from"] == ["runtime"]


def test_a_compiled_module_has_what_its_python_tells(environment: Environment, compiled: Compiled) -> None:
    text = """
        def encode_basestring(string: str) -> str:
            '''Compiled.'''
            return string

        def left_out(): pass

        class make_scanner:
            '''A class.'''
            def __init__(self, context: str) -> None:
                self.context = context
            async def __call__(self, string: str) -> int: return 1
        """
    compiled("_json", {"demo/_json.py": text})
    found = environment.session()
    module = found["demo._json"]["members"]
    scanner = found[module.get("make_scanner") or module["scanner"]]
    assert scanner["from"] == ["runtime", "source"]
    assert scanner["location"] == {"file": "demo/_json.py", "line": 8, "endLine": 12}
    assert scanner["signature"]["parameters"][0]["annotation"] == "str"
    assert found[scanner["members"]["__call__"]]["flags"] == ["async"]
    # It is in the file, and not in the module.
    assert "left_out" not in module


def test_overloads_on_every_python(explore: Explore) -> None:
    text = """
        from typing import overload
        class Box:
            @overload
            def get(self, key: int) -> int: ...
            @overload
            def get(self, key: str) -> str: ...
            def get(self, key): return key
            def set(self, key): return key
        """
    found = explore(text)
    variants = found["demo.Box.get"]["overloads"]
    assert [variant["returns"] for variant in variants] == ["int", "str"]
    if sys.version_info < (3, 11):
        assert found["demo.Box.get"]["origins"] == {"overloads": "source"}
    assert "overloads" not in found["demo.Box.set"]


def test_a_stub_is_not_believed_where_run_time_says_otherwise(environment: Environment, compiled: Compiled) -> None:
    stub = "class Decimal:\n    def __init__(self, value: str = ..., *more: int) -> None: ...\n"
    compiled("_decimal", {"demo/_decimal.pyi": stub})
    told = environment.session()["demo._decimal.Decimal"]["signature"]["parameters"]
    assert [parameter["name"] for parameter in told] == ["value", "context"]


def test_a_stub_tells_of_values_whose_best_path_is_elsewhere(explore: Explore) -> None:
    found = explore(
        {
            "demo/__init__.py": "from ._impl import registry",
            "demo/_impl.py": "class Registry: ...\nregistry = Registry()\ndef register(name): ...",
            "demo/_impl.pyi": "class Registry: ...\nregistry: Registry\ndef register(name: str): ...",
        }
    )
    assert found["demo.registry"]["type"] == "Registry"
    assert found["demo.registry"]["origins"]["type"] == "stub"


def test_the_class_of_none_is_of_the_interpreter(environment: Environment) -> None:
    environment.install({"aaa.py": "NoneType = type(None)\n__all__ = ['NoneType']"}, name="aaa")
    environment.install({"demo.py": "import aaa\nx: int = None\ny = NotImplemented"})
    found = environment.session()
    python = found.events("start")[0]["python"]
    where = "types" if sys.version_info >= (3, 10) else "builtins"
    assert found["demo.x"]["valueType"] == {"python": python, "id": f"{where}.NoneType"}
    assert found["demo.y"]["valueType"] == {"python": python, "id": f"{where}.NotImplementedType"}


def test_what_subclasses_are_given_hides_nothing_of_the_class(explore: Explore) -> None:
    found = explore(
        """
        class Model:
            def __init_subclass__(cls):
                cls.__init__ = lambda self, *, id: None
                cls.fields = ()
        """
    )
    assert sorted(found["demo.Model"]["members"]) == ["__init_subclass__", "fields"]
    assert found["demo.Model.fields"]["setIn"] == "__init_subclass__"
