"""The ways in which a distribution may be installed."""

from __future__ import annotations

from pathlib import Path

from conftest import Environment

METADATA = "Metadata-Version: 1.0\nName: Demo\nVersion: 2.0\nLicense: MIT\n"


def test_the_start_tells_what_is_installed(environment: Environment) -> None:
    headers = "Name: Demo.Package\nVersion: 1.0\nLicense: X\nRequires-Python: >=3.9, <4\n\nB: C"
    environment.install({"demo.py": ""}, "Demo.Package", "1.0", METADATA=headers)
    environment.install({"other.py": ""}, "other", "3")
    start = environment.session("demo_package").events("start")[0]
    assert start["distribution"] == {
        "name": "demo-package",
        "displayName": "Demo.Package",
        "version": "1.0",
        "licence": "X",
        "requiresPython": ">=3.9, <4",
    }
    assert start["requirements"] == [{"name": "other", "version": "3"}]
    assert start["modules"] == ["demo"]


def test_the_start_tells_what_it_is_for_and_where_it_is_on_the_web(environment: Environment) -> None:
    headers = (
        "Metadata-Version: 2.1\nName: demo\nVersion: 1\nSummary: Says\n    hello.\nHome-page: https://example.org/\n"
        "Project-URL: Source, with a comma, https://example.org/demo\nProject-URL: Bugs,https://example.org/bugs\n"
        "Project-URL: Bad, javascript:alert(1)\nProject-URL: https://example.org/nameless\n"
        'Project-URL: Quoted, https://example.org/"x\nProject-URL: Spaced, https://example.org/a b\n\nHome-page: x'
    )
    environment.install({"demo.py": ""}, "demo", "1", METADATA=headers)
    start = environment.session("demo").events("start")[0]
    assert start["distribution"]["summary"] == "Says hello."
    assert start["distribution"]["urls"] == [
        {"label": "Bugs", "url": "https://example.org/bugs"},
        {"label": "Homepage", "url": "https://example.org/"},
        {"label": "Source, with a comma", "url": "https://example.org/demo"},
    ]


def test_what_is_unknown_is_left_out(environment: Environment) -> None:
    headers = "Metadata-Version: 1.0\nName: demo\nVersion: 1\nSummary: UNKNOWN\nHome-page: UNKNOWN\n"
    environment.install({"demo.py": ""}, "demo", "1", METADATA=headers)
    assert environment.session("demo").events("start")[0]["distribution"] == {
        "name": "demo",
        "displayName": "demo",
        "version": "1",
    }


def test_legacy_metadata_with_a_list_of_files(environment: Environment) -> None:
    info = "demo-2.0.egg-info"
    environment.write(
        {
            "demo/__init__.py": "A = 1",
            f"{info}/PKG-INFO": METADATA,
            f"{info}/installed-files.txt": "../demo/__init__.py\nPKG-INFO\n",
        }
    )
    assert "demo.A" in environment.session().nodes


def test_legacy_metadata_with_top_level_names(environment: Environment) -> None:
    info = "demo-2.0.egg-info"
    environment.write(
        {
            "demo/__init__.py": "",
            "demo/a.py": "A = 1",
            "other.py": "",
            f"{info}/PKG-INFO": METADATA,
            f"{info}/top_level.txt": "demo\n",
        }
    )
    assert sorted(environment.session().nodes) == ["demo", "demo.a", "demo.a.A"]


def test_editable_by_a_path(environment: Environment, tmp_path: Path) -> None:
    project = tmp_path / "project"
    environment.write({"src/demo/__init__.py": "A = 1"}, project)
    environment.install({"_demo.pth": f"{project}/src\n"})
    explored = environment.session()
    assert explored["demo"]["location"] == {"file": "demo/__init__.py"}
    assert "demo.A" in explored.nodes


def test_editable_by_a_finder(environment: Environment, tmp_path: Path) -> None:
    project = tmp_path / "project"
    environment.write({"lib/demo/__init__.py": "A = 1"}, project)
    finder = f"""
    from importlib.util import spec_from_file_location
    import sys
    MAPPING: dict = {{"demo": {str(project / "lib" / "demo")!r}}}
    class Finder:
        @classmethod
        def find_spec(cls, name, path=None, target=None):
            if name in MAPPING:
                return spec_from_file_location(name, MAPPING[name] + "/__init__.py")
    def install():
        sys.meta_path.append(Finder)
    """
    environment.install(
        {
            "__editable___demo_finder.py": finder,
            "__editable__.demo.pth": "import __editable___demo_finder as f; f.install()\n",
        }
    )
    assert "demo.A" in environment.session().nodes


def test_entry_points(environment: Environment) -> None:
    points = """
    [console_scripts]
    demo = demo:main [extra]
    gone = demo:absent

    [demo.plugins]
    mod=demo
    far = other:there
    """
    environment.install({"other.py": "def there(): pass"}, "other", "3")
    environment.install(
        {"demo/__init__.py": "from ._cli import main", "demo/_cli.py": "def main(): pass"}, entry_points_txt=points
    )
    found = {(p["group"], p["name"]): p["to"] for p in environment.session().of("entryPoint")}
    assert found == {
        ("console_scripts", "demo"): "demo._cli.main",
        ("console_scripts", "gone"): {"distribution": None, "id": "demo.absent"},
        ("demo.plugins", "far"): {"distribution": "other", "version": "3", "id": "other.there"},
        ("demo.plugins", "mod"): "demo",
    }


def test_a_record_that_is_hardly_one_hides_nothing(environment: Environment) -> None:
    record = f'demo.py,,\n"line\nend.py",,\n{"x" * 200_000}.txt,,\ndemo-2.0.dist-info/RECORD,,\n'
    environment.write(
        {
            "demo.py": "A = 1",
            "line\nend.py": "",
            "demo-2.0.dist-info/METADATA": METADATA,
            "demo-2.0.dist-info/RECORD": record,
        }
    )
    explored = environment.session()
    assert "demo.A" in explored.nodes
    assert explored.events("start")[0]["modules"] == ["demo"]
