"""Names without a value: annotated ones, and those that methods set on their instances."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Explore

from importgraph_explorer.facts import docs
from importgraph_explorer.looking import kinds, raw
from importgraph_explorer.wire.texts import Machine

INSTANCES = """
class Base:
    @property
    def governed(self): return self._governed
    @governed.setter
    def governed(self, value): self._governed = value

class Thing(Base):
    kept = 1
    typed: int
    def __new__(cls):
        self = object.__new__(cls)
        self.born = True
        return self
    def close(self, other):
        self.closed = True
        self.size = other
        other.foreign = 1
        def inner():
            self.from_inner = 1
        return inner
    def __init__(self, size, *rest):
        #: How big it is,
        #: in metres.
        self.size = size
        self.first, self.second = self.both = rest
        self.kept = 2
        self.typed = 3
        self.governed = 4
        self.names: dict[str, int] = {}  #: By name.
        for self.turn in rest:
            self.size += 1
        with open(size) as self.file:
            '''not a doc of it'''
        self.text = ''
        '''What it says.

        At length.
        '''
        self.part.deep = 1
    @classmethod
    def prepare(cls):
        cls.prepared = True
    @staticmethod
    def unbound(self):
        self.nothing = 1
"""


def test_attributes_that_methods_set(explore: Explore) -> None:
    explored = explore(INSTANCES)
    thing = explored["demo.Thing"]["members"]
    attributes = {name for name in thing if explored[f"demo.Thing.{name}"]["kind"] == "attribute"}
    assert attributes == {
        *("born", "both", "closed", "file", "first", "from_inner", "names", "prepared", "second", "size", "text"),
        *("turn", "typed"),
    }
    by_method = {name: explored[f"demo.Thing.{name}"].get("setIn") for name in attributes}
    assert by_method["size"] == by_method["typed"] == by_method["file"] == "__init__"
    assert (by_method["born"], by_method["closed"]) == ("__new__", "close")
    assert explored["demo.Thing.size"]["instance"] is True
    assert "instance" not in explored["demo.Thing.prepared"]
    assert explored["demo.Base._governed"]["setIn"] == "governed"
    line = INSTANCES.split("\n").index("        self.size = size") + 1
    assert explored["demo.Thing.size"]["location"] == {"file": "demo.py", "line": line}


def test_what_documents_an_attribute(explore: Explore) -> None:
    explored = explore(INSTANCES)
    size = explored["demo.Thing.size"]
    assert size["doc"] == "How big it is,\nin metres."
    assert (size["from"], size["origins"]) == (["runtime", "source"], {"doc": "source"})
    assert explored["demo.Thing.names"]["doc"] == "By name."
    assert explored["demo.Thing.names"]["type"] == "dict[str, int]"
    assert explored["demo.Thing.text"]["doc"] == "What it says.\n\nAt length."
    assert "doc" not in explored["demo.Thing.file"]
    assert explored["demo.Thing.closed"]["from"] == ["runtime"]


def test_values_say_where_they_are_assigned_and_what_documents_them(explore: Explore) -> None:
    explored = explore({
        "demo.py": """
            LIMIT = 3
            '''How many.'''
            call(
                LATE=1,
            ) if False else None
            class C:
                '''Not of an attribute.'''
                #: A flag.
                flag = True
                plain = "#: no comment"
                bare: int
                '''What it holds.'''
            if LIMIT:
                LATE = 2
        """
    })  # fmt: skip
    assert explored["demo.LIMIT"]["doc"] == "How many."
    assert explored["demo.LIMIT"]["location"] == {"file": "demo.py", "line": 2}
    assert explored["demo.LIMIT"]["origins"] == {"doc": "source"}
    assert explored["demo.C.flag"]["doc"] == "A flag."
    assert "doc" not in explored["demo.C.plain"]
    assert explored["demo.C.bare"]["doc"] == "What it holds."
    assert explored["demo.C.bare"]["location"]["line"] == 12


def test_slots_have_the_type_that_the_class_says(explore: Explore) -> None:
    explored = explore("class C:\n    __slots__ = ('x', 'y')\n    x: int\n    def __init__(self): self.y = 1\n")
    assert explored["demo.C.x"]["kind"] == explored["demo.C.y"]["kind"] == "descriptor"
    assert explored["demo.C.x"]["type"] == "int"


def test_many_names_in_a_method(explore: Explore) -> None:
    body = "".join(f"        self.a{number} = {number}\n" for number in range(300))
    explored = explore(f"class C:\n    def __init__(self):\n{body}")
    assert len(explored["demo.C"]["members"]) == 301
    assert explored["demo.C.a299"]["location"]["line"] == 302


def test_modules_and_classes_that_make_names_up(explore: Explore) -> None:
    explored = explore({
        "demo/__init__.py": """
            import sys, types
            _OLD = {"older": 1}
            def __getattr__(name):
                if name == "old":
                    return 1
                if name in _OLD:
                    return _OLD[name]
                raise AttributeError(name)

            class Meta(type):
                def __getattribute__(cls, name):
                    if name == "made" or name == "of_instances":
                        return name
                    return type.__getattribute__(cls, name)
                def __dir__(cls):
                    return [*type.__dir__(cls), "made", "not there"]

            class Made(metaclass=Meta):
                plain = 1
        """,
        "demo/lazy.py": """
            import sys, types
            class Descriptor:
                def __get__(self, instance, owner): return "got"
            class Module(types.ModuleType):
                thing = Descriptor()
                def method(self): pass
            sys.modules[__name__] = Module(__name__)
        """,
    })  # fmt: skip
    assert explored["demo.old"]["kind"] == explored["demo.older"]["kind"] == "data"
    assert explored["demo.lazy.thing"]["value"] == "'got'"
    assert "method" in explored["demo.lazy"]["members"]
    assert {"made", "plain"} <= set(explored["demo.Made"]["members"])
    assert explored["demo.Made.made"]["value"] == "'made'"


def test_numbers_of_an_enumeration_that_its_metaclass_finds_in_the_class_around_it(explore: Explore) -> None:
    # As sip makes them: the enumeration gives its members without holding or listing them.
    explored = explore(
        """
        class EnumType(type):
            def __getattribute__(cls, name):
                try:
                    return type.__getattribute__(cls, name)
                except AttributeError:
                    found = vars(Qt).get(name)
                    if type(found) is cls and name != "Hidden":
                        return cls(found)
                    raise

        class Qt:
            class Flag(int, metaclass=EnumType): pass

        Qt.Left, Qt.Right, Qt.Hidden, Qt.Other = Qt.Flag(1), Qt.Flag(2), Qt.Flag(3), 4
        """
    )
    assert explored["demo.Qt.Flag"]["members"] == {"Left": "demo.Qt.Left", "Right": "demo.Qt.Right"}
    assert explored["demo.Qt.Left"]["valueType"] == "demo.Qt.Flag"


def test_code_of_a_metaclass_that_ends_the_process_is_its_modules(explore: Explore) -> None:
    files = {
        "demo/__init__.py": "",
        "demo/a.py": """
            import os
            class Meta(type):
                def __getattribute__(cls, name):
                    if name == "__importgraph__":
                        os._exit(3)
                    return type.__getattribute__(cls, name)
            class Made(metaclass=Meta):
                plain = 1
        """,
        "demo/z.py": "",
    }
    explored = explore(files, check=False)
    assert explored.exit_code == 3
    assert explored.events("begin")[-1] == {"event": "begin", "stage": "walk", "module": "demo.a"}


def test_careful_modules_have_only_what_their_classes_hold(explore: Explore) -> None:
    source = """
        class Meta(type):
            def __getattribute__(cls, name):
                raise SystemExit
            def __dir__(cls):
                raise SystemExit
        class Made(metaclass=Meta):
            plain = 1
    """
    explored = explore({"demo.py": source}, careful=["demo"])
    assert "plain" in explored["demo.Made"]["members"]


def test_what_comes_out_of_sets_is_the_same_in_every_run(explore: Explore) -> None:
    source = """
        from string import ascii_letters, digits
        given = frozenset(ascii_letters)
        class Choice:
            def __init__(self, values):
                self.__doc__ = f"One of {set(values)}"
        joined = "".join(x for x in given)
        ordered = "".join(x for x in digits)
        written = "".join(["abc"])
        class C:
            choice = Choice(["b", "a", "c"])
    """
    explored = explore({"demo.py": source})
    assert explored["demo.C.choice"]["doc"] == "One of {'a', 'b', 'c'}"
    assert explored["demo.joined"]["varies"] is True
    assert explored["demo.ordered"]["value"] == "'0123456789'"
    assert explored["demo.written"]["value"] == "'abc'"


def test_fields_that_attrs_sets_by_other_means(explore: Explore) -> None:
    explored = explore(
        """
        class Attribute:
            __slots__ = ("inherited", "name")
            def __init__(self, name, inherited=False):
                self.name, self.inherited = name, inherited
        class Fields(tuple):
            def __iter__(self): raise RuntimeError
        class Base:
            __attrs_attrs__ = Fields([Attribute("base")])
        class Mine(Base):
            __attrs_attrs__ = Fields([Attribute("base", inherited=True), Attribute("own"), Attribute(1), None])
        """
    )
    assert explored["demo.Mine"]["members"]["own"] == "demo.Mine.own"
    assert explored["demo.Mine.own"]["instance"] is True
    assert "demo.Mine.base" not in explored.nodes
    assert explored["demo.Base.base"]["kind"] == "attribute"


BY_CALLS = """
    class Box:
        def __init__(self, size, names):
            setattr(self, "width", size)
            object.__setattr__(self, "height", size)
            self.__dict__["depth"] = size
            self.__dict__.update(weight=size, colour="red")
            for name in names:
                setattr(self, name, 1)
            setattr(names, "other", 1)

        @classmethod
        def register(cls):
            setattr(cls, "registered", True)

    class Frozen(Box):
        def __init__(self, size):
            super().__setattr__("frozen", size)
            self.__dict__.update({"a": size, "b": "text"})
    """


def test_attributes_that_calls_name(explore: Explore) -> None:
    found = explore(BY_CALLS)
    own = {name for name in found["demo.Box"]["members"] if name not in ("__init__", "register")}
    assert own == {"width", "height", "depth", "weight", "colour", "registered"}
    assert found["demo.Box.height"]["location"]["line"] == 5
    assert found["demo.Box.height"]["setIn"] == "__init__"
    assert "instance" not in found["demo.Box.registered"]
    assert set(found["demo.Frozen"]["members"]) == {"__init__", "frozen", "a", "b"}


def test_attributes_that_calls_name_in_a_source(scan: Any) -> None:
    members = scan(BY_CALLS)["demo.Box"]["members"]
    assert {"width", "height", "weight", "colour"} <= set(members)
    assert "other" not in members


def test_the_class_that_an_accessor_gives(explore: Explore) -> None:
    explored = explore(
        """
        class Accessor:
            def __init__(self, given): self.given = given
            def __get__(self, instance, owner):
                return self.given if instance is None else self.given()
        class Other(Accessor):
            def __get__(self, instance, owner): raise KeyboardInterrupt
        class Owning(Accessor):
            def __get__(self, instance, owner): return owner
        class Methods:
            def upper(self): pass
        class Series:
            str = Accessor(Methods)
            other = Other(Methods)
        Series.owner = Owning(Series)
        """
    )
    assert explored["demo.Series.str"]["type"] == "Methods"
    assert "type" not in explored["demo.Series.other"]
    assert "type" not in explored["demo.Series.owner"]


def test_decorated_methods_set_attributes(explore: Explore) -> None:
    explored = explore(
        """
        import functools, inspect
        def plain(function):
            def wrapper(*args, **kwargs): return function(*args, **kwargs)
            return wrapper
        def signed(function):
            @functools.wraps(function)
            def wrapper(*args, **kwargs): return function(*args, **kwargs)
            wrapper.__signature__ = inspect.signature(function)
            return wrapper
        def other(self): self.foreign = 1
        class C:
            @signed
            def __init__(self, a): self.a = a
            @plain
            def handle(self): self.handled = True
            taken = plain(other)
        """
    )
    assert (explored["demo.C.a"]["setIn"], explored["demo.C.handled"]["setIn"]) == ("__init__", "handle")
    assert "demo.C.foreign" not in explored.nodes


def test_types_that_an_extension_has_not_made_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    # Python gives None for what is not filled in yet, as of the types of numpy.f2py; of BTrees' iterators it crashes.
    def crash(cls: type) -> None:
        raise SystemError

    for module, slot in ((raw, "_class_bases"), (docs, "_class_doc")):
        monkeypatch.setattr(module, slot, crash)
    monkeypatch.setattr(raw, "_class_flags", lambda cls: 0)
    for slot in ("_class_dict", "_class_mro"):
        monkeypatch.setattr(raw, slot, lambda cls: None)
    assert docs.doc_of(int, "class", Machine([]), print) is None
    assert raw.class_dict(int) == {}
    assert raw.class_mro(int) == (int,)
    assert raw.class_bases(int) == ()
    assert raw.instance_dict(1) == {}
    assert raw.attribute(1, "real") is raw.MISSING
    assert kinds.kind_in_module(object()) == "data"
