"""What the explorer notices of a package that changes what all modules share."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from conftest import Environment, Explored

GOOD = "def fine(value: int = 1): pass"


def explore(environment: Environment, code: str, **job: Any) -> Explored:
    environment.install({"demo/__init__.py": "", "demo/bad.py": code, "demo/good.py": GOOD, "demo/other.py": GOOD})
    return environment.session(**job)


def tampering(explored: Explored) -> list[tuple[str, list[str], bool]]:
    return [(event["module"], event["what"], event["mended"]) for event in explored.events("tamper")]


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("import signal\nsignal.setitimer(signal.ITIMER_REAL, 0.05)", "a timer"),
        ("import sys\nsys.settrace(lambda *args: None)", "sys.settrace"),
        ("import sys\nsys.setprofile(lambda *args: None)", "sys.setprofile"),
        ("import sys\nsys.setrecursionlimit(sys.getrecursionlimit() // 2)", "sys.setrecursionlimit"),
        ("import sys\nsys.path.clear()", "sys.path"),
        ("import sys\nsys.path = 'nothing'", "sys.path"),
        ("import sys\nsys.meta_path.clear()", "sys.meta_path"),
        (
            "import sys\nclass A:\n def find_spec(self, *args): raise SystemExit\nsys.meta_path.insert(0, A())",
            "sys.meta_path",
        ),
        ("import sys\ndef hook(path): raise SystemExit\nsys.path_hooks.insert(0, hook)", "sys.path_hooks"),
        ("import sys\nsys.pycache_prefix = '/tmp/elsewhere'", "sys.pycache_prefix"),
        (
            "import sys\nfor p in list(sys.path_importer_cache): sys.path_importer_cache[p] = None",
            "sys.path_importer_cache",
        ),
        (
            "import sys\nfor f in sys.path_importer_cache.values():\n if f: f.find_spec = lambda *_: None",
            "sys.path_importer_cache",
        ),
        ("import sys\nsys.modules = dict(sys.modules)", "sys.modules"),
        ("import sys, types\nsys.modules['os'] = types.ModuleType('os')", "sys.modules['os']"),
        ("import sys\ndef hook(*args): raise SystemExit\nsys.addaudithook(hook)", "sys.addaudithook"),
        ("import os\nos.closerange(0, 3)", "descriptor 0"),
        (
            "import resource as r\nr.setrlimit(r.RLIMIT_NOFILE, (3, r.getrlimit(r.RLIMIT_NOFILE)[1]))",
            "the limit of open files",
        ),
    ],
)
def test_what_is_put_back(environment: Environment, code: str, what: str) -> None:
    explored = explore(environment, code)
    ((module, changed, mended),) = tampering(explored)
    assert (module, mended) == ("demo.bad", True)
    assert what in changed
    assert "demo.good.fine" in explored.nodes
    assert "demo.other.fine" in explored.nodes
    assert explored.problems == {}


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("import builtins\nbuiltins.len = lambda value: 0", "builtins.len"),
        ("import builtins\ndel builtins.vars", "builtins.vars"),
        ("import os\nos.write = print", "os.write"),
        ("import importlib.machinery as m\nm.SourceFileLoader.exec_module = print", "SourceFileLoader.exec_module"),
        (
            "import ctypes, gc\ngc.get_referents(str.__dict__)[0]['title'] = print\n"
            "ctypes.pythonapi.PyType_Modified(ctypes.py_object(str))",
            "str.title",
        ),
        ("import resource as r\nr.setrlimit(r.RLIMIT_NOFILE, (100, 100))", "the limit of open files"),
    ],
)
def test_what_can_not_be_put_back(environment: Environment, code: str, what: str) -> None:
    module, changed, mended = tampering(explore(environment, code))[0]
    assert (module, mended) == ("demo.bad", False)
    assert what in changed


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("import builtins\nbuiltins.sorted = lambda value: []", "builtins.sorted"),
        ("import builtins\ndel builtins.vars", "builtins.vars"),
        ("import os\nos.write = print", "os.write"),
        ("import sys\nsys.intern = str", "sys.intern"),
    ],
)
def test_functions_are_put_back_if_asked_to(environment: Environment, code: str, what: str) -> None:
    explored = explore(environment, code, putBack=True)
    assert tampering(explored) == [("demo.bad", [what], True)]
    assert "demo.bad" in explored.nodes
    assert "demo.good.fine" in explored.nodes
    assert explored.problems == {}


def test_a_module_in_place_of_another(environment: Environment) -> None:
    code = "import sys, types\nsys.modules['demo.good'] = types.ModuleType('demo.good')"
    module, changed, mended = tampering(explore(environment, code))[0]
    assert (module, changed, mended) == ("demo.good", ["sys.modules['demo.good']"], False)


def test_other_folders_for_other_modules(environment: Environment) -> None:
    code = """
        import os, sys, tempfile
        folder = tempfile.mkdtemp()
        open(os.path.join(folder, "good.py"), "w").close()
        sys.modules["demo"].__path__.insert(0, folder)
    """
    assert tampering(explore(environment, code)) == [("demo.bad", ["where modules are found"], False)]


@pytest.mark.parametrize(
    "code",
    [
        "import builtins\nbuiltins._ = builtins.profile = print",
        "import sys\nsys.excepthook = sys.displayhook = print\nsys.stdout = sys.stderr",
        "import sys\nclass Finder:\n def find_spec(self, *args): pass\nsys.meta_path.insert(0, Finder())",
        "import sys\ndef hook(path): raise ImportError\nsys.path_hooks.insert(0, hook)",
        "import sys\nsys.path.insert(0, '/nowhere')\nsys.setrecursionlimit(10_000)",
        "import os, tempfile\nos.chdir(tempfile.mkdtemp())\nos.environ['DEMO'] = '1'\nos.environ.clear()",
        "import signal, warnings\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwarnings.simplefilter('error')",
        "import gc, json\ngc.callbacks.append(lambda *args: None)\njson.JSONEncoder.default = print",
        "import inspect, linecache\ninspect.getfile = linecache.getlines = print",
        "import sys\nclass A: pass\nsys.modules[__name__] = A()",
        "import sys\ndel sys.modules['demo'].__path__",
        "import importlib.machinery as m\nm.PathFinder.find_distributions = None",
        "import subprocess\nsubprocess.run(['true'])",
        "import threading, time\nthreading.Thread(target=time.sleep, args=(9,)).start()",
        "import os\nif os.fork() == 0: os._exit(0)\nos.wait()",
    ],
)
def test_what_packages_may_do(environment: Environment, code: str) -> None:
    explored = explore(environment, code)
    assert tampering(explored) == []
    assert "demo.good.fine" in explored.nodes or "__path__" in code


def test_a_copy_of_the_process_that_comes_back_is_ended(environment: Environment) -> None:
    explored = explore(environment, "import os, time\nif os.fork() != 0: time.sleep(0.5)")
    assert tampering(explored) == [("demo.bad", ["os.fork"], True)]
    assert "demo.good.fine" in explored.nodes


def test_pth_files_that_leave_threads(environment: Environment) -> None:
    environment.install(
        {"demo.py": GOOD, "demo.pth": "import threading, time; threading.Thread(target=time.sleep, args=(9,)).start()"}
    )
    assert tampering(environment.session()) == [("", ["threads"], False)]


def test_only_some_modules(environment: Environment) -> None:
    code = "from demo.good import fine\nB = 1"
    # What is elsewhere comes from another session.
    explored = explore(environment, code, check=False, only=["demo.bad"])
    assert [event["module"] for event in explored.events("begin") if event["stage"] == "import"] == ["demo.bad"]
    assert set(explored.nodes) == {"demo.bad", "demo.bad.B"}


def test_looking_without_running_code(environment: Environment) -> None:
    code = """
        import os
        class Exits:
            def __repr__(self): os._exit(7)
        def function(value=Exits()): pass
        def __getattr__(name): os._exit(7)
    """
    assert explore_unchecked(environment, code).exit_code == 7
    explored = explore(environment, code, careful=["demo.bad"])
    (parameter,) = explored["demo.bad.function"]["signature"]["parameters"]
    assert parameter["default"] == "<Exits object>"


def explore_unchecked(environment: Environment, code: str) -> Explored:
    environment.install({"demo/__init__.py": "", "demo/bad.py": code})
    return environment.session(check=False)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="PEP 669")
def test_monitoring_is_put_back(environment: Environment) -> None:
    code = "import sys\nsys.monitoring.use_tool_id(3, 'demo')\nsys.monitoring.set_events(3, sys.monitoring.events.LINE)"
    assert tampering(explore(environment, code)) == [("demo.bad", ["sys.monitoring"], True)]


def test_a_module_is_not_taken_for_one_of_the_interpreter_by_its_name(environment: Environment) -> None:
    # Both are in `sys.modules` before anything is watched; the files of this distribution are not what ran then.
    environment.install({"zipimport.py": GOOD, "os.py": GOOD, "demo.py": GOOD})
    explored = environment.session()
    assert [module for module, _, _ in tampering(explored)] == ["os", "zipimport"]
