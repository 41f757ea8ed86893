"""Which modules a distribution has, and what importing them may do."""

from __future__ import annotations

import importlib.machinery
from pathlib import Path

import pytest
from conftest import Environment, Explore

from importgraph_explorer.installed.distributions import InstalledFile
from importgraph_explorer.installed.modules import import_names, modules_of
from importgraph_explorer.installed.modules import tests_and_mains as omitted


def names(*paths: str, root: str = "/nowhere") -> list[str]:
    return list(modules_of(InstalledFile(root, path) for path in paths))


def test_modules_of_every_kind_of_file(tmp_path: Path) -> None:
    tag = importlib.machinery.EXTENSION_SUFFIXES[0]
    assert names("a.py", "b/__init__.py", f"b/c{tag}", "b/d.pyc", "b/e/f.py") == [
        "a",
        "b",
        "b.c",
        "b.d",
        "b.e",
        "b.e.f",
    ]


def test_files_that_are_no_modules() -> None:
    assert (
        names("a-b.py", "a.dist-info/x.py", "b/1x.py", "b/__pycache__/c.cpython-39.pyc", "c/d.txt", "__init__.py") == []
    )


def test_a_library_without_a_tag_is_a_module_only_when_it_can_be_imported(tmp_path: Path) -> None:
    (tmp_path / "plain.so").write_bytes(b"\x7fELF\0something\0")
    (tmp_path / "module.so").write_bytes(b"\x7fELF\0PyInit_module\0")
    assert names("plain.so", "module.so", root=str(tmp_path)) == ["module"]


def test_import_names_go_through_namespaces() -> None:
    modules = modules_of(
        InstalledFile("/nowhere", path)
        for path in ("google/cloud/storage/__init__.py", "google/cloud/storage/blob.py", "tests/__init__.py", "one.py")
    )
    assert import_names(modules) == ["google.cloud.storage", "one"]


def test_what_is_not_explored_for_its_own_sake() -> None:
    paths = (
        "a/test.py",
        "b/__main__.py",
        "c/tests/__init__.py",
        "d/test/test_d.py",
        "d/test/help.py",
        "e/test/__init__.py",
    )
    assert sorted(omitted(modules_of(InstalledFile("/nowhere", path) for path in paths))) == [
        "a.test",
        "b.__main__",
        "c.tests",
        "d.test",
        "d.test.help",
        "d.test.test_d",
        "e.test",
    ]


def test_what_is_for_other_peoples_tests_is_no_test() -> None:
    paths = ("web/test/__init__.py", "web/test/client.py", "web/test/testcases.py", "web/test/__main__.py")
    modules = modules_of(InstalledFile("/nowhere", path) for path in paths)
    assert omitted(modules) == {"web.test.__main__"}


def test_namespace_packages_are_modules_without_a_file(environment: Environment) -> None:
    environment.install({"space/mine/__init__.py": "A = 1"}, "space-mine")
    environment.install({"space/other/__init__.py": "B = 2"}, "space-other")
    explored = environment.session("space-mine")
    assert explored.events("start")[0]["importNames"] == ["space.mine"]
    assert explored["space"]["namespace"] is True
    assert explored["space"]["members"] == {"mine": "space.mine"}
    assert "space.other" not in explored.nodes


def test_tests_and_main_are_not_imported(explore: Explore) -> None:
    bad = "raise SystemExit('imported')"
    explored = explore(
        {
            "demo/__init__.py": "",
            "demo/__main__.py": bad,
            "demo/conftest.py": bad,
            "demo/test.py": bad,
            "demo/tests/__init__.py": bad,
            "demo/tests/test_a.py": bad,
            "demo/_tests/__init__.py": bad,
            "demo/latest.py": "",
        }
    )
    assert sorted(explored.nodes) == ["demo", "demo.latest"]
    assert explored.problems == {}


def test_a_module_called_test_without_tests_is_explored(explore: Explore) -> None:
    explored = explore(
        {
            "demo/__init__.py": "",
            "demo/admin/__init__.py": "",
            "demo/admin/tests.py": "# For unittest.\nclass AdminTestCase: ...",
            "demo/command/__init__.py": "",
            "demo/command/test.py": "import unittest\nclass Test(unittest.TestCase): ...",
            "demo/run/__init__.py": "",
            "demo/run/test.py": "def run(): ...\nif __name__ == '__main__': run()",
            "demo/empty/__init__.py": "",
            "demo/empty/test.py": "print('Works.')",
        }
    )
    assert explored["demo.admin.tests.AdminTestCase"]["kind"] == "class"
    assert {name for name in explored.nodes if name.endswith("test")} == set()


def test_a_module_called_test_that_the_package_uses_is_explored(explore: Explore) -> None:
    explored = explore({"demo/__init__.py": "from .test import Client", "demo/test.py": "class Client: pass"})
    assert explored["demo"]["members"]["Client"] == "demo.test.Client"


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import sys; sys.exit(3)", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("import nowhere.at_all", "ModuleNotFoundError"),
        ("def (", "SyntaxError"),
        ("import sys; del sys.modules[__name__]", "KeyError"),
    ],
)
def test_a_module_that_fails_is_a_problem_and_nothing_more(explore: Explore, code: str, error: str) -> None:
    explored = explore({"demo/__init__.py": "", "demo/bad.py": code, "demo/good.py": "A = 1"})
    stage, found, _ = explored.problems["demo.bad"]
    assert (stage, found) == ("import", error)
    assert explored["demo.bad"]["imported"] is False
    assert explored["demo.good.A"]["value"] == "1"


def test_modules_below_one_that_fails_are_not_tried(explore: Explore) -> None:
    explored = explore({"demo/__init__.py": "print('once')\nraise ValueError('no')", "demo/a.py": "", "demo/b.py": ""})
    assert explored.output.count("once") == 1
    assert explored.problems["demo"] == ("import", "ValueError", "no")
    assert explored.problems["demo.a"] == ("import", "ValueError", "its package demo is not imported")


def test_messages_hold_nothing_of_the_machine(explore: Explore) -> None:
    explored = explore(
        {
            "demo/__init__.py": "",
            "demo/a.py": "raise ValueError(f'{object()} in {__file__}')",
            "demo/b.py": "raise ValueError('see /var/lib/thing/file.txt and https://example.org/a/b/c')",
        }
    )
    assert explored.problems["demo.a"][2] == "<object object at 0x...> in demo/a.py"
    assert explored.problems["demo.b"][2] == "see .../file.txt and https://example.org/a/b/c"


def test_skipped_modules_are_not_imported(explore: Explore) -> None:
    files = {"demo/__init__.py": "", "demo/a/__init__.py": "print('imported')", "demo/a/b.py": "", "demo/c.py": ""}
    explored = explore(files, skip={"demo.a": "because"})
    assert "imported" not in explored.output
    assert explored["demo.a"]["imported"] is False
    # Of the module itself the receiver speaks.
    assert list(explored.problems) == ["demo.a.b"]


def test_lazy_modules_are_looked_through(explore: Explore) -> None:
    explored = explore(
        {
            "demo/__init__.py": """
                __all__ = ["late", "absent", "broken"]
                def __getattr__(name):
                    if name in ("late", "unlisted"):
                        from . import _late
                        return _late.late
                    if name == "broken":
                        raise ImportError("needs something")
                    raise AttributeError(name)
                def __dir__():
                    return ["unlisted"]
            """,
            "demo/_late.py": "def late(): pass",
        }
    )
    assert explored["demo"]["members"]["late"] == "demo._late.late"
    assert explored["demo"]["members"]["unlisted"] == "demo._late.late"
    assert {(p["error"], p["message"]) for p in explored.of("problem")} == {
        ("AttributeError", "absent: absent"),
        ("ImportError", "broken: needs something"),
    }


def test_lazy_modules_by_tables_around_their_function(explore: Explore) -> None:
    explored = explore(
        {
            "demo/__init__.py": """
                from ._lazy import lazy
                __getattr__ = lazy({"late": "demo._late"}, others=("later",))
            """,
            "demo/_late.py": "def late(): pass\ndef later(): pass",
            "demo/_lazy.py": """
                import importlib
                def lazy(modules, others):
                    def __getattr__(name):
                        if name in others:
                            return getattr(importlib.import_module("demo._late"), name)
                        return getattr(importlib.import_module(modules[name]), name)
                    return __getattr__
            """,
        }
    )
    assert explored["demo"]["members"]["late"] == "demo._late.late"
    assert explored["demo"]["members"]["later"] == "demo._late.later"


def test_a_module_that_replaces_itself(explore: Explore) -> None:
    explored = explore(
        """
        import sys, types
        class Lazy(types.ModuleType):
            __all__ = ("here",)
            def __getattr__(self, name):
                if name == "here":
                    return len
                raise AttributeError(name)
        old, new = sys.modules[__name__], Lazy(__name__, "New.")
        new.__dict__.update(__all__=("here",), __file__=__file__, Lazy=Lazy)
        sys.modules[__name__] = new
        """
    )
    assert explored["demo"]["doc"] == "New."
    assert explored["demo"]["members"]["here"] == {
        "python": explored.events("start")[0]["python"],
        "id": "builtins.len",
    }


def test_modules_made_at_run_time(explore: Explore) -> None:
    explored = explore(
        """
        import sys, types
        made = types.ModuleType(__name__ + ".made")
        made.A = 1
        sys.modules[made.__name__] = made
        """
    )
    assert explored["demo.made"]["kind"] == "module"
    assert explored["demo.made.A"]["value"] == "1"


def test_a_module_object_that_cannot_be_imported_is_looked_through(explore: Explore) -> None:
    explored = explore(
        """
        import types
        inner = types.ModuleType("inner", "Inner.")
        exec("class A:\\n def m(self): pass\\ndef f(): pass", inner.__dict__)
        inner.A.__module__ = "demo.inner"
        """
    )
    assert (explored["demo.inner"]["kind"], explored["demo.inner"]["doc"]) == ("data", "Inner.")
    assert explored["demo.inner"]["members"] == {"A": "demo.inner.A", "f": "demo.inner.f"}
    assert "claims" in explored["demo.inner.f"]
    assert "claims" not in explored["demo.inner.A"]
    assert explored["demo.inner.A"]["members"] == {"m": "demo.inner.A.m"}


def test_a_module_object_that_cannot_be_imported_stands_where_its_name_says(environment: Environment) -> None:
    native = """
    import types
    parts = types.ModuleType("_native.parts")
    parts.deep = types.ModuleType("_native.parts.deep")
    parts.deep.A = type("A", (), {})
    """
    used = {"__init__.py": "from demo._native import parts\nfrom demo._native import parts as other\ndeep = parts.deep"}
    environment.install({f"demo/{name}": code for name, code in {**used, "_native.py": native}.items()})
    explored = environment.session()
    assert explored["demo"]["members"]["other"] == "demo._native.parts"
    assert explored["demo"]["members"]["deep"] == "demo._native.parts.deep"
    assert explored["demo._native.parts.deep"]["members"] == {"A": "demo._native.parts.deep.A"}


def test_setup_runs_first(explore: Explore) -> None:
    explored = explore(
        "import os\nA = os.environ['READY']",
        setups=[{"name": "setup", "code": "import os\nos.environ['READY'] = 'yes'"}],
    )
    assert explored["demo.A"]["value"] == "'yes'"


def test_a_setup_that_fails_is_a_problem(explore: Explore) -> None:
    explored = explore("A = 1", setups=[{"name": "setup", "code": "raise SystemExit(1)"}])
    assert explored.problems[""] == ("site", "SystemExit", "setup: 1")
    assert "demo.A" in explored.nodes


def test_pth_files_run_as_a_step_that_can_be_left_out(environment: Environment) -> None:
    environment.install({"demo.py": "import sys\nA = hasattr(sys, 'demo_started')"})
    environment.write({"start.pth": "import sys; sys.demo_started = True\n"})
    explored = environment.session()
    assert explored["demo.A"]["value"] == "True"
    steps = [(event["stage"], event["module"]) for event in explored.events("begin")]
    assert steps[:2] == [("site", ""), ("import", "demo")]
    assert environment.session(site=False)["demo.A"]["value"] == "False"


def test_a_pth_file_that_exits_hides_nothing(environment: Environment) -> None:
    environment.install({"demo.py": "A = 1"})
    environment.write({"start.pth": "import sys; sys.exit(9)\n"})
    explored = environment.session()
    assert explored.problems[""][:2] == ("site", "SystemExit")
    assert "demo.A" in explored.nodes


def test_import_names_can_be_given(environment: Environment) -> None:
    environment.install({"one/__init__.py": "", "one/a.py": "", "two.py": ""})
    explored = environment.session(importNames=["one"])
    assert sorted(explored.nodes) == ["one", "one.a"]


def test_an_object_in_place_of_a_module_is_asked_without_running_its_code(explore: Explore) -> None:
    code = """
    import sys

    def of_the_module(): pass

    class Stand:
        SIZE = 7

        class Inner:
            pass

        def __init__(self, module):
            self.kept = module
            self.word = "w"

        def ask(self, question: str) -> str: pass

        @staticmethod
        def plain(value: int) -> int: pass

        @property
        def never(self):
            raise SystemExit

    sys.modules[__name__] = Stand(sys.modules[__name__])
    """
    explored = explore(code)
    assert explored.problems == {}
    wanted = {"Inner", "SIZE", "Stand", "ask", "never", "of_the_module", "plain", "word"}
    assert set(explored["demo"]["members"]) >= wanted
    assert explored["demo.Stand.Inner"]["kind"] == "class"
    assert explored["demo.of_the_module"]["kind"] == "function"
    assert explored["demo.plain"]["signature"]["parameters"][0]["annotation"] == "int"


def test_what_stands_in_for_a_module_has_its_names_that_begin_with_underscores(explore: Explore) -> None:
    code = """
    import sys

    __version__ = "1.0"
    __private = len

    class Stand:
        __author__ = "of the class"

        def __init__(self, module):
            self.kept = module
            self.__doc__ = "d"
            self.__licence__ = "MIT"

        def __len__(self): return 3

    sys.modules[__name__] = Stand(sys.modules[__name__])
    """
    members = explore(code)["demo"]["members"]
    assert {"__version__", "__private", "__licence__"} <= set(members)
    assert not {"__len__", "__init__", "__doc__", "__name__"} & set(members)


@pytest.mark.parametrize("stand_in", ["7", "kept", "'text'", "object()"])
def test_what_stands_in_place_of_a_module_and_holds_no_names_is_a_problem(explore: Explore, stand_in: str) -> None:
    explored = explore(f"import sys\ndef kept(): pass\nsys.modules[__name__] = {stand_in}")
    stage, error, message = explored.problems["demo"]
    assert (stage, error) == ("import", "NotAModuleError")
    assert message.startswith("in its place is an object that holds no names, of class ")
    assert explored["demo"]["imported"] is False
