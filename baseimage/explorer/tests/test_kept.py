"""What classes keep: slots, fields of dataclasses, keys, members of enumerations, and what documents them."""

from __future__ import annotations

import sys

import pytest
from conftest import Explore
from test_fields import line_of, told

SLOTS = '''
class ByDictionary:
    __slots__ = {"a": "The a.", "b": None}

class ByComments:
    __slots__ = (
        "a",  #: The a.
        #: The b.
        "b",
        "c",
    )

class BySetting:
    __slots__ = ["x", "y", "__secret"]
    def __init__(self):
        self.x: "int" = 1
        """The x."""
        self.y = 2  #: The y.
        self.__secret: str = ""
        """Secret."""

class Annotated:
    __slots__ = ("n",)
    n: int
    """The n."""
'''


def test_what_documents_slots(explore: Explore) -> None:
    explored = explore(SLOTS)
    assert explored["demo.ByDictionary.a"]["doc"] == "The a."
    assert "doc" not in explored["demo.ByDictionary.b"]
    assert [explored[f"demo.ByComments.{name}"].get("doc") for name in "abc"] == ["The a.", "The b.", None]
    assert explored["demo.ByComments.b"]["location"]["line"] == line_of(SLOTS, '"b"')
    x, y = explored["demo.BySetting.x"], explored["demo.BySetting.y"]
    assert (x["doc"], x["location"]["line"]) == ("The x.", line_of(SLOTS, "self.x"))
    assert (y["doc"], y["location"]["line"]) == ("The y.", line_of(SLOTS, "self.y"))
    secret = explored["demo.BySetting._BySetting__secret"]
    assert (secret["doc"], secret["type"]) == ("Secret.", "str")
    n = explored["demo.Annotated.n"]
    assert (n["doc"], n["type"], n["location"]["line"]) == ("The n.", "int", line_of(SLOTS, "n:"))


@pytest.mark.skipif(sys.version_info < (3, 10), reason="dataclasses have slots from 3.10 on")
def test_slots_that_dataclass_makes(explore: Explore) -> None:
    explored = explore('''
        from dataclasses import dataclass, field

        @dataclass(slots=True, frozen=True)
        class Item:
            name: str
            """The name."""
            size: int = field(default=3)  #: The size.
    ''')
    name, size = explored["demo.Item.name"], explored["demo.Item.size"]
    assert (name["doc"], name["type"], name["location"]["line"]) == ("The name.", "str", 6)
    assert (size["doc"], size["location"]["line"], size["access"]) == ("The size.", 8, ["get"])


def test_a_dataclass_has_its_own_fields_and_not_those_of_its_bases_again(explore: Explore) -> None:
    explored = explore('''
        from dataclasses import InitVar, dataclass, field

        @dataclass
        class Base:
            a: int
            """The a."""
            b: int = field(default_factory=int)
            scale: InitVar[int]  = None
            only: InitVar[int] = field(default=1, kw_only=True) if False else 2

        @dataclass
        class Child(Base):
            c: int = 1
            a: str = ""
            """Another a."""

        @dataclass
        class Wanting:
            given: InitVar[int]
            kept: int
    ''')
    child = {name for name in explored["demo.Child"]["members"] if not name.startswith("__")}
    assert child == {"c", "a"}
    assert explored["demo.Child.a"]["doc"] == "Another a."
    assert explored["demo.Base.b"]["type"] == "int"
    assert "given" not in explored["demo.Wanting"]["members"]
    assert "kept" in explored["demo.Wanting"]["members"]


def test_keys_of_a_typed_dictionary_lead_to_the_base_that_has_them(explore: Explore) -> None:
    explored = explore('''
        from typing import TypedDict

        class Base(TypedDict):
            name: str
            """The name."""

        class Middle(Base, total=False):
            size: int

        class Low(Middle):
            own: bytes
    ''')
    members = explored["demo.Low"]["members"]
    assert members["name"] == "demo.Base.name"
    assert members["size"] == "demo.Middle.size"
    assert members["own"] == "demo.Low.own"


def test_what_init_subclass_sets_hides_nothing_that_is_inherited(explore: Explore) -> None:
    explored = explore("""
        class Base:
            shared = 1
            def __init_subclass__(cls):
                cls.__init__ = lambda self, x: None
                cls.made = 1

        class Child(Base):
            @classmethod
            def prepare(cls):
                cls.shared = 2
    """)
    assert "__init__" not in explored["demo.Base"]["members"]
    assert "shared" not in explored["demo.Child"]["members"]
    assert explored["demo.Base.made"]["setIn"] == "__init_subclass__"


def test_members_of_enumerations_have_their_own_docs_and_attributes(explore: Explore) -> None:
    explored = explore('''
        from enum import Enum, IntEnum

        class Status(IntEnum):
            def __new__(cls, value, phrase):
                self = int.__new__(cls, value)
                self._value_ = value
                self.phrase = phrase
                """What is said."""
                self.__doc__ = f"It is {phrase}."
                return self
            OK = 200, "fine"
            GONE = 410, "gone"

        class Colour(Enum):
            RED = 1
            """Red."""
            BLUE = 2  #: Blue.
            def __init__(self, number):
                self.number: int = number

        Made = Enum("Made", "A B")
        """Made by a call."""
    ''')
    assert explored["demo.Status.OK"]["doc"] == "It is fine."
    assert explored["demo.Status.phrase"]["setIn"] == "__new__"
    assert explored["demo.Status.phrase"]["doc"] == "What is said."
    assert (explored["demo.Colour.RED"]["doc"], explored["demo.Colour.BLUE"]["doc"]) == ("Red.", "Blue.")
    assert explored["demo.Colour.number"]["type"] == "int"
    assert explored["demo.Made"]["doc"] == "Made by a call."
    new = explored["demo.Colour"]["members"].get("__new__")
    assert new is None or new["id"] == "enum.Enum.__new__"


def test_docs_behind_descriptors(explore: Explore) -> None:
    explored = explore("""
        class Doc:
            def __get__(self, instance, owner):
                return f"Doc of {owner.__name__}." if instance is None else "Of an instance."

        class Told:
            __doc__ = Doc()
            def __call__(self): pass

        class OfInstances:
            @property
            def __doc__(self): return "Computed."

        class Failing:
            @property
            def __doc__(self): raise SystemExit

        told = Told()
        computed = OfInstances()
        failing = Failing()
    """)
    assert explored["demo.Told"]["doc"] == "Doc of Told."
    assert "doc" not in explored["demo.OfInstances"]
    assert "doc" not in explored["demo.told"]
    assert explored["demo.computed"]["doc"] == "Computed."
    assert "doc" not in explored["demo.failing"]


def test_a_new_type_has_what_it_stands_for_as_its_value(explore: Explore) -> None:
    explored = explore("""
        from typing import Dict, List, NewType
        UserId = NewType("UserId", int)
        Table = NewType("Table", Dict[str, List[int]])
        Admin = NewType("Admin", UserId)
    """)
    assert explored["demo.UserId"]["value"] == "int"
    assert explored["demo.Table"]["value"] == "Dict[str, List[int]]"
    assert explored["demo.Admin"]["value"] == "UserId"
    assert explored["demo.UserId"]["location"]["line"] == 3


def test_of_several_classes_of_one_name_the_lines_are_those_of_the_one_that_is_there(explore: Explore) -> None:
    source = """
import sys
if sys.version_info < (3, 0):
    class Worker:
        used = 0
        '''In old ones.'''
        def run(self): pass
else:
    class Worker:
        used = 0
        '''In new ones.'''
        def run(self): pass
"""
    explored = explore(source)
    assert told(explored, "demo.Worker.used") == ("In new ones.", 10)


def test_a_class_that_its_metaclass_has_renamed_is_found_by_its_name(explore: Explore) -> None:
    explored = explore('''
        class Meta(type):
            def __new__(cls, name, bases, body):
                body["__qualname__"] = "demo:" + name
                return super().__new__(cls, name, bases, body)

        class Step(metaclass=Meta):
            enabled = True
            """Whether it is."""
    ''')
    assert told(explored, "demo.Step.enabled") == ("Whether it is.", 8)
