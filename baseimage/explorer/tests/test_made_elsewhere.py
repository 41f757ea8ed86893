"""Values, defaults and docstrings that other statements make than those which give the names."""

from __future__ import annotations

from conftest import Explore

GIVEN = """
import ctypes, os, uuid
from . import _parts
CACHE, STEPS, MADE = None, 0, 0
NAMES = ['a', 'b']
NAMES.extend({'c', 'd'})
for NAME in list(NAMES): pass
PLAIN = ['a']
PLAIN.append('b')
for LAST in PLAIN: pass
SHOWN, SAME = _parts.ID, _parts.FIXED
RELEASE = _parts.VERSION
LIBC = ctypes.CDLL(None)
LOADED = 'yes' if LIBC else 'no'
MISSING = []
MISSING += [path for path in ('/nowhere/a', '/nowhere/b') if os.path.exists(path)]
FOUND = 'no' if not MISSING else 'yes'
def fill():
    global CACHE, MADE, STEPS
    CACHE = hash(('a', 'b'))
    MADE = 3
    STEPS += 1
fill()
def mark(cls):
    setattr(cls, 'marked', id(cls))
    return cls
def label(cls):
    cls.label = 'x'
    return cls
@mark
@label
class A: pass
class Lock:
    def __init__(self): self.token = uuid.uuid4().hex
    def __repr__(self): return f'Lock({self.token!r})'
class Point:
    def __init__(self, x): self.x = x
    def __repr__(self): return f'Point({self.x!r})'
LOCK = Lock()
ORIGIN = Point(0)
def locked(lock=LOCK, at=ORIGIN): ...
"""

PARTS = """
import time, uuid
ID, FIXED = uuid.uuid4().hex, 'x'.upper()
def found(): return time.ctime(), '1.' + '0'
DATE, VERSION = found()
"""


def test_what_other_statements_give_is_judged_by_these(explore: Explore) -> None:
    explored = explore({"demo/__init__.py": GIVEN, "demo/_parts.py": PARTS})
    varying = {id_[5:] for id_, node in explored.nodes.items() if node.get("varies")}
    assert varying == {"CACHE", "STEPS", "NAME", "SHOWN", "A.marked", "_parts.ID", "_parts.DATE"}
    known = {
        name: explored[f"demo.{name}"]["value"]
        for name in ("MADE", "LAST", "SAME", "RELEASE", "LOADED", "FOUND", "A.label")
    }
    assert known == {
        "MADE": "3",
        "LAST": "'b'",
        "SAME": "'X'",
        "RELEASE": "'1.0'",
        "LOADED": "'yes'",
        "FOUND": "'no'",
        "A.label": "'x'",
    }
    lock, at = explored["demo.locked"]["signature"]["parameters"]
    assert (lock["default"], at["default"]) == ("LOCK", "Point(0)")


def test_names_that_loops_leave_to_any_of_a_set_are_no_members(explore: Explore) -> None:
    explored = explore(
        """
        import json, re
        class A: pass
        class B: pass
        for cls in {A, B}: pass
        for function in frozenset([json.dumps, json.loads, re.compile, re.sub]): pass
        for last in (A, B): pass
        for first in [re.sub, json.loads]: break
        def other():
            for json in {A, B}: pass
            for A in {re, B}: pass
        """
    )
    members = explored["demo"]["members"]
    assert {"A", "B", "last", "first", "json", "re"} <= members.keys()
    assert not {"cls", "function"} & members.keys()
    assert members["last"] == "demo.B"


def test_constants_that_loops_over_sets_name_stay_as_they_are(explore: Explore) -> None:
    explored = explore(
        r"""
        def prefixes(): return {"a", "b"}
        SINGLE = r"[^'\\]*(?:\\.[^'\\]*)*'"
        KINDS = []
        ends = {}
        for prefix in prefixes():
            ends[prefix + "'"] = SINGLE
            KINDS.append(prefix)
        """
    )
    assert "varies" not in explored["demo.SINGLE"]
    assert explored["demo.prefix"]["varies"]


DOCS = '''
KINDS = {'a', 'b', 'c', 'd'}
def telling(*words):
    def decorate(function):
        function.__doc__ = function.__doc__.format(*words)
        return function
    return decorate
def listing(function):
    function.__doc__ += ' ' + ', '.join(set('abcdef'))
    return function
@telling(', '.join(KINDS))
def varied():
    """One of {0}."""
@telling(', '.join(sorted(KINDS)))
def ordered():
    """One of {0}."""
@listing
def listed():
    """Lists."""
def without(): pass
without.__doc__ = 'Any of %s.' % ', '.join(KINDS)
def other(): pass
other.__doc__ = varied.__doc__
def more():
    """More"""
more.__doc__ += ' and this.'
for each in KINDS:
    def one_of(): pass
    one_of.__doc__ = f'Of {each}.'
    globals()[f'of_{each}'] = one_of
del one_of
class Told:
    """As written."""
Told.__doc__ = f'Like {KINDS}'
class Registry:
    def __init__(self): self.known = dict.fromkeys('abcdef')
    def sorted_out(self): return list({*self.known})
    @property
    def order(self): return self.sorted_out()
    @property
    def __doc__(self): return 'Knows ' + ', '.join(self.order)
class Slotted:
    __slots__ = ('order',)
    def __init__(self): self.fill()
    def fill(self): self.order = list(set('abcdef'))
class Called:
    def __init__(self): self.registry = Slotted()
    def __call__(self): pass
    @property
    def __doc__(self): return 'Of ' + ', '.join(self.registry.order)
class Named:
    name = 'x'
    @property
    def __doc__(self): return 'Named ' + self.name
REGISTRY = Registry()
NAMED = Named()
CALLED = Called()
'''


def test_docstrings_from_sets_stay_as_they_are_written(explore: Explore) -> None:
    explored = explore({"demo.py": DOCS})
    names = ("varied", "ordered", "listed", "without", "other", "more", "of_a", "Told", "REGISTRY", "CALLED", "NAMED")
    assert {name: explored[f"demo.{name}"].get("doc") for name in names} == {
        "varied": "One of {0}.",
        "ordered": "One of a, b, c, d.",
        "listed": "Lists.",
        "without": None,
        "other": None,
        "more": "More and this.",
        "of_a": "Of a.",
        "Told": "As written.",
        "REGISTRY": None,
        "CALLED": None,
        "NAMED": "Named x",
    }
