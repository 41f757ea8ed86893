"""Defaults as text: as one would write them, and the same in every run."""

from __future__ import annotations

from conftest import Explore


def defaults(node: dict[str, object]) -> dict[str, str]:
    parameters = node["signature"]["parameters"]  # type: ignore[index]
    return {parameter["name"]: parameter["default"] for parameter in parameters if "default" in parameter}


def test_objects_have_the_name_that_the_source_gives(explore: Explore) -> None:
    explored = explore(
        {
            "demo/_values.py": "class _Missing: pass\nMISSING = _Missing()\nUNSET = object()\n",
            "demo/__init__.py": """
                import dataclasses, logging, sys, typing
                from . import _values
                from ._values import MISSING
                T = typing.TypeVar('T')
                LOG = logging.getLogger('demo')
                class Shown:
                    def __repr__(self): return 'NotGiven'
                NOT_GIVEN = Shown()
                class C:
                    _default = object()
                    def method(self, a=_default): pass
                def f(a=MISSING, b=NOT_GIVEN, c=T, d=LOG, e=_values.UNSET, f=sys.stdout, g=dataclasses.MISSING,
                      h=object(), i=(1, [MISSING, {'k': T}])): pass
                """,
        }
    )
    found = defaults(explored["demo.f"])
    names = {"a": "MISSING", "b": "NOT_GIVEN", "c": "T", "d": "LOG", "e": "_values.UNSET", "f": "sys.stdout"}
    assert {key: found[key] for key in names} == names
    assert (found["g"], found["h"]) == ("dataclasses.MISSING", "object()")
    assert found["i"] == "(1, [MISSING, {'k': T}])"
    assert defaults(explored["demo.C.method"]) == {"a": "_default"}


def test_functions_and_what_is_made_of_them(explore: Explore) -> None:
    explored = explore(
        """
        import functools, re
        class K:
            def method(self): pass
            @classmethod
            def made(cls): pass
        kept = K()
        def own(): pass
        def f(a=len, b=own, c=K.made, d=kept.method, e=str.upper, f=dict.fromkeys, g=''.join, h=re.compile('x').match,
              i=functools.partial(int, base=2), j=functools.partial(own, kept, key=[K]), k=int.real, l=K().method): pass
        """
    )
    assert defaults(explored["demo.f"]) == {
        "a": "len",
        "b": "own",
        "c": "K.made",
        "d": "kept.method",
        "e": "str.upper",
        "f": "dict.fromkeys",
        "g": "''.join",
        "h": "re.compile('x').match",
        "i": "functools.partial(int, base=2)",
        "j": "functools.partial(own, kept, key=[K])",
        "k": "int.real",
        "l": "<bound method K.method of <demo.K object>>",
    }


def test_lambdas_are_told_as_they_are_written(explore: Explore) -> None:
    explored = explore(
        {
            "demo/__init__.py": """
                plain = lambda: 0
                def f(a=lambda x, *, y=(1, 2): {x: y}, b=plain, c=[lambda: None], d=lambda: 1, e=lambda: 2): pass
                def long(a=lambda value: (
                        value[1:2] if value else
                        lambda: value
                    )): pass
                def made(one):
                    def inner(a=lambda x: one if x else 'none'): pass
                    return inner
                made = made(1)
                same = (lambda: 3)
                def two(a=(lambda: 'a', lambda: 'a'), b=eval('lambda: 4')): pass
                class C:
                    def method(self, key=lambda self: self.__private, text=str(object())): pass
                """
        }
    )
    assert defaults(explored["demo.f"]) == {
        "a": "lambda x, *, y=(1, 2): {x: y}",
        "b": "plain",
        "c": "[lambda: None]",
        "d": "lambda: 1",
        "e": "lambda: 2",
    }
    assert defaults(explored["demo.long"]) == {"a": "lambda value: value[1:2] if value else lambda: value"}
    assert defaults(explored["demo.made"]) == {"a": "lambda x: one if x else 'none'"}
    assert defaults(explored["demo.two"]) == {"a": "(lambda: 'a', lambda: 'a')", "b": "..."}
    # What only the class may call, and an address.
    assert defaults(explored["demo.C.method"]) == {"key": "...", "text": "..."}


def test_lambdas_below_a_form_feed_are_found_in_their_line(explore: Explore) -> None:
    source = "FIRST = 1\n\x0c\ndef f(a=lambda x: x + 1): pass\n"
    assert defaults(explore({"demo/__init__.py": source})["demo.f"]) == {"a": "lambda x: x + 1"}


def test_flags_and_objects_that_show_others(explore: Explore) -> None:
    explored = explore(
        """
        import collections, dataclasses, enum, typing
        class Colour(enum.Flag):
            RED = 1
            BLUE = 2
        @dataclasses.dataclass
        class Point:
            kind: type = int
            colour: Colour = Colour.RED
            names: typing.Any = None
        def f(a=Colour.RED, b=Colour(0), c=Point(), d=Point(Colour, names={'a', 'b', 'c'}),
              e=collections.defaultdict(list)): pass
        """
    )
    assert defaults(explored["demo.f"]) == {
        "a": "Colour.RED",
        "b": "Colour(0)",
        "c": "Point(kind=int, colour=Colour.RED, names=None)",
        "d": "Point(kind=Colour, colour=Colour.RED, names={'a', 'b', 'c'})",
        "e": "defaultdict(list, {})",
    }


def test_containers_are_in_the_order_that_is_written(explore: Explore) -> None:
    explored = explore(
        """
        KEPT = {'z': 1, 'a': {'y': (1, (2, [3, {4: (5,)}])), 'b': 2}}
        def f(a={'z': 1, 'a': 2}, b={3: 'c', 1: 'a'}, c={'b', 'a'}, d=dict(z=1, a=2), e=KEPT,
              f={key: 1 for key in {'q', 'p', 'o', 'n', 'm', 'l'}}): pass
        """
    )
    assert defaults(explored["demo.f"]) == {
        "a": "{'z': 1, 'a': 2}",
        "b": "{3: 'c', 1: 'a'}",
        "c": "{'a', 'b'}",
        "d": "{'z': 1, 'a': 2}",
        "e": "{'z': 1, 'a': {'y': (1, (2, [3, {4: (5,)}])), 'b': 2}}",
        "f": "{'l': 1, 'm': 1, 'n': 1, 'o': 1, 'p': 1, 'q': 1}",
    }


def test_what_a_clock_chance_or_a_thread_gives_is_not_told(explore: Explore) -> None:
    explored = explore(
        """
        import datetime, os, random, threading, time, uuid
        TOKEN = uuid.uuid4().hex
        class C:
            token = random.random()
            def method(self, a=token): pass
        def f(a=datetime.datetime.now(), b=datetime.date.today(), c=time.time(), d=threading.get_ident(), e=os.getpid(),
              f=random.choice([1, 2]), *, g=uuid.uuid4(), h=TOKEN, i=threading.main_thread()): pass
        def kept(a=datetime.datetime(2020, 1, 1), b=7, c='x' , d=1e9, e=uuid.UUID(int=1), f=70368744177665): pass
        """
    )
    found = defaults(explored["demo.f"])
    assert {name: found[name] for name in "abcdefgh"} == dict.fromkeys("abcdefgh", "...")
    assert found["i"] == "<_MainThread(MainThread, started ...)>"
    assert defaults(explored["demo.C.method"]) == {"a": "..."}
    assert defaults(explored["demo.kept"]) == {
        "a": "datetime.datetime(2020, 1, 1, 0, 0)",
        "b": "7",
        "c": "'x'",
        "d": "1000000000.0",
        "e": "UUID('00000000-0000-0000-0000-000000000001')",
        "f": "70368744177665",
    }


MADE = """
import functools, random, string, uuid
from ._other import HERE, ID, NAMES
from . import _other
HELD = {'b', 'a'}
TABLE = {'x': 1, 'y': 2}
def make(size): return 'x' * size
def token(): return uuid.uuid4().hex
def joined(*names): return '/'.join(set(names))
FIXED = make(3)
TOKEN = token()[:4]
LETTERS = string.ascii_lowercase + string.digits
ORDERED, JOINED = ','.join(sorted(HELD)), ','.join(HELD)
COUNT = len(HELD)
LONG = ', '.join(
    TABLE
)
FIRST = next(iter(NAMES))
SEEN = 'a' in HELD and 'yes'
FUNCTION = joined('a', 'b')
CHOSEN = random.choice(['u', 'v'])
TWICE = make(2) + ID
for INDEX in range(3): AT = INDEX * 2
for NAME in HELD: pass
FILLED, PLAIN = {}, {'k': 1}
for NAME in HELD:
    FILLED[NAME] = 1
KEYS = tuple(FILLED)
OTHERS = tuple(PLAIN)
class Meta(type):
    def __new__(meta, name, bases, body):
        body['fields'] = tuple(key for key in body if key[0] != '_')
        return super().__new__(meta, name, bases, body)
class Mixed(type):
    def __new__(meta, name, bases, body):
        body['fields'] = tuple({key for key in body if key[0] != '_'})
        return super().__new__(meta, name, bases, body)
class A(metaclass=Meta): one, two = 1, 2
class B(metaclass=Mixed): one, two = 1, 2
"""


def test_only_what_may_be_another_value_varies(explore: Explore) -> None:
    other = "import uuid\nHERE = 'x'.upper()\nID = uuid.uuid4().hex\nNAMES = frozenset(['a', 'b'])\n"
    explored = explore({"demo/__init__.py": MADE, "demo/_other.py": other})
    varying = {id_[5:] for id_, node in explored.nodes.items() if node.get("varies")}
    assert varying - {"ID", "JOINED"} == {
        *("TOKEN", "FIRST", "FUNCTION", "CHOSEN", "TWICE", "NAME", "KEYS", "B.fields", "_other.ID")
    }
    known = {
        name: explored[f"demo.{name}"]["value"]
        for name in ("FIXED", "ORDERED", "COUNT", "LONG", "SEEN", "AT", "OTHERS")
    }
    assert known == {
        "FIXED": "'xxx'",
        "ORDERED": "'a,b'",
        "COUNT": "2",
        "LONG": "'x, y'",
        "SEEN": "'yes'",
        "AT": "4",
        "OTHERS": "('k',)",
    }
    assert explored["demo.A.fields"]["value"] == "('one', 'two')"


def test_what_shows_nothing_of_itself_is_told_as_it_is_written(explore: Explore) -> None:
    explored = explore(
        """
        import functools
        class Visitor:
            def __init__(self, size=1): pass
        visitors = {'a': Visitor()}
        def plain(a=Visitor(), *, b=Visitor(size=2), c=visitors['a'], d=(Visitor(),)): pass
        @functools.wraps(plain)
        def around(*args, **kwargs): pass
        class Holder:
            @classmethod
            def method(cls, one: Visitor = Visitor()): pass
        """
    )
    shown = {"a": "Visitor()", "b": "Visitor(size=2)", "c": "<demo.Visitor object>", "d": "(<demo.Visitor object>,)"}
    assert defaults(explored["demo.plain"]) == shown
    assert defaults(explored["demo.around"]) == shown
    assert defaults(explored["demo.Holder.method"]) == {"one": "Visitor()"}


def test_sets_of_texts_have_one_order_where_a_docstring_is_made_of_them(explore: Explore) -> None:
    texts = "{'\"},b\\a"
    code = f"from dataclasses import dataclass\n@dataclass\nclass A:\n    x: frozenset = frozenset({texts!r})\n"
    doc = explore(code)["demo.A"]["doc"]
    assert doc == f"A(x: frozenset = frozenset({{{', '.join(sorted(map(repr, texts)))}}}))"
