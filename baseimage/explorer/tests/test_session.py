"""What a package may do to the session that explores it."""

from __future__ import annotations

import signal

import pytest
from conftest import Environment, Explore
from invariants import broken


def test_what_a_package_prints_never_reaches_the_stream(explore: Explore) -> None:
    explored = explore(
        """
        import os, subprocess, sys
        print("to sys.stdout")
        sys.__stdout__.write("to sys.__stdout__\\n")
        os.write(1, b"to descriptor 1\\n")
        subprocess.run(["echo", "from a child"])
        SAID = sys.stdin.read()
        """
    )
    for text in ("to sys.stdout", "to sys.__stdout__", "to descriptor 1", "from a child"):
        assert text in explored.output
    assert explored["demo.SAID"]["value"] == "''"


def test_what_a_package_leaves_behind_is_not_waited_for(explore: Explore) -> None:
    explored = explore(
        """
        import atexit, threading, time
        threading.Thread(target=time.sleep, args=(3600,)).start()
        atexit.register(time.sleep, 3600)
        """
    )
    assert explored.exit_code == 0


def test_the_process_looks_untouched(explore: Explore) -> None:
    explored = explore(
        """
        import sys
        ARGV, MAIN = tuple(sys.argv), hasattr(sys.modules["__main__"], "__file__")
        OURS = any("explorer" in path for path in sys.path)
        try:
            import importgraph_explorer.installed.modules as A
            import modules
        except ImportError as error:
            FOUND = error.name
        """
    )
    assert explored["demo.ARGV"]["value"] == "('',)"
    assert explored["demo.MAIN"]["value"] == "False"
    assert explored["demo.OURS"]["value"] == "False"
    assert explored["demo.FOUND"]["value"] == "'modules'"


@pytest.mark.parametrize(
    "code",
    [
        "class A:\n @property\n def __class__(self): raise SystemExit\na = A()",
        "class A:\n def __getattribute__(self, name): raise SystemExit\na = A()",
        "class M(type):\n def __getattribute__(self, name): raise SystemExit\nclass A(metaclass=M): x = 1",
        "class M(type):\n def __eq__(self, other): raise SystemExit\n __hash__ = None\nclass A(metaclass=M): pass",
        "class M(type):\n def mro(cls): return [cls, object]\nclass A(metaclass=M): pass",
        "class M(type):\n @property\n def __dict__(cls): raise SystemExit\nclass A(metaclass=M): pass",
        "class M(type):\n def __instancecheck__(cls, x): raise SystemExit\nclass A(metaclass=M): pass\na = A()",
        "class A:\n def __bool__(self): raise SystemExit\n __len__ = __eq__ = __hash__ = __repr__ = __bool__\na = A()",
        "class A:\n @property\n def __dict__(self): raise SystemExit\na = A()",
        "class A:\n @property\n def __doc__(self): raise SystemExit\n __name__ = __wrapped__ = __doc__\na = A()",
        "class A: pass\nA.__module__ = A\nA.__qualname__ = 'B'\nA.__doc__ = 5\na = A()",
        "def f(): pass\nf.__module__ = 5\nf.__doc__ = []\nf.__wrapped__ = f\nf.__annotations__['x'] = f",
        "def f(): pass\nf.__signature__ = 'no signature'\nf.__text_signature__ = f",
        "class D(dict):\n def items(self): raise SystemExit\n __iter__ = __getitem__ = items\n__all__ = __path__ = D()",
        "class L(list):\n def __iter__(self): raise SystemExit\n__all__ = L(['a'])\na = 1",
        "class S(str):\n def __eq__(self, o): raise SystemExit\n __hash__ = str.__hash__\nglobals()[S('odd')] = 1",
        "def __getattr__(name): raise SystemExit\ndef __dir__(): raise SystemExit",
        "def __getattr__(name): return 1\ndef __dir__(): return [5, None, 'x']",
        "__name__ = 5\n__file__ = 6\n__doc__ = 7\n__spec__ = None\n__all__ = 8",
        "class E(Exception):\n def __str__(self): raise SystemExit\nraise E",
        "class E(BaseException):\n __name__ = 'x' * 1000\nE.__name__ = 'E' * 1000\nraise E",
    ],
)
def test_objects_that_lie_or_raise(explore: Explore, code: str) -> None:
    explored = explore({"demo/__init__.py": "", "demo/bad.py": code, "demo/good.py": "def fine(): pass"})
    assert "demo.bad" in explored.nodes
    assert explored["demo.good.fine"]["kind"] == "function"


def test_a_million_characters_of_doc(explore: Explore) -> None:
    explored = explore("class A: pass\nA.__doc__ = 'x' * 50_000_000")
    assert len(explored["demo.A"]["doc"]) == 1_000_000
    assert explored.problems["demo"][:2] == ("limit", "DocTooLong")


def test_a_job_that_is_none(environment: Environment) -> None:
    explored = environment.session(check=False, protocol=1)
    assert (explored.exit_code, explored.lines) == (2, [])
    assert "protocol 2" in explored.output


def test_by_hand(environment: Environment) -> None:
    environment.install({"demo/__init__.py": "A = 1", "demo/b.py": "B = 2"})
    shard = environment.by_hand("demo")
    assert shard.exit_code == 0
    header, *records, end = shard.documents
    assert (header["record"], header["format"], header["importNames"]) == ("header", 1, ["demo"])
    assert end == {"record": "end", "nodes": len(shard.nodes), "problems": 0}
    ids = [record["id"] for record in records if record["record"] == "node"]
    assert ids == sorted(ids) == ["demo", "demo.A", "demo.b", "demo.b.B"]
    assert sorted(environment.by_hand("demo", "--module", "demo.b").nodes) == ["demo.b", "demo.b.B"]


def test_by_hand_modules_that_fail_have_what_their_source_says(environment: Environment) -> None:
    environment.install(
        {
            "demo/__init__.py": "class Base: pass\nclass Hidden: pass\nMoved = Hidden\ndel Hidden",
            "demo/broken.py": """
                import nowhere
                from demo import Base, Hidden, Moved

                class Mine(Base):
                    '''It is there.'''
                    def run(self, times: int) -> None: pass

                class Other(Hidden): pass
                """,
            "demo/skipped.py": "import nowhere_too\nX = 1",
        }
    )
    shard = environment.by_hand("demo")
    assert shard.exit_code == 0
    assert broken(shard.records, ["demo", "demo.broken", "demo.skipped"]) == []
    assert shard["demo.broken"]["imported"] is False
    assert shard["demo.broken.Mine"]["doc"] == "It is there."
    assert shard["demo.broken.Mine"]["bases"] == ["demo.Base"]
    assert shard["demo.broken.Mine.run"]["from"] == ["source"]
    assert shard["demo.skipped.X"]["value"] == "1"
    assert {module: problem[1] for module, problem in shard.problems.items() if problem[0] == "import"} == {
        "demo.broken": "ModuleNotFoundError",
        "demo.skipped": "ModuleNotFoundError",
    }
    assert shard.documents[-1] == {
        "record": "end",
        "nodes": len(shard.nodes),
        "problems": len(shard.of("problem")),
    }


def test_exit_codes(environment: Environment) -> None:
    environment.install({"demo.py": "raise ValueError('broken')"})
    missing, failing, wrong = environment.by_hand("nowhere"), environment.by_hand("demo"), environment.by_hand("--what")
    assert (missing.exit_code, failing.exit_code, wrong.exit_code) == (1, 1, 2)
    assert "nowhere is not installed" in missing.output
    assert "ValueError" in failing.output
    assert missing.lines == failing.lines == wrong.lines == []
    helped = environment.by_hand("--help")
    assert helped.exit_code == 0
    assert b"exit codes" in b"".join(helped.lines)


def test_what_may_have_been_meant(environment: Environment) -> None:
    environment.install({"soup/__init__.py": "", "soup/bowl.py": ""}, name="beautiful-soup")
    said = {
        "soup": "soup is not installed here; soup is imported from beautiful-soup",
        "soup.bowl": "soup.bowl is imported from beautiful-soup",
        "beautifulsoup": "did you mean beautiful-soup?",
        "other": "other is not installed here\n",
    }
    for name, message in said.items():
        explored = environment.by_hand(name)
        assert (explored.exit_code, explored.lines) == (1, [])
        assert message in explored.output
    assert environment.by_hand("Beautiful.Soup").exit_code == 0


def test_modules_that_are_not_there(environment: Environment) -> None:
    environment.install({"demo/__init__.py": "", "demo/kitchen.py": ""})
    elsewhere = environment.by_hand("demo", "--module", "os.path")
    assert (elsewhere.exit_code, elsewhere.lines) == (2, [])
    assert "demo has no module os.path" in elsewhere.output
    misspelt = environment.by_hand("demo", "--module", "demo.kitchens")
    assert (misspelt.exit_code, misspelt.lines) == (1, [])
    assert "demo.kitchens: ModuleNotFoundError" in misspelt.output
    assert "did you mean demo.kitchen?" in misspelt.output


def test_setup_by_hand(environment: Environment) -> None:
    environment.install({"demo.py": "import __main__\nREADY = __main__.ready\nNAME = __main__.distribution"})
    environment.write({"settings.py": "ready = modules == ('demo',)"}, environment.folder)
    explored = environment.by_hand("demo", "--setup", "settings.py")
    assert (explored["demo.READY"]["value"], explored["demo.NAME"]["value"]) == ("True", "'demo'")
    missing = environment.by_hand("demo", "--setup", "nowhere.py")
    assert missing.exit_code == 2
    assert "the setup can't be read: " in missing.output


def test_a_reader_that_has_had_enough(environment: Environment) -> None:
    environment.install({"demo.py": "".join(f"A{n} = {n}\n" for n in range(20_000))})
    with environment.started_by_hand("demo") as process:
        assert process.stdout.readline().startswith(b'{"record":"header"')
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == -signal.SIGPIPE


def test_a_disk_that_is_full(environment: Environment) -> None:
    environment.install({"demo.py": "A = 1"})
    with open("/dev/full", "wb") as full, environment.started_by_hand("demo", stdout=full) as process:
        assert b"the output can't be written: No space left on device" in process.stderr.read()
        assert process.wait() == 1


def test_ctrl_c(environment: Environment) -> None:
    code = "import sys\nprint('here', file=sys.stderr, flush=True)\nsum(iter(int, 1))"
    environment.install({"demo.py": code})
    with environment.started_by_hand("demo") as process:
        assert process.stderr.readline() == b"here\n"
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == b""
        assert process.wait() == -signal.SIGINT


def test_builtins_that_a_package_has_changed(explore: Explore) -> None:
    explored = explore(
        {
            "demo/__init__.py": "",
            "demo/bad.py": """
                import builtins
                def broken(*args, **kwargs): raise SystemExit("called a changed builtin")
                for name in ("sorted", "repr", "id", "getattr", "open", "min", "max", "sum", "any", "all", "callable"):
                    setattr(builtins, name, broken)
            """,
        }
    )
    assert explored["demo.bad.broken"]["kind"] == "function"
    assert explored.problems == {}
