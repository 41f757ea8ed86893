"""Where an error came from, told beside the shard."""

from __future__ import annotations

from conftest import Explore, Explored


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
            "demo/circle.py": """
                first, second = ValueError("first"), ValueError("second")
                first.__cause__, second.__cause__ = second, first
                raise first
            """,
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
