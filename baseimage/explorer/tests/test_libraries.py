"""Which names a compiled library exports, told without going through all of it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from importgraph_explorer.installed.libraries import exported_names


def _library() -> Path:
    """A compiled module that comes with Python."""
    for name in ("_json", "_struct", "_heapq", "_ctypes", "_decimal", "readline", "_ssl"):
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None and spec.origin.endswith(".so"):
            return Path(spec.origin)
    pytest.skip("every module is built in")


def test_the_module_that_a_library_is_can_be_told(tmp_path: Path) -> None:
    path = _library()
    with path.open("rb") as library:
        found = exported_names(library)
    assert found is not None
    assert f"\0PyInit_{path.name.partition('.')[0]}\0".encode() in found
    # What it holds beside, such as texts of its own, is no name that it exports.
    assert len(found) < path.stat().st_size


@pytest.mark.parametrize("cut", [0, 10, 64, 1000])
def test_what_is_no_whole_library_is_not_told(cut: int, tmp_path: Path) -> None:
    path = tmp_path / "part.so"
    path.write_bytes(_library().read_bytes()[:cut])
    with path.open("rb") as library:
        assert exported_names(library) is None
