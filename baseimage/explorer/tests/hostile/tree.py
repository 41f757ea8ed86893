"""A behaviour's folder as the files of one installed distribution."""

from __future__ import annotations

import base64
import csv
import hashlib
import importlib.util
import io
import re
import sys
from pathlib import Path
from typing import NamedTuple, Optional, Union

CORPUS = Path(__file__).parent
VERSION = "1.0"

_WELL_BEHAVED = "wellbehaved"
_DIST_INFO = "dist-info"
_EXPECTED = "expected.yaml"
_MAKE = "make.py"


class Link(NamedTuple):
    """A symbolic link, for ``make.py``: git on some systems and wheels everywhere can't hold one."""

    target: str


class Pipe(NamedTuple):
    """A named pipe, for ``make.py``."""


Entry = Union[bytes, Link, Pipe]
Files = dict[str, Entry]


class Tree(NamedTuple):
    """What is installed for one behaviour: paths below site-packages with their content, sorted."""

    behaviour: str
    files: Files
    own_metadata: bool

    @property
    def import_name(self) -> str:
        """The package that misbehaves: ``h_os_exit`` for ``os-exit``."""
        return import_name(self.behaviour)

    @property
    def distribution(self) -> str:
        """The normalised name of the distribution: ``h-os-exit`` for ``os-exit``."""
        return "h-" + self.behaviour

    @property
    def alone(self) -> bool:
        """Whether it needs a site-packages of its own, because it would change what happens to the others."""
        tops = {path.partition("/")[0] for path in self.files}
        return self.own_metadata or not tops <= {self.import_name, _info(self.behaviour)}

    @property
    def unpackable(self) -> str | None:
        """Why there can't be a wheel of it, or None."""
        if any(not isinstance(entry, bytes) for entry in self.files.values()):
            return "a wheel holds no links and pipes"
        if any(not _encodable(path) for path in self.files):
            return "a wheel's file names are UTF-8"
        tops = {path.partition("/")[0] for path in self.files}
        infos = {top for top in tops if top.endswith((".dist-info", ".egg-info"))}
        return None if infos == {_info(self.behaviour)} else "a wheel holds one distribution"


def behaviours() -> list[str]:
    """The names of all behaviours, sorted."""
    return sorted(path.parent.name for path in CORPUS.glob(f"*/{_EXPECTED}"))


def tree(behaviour: str) -> Tree:
    """Read a behaviour's folder, add the well-behaved modules and metadata, and what its ``make.py`` makes."""
    folder = CORPUS / behaviour
    package, info = import_name(behaviour), _info(behaviour)
    innocent = _read(CORPUS / _WELL_BEHAVED)
    made: dict[str, Optional[Entry]] = {f"{package}/{path}": content for path, content in innocent.items()}
    for path, content in _read(folder).items():
        if path not in (_EXPECTED, _MAKE):
            made[re.sub(f"^{_DIST_INFO}(?=/)", info, path)] = content
    metadata = f"Metadata-Version: 2.1\nName: h-{behaviour}\nVersion: {VERSION}\n".encode()
    made[f"{info}/METADATA"] = metadata
    made[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: importgraph\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    if (folder / _MAKE).exists():
        _run_make(folder / _MAKE, made)
    record = f"{info}/RECORD"
    own_metadata = record in made or made[f"{info}/METADATA"] != metadata
    if record not in made:
        made[record] = _record({path: content for path, content in made.items() if content is not None}, record)
    files = {path: made[path] for path in sorted(made)}
    return Tree(behaviour, {path: content for path, content in files.items() if content is not None}, own_metadata)


def import_name(behaviour: str) -> str:
    """The name of the behaviour's package."""
    return "h_" + behaviour.replace("-", "_")


def _info(behaviour: str) -> str:
    return f"{import_name(behaviour)}-{VERSION}.dist-info"


def _read(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.parent.name != "__pycache__")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _run_make(path: Path, files: dict[str, Optional[Entry]]) -> None:
    """Let the behaviour's own program change the files; None in place of a content leaves a file out."""
    spec = importlib.util.spec_from_file_location(f"make_{path.parent.name}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} can't be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault("tree", sys.modules[__name__])
    spec.loader.exec_module(module)
    module.make(files)


def _record(files: Files, record: str) -> bytes:
    """The RECORD of these files, as the specification of wheels has it."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    for path in sorted(files):
        content = files[path]
        if isinstance(content, bytes):
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            rows.writerow([path, f"sha256={digest}", len(content)])
        else:
            rows.writerow([path, "", ""])
    rows.writerow([record, "", ""])
    return text.getvalue().encode("utf-8", "surrogateescape")


def _encodable(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
