"""What attributes lead to that are no members of modules and classes: each as following them at run time gives."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Environment
from used import hows, id_of


@pytest.fixture
def beside(environment: Environment) -> Any:
    """Install a distribution "lib" of some files, explore one that uses it, and give place, id, how of each use."""

    def run(library: dict[str, str], source: str, **more: str) -> list[tuple[str, str, list[str]]]:
        environment.install(library, name="lib", version="2.0")
        environment.install({"demo/__init__.py": source, **more})
        return [(use["in"], use["of"]["id"], use["how"]) for use in environment.session().of("use")]

    return run


def test_what_a_class_has_from_its_metaclass(beside: Any) -> None:
    found = beside(
        {
            "lib.py": """
class Meta(type):
    def build(cls): ...
    size = 1
    @property
    def all(cls): return {}
class Made(metaclass=Meta):
    def own(self): ...
class Below(Made): ...
"""
        },
        """
import abc, lib
class Sized(abc.ABC): ...
@abc.ABC.register
class Seen: ...
Sized.register(Seen)
lib.Made.build()
lib.Below.size
lib.Below.own
lib.Below.mro()
lib.Made.all.values()
def f(): lib.Below.absent
""",
    )
    assert sorted(one for one in found if one[1] != "abc.ABC") == [
        ("demo", "abc.ABCMeta.register", ["call"]),
        ("demo", "lib.Made.all.values", ["call"]),
        ("demo", "lib.Made.own", ["read"]),
        ("demo", "lib.Meta.build", ["call"]),
        ("demo", "lib.Meta.size", ["read"]),
        ("demo.Seen", "abc.ABCMeta.register", ["decorator"]),
        ("demo.f", "lib.Below.absent", ["read"]),
    ]


# An extension in Rust makes such a module below itself.
UNREGISTERED = """
import types
part = types.ModuleType("_core.part")
part.flag = True
part.Thing = type("Thing", (), {"__module__": "_core.part"})
"""


def test_modules_that_nobody_can_import_are_known_by_the_way_to_them(beside: Any) -> None:
    found = beside(
        {"lib/__init__.py": "", "lib/_core.py": UNREGISTERED},
        """
import lib._core as theirs
from . import _core
from ._core import part
theirs.part.flag
theirs.part.Thing
part.flag, part.Thing, _core.part.flag
def f(): part.absent, theirs.part.absent
""",
        **{"demo/_core.py": UNREGISTERED},
    )
    assert sorted(found) == [
        ("demo", "lib._core.part.Thing", ["read"]),
        ("demo", "lib._core.part.flag", ["read"]),
        ("demo._core", "types.ModuleType", ["call"]),
        ("demo.f", "lib._core.part.absent", ["read"]),
    ]


def test_attributes_of_values_are_below_their_names(beside: Any) -> None:
    found = beside(
        {
            "lib/__init__.py": "from .words import Word, Error, limits, box",
            "lib/words.py": """
import collections
class Sort(tuple):
    def __getattr__(self, name):
        made = Sort((*self, name))
        setattr(self, name, made)
        return made
class Box: ...
Word = Sort()
Error = Word.Error
Word.Error.Low, Word.Name
limits = collections.namedtuple("Limits", "low")(1)
box = Box()
box.inner = Box()
box.inner.size = 3
""",
            "lib/again.py": "from .words import Word, Error",
        },
        """
import sys, lib
from lib.again import Error, Word
Error, Word.Name, Error.Low
lib.box.inner.size
lib.limits.low
sys.flags.dev_mode
sys.version_info.major, sys.version_info.index(3)
def f(): Word.Absent
""",
    )
    assert sorted(one for one in found if "index" not in one[1]) == [
        ("demo", "lib.Error", ["read"]),
        ("demo", "lib.Error.Low", ["read"]),
        ("demo", "lib.Word.Name", ["read"]),
        ("demo", "lib.box.inner.size", ["read"]),
        ("demo", "lib.limits.low", ["read"]),
        ("demo", "sys.flags.dev_mode", ["read"]),
        ("demo", "sys.version_info.major", ["read"]),
        ("demo.f", "lib.Word.Absent", ["read"]),
    ]


def test_what_is_ours_is_no_use_though_nothing_leads_to_it(uses: Any) -> None:
    explored = uses(
        """
import collections
from . import made
class Version(collections.namedtuple("Version", "a b")):
    def __new__(cls): ...
    def _replace(self): ...
class Point(collections.namedtuple("Base", "x", module="demo")):
    def _asdict(self): ...
made.box.size
made.box.go()
made.box.hook
made.go.__doc__, made.go.__name__
""",
        **{
            "demo/made.py": """
import lib
def make():
    class Box(lib.Session):
        size = 3
        def go(self): ...
    return Box()
box = make()
def go(): ...
"""
        },
    )
    assert {(use["in"], use["of"]["id"]) for use in explored.of("use")} == {
        *(("demo.Version", "collections.namedtuple"), ("demo.Point", "collections.namedtuple")),
        *(("demo.made.make", "lib._impl.Session"), ("demo", "lib._impl.Base.hook")),
    }


def test_methods_of_bases_in_c(uses: Any) -> None:
    explored = uses(
        """
import collections, typing, lib
T = typing.TypeVar("T")
class Registered:
    name = 1
class Model(Registered, typing.Generic[T]):
    def __init_subclass__(cls, **options): ...
class Counts(collections.OrderedDict):
    @classmethod
    def fromkeys(cls, keys): ...
    def update(self, *more): ...
class Repeated(Model[int]):
    def __init_subclass__(cls, **options): ...
"""
    )
    overrides = {(use["in"], use["of"]["id"]) for use in explored.of("use") if "override" in use["how"]}
    assert overrides == {
        ("demo.Model.__init_subclass__", "typing.Generic.__init_subclass__"),
        ("demo.Counts.fromkeys", "collections.OrderedDict.fromkeys"),
        ("demo.Counts.update", "collections.OrderedDict.update"),
    }


def test_what_subclasses_and_instances_may_replace_is_not_followed(uses: Any) -> None:
    explored = uses(
        """
import json, lib
from .other import Settings, current
class Client(Settings):
    maker = lib.Session
    written = lib.get
    def own(self):
        self.maker()
    def inherited(self):
        self.factory(); self.dumps(1); self.made.hook(); self.Inner.make(); self.typed.hook()
        self.call(); self.written(); self.maker = 1
    def once(self):
        self.kept.get(1), self.below_kept.hook(), self.changed.hook()
        self.changed = None
    @classmethod
    def by_class(cls):
        cls.kept.hook, cls.maker; cls.dumps; cls.below.dumps; cls.typed
def of_values(settings: Settings):
    current.factory(); settings.dumps(1); current.typed.hook()
    current.factory = list
    current.maker = settings.dumps = None
def of_classes():
    Settings.dumps(1)
    Settings.kind(); Settings.dumps = None
    lib.get = None
    lib.Session.get = lib.Session.hook = lib.Session.__call__ = None
""",
        **{
            "demo/other.py": """
import json, lib
class Below: dumps = json.dumps
class Settings:
    factory = kind = dict
    dumps = json.dumps
    made = lib.Session()
    typed: lib.Session = lib.Session()
    kept = below_kept = changed = lib.Session()
    below = Below
    class Inner(lib.Session): ...
    def call(self) -> lib.Reply: ...
current = Settings()
class Lower(Settings):
    below_kept = None
"""
        },
    )
    found = {(at, of) for at, of in hows(explored) if not at.startswith("other")}
    assert found == {
        ("Client", "Session"),
        ("Client", "get"),
        ("Client.inherited", "get"),
        ("Client.inherited", "Session.make"),
        ("Client.inherited", "Base.hook"),
        ("Client.once", "Session.get"),
        ("Client.by_class", "Base.hook"),
        ("of_values", "Base.hook"),
        ("of_classes", "Session.get"),
        ("of_classes", "Session.__call__"),
        ("of_classes", "lib.get"),
        ("of_classes", "Base.hook"),
    }
    python = {(use["in"], use["of"]["id"]): use["how"] for use in explored.of("use") if "python" in use["of"]}
    assert {key: how for key, how in python.items() if not key[0].startswith("demo.other")} == {
        ("demo.of_classes", "json.dumps"): ["call"]
    }


ANNOTATED = """
import dataclasses, typing
from .core import Scope
@dataclasses.dataclass
class Token:
    attrs: dict[str, int] = dataclasses.field(default_factory=dict)
    inner: typing.Optional["Token"] = None
    items: "list[int]" = dataclasses.field(default_factory=list)
    any: typing.Any = None
    either: typing.Union[int, str] = 1
if typing.TYPE_CHECKING:
    from .late import Late
class Group:
    scope: Scope
    late: "Late"
    def gives(self) -> "typing.Optional[Late]": ...
    @property
    def asked(self) -> Scope: ...
    def __init__(self):
        self.set = Scope()
"""


@pytest.mark.parametrize("future", ["", "from __future__ import annotations\n"])
def test_attributes_are_followed_by_their_annotations(beside: Any, future: str) -> None:
    found = beside(
        {
            "lib/__init__.py": f"{future}{ANNOTATED}",
            "lib/core.py": "from . import late\nclass Scope:\n    limit: int\n    def cancel(self): ...\n",
            "lib/late.py": "class Late:\n    def wait(self): ...\n    def end(self): ...\n",
        },
        """
import lib
def f(group: lib.Group, token: lib.Token):
    group.scope.cancel()
    group.asked.limit
    group.set.cancel()
    group.late.wait(), group.gives().end()
    token.attrs.get("a"), token.attrs.absent
    token.inner.items.append(1)
    token.any.go, token.either.go
""",
    )
    assert sorted(one for one in found if one[2] != ["annotation"]) == [
        ("demo.f", "builtins.dict.get", ["call"]),
        ("demo.f", "builtins.list.append", ["call"]),
        ("demo.f", "lib.Group.gives", ["call"]),
        ("demo.f", "lib.Group.set.cancel", ["call"]),
        ("demo.f", "lib.Token.any.go", ["read"]),
        ("demo.f", "lib.Token.either.go", ["read"]),
        ("demo.f", "lib.core.Scope.cancel", ["call"]),
        ("demo.f", "lib.core.Scope.limit", ["read"]),
        ("demo.f", "lib.late.Late.end", ["call"]),
        ("demo.f", "lib.late.Late.wait", ["call"]),
    ]


def test_what_every_function_class_and_object_has_is_no_use(uses: Any) -> None:
    explored = uses(
        """
import collections.abc, lib, types
def own(): ...
def f(x: collections.abc.Callable, s: lib.Session):
    x.__doc__, x.__name__, s.__class__, s.__init__, s.__eq__, s.get.__doc__
    lib.get.__code__, lib.get.__defaults__, lib.Session.__mro__, lib.Session.mro()
    lib.__doc__, s.get
class Lazy(types.ModuleType):
    def __init__(self): super().__init__("lazy")
""",
    )
    assert {(use["of"]["id"], *use["how"]) for use in explored.of("use") if use["how"] != ["annotation"]} == {
        *(("lib.__doc__", "read"), ("lib._impl.Session.get", "read")),
        *(("types.ModuleType", "base"), ("types.ModuleType.__init__", "call", "override")),
    }


def test_functions_that_say_to_be_elsewhere_are_where_they_are(environment: Environment) -> None:
    environment.install(
        {
            "lib/__init__.py": "from .moved import renamed, Moved",
            "lib/info.py": "class Version:\n    def renamed(self): ...\n",
            "lib/moved.py": """
def renamed(*a, **b): ...
renamed.__module__, renamed.__qualname__ = "lib.info", "Version.renamed"
class Moved: ...
Moved.__module__, Moved.__qualname__ = "lib.nowhere", "Version"
""",
        },
        name="lib",
        version="2.0",
    )
    environment.install({"demo.py": "from lib import renamed, Moved\nrenamed(1, b=2), Moved()\n"})
    explored = environment.session()
    assert [id_of(one["of"]) for one in explored.of("import")] == ["lib.renamed", "lib.Moved"]
    assert {use["of"]["id"]: use.get("keywords") for use in explored.of("use")} == {
        "lib.renamed": ["b"],
        "lib.Moved": None,
    }


def test_what_is_always_there_is_no_use_of_what_is_ours(uses: Any) -> None:
    explored = uses(
        """
from __future__ import annotations
import lib
from . import other
class Words(list):
    def add(self, word): self.append(word)
    def raised(self) -> bytes: ...
def f(words: Words, kept: other.Kept, reply: lib.Reply):
    words.pop(), words.raised().hex(), kept.text.upper(), kept.given().items(), other.text().lower()
    kept.status.bit_length()
    return reply.status.bit_length()
""",
        **{
            "demo/other.py": """
class Kept:
    text: str
    status: int
    __slots__ = ("text", "status")
    def given(self) -> dict: ...
def text() -> str: ...
"""
        },
    )
    assert {(use["in"], use["of"]["id"]) for use in explored.of("use") if use["how"] == ["call"]} == {
        *(("demo.Words.add", "builtins.list.append"), ("demo.f", "builtins.list.pop")),
        ("demo.f", "builtins.int.bit_length"),
    }
