"""Source distributions that uv refuses, packed as it takes them."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import loosened
import pytest
import repack

HEAD = "Metadata-Version: 2.1\nName: x\nVersion: 1.0\n"
INVALID_SETUP = "from setuptools import setup\nsetup(name='x', version='1.0', install_requires=['pytz >= 2011k'])\n"


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("pytz (>=2011k)", "pytz>=2011"),
        ("pytz (>dev)", "pytz"),
        ("a (>=1.0,<2.0dev-r12x)", "a>=1.0"),
        ("a>=1.0<2.0", "a>=1.0,<2.0"),
        ("a (=1.2)", "a==1.2"),
        ("opencv-python>=3.", "opencv-python>=3"),
        ("PyYAML (>=5.1.*)", "PyYAML>=5.1"),
        ("b[x,y] (>=2011k) ; python_version < '3'", "b[x,y]>=2011 ; python_version < '3'"),
    ],
)
def test_a_requirement_of_before_the_rules_keeps_what_can_be_kept(text: str, mended: str) -> None:
    """What is not valid is replaced by what it meant, as far as there is such a limit."""
    assert not repack.is_valid(text)
    assert repack.mended_requirement(text) == mended


@pytest.mark.parametrize(
    "text",
    [
        "requests",
        "a (>=1.0)",
        "a >= 1.0, < 2.0 ; extra == 'x'",
        "a[b]~=1.4.2",
        "a!=1.5.*",
        "a==1.0.post1",
        "a<3.0.0.dev0",
        "a===odd",
        "a @ https://example.org/a.zip",
        "zope.interface>=4.4.2",
    ],
)
def test_a_valid_requirement_stays(text: str) -> None:
    """Nothing is made of what needs nothing."""
    metadata = f"{HEAD}Requires-Dist: {text}\nRequires-Python: >=3.6, !=3.7.*\n\nRequires-Dist: pytz (>=2011k)\n"
    assert repack.mended_metadata(metadata) == metadata


def packed(name: str, files: dict[str, str]) -> bytes:
    """Pack files below ``x-1.0`` in the way of an archive's name."""
    if name.endswith(".zip"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as zipped:
            for path, text in files.items():
                zipped.writestr(f"x-1.0/{path}", text)
        return out.getvalue()
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        for path, text in files.items():
            entry = tarfile.TarInfo(f"x-1.0/{path}")
            entry.size = len(text.encode())
            tar.addfile(entry, io.BytesIO(text.encode()))
    if name.endswith(".bz2"):
        return bz2.compress(plain.getvalue())
    return lzma.compress(plain.getvalue()) if name.endswith(".xz") else gzip.compress(plain.getvalue())


def contents(archive: bytes | None, name: str = "x.tar.gz") -> dict[str, str]:
    """Read the texts of a repacked archive."""
    assert archive is not None
    return {path: data.decode() for path, _, data in repack.entries(archive, name)}


@pytest.mark.parametrize("name", ["x-1.0.tar.gz", "x-1.0.zip"])
def test_what_uv_takes_stays(name: str) -> None:
    """An archive of its kind whose requirements are valid is not touched."""
    assert repack.repacked(packed(name, {"setup.py": "setup(install_requires=['a >= 1'])"}), name) is None


@pytest.mark.parametrize("name", ["X-1.0.tar.bz2", "x-1.0.tar.xz"])
def test_another_kind_of_archive_is_packed_as_it_is(name: str) -> None:
    """Nothing but the kind of the archive changes, and twice the same comes out."""
    files = {"setup.py": "print(1)\n", "x/__init__.py": ""}
    made = repack.repacked(packed(name, files), name)
    assert contents(made) == {f"x-1.0/{path}": text for path, text in files.items()}
    assert repack.repacked(packed(name, files), name) == made


@pytest.mark.parametrize(
    "files",
    [
        {"x.egg-info/requires.txt": "pytz>=2011k\n\n[extra]\na\n"},
        {"PKG-INFO": f"{HEAD}Requires-Dist: pytz (>=2011k)\n"},
        {"setup.py": INVALID_SETUP},
    ],
)
def test_where_requirements_are_not_valid_our_back_end_comes_first(files: dict[str, str]) -> None:
    """Wherever they are said."""
    # What was listed as a .zip is read as one.
    again = repack.repacked(packed("x-1.0.zip", files), "x-1.0.zip")
    assert again == repack.repacked(packed("x-1.0.zip", files), "x-1.0.zip")
    made = contents(again, "x-1.0.zip")
    assert 'build-backend = "importgraph_back_end"\nbackend-path = ["."]' in made["x-1.0/pyproject.toml"]
    assert f'requires = ["{repack.LEGACY_REQUIRES[0]}"]' in made["x-1.0/pyproject.toml"]
    assert 'back_end("setuptools.build_meta:__legacy__")' in made["x-1.0/importgraph_back_end.py"]


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        ('[build-system]\nrequires = ["a"]\n', "setuptools.build_meta:__legacy__"),
        ('[build-system]\nrequires = ["a"]\nbuild-backend = "flit.api"\n\n[tool.x]\ny = 1\n', "flit.api"),
    ],
)
def test_the_projects_own_settings_stay(system: str, expected: str) -> None:
    """What it is built with, and what else its pyproject.toml has."""
    files = {"setup.py": INVALID_SETUP, "pyproject.toml": system}
    made = contents(repack.repacked(packed("x-1.0.tar.gz", files), "x-1.0.tar.gz"))
    assert 'requires = ["a"]' in made["x-1.0/pyproject.toml"]
    assert made["x-1.0/pyproject.toml"].count("build-backend") == 1
    assert f'back_end("{expected}")' in made["x-1.0/importgraph_back_end.py"]


def test_the_back_end_mends_the_wheel_of_the_one_behind_it(tmp_path: Path) -> None:
    """The whole way, with a back end that writes what setuptools would."""
    behind = (
        "import zipfile\n"
        "def build_wheel(folder, settings=None, metadata=None):\n"
        "    with zipfile.ZipFile(folder + '/x-1.0-py3-none-any.whl', 'w') as wheel:\n"
        "        wheel.writestr('x.py', 'a = 1')\n"
        f"        wheel.writestr('x-1.0.dist-info/METADATA', {HEAD + 'Requires-Dist: pytz (>=2011k)'!r} + '\\n\\n')\n"
        "        wheel.writestr('x-1.0.dist-info/RECORD', 'x.py,,\\nx-1.0.dist-info/METADATA,sha256=old,1\\n')\n"
        "    return 'x-1.0-py3-none-any.whl'\n"
    )
    system = '[build-system]\nrequires = []\nbuild-backend = "behind"\n'
    files = {"setup.py": INVALID_SETUP, "pyproject.toml": system, "behind.py": behind}
    made = repack.repacked(packed("x-1.0.tar.gz", files), "x-1.0.tar.gz")
    for path, text in contents(made).items():
        target = tmp_path / path
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")
    call = "import sys; sys.path.insert(0, ''); import importgraph_back_end as b; print(b.build_wheel('.'))"
    ran = subprocess.run(
        [sys.executable, "-c", call], cwd=tmp_path / "x-1.0", capture_output=True, text=True, check=True
    )
    assert "'pytz (>=2011k)' is no valid requirement: taken as 'pytz>=2011'" in ran.stderr
    with zipfile.ZipFile(tmp_path / "x-1.0" / ran.stdout.strip()) as wheel:
        assert wheel.read("x.py") == b"a = 1"
        metadata = wheel.read("x-1.0.dist-info/METADATA")
        assert metadata.decode() == f"{HEAD}Requires-Dist: pytz>=2011\n\n"
        assert f"METADATA,{'sha256='}" in wheel.read("x-1.0.dist-info/RECORD").decode()
        assert "old" not in wheel.read("x-1.0.dist-info/RECORD").decode()


# As pandas 0.22.0 has it.
PINS = """[build-system]
requires = [
    "wheel",
    "setuptools",
    "Cython",  # required for VCS build, optional for ]"released" source
    "numpy==1.9.3; python_version=='3.5'",
    "numpy==1.13.1; python_version>='3.7'",
]

[tool.other]
requires = ["numpy==1.13.1"]
"""
MINOR = sys.version_info[1]
OLDER, NEWER = f"cp3{MINOR - 1}", f"cp3{MINOR}"
WHEELS = [
    f"numpy-1.13.1-{OLDER}-{OLDER}m-manylinux1_x86_64.whl",
    f"numpy-1.13.3-{OLDER}-{OLDER}m-manylinux1_x86_64.whl",
    f"numpy-1.19.2-{NEWER}-{NEWER}-win_amd64.whl",
    f"numpy-1.19.3-{NEWER}-{NEWER}-manylinux2010_x86_64.whl",
    f"numpy-1.20.0-{NEWER}-{NEWER}-manylinux2010_x86_64.whl",
    f"numpy-1.14.0rc1-{NEWER}-{NEWER}-manylinux2010_x86_64.whl",
]


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an index list files, on a machine that the wheels are for."""
    page = {"files": [{"filename": name} for name in WHEELS]}
    monkeypatch.setattr(repack, "addresses", lambda: ["the index"])
    monkeypatch.setattr(repack, "listing", lambda _, name: page if name == "numpy" else None)
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    loosened.wheels_of.cache_clear()


@pytest.mark.usefixtures("listed")
def test_what_a_build_pins_without_a_wheel_is_loosened_up_to_the_next_that_has_one() -> None:
    """Only pins of the build system whose release has wheels for other Pythons; the rest of the file stays."""
    taken = repack.unpinned("x-1.0/pyproject.toml", PINS.encode(), loosened.up_to_next_wheel)
    assert taken.decode() == PINS.replace('"numpy==1.13.1; python', '"numpy>=1.13.1,<=1.19.3; python')


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("pin", ["numpy==1.19.3", "numpy==1.9.3", "numpy>=1.13.1", "numpy==1.13.*", "scipy==1.13.1"])
def test_what_has_a_wheel_or_never_had_one_stays_pinned(pin: str) -> None:
    """A release of sources only was meant to be built."""
    text = f'[build-system]\nrequires = ["{pin}"]\n'.encode()
    assert repack.unpinned("x-1.0/pyproject.toml", text, loosened.up_to_next_wheel) == text


@pytest.mark.usefixtures("listed")
def test_a_source_with_such_a_pin_is_packed_again() -> None:
    """Which is all that is changed of it."""
    source = packed("x-1.0.tar.gz", {"pyproject.toml": PINS, "PKG-INFO": HEAD})
    files = contents(repack.repacked(source, "x-1.0.tar.gz", loosened.up_to_next_wheel))
    assert "numpy>=1.13.1,<=1.19.3" in files["x-1.0/pyproject.toml"]
    assert files["x-1.0/PKG-INFO"] == HEAD


def test_where_it_is_installed_a_pin_is_what_the_lock_has() -> None:
    """The index is not asked again; what the lock does not have stays."""
    pins = repack.locked_pins("# python: 3.9\nnumpy==1.19.3 \\\n    --hash=sha256:00\n")
    taken = repack.unpinned("x-1.0/pyproject.toml", PINS.encode(), pins).decode()
    assert "\"numpy==1.19.3; python_version>='3.7'\"" in taken
    other = b'[build-system]\nrequires = ["scipy==1.0"]\n'
    assert repack.unpinned("x-1.0/pyproject.toml", other, pins) == other


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (f"{NEWER}-{NEWER}-manylinux_2_17_x86_64.manylinux2014_x86_64", True),
        ("cp36-abi3-manylinux2014_x86_64", True),
        (f"cp3{MINOR + 1}-abi3-manylinux2014_x86_64", False),
        ("py2.py3-none-any", True),
        ("py2-none-any", False),
        (f"{NEWER}-{NEWER}t-manylinux2014_x86_64", False),
        (f"{NEWER}-{NEWER}-manylinux2014_aarch64", False),
        (f"{NEWER}-{NEWER}-musllinux_1_1_x86_64", False),
    ],
)
@pytest.mark.usefixtures("listed")
def test_a_wheel_fits_by_its_tags(tags: str, expected: bool) -> None:
    """Python, ABI and platform."""
    assert loosened.fits(tags) == expected


def test_a_release_without_a_hash_in_the_lock_is_refused(tmp_path: Path) -> None:
    """Nothing is downloaded that the lock does not pin."""
    lock = tmp_path / "requirements.txt"
    lock.write_text("x==1.0 \\\n    --hash=sha256:zz\n", encoding="utf-8")
    lock.with_name("build-requirements.txt").write_text("", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"has no hash for x==1\.0"):
        repack.main(str(lock), str(tmp_path / "out"), "x==1.0")
