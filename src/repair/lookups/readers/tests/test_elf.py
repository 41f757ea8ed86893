import _ctypes
import random
import sys
from pathlib import Path

import pytest
from readers.elf import NotElfError, read_dynamic


@pytest.fixture
def shared() -> Path:
    path = getattr(_ctypes, "__file__", None) or sys.executable
    return Path(path).resolve()


def test_needed(shared: Path) -> None:
    found = read_dynamic(str(shared))
    assert any(name.startswith("libc.so") for name in found.needed)
    assert all(name.isprintable() for name in found.needed)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x7fELF",
        b"#!/bin/sh\n" * 20,
        b"\x7fELF\x02\x01" + b"\xff" * 200,
        b"\x7fELF\x01\x02" + b"\x00" * 100,
        b"\x7fELF\x03\x01" + b"\x00" * 100,
    ],
)
def test_what_is_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.so"
    path.write_bytes(content)
    try:
        assert read_dynamic(str(path)).needed == []
    except NotElfError:
        pass


def test_no_link_is_followed(tmp_path: Path, shared: Path) -> None:
    (tmp_path / "x.so").symlink_to(shared)
    with pytest.raises(NotElfError):
        read_dynamic(str(tmp_path / "x.so"))


def test_any_damage_ends(tmp_path: Path, shared: Path) -> None:
    whole = shared.read_bytes()
    path = tmp_path / "x.so"
    chance = random.Random(18)
    for _ in range(300):
        content = bytearray(whole[: chance.randrange(1, len(whole))] if chance.random() < 0.3 else whole)
        for _ in range(chance.randrange(1, 40)):
            # Most of what matters is at the beginning.
            content[chance.randrange(min(len(content), 4096))] = chance.randrange(256)
        path.write_bytes(content)
        try:
            found = read_dynamic(str(path))
        except NotElfError:
            continue
        assert len(found.needed) <= 4096
