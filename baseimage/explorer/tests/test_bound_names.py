"""What names are bound to, statement by statement, and where what they lead to is told."""

from __future__ import annotations

from typing import Any

from used import hows, taken


def test_names_that_other_scopes_bind(uses: Any) -> None:
    explored = uses(
        """
import lib
def lazily():
    global late, rebound
    import lib as late
    import lib as rebound
def later():
    late.get
    rebound.get
def other():
    global rebound
    rebound = 1
def outer():
    client = lib.Session()
    def change():
        nonlocal client
        client = 1
    client.get
    kept = lib.Session()
    def use(): kept.hook()
    return change, use
import lib as gone
gone.get
del gone
def after(): gone.build
class Holder:
    lib = 1
    seen = lib
    def method(self): return lib.mark
"""
    )
    found = hows(explored)
    assert ("later", "get") in found
    assert ("outer", "Session.get") not in found
    assert found["outer", "Base.hook"] == ["call"]
    assert ("after", "build") not in found
    assert ("demo", "get") in found
    assert found["Holder.method", "mark"] == ["read"]
    assert ("Holder", "lib") not in found
    assert taken(explored)["demo.later", "lib._impl.get"]["count"] == 1


def test_what_statements_and_expressions_bind(uses: Any) -> None:
    explored = uses(
        """
import lib
def walrus():
    if (s := lib.Session()): s.get(1)
    return [t.hook() for _ in (1,) if (t := lib.Session())]
def caught():
    try: ...
    except lib.Error as e: e.with_traceback
    try: ...
    except (lib.Error, OSError) as f: f.with_traceback
def entered():
    with lib.opened("p") as s, lib.Session() as (a, b): s.get(1); a.get
async def entered_later():
    async with lib.Session() as s: s.get
def twice():
    s = lib.Session()
    s = lib.Session()
    s.get
def none(flag):
    s = None
    s = lib.Session()
    s.get
class Client:
    def __init__(self): self.once = lib.Session(); self.both = lib.Session()
    def again(self): self.both = lib.Session()
    def other(self):
        self.once.get
        self.both.get
    @staticmethod
    def own(self): self.once.hook
    @property
    def made(self) -> "lib.Session": return self.once
    def by_property(self): self.made.mount
def star(*sessions: lib.Session, **named: lib.Session): sessions.get; named.get
def default(s: lib.Session = lib.Session()): s.hook
late = lambda s: s.get
"""
    )
    found = hows(explored)
    assert found["walrus", "Session.get"] == found["entered", "Session.get"] == ["call"]
    assert found["walrus", "Base.hook"] == ["call"]
    assert [key for key in found if key[1] == "Session.get"] == [
        *(("walrus", "Session.get"), ("entered", "Session.get"), ("Client.other", "Session.get"))
    ]
    assert taken(explored)["demo.Client.other", "lib._impl.Session.get"]["count"] == 1
    assert ("Client.own", "Base.hook") not in found
    assert found["Client.by_property", "Base.mount"] == ["read"]
    assert found["default", "Base.hook"] == ["read"]
    traced = [use for use in explored.of("use") if use["of"]["id"] == "builtins.BaseException.with_traceback"]
    assert [(use["in"], use["count"]) for use in traced] == [("demo.caught", 1)]


def test_places_are_where_things_are_written_whatever_they_say(uses: Any) -> None:
    explored = uses(
        "from ._a import Auth\nAuth.__module__ = 'demo'\n",
        **{
            "demo/_a.py": """
import collections.abc, lib
class Auth(collections.abc.Mapping):
    limit = lib.LIMIT
    def encode(self): return lib.get("u")
    def keys(self): return self.items()
"""
        },
    )
    # Methods still say that they are of the other module.
    assert set(taken(explored)) == {("demo.Auth", "lib.LIMIT"), ("demo._a.Auth.encode", "lib._impl.get")}
    overrides = [use for use in explored.of("use") if "override" in use["how"]]
    assert [(use["in"], use["of"]["id"]) for use in overrides] == [
        ("demo._a.Auth.keys", "collections.abc.Mapping.keys")
    ]
    assert any(use["of"]["id"] == "collections.abc.Mapping.items" for use in explored.of("use"))


def test_bases_in_brackets_literals_and_overloads(uses: Any) -> None:
    explored = uses(
        """
import lib, collections.abc
from typing import Generic, Literal, TypeVar, overload
T = TypeVar("T")
class A(Generic[T], collections.abc.Mapping[str, lib.Reply]):
    @overload
    def get(self, key): ...
    @overload
    def get(self, key, default): ...
    def get(self, key, default=None): ...
def f(x: Literal[lib.LIMIT, "lib.Error"], y: lib.Session):
    return y.__class__, y.get.__doc__
"""
    )
    every = {(use["in"], use["of"]["id"]): use for use in explored.of("use")}
    assert every["demo.A", "typing.Generic"]["how"] == every["demo.A", "collections.abc.Mapping"]["how"] == ["base"]
    assert every["demo.A", "lib._impl.Reply"]["how"] == ["read"]
    overrides = [(use["in"], use["count"]) for use in explored.of("use") if "override" in use["how"]]
    assert overrides == [("demo.A.get", 1)]
    assert {of for at, of in every if at == "demo.f"} == {"lib.LIMIT", "lib._impl.Session", "typing.Literal"}


def test_places_are_nodes_by_where_they_are_written(uses: Any) -> None:
    explored = uses(
        """
import functools, lib, typing
def _opened(path): return lib.opened(path)
opened = _opened
opened.__name__ = opened.__qualname__ = "opened"
del _opened
def _made(name):
    def __dir__(): return lib.LIMIT
    def unseen(): return lib.mark
    return __dir__
__dir__ = _made(1)
def plain(f):
    def inner(*a): return lib.build
    return inner
@plain
def once(): ...
def kept(f):
    @functools.wraps(f)
    def inner(x=lib.LIMIT): return lib.build
    return inner
@kept
def wrapped(): return lib.get
def classes():
    class Local(lib.Session):
        def get(self): return lib.get
        @property
        def size(self): return lib.LIMIT
    return Local
Shown = classes()
class Held:
    def _get(self) -> lib.Reply: ...
    def _set(self, x: lib.Session): ...
    reply = property(_get, _set)
    del _get, _set
if typing.TYPE_CHECKING:
    class Sent(lib.Session):
        def get(self, x: lib.Reply) -> None: ...
        class Inner:
            y: lib.Error
    def sends(x: lib.Error) -> Sent: ...
class Partly:
    if typing.TYPE_CHECKING:
        def typed(self) -> lib.Reply: ...
"""
    )
    assert hows(explored) == {
        ("opened", "opened"): ["call"],
        ("__dir__", "lib.LIMIT"): ["read"],
        ("_made", "mark"): ["read"],
        ("plain", "build"): ["read"],
        ("kept", "lib.LIMIT"): ["read"],
        ("kept", "build"): ["read"],
        ("wrapped", "get"): ["read"],
        ("classes", "Session"): ["base"],
        ("Shown.get", "get"): ["read"],
        ("Shown.size", "lib.LIMIT"): ["read"],
        ("Held.reply", "Reply"): ["annotation"],
        ("Held", "Session"): ["annotation"],
        ("Sent", "Session"): ["base"],
        ("Sent.get", "Reply"): ["annotation"],
        ("Sent.Inner", "Error"): ["annotation"],
        ("sends", "Error"): ["annotation"],
        ("Partly.typed", "Reply"): ["annotation"],
    }


def test_what_several_statements_bind_in_the_same_way(uses: Any) -> None:
    explored = uses(
        """
from typing import TYPE_CHECKING
try:
    import absent
    from absent.below import Thing as Other
except ImportError:
    absent = Other = None
if TYPE_CHECKING:
    import missing
def asked():
    global missing
    import missing
class Solver:
    def start(self):
        global np, twice
        import lib as np
        twice = 1
    def solve(self): return np.get
def local():
    import lib as np, lib as twice
    def inner(): return np.build
    return inner, twice.mark
def wanted():
    global optional, emptied
    try:
        from absent import optional, emptied
    except ImportError:
        optional = None
        emptied = 1
    class Local(optional):
        def go(self): optional.go(self); emptied.go
def of_absent(): return Other, absent.part.Deep, missing.go
"""
    )
    every = {(use["in"].removeprefix("demo."), use["of"]["id"]) for use in explored.of("use")}
    assert every - {("demo", "typing.TYPE_CHECKING")} == {
        *(("Solver.solve", "lib.get"), ("local", "lib.build"), ("local", "lib.mark")),
        *(("wanted", "absent.optional"), ("wanted", "absent.optional.go")),
        *(("of_absent", "absent.below.Thing"), ("of_absent", "absent.part.Deep"), ("of_absent", "missing.go")),
    }
