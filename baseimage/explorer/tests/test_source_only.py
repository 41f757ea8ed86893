"""Source explorations of some modules only, as they are asked for where the rest was imported."""

from __future__ import annotations

from typing import Any

from conftest import Environment


def test_only_some_modules(scan: Any) -> None:
    files = {
        "demo/__init__.py": "from .a import s",
        "demo/a.py": "s = object()\nclass A: ...\n_Gone = A\ndel A\nclass B(_Gone): ...\nlimit: int = 3",
        "demo/b.py": "from .a import B, limit, s, _Gone\nclass C(B): ...",
        "demo/unread.py": "def (",
    }
    explored = scan(files, only=["demo.b"], check=False)
    # What others define is found by whoever tells of them; a plain value is each module's own.
    assert sorted(explored.nodes) == ["demo.b", "demo.b.C", "demo.b.limit"]
    others = {"B": "demo.a.B", "_Gone": "demo.a._Gone", "s": "demo.a.s"}
    assert explored["demo.b"]["members"] == {**others, "C": "demo.b.C", "limit": "demo.b.limit"}
    assert explored["demo.b.C"]["mro"][:2] == ["demo.a.B", "demo.a._Gone"]
    assert explored.problems == {}


def test_what_only_some_modules_need_of_others_is_read_as_in_full(scan: Any) -> None:
    others = '''
        import enum
        from abc import ABC, abstractmethod

        TEXT = """
        class Inner: ...
        """

        @decorated(
            "with",
        )
        class Base(ABC):
            """
        class Inner: of the text
            """
            size: int
            def __init__(self): self.width = "#"
            @abstractmethod
            def area(self): ...
            class Nested: value = 1
        # Not the end of it.

            def more(self):
                class Inner: ...
        #: How many.
        COUNT = 3
        class Color(enum.Enum): RED = 1
        Base.late = COUNT
        class Thing: ...
        '''
    user = """
        from .others import *
        from .others import Base, COUNT, TEXT
        class Mine(Base):
            nested = Base.Nested
            late = Base.late
        class Tint(Color): ...
        """
    files = {"demo/__init__.py": "", "demo/others.py": others, "demo/user.py": user}
    explored = scan(files, only=["demo.user"], check=False)
    whole = scan(files, check=False)
    ours = {id_: node for id_, node in whole.nodes.items() if id_.startswith("demo.user")}
    assert explored.nodes == ours
    assert explored["demo.user.COUNT"]["doc"] == "How many."
    assert "abstract" in explored["demo.user.Mine"]["flavours"]
    assert "Inner" not in explored["demo.user"]["members"]


def test_what_only_some_modules_take_from_tests_is_left_to_whoever_knows_whether_they_were_imported(
    scan: Any, environment: Environment
) -> None:
    files = {
        "demo/__init__.py": "",
        "demo/tests/__init__.py": "class Checks:\n    def check(self): ...\nstate = object()",
        "demo/tests/more.py": "",
        "demo/user.py": """
            import missing
            from .tests import Checks, more, state
            class Mine(Checks): ...
            """,
    }
    explored = scan(files, only=["demo.user"], check=False)
    own = {"distribution": "demo", "version": "1.0"}
    members = explored["demo.user"]["members"]
    assert members["Checks"] == {**own, "id": "demo.tests.Checks"}
    assert members["state"] == {**own, "id": "demo.tests.state"}
    assert members["more"] == {**own, "id": "demo.tests.more"}
    assert explored["demo.user.Mine"]["bases"] == [{**own, "id": "demo.tests.Checks"}]
    external = next(one for one in explored.of("external") if one["ref"]["id"] == "demo.tests.Checks")
    assert external["members"] == ["check"]
    shard = environment.by_hand("demo")
    nobodys = {"distribution": None, "id": "demo.tests.Checks"}
    assert shard["demo.user"]["members"]["Checks"] == nobodys
    assert shard["demo.user.Mine"]["mro"][0] == nobodys
    assert [one["members"] for one in shard.of("external") if one["ref"] == nobodys] == [["check"]]
    assert [problem["error"] for problem in shard.of("problem")] == ["ModuleNotFoundError"]


def test_what_only_some_modules_take_from_tests_that_were_imported(environment: Environment) -> None:
    environment.install(
        {
            "demo/__init__.py": "from .tests import Checks",
            "demo/tests/__init__.py": "class Checks:\n    def check(self): ...",
            "demo/user.py": "import missing\nfrom .tests import Checks\nclass Mine(Checks): ...",
        }
    )
    shard = environment.by_hand("demo")
    assert shard["demo.user"]["members"]["Checks"] == shard["demo"]["members"]["Checks"] == "demo.tests.Checks"
    assert shard["demo.user.Mine"]["bases"] == ["demo.tests.Checks"]
    assert "demo.tests.Checks" not in [one["ref"]["id"] for one in shard.of("external")]
