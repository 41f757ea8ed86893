"""What is told of modules that are loaded within the import of another one, and what is kept away."""

from __future__ import annotations

from conftest import Environment, Explored

USES = """
try:
    import demo.inner
except ImportError as error:
    SAYS_WHY = str(error) == "demo.inner is kept away: it died"
"""
FILES = {
    "demo/__init__.py": "from . import inner",
    "demo/inner.py": "import json\nfrom . import below",
    "demo/below.py": "KEPT = 7",
    "demo/uses.py": USES,
}


def loading(explored: Explored) -> list[tuple[str, str]]:
    return [
        (event["event"], event["module"])
        for event in explored.documents
        if event.get("event") in ("begin", "end", "enter", "leave") and event.get("stage", "import") == "import"
    ]


def test_modules_that_others_import_are_told_with_their_ends(environment: Environment) -> None:
    environment.install(FILES)
    assert loading(environment.session())[:6] == [
        ("begin", "demo"),
        ("enter", "demo.inner"),
        ("enter", "demo.below"),
        ("leave", "demo.below"),
        ("leave", "demo.inner"),
        ("end", "demo"),
    ]


def test_the_end_is_told_of_what_raises_too(environment: Environment) -> None:
    environment.install({"demo/__init__.py": "", "demo/a.py": "from . import b", "demo/b.py": "raise ValueError"})
    assert loading(environment.session())[2:6] == [
        ("begin", "demo.a"),
        ("enter", "demo.b"),
        ("leave", "demo.b"),
        ("end", "demo.a"),
    ]


def test_what_is_kept_away_is_not_there_for_others(environment: Environment) -> None:
    environment.install({**FILES, "demo/__init__.py": ""})
    reason = "it died"
    explored = environment.session(skip={"demo.inner": reason}, barred={"demo.inner": reason})
    assert explored["demo.uses.SAYS_WHY"]["value"] == "True"
    assert explored["demo.below.KEPT"]["value"] == "7"
    assert explored.problems == {}


def test_frames_that_call_a_module_are_the_importers_own(environment: Environment) -> None:
    code = """
    import traceback, warnings
    OURS = any("loading.py" in frame.filename for frame in traceback.extract_stack())
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.warn("of whoever imports this", stacklevel=2)
    WARNED = caught[0].filename.endswith("demo/a.py")
    """
    environment.install({"demo/__init__.py": "", "demo/a.py": "from . import b", "demo/b.py": code})
    explored = environment.session()
    assert explored["demo.b.OURS"]["value"] == "False"
    assert explored["demo.b.WARNED"]["value"] == "True"
