"""Where an error came from, told beside the shard."""

from __future__ import annotations

from conftest import Explore, Explored

CIRCLE = """
    first, second = ValueError("first"), ValueError("second")
    first.__cause__, second.__cause__ = second, first
    raise first
"""


def text_of(explored: Explored, module: str) -> str:
    (event,) = [event for event in explored.events("traceback") if event["module"] == module]
    text: str = event["text"]
    return text


def test_a_failing_import(explore: Explore) -> None:
    explored = explore(
        {
            "demo/__init__.py": "",
            "demo/bad.py": """
                import json
                from demo.helper import load

                load("{")
            """,
            "demo/helper.py": """
                import json


                def load(text):
                    try:
                        return json.loads(text)
                    except ValueError as error:
                        raise RuntimeError("no settings") from error
            """,
        }
    )
    text = text_of(explored, "demo.bad")
    cause, by, error = text.partition("\n\nThe above exception was the direct cause of the following exception:\n\n")
    assert by
    assert cause.startswith('Traceback (most recent call last):\n  File "demo/helper.py", line ')
    assert '  File "json/decoder.py", line ' in cause
    assert "JSONDecodeError: Expecting property name" in cause
    lines = error.splitlines()
    assert [line.split(", line ")[0] for line in lines[1:3]] == ['  File "demo/bad.py"', '  File "demo/helper.py"']
    assert [line.rsplit(", in ")[-1] for line in lines[1:3]] == ["<module>", "load"]
    assert lines[3:] == ["RuntimeError: no settings"]
    assert explored.problems["demo.bad"] == ("import", "RuntimeError", "no settings")


def test_what_has_no_end_is_cut(explore: Explore) -> None:
    explored = explore(
        {
            "demo/__init__.py": "",
            "demo/circle.py": CIRCLE,
            "demo/deep.py": "def deeper(): return deeper()\ndeeper()",
            "demo/long.py": "raise ValueError('x' * 100_000)",
        }
    )
    assert text_of(explored, "demo.circle").startswith("ValueError: second\n\nThe above exception was ")
    deep = text_of(explored, "demo.deep").splitlines()
    assert (len(deep), deep[1]) == (23, "  ...")
    assert deep[-1].startswith("RecursionError: ")
    assert len(text_of(explored, "demo.long")) < 3000


def test_nothing_of_the_errors_is_run_for_it(explore: Explore) -> None:
    code = """
        class Hostile(Exception):
            def __getattribute__(self, name): raise SystemExit
            def __str__(self): raise SystemExit
            __repr__ = __str__

        try:
            raise Hostile
        except Hostile:
            raise ValueError(Hostile())
    """
    explored = explore({"demo/__init__.py": "", "demo/bad.py": code, "demo/good.py": ""})
    assert text_of(explored, "demo.bad").splitlines()[-1] == "ValueError"
    assert explored["demo.good"]["from"] == ["runtime"]


def test_setup_code_that_fails(explore: Explore) -> None:
    explored = explore("A = 1", setups=[{"name": "setup", "code": "import nowhere"}])
    assert text_of(explored, "").splitlines()[-1] == "ModuleNotFoundError: No module named 'nowhere'"


def root_of(explored: Explored, module: str) -> str | None:
    (event,) = [event for event in explored.events("traceback") if event["module"] == module]
    root = event.get("root")
    return root if root is None else f"{root['error']}: {root['message']}"


def test_what_an_error_stands_for(explore: Explore) -> None:
    missing = "ModuleNotFoundError: No module named 'nowhere'"
    explored = explore(
        {
            "demo/__init__.py": "",
            "demo/plain.py": "import nowhere",
            "demo/caused.py": """
                try:
                    import nowhere
                except ImportError as error:
                    raise RuntimeError("not configured") from error
            """,
            "demo/caught.py": """
                try:
                    import nowhere
                except ImportError:
                    raise RuntimeError("not configured")
            """,
            "demo/hidden.py": """
                def load():
                    try:
                        import nowhere
                    except ImportError:
                        raise RuntimeError("not configured") from None
                try:
                    load()
                except RuntimeError as error:
                    raise ValueError("no settings") from error
            """,
            "demo/leaves.py": """
                import sys
                try:
                    import nowhere
                except ImportError:
                    sys.exit(1)
            """,
        }
    )
    assert root_of(explored, "demo.plain") is None
    for module in ("demo.caused", "demo.caught", "demo.hidden", "demo.leaves"):
        assert root_of(explored, module) == missing, module


def test_what_only_came_up_meanwhile(explore: Explore) -> None:
    explored = explore(
        {
            "demo/__init__.py": "",
            "demo/other.py": "def fail(): raise RuntimeError('already installed')",
            "demo/called.py": """
                from demo.other import fail
                try:
                    import nowhere
                except ImportError:
                    fail()
            """,
            "demo/used.py": """
                import demo
                try:
                    import nowhere
                except ImportError:
                    fallback = demo.not_there_yet
            """,
            "demo/imported.py": """
                try:
                    import nowhere
                except ImportError:
                    from demo.used_later import fallback
            """,
            "demo/used_later.py": "import demo.imported; demo.imported.fallback",
        }
    )
    for module in ("demo.called", "demo.used", "demo.imported"):
        assert root_of(explored, module) is None, module


def test_roots_have_an_end_and_run_nothing(explore: Explore) -> None:
    explored = explore(
        {
            "demo/__init__.py": "",
            "demo/circle.py": CIRCLE,
            "demo/hostile.py": """
                class Hostile(Exception):
                    def __getattribute__(self, name): raise SystemExit
                    def __str__(self): raise SystemExit

                raise ValueError("outer") from Hostile()
            """,
            "demo/made.py": """
                import sys
                from types import TracebackType

                try:
                    raise KeyError("first")
                except KeyError as error:
                    frame = sys._getframe()
                    made = ValueError("made")
                    made.__traceback__ = TracebackType(None, frame, 10**6, 1)
                    made.__context__ = error
                    raise RuntimeError("last") from made
            """,
        }
    )
    assert root_of(explored, "demo.circle") == "ValueError: second"
    assert root_of(explored, "demo.hostile") == "Hostile: "
    assert root_of(explored, "demo.made") == "ValueError: made"


def test_what_fails_of_itself(explore: Explore) -> None:
    explored = explore(
        {
            "demo/__init__.py": "",
            "demo/key.py": """
                import demo.used
                import os

                class Empty:
                    name = __name__

                value = locals()["missing"]
            """,
            "demo/name.py": "nowhere",
            "demo/elsewhere.py": """
                import sys as system
                from demo.used import settings

                assert system.platform == "nowhere" or system.nothing
            """,
            "demo/surroundings.py": """
                import os

                os.environ["DEMO"]
            """,
            "demo/arguments.py": """
                import sys

                sys.argv[9]
            """,
            "demo/stated.py": "raise RuntimeError('not to be imported')",
            "demo/uses.py": """
                from demo.used import settings

                settings["missing"]
            """,
            "demo/uses_own.py": """
                from demo.used import *

                own = settings
                own["missing"]
            """,
            "demo/calls.py": """
                from demo.used import look

                look()
            """,
            "demo/asks.py": "__import__('demo.used').used.settings['missing']",
            "demo/imports.py": "import demo.name",
            "demo/lacks.py": "from demo.used import nothing",
            "demo/while_handled.py": """
                try:
                    import demo.name
                except NameError:
                    locals()["missing"]
            """,
            "demo/used.py": """
                settings = {}

                def look():
                    return settings["missing"]
            """,
        }
    )
    told = {event["module"] for event in explored.events("traceback") if event.get("ofItself")}
    assert told == {"demo.key", "demo.name", "demo.elsewhere", "demo.stated"}
    others = ["arguments", "asks", "calls", "imports", "lacks", "surroundings", "uses", "uses_own", "while_handled"]
    assert set(explored.problems) == told | {f"demo.{name}" for name in others}
    (event,) = explored.events("imported")
    assert event["missing"] == sorted(explored.problems)
    position = explored.documents.index(event)
    assert not any(document.get("stage") == "walk" for document in explored.documents[:position])
    assert not any(document.get("stage") == "import" for document in explored.documents[position:])
