"""What sources take of others: each expectation is what following the names at run time gives."""

from __future__ import annotations

from typing import Any

from used import id_of, taken


def test_names_bound_by_imports_lead_to_canonical_objects(uses: Any) -> None:
    explored = uses(
        """
import lib, lib.sub.deep, lib.sub.deep as d
from lib import Session as S, LIMIT
from lib import sub
from lib.sub import deep
lib.get("u", verify=False)
lib.get("u", "v", timeout=1)
S.make
d.dig(); deep.dig(); sub.deep.dig(); lib.sub.deep.dig()
x = LIMIT + lib.sub.deep.VALUE
lib.LIMIT = 4
"""
    )
    found = taken(explored)
    get = found["demo", "lib._impl.get"]
    assert (get["how"], get["count"], get["lines"], get["as"]) == (["call"], 2, [6, 7], "lib.get")
    assert (get["keywords"], get["positional"]) == (["timeout", "verify"], 2)
    assert found["demo", "lib._impl.Session.make"]["how"] == ["read"]
    assert found["demo", "lib.sub.deep.dig"]["count"] == 4
    assert "as" not in found["demo", "lib.sub.deep.dig"]
    assert found["demo", "lib.sub.deep.VALUE"]["how"] == ["read"]
    assert found["demo", "lib.LIMIT"]["how"] == ["read", "write"]
    assert all(use["of"]["version"] == "2.0" for use in found.values())


def test_instances_bound_once_are_followed(uses: Any) -> None:
    explored = uses(
        """
import lib
class Client:
    shared = lib.Session()
    typed: lib.Session
    def __init__(self):
        self.session = lib.Session()
        self.changed = lib.Session()
    def go(self, s: lib.Session, maybe: "lib.Session | None" = None):
        self.session.get(1)
        self.shared.mount(1, adapter=2)
        self.typed.hook()
        self.changed.mount()
        s.hook()
        maybe.make()
        local = lib.Session()
        local.get("u").json(strict=True)
        local.get("u").owner
        local.get("u").owner.mount("a", "b")
    def other(self):
        self.changed = None or 3
module_session = lib.Session()
def use_module():
    module_session.hook()
    alias = lib.get
    return alias("u").status
"""
    )
    found = taken(explored)
    go = {of: use for (at, of), use in found.items() if at == "demo.Client.go"}
    assert go["lib._impl.Session.get"]["count"] == 4
    assert go["lib._impl.Base.mount"]["count"] == 2
    assert go["lib._impl.Base.mount"]["keywords"] == ["adapter"]
    assert go["lib._impl.Base.hook"]["count"] == 2
    assert go["lib._impl.Session.make"]["how"] == ["call"]
    assert go["lib._impl.Reply.json"]["keywords"] == ["strict"]
    assert go["lib._impl.Reply.owner"]["how"] == ["read"]
    assert go["lib._impl.Session"]["how"] == ["annotation", "call"]
    below = {of for (at, of) in found if at == "demo.use_module"}
    assert below == {"lib._impl.Base.hook", "lib._impl.get", "lib._impl.Reply.status"}


def test_what_with_and_await_give(uses: Any) -> None:
    explored = uses(
        """
import lib
def a():
    with lib.Session() as s, lib.opened("p") as t:
        s.get(1)
        t.mount(1, 2)
async def b(s: lib.Session):
    (await s.wait()).json()
    reply = await s.wait()
    reply.owner
"""
    )
    found = taken(explored)
    assert {of for (at, of) in found if at == "demo.a"} == {
        *("lib._impl.Session", "lib._impl.opened", "lib._impl.Session.get", "lib._impl.Base.mount")
    }
    assert {of for (at, of) in found if at == "demo.b"} == {
        *("lib._impl.Session", "lib._impl.Session.wait", "lib._impl.Reply.json", "lib._impl.Reply.owner")
    }


def test_what_is_rebound_or_shadowed_is_not_followed(uses: Any) -> None:
    explored = uses(
        """
import lib
from lib import get, build
build = 3
def parameter(lib): lib.get
def assigned():
    lib = 1
    return lib.get
def twice(flag):
    s = lib.Session()
    if flag: s = object()
    s.get
def comprehension(): return [lib.get for lib in ()], [get for get in ()]
def loop():
    for lib in (): lib.get
def caught():
    try: pass
    except ValueError as lib: lib.get
def inner():
    def get(): ...
    get()
class C:
    get = 1
    def method(self): return get
    class D:
        x = get
def unpacked():
    a, b = lib.Session(), 1
    a.get
lambda lib: lib.get
build
"""
    )
    found = taken(explored)
    assert set(found) == {
        *(("demo.twice", "lib._impl.Session"), ("demo.unpacked", "lib._impl.Session")),
        *(("demo.C.method", "lib._impl.get"), ("demo.C.D", "lib._impl.get")),
    }


def test_how_things_are_used(uses: Any) -> None:
    explored = uses(
        """
import lib
from typing import cast, Optional
@lib.mark
def decorated(): ...
@lib.marked("u")
class Decorated(lib.Session, metaclass=type): ...
def f(a: Optional["lib.Reply"], *b: lib.Reply) -> "list[lib.Session]":
    try: ...
    except (lib.Error, ValueError): raise lib.Error("x") from None
    isinstance(a, lib.Reply)
    cast("lib.Session", a).get(1)
    x: lib.Base = 1
"""
    )
    found = {
        (at.removeprefix("demo."), of.removeprefix("lib._impl.")): use["how"]
        for (at, of), use in taken(explored).items()
    }
    assert found["decorated", "mark"] == ["decorator"]
    assert found["Decorated", "marked"] == ["call", "decorator"]
    assert found["Decorated", "Session"] == ["base"]
    assert found["f", "Reply"] == ["annotation", "read"]
    assert found["f", "Session"] == ["annotation"]
    assert found["f", "Session.get"] == ["call"]
    assert found["f", "Error"] == ["call", "except", "raise"]
    assert found["f", "lib.Base"] == ["annotation"]


def test_methods_of_foreign_bases(uses: Any) -> None:
    explored = uses(
        """
import lib
class Mine(lib.Session):
    def get(self, url):
        return super().get(url, x=1)
    def hook(self):
        self.mount(1, 2)
        super(Mine, self).hook
        self.own()
    def own(self): ...
    @classmethod
    def built(cls): return cls.make()
class Below(Mine):
    def get(self, url): return super().get(url)
    def mount(self): ...
"""
    )
    found = {
        (at.removeprefix("demo."), of.removeprefix("lib._impl.")): use["how"]
        for (at, of), use in taken(explored).items()
    }
    assert found == {
        ("Mine", "Session"): ["base"],
        ("Mine.get", "Session.get"): ["call", "override"],
        ("Mine.hook", "Base.hook"): ["override", "read"],
        ("Mine.hook", "Base.mount"): ["call"],
        ("Mine.built", "Session.make"): ["call"],
        ("Below.mount", "Base.mount"): ["override"],
    }


def test_what_own_modules_pass_on(uses: Any) -> None:
    explored = uses(
        "from .compat import get, thing\nget(1)\nthing.get(2)\n",
        **{
            "demo/compat.py": "from lib import *\nthing = Session()\n",
            "demo/star.py": "from lib.sub.deep import *\ndig()\n",
        },
    )
    found = taken(explored)
    assert found["demo", "lib._impl.get"]["as"] == "demo.compat.get"
    assert found["demo", "lib._impl.Session.get"]["how"] == ["call"]
    assert found["demo.star", "lib.sub.deep.dig"]["how"] == ["call"]
    assert found["demo.compat", "lib._impl.Session"]["how"] == ["call"]


def test_what_is_not_imported_is_told_as_written(uses: Any) -> None:
    explored = uses(
        """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from lib.sub.deep import dig
    import missing.part
def lazy(x: "missing.part.Thing"):
    from lib.sub import deep
    deep.dig
    import absent
    absent.go(1)
"""
    )
    of = {use["of"]["id"]: use for use in explored.of("use") if use["in"] == "demo.lazy"}
    assert of["lib.sub.deep.dig"]["of"] == {"distribution": "lib", "version": "2.0", "id": "lib.sub.deep.dig"}
    assert of["absent.go"]["of"] == {"distribution": None, "id": "absent.go"}
    assert of["missing.part.Thing"]["how"] == ["annotation"]


def test_places_are_the_innermost_nodes(uses: Any) -> None:
    explored = uses(
        """
import lib
def outer():
    def inner(): lib.get
    class Local:
        def method(self): lib.get
    return inner, Local
class A:
    value = lib.LIMIT
    class B:
        def m(self): lib.get
    @property
    def p(self): return lib.get
def twice(): lib.get
def twice(): lib.build
"""
    )
    found = taken(explored)
    assert found["demo.outer", "lib._impl.get"]["count"] == 2
    assert ("demo.A", "lib.LIMIT") in found
    assert ("demo.A.B.m", "lib._impl.get") in found
    assert ("demo.A.p", "lib._impl.get") in found
    assert ("demo.twice", "lib._impl.build") in found
    assert ("demo", "lib._impl.get") in found


def test_places_are_nodes_that_definitions_are_parts_of(uses: Any) -> None:
    explored = uses(
        """
from typing import overload
import lib
class A:
    @overload
    def f(self, x: lib.Session) -> int: ...
    @overload
    def f(self, x: lib.Reply) -> str: ...
    def f(self, x): return x
    @property
    def p(self): return 1
    @p.setter
    def p(self, value): lib.get
    @lib.mark
    def __hidden(self): lib.build
class Maker:
    def __init__(self, function): self.function = function
@Maker
def made(): lib.LIMIT
class Meta(type):
    def __new__(cls, name, bases, namespace): return 3
class Three(metaclass=Meta):
    def f(self): lib.opened
@overload
def g(x: lib.Session) -> int: ...
@overload
def g(x: lib.Error) -> str: ...
def g(x): ...
"""
    )
    found = taken(explored)
    assert found["demo.A.f", "lib._impl.Session"]["how"] == ["annotation"]
    assert ("demo.A.f", "lib._impl.Reply") in found
    assert ("demo.A.p", "lib._impl.get") in found
    assert ("demo.A._A__hidden", "lib._impl.build") in found
    assert ("demo.made", "lib.LIMIT") in found
    assert ("demo.Three", "lib._impl.opened") in found
    assert {("demo.g", "lib._impl.Session"), ("demo.g", "lib._impl.Error")} <= found.keys()


def test_an_attribute_that_holds_something_is_not_that(uses: Any) -> None:
    explored = uses(
        """
import lib
class A:
    def __init__(self): self.get = lib.get
    def f(self): return self.get(1)
"""
    )
    found = taken(explored)
    assert found["demo.A.__init__", "lib._impl.get"]["how"] == ["read"]
    assert found["demo.A.f", "lib._impl.get"]["how"] == ["call"]


def test_others_that_say_they_are_ours_are_theirs(uses: Any) -> None:
    explored = uses(
        """
import lib
lib.build.__module__ = "demo"
lib.build.__qualname__ = "A.build"
class A:
    taken = lib.get
    def f(self): lib.build()
    def g(self): lib.get()
    def h(self): get()
from lib import get
lib.get.__module__ = "demo"
lib.get.__qualname__ = "A.taken"
"""
    )
    assert ("demo.A.f", "lib.build") in taken(explored)
    assert ("demo.A.g", "lib.get") in taken(explored)
    assert ("demo.A.h", "lib.get") in taken(explored)


def test_names_in_modules_that_fail_lead_to_what_others_have_loaded(uses: Any) -> None:
    explored = uses(
        "import lib\nlib.Session.__module__ = 'lib'\nclass Own: ...\n",
        **{
            "demo/failing.py": """
import lib
from lib import Reply as R, build
from demo import Own
import lib.sub.deep, lib.absent
def f(x: lib.Session): lib.sub.deep.dig(); return R, lib.nothing
raise ImportError
"""
        },
    )
    (event,) = explored.events("named")
    assert event["module"] == "demo.failing"
    names = {name: id_of(of) for name, of in event["names"].items()}
    assert names == {
        "lib.Session": "lib.Session",
        "lib.Reply": "lib._impl.Reply",
        "lib.build": "lib._impl.build",
        "demo.Own": "demo.Own",
        "lib.nothing": "lib.nothing",
        "lib.sub.deep.dig": "lib.sub.deep.dig",
    }
