"""The distributions that are installed, read from their metadata without importing anything.

Formats: https://packaging.python.org/en/latest/specifications/recording-installed-packages/ for ``.dist-info``;
setuptools' ``.egg-info`` (``installed-files.txt``, ``top_level.txt``) for what older tools and Linux distributions
install.
"""

from __future__ import annotations

import ast
import csv
import io
import os
import re
import site
import sys
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from .metadata import About, about_in, first_headers

# What a path of a RECORD begins with, up to the end of a folder's or a module's name.
_TOP: Final = re.compile(r'(?:\A|[\n"])([^./\n"]+)[./]')


class EntryPoint(NamedTuple):
    """A line of entry_points.txt: ``to`` is ``module`` or ``module:attribute.path``."""

    group: str
    name: str
    to: str


class InstalledFile(NamedTuple):
    """A file of a distribution: where its import root is, and its path from there with forward slashes."""

    root: str
    path: str


class Distribution:
    """One installed distribution: its metadata now, its files when they are asked for."""

    def __init__(self, root: str, info: str) -> None:
        """Read the metadata.

        Raises ValueError when there is no name or version.
        """
        self.root = root
        self.info = os.path.join(root, info)
        metadata = first_headers(self._metadata_text())
        name, version = metadata.get("name", ""), metadata.get("version", "")
        if not name or not version:
            raise ValueError(f"{info} has no name or version")
        self.display_name = name
        self.name = normalized(name)
        self.version = version
        licence = metadata.get("license-expression") or metadata.get("license") or "UNKNOWN"
        self.licence = None if licence.upper() == "UNKNOWN" else licence
        self.requires_python = metadata.get("requires-python") or None
        self._files: list[InstalledFile] | None = None
        self._tops: set[str] | None = None
        self._named: frozenset[str] | None = None

    def files(self) -> list[InstalledFile]:
        """Every file that its record names, sorted; those outside of the import roots (scripts, data) are left out."""
        if self._files is None:
            self._files = sorted(set(self._find_files()))
        return self._files

    def may_hold(self, name: str) -> bool:
        """Whether it can have a module or a folder of this name at the top; much faster than asking for its files."""
        if self._tops is None:
            self._tops = set(_TOP.findall(self._text("RECORD") or ""))
        return not self._tops or name in self._tops

    def holds(self, path: str) -> bool:
        """Whether its record names this file."""
        if not self.may_hold(path.partition("/")[0].partition(".")[0]):
            return False
        if self._named is None:
            lines = (self._text("RECORD") or "").splitlines()
            self._named = frozenset(line.partition(",")[0] for line in lines)
        return path in self._named

    def entry_points(self) -> list[EntryPoint]:
        """The entry points, sorted."""
        found = []
        group = ""
        for line in (self._text("entry_points.txt") or "").splitlines():
            line = line.strip()
            if line.startswith("[") and line.endswith("]"):
                group = line[1:-1].strip()
            elif "=" in line and group and not line.startswith(("#", ";")):
                name, _, target = line.partition("=")
                # An extra in brackets says when it applies, not where it leads.
                to = re.sub(r"\s+", "", target.partition("[")[0])
                found.append(EntryPoint(group, name.strip(), to))
        return sorted(set(found))

    def about(self) -> About:
        """What its metadata tells people of it."""
        return about_in(self._metadata_text())

    def requirement_texts(self) -> tuple[str, str | None]:
        """What says what it requires: its metadata, and the ``requires.txt`` of installations without such headers."""
        return self._metadata_text(), self._text("requires.txt")

    def _metadata_text(self) -> str:
        for name in ("METADATA", "PKG-INFO"):
            text = self._text(name)
            if text is not None:
                return text
        # A .egg-info that is a file is itself the metadata (distutils).
        return _read(self.info) or ""

    def _text(self, name: str) -> str | None:
        return _read(os.path.join(self.info, name))

    def _find_files(self) -> Iterable[InstalledFile]:
        record = self._text("RECORD")
        if record is not None:
            paths = _record_paths(record)
        else:
            installed = self._text("installed-files.txt")
            if installed is None:
                yield from self._files_by_name(self.root, self._top_level())
                return
            # These paths start at the .egg-info folder.
            start = os.path.basename(self.info)
            paths = [os.path.normpath(os.path.join(start, line)) for line in installed.splitlines() if line]
        for path in paths:
            path = path.replace(os.sep, "/")
            if path.startswith(("../", "/")) or "\0" in path:
                continue
            yield InstalledFile(self.root, path)
            if "/" not in path:
                yield from self._editable_files(path)

    def _editable_files(self, path: str) -> Iterable[InstalledFile]:
        """The files of the project folder that a link in site-packages leads to."""
        if path.endswith(".pth"):
            for folder in pth_folders(self.root, path):
                yield from self._files_by_name(folder, self._top_level() or _packages_in(folder))
        elif path.startswith("__editable__") and path.endswith("_finder.py"):
            for name, target in _finder_mapping(_read(os.path.join(self.root, path)) or "").items():
                levels = name.count(".") + 1
                folder = target
                for _ in range(levels):
                    folder = os.path.dirname(folder)
                yield from self._files_by_name(folder, [name])

    def _top_level(self) -> list[str]:
        return (self._text("top_level.txt") or "").split()

    def _files_by_name(self, folder: str, names: Iterable[str]) -> Iterable[InstalledFile]:
        for name in names:
            relative = name.replace(".", "/")
            start = os.path.join(folder, relative)
            for entry in _listed(os.path.dirname(start)):
                if entry.partition(".")[0] == os.path.basename(start) and os.path.isfile(
                    os.path.join(os.path.dirname(start), entry)
                ):
                    yield InstalledFile(folder, os.path.relpath(os.path.join(os.path.dirname(start), entry), folder))
            for parent, folders, files in os.walk(start):
                folders.sort()
                for file in sorted(files):
                    path = os.path.relpath(os.path.join(parent, file), folder)
                    yield InstalledFile(folder, path.replace(os.sep, "/"))


def normalized(name: str) -> str:
    """The name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed(paths: Sequence[str]) -> dict[str, Distribution]:
    """The distributions found on these paths, by normalised name; the first of a name wins, as when importing."""
    found: dict[str, Distribution] = {}
    for path in paths:
        for entry in _listed(path):
            if entry.endswith((".dist-info", ".egg-info")):
                try:
                    distribution = Distribution(path, entry)
                except (OSError, ValueError):
                    continue
                found.setdefault(distribution.name, distribution)
    return dict(sorted(found.items()))


def search_paths() -> list[str]:
    """The folders that packages are installed in.

    In an ordinary process those of ``sys.path``. With ``-S`` that isn't complete yet: then those which ``site`` will
    add, found without running anything (code in ``.pth`` files may do what it likes).
    """
    paths = [os.path.abspath(path) for path in sys.path if path]
    if sys.flags.no_site:
        for folder in _package_folders():
            paths.append(folder)
            for entry in _listed(folder):
                if entry.endswith(".pth"):
                    paths.extend(pth_folders(folder, entry))
    return [path for path in dict.fromkeys(paths) if os.path.isdir(path)]


def pth_folders(root: str, name: str) -> list[str]:
    """The folders that a ``.pth`` file adds; its lines of code are left alone."""
    found = []
    for line in (_read(os.path.join(root, name)) or "").splitlines():
        line = line.strip()
        if line and not line.startswith(("#", "import ", "import\t")):
            folder = os.path.abspath(os.path.join(root, line))
            if os.path.isdir(folder):
                found.append(folder)
    return found


def _package_folders() -> list[str]:
    # Before Python 3.14 it is site that notices a virtual environment, so look for its pyvenv.cfg (PEP 405). Until then
    # site can't be asked either: Debian's names other folders outside of an environment than inside.
    home = os.path.dirname(os.path.dirname(os.path.abspath(sys.executable)))
    config = _read(os.path.join(home, "pyvenv.cfg"))
    if config is None:
        return site.getsitepackages()
    folders = [os.path.join(home, "lib", f"python{sys.version_info[0]}.{sys.version_info[1]}", "site-packages")]
    settings = dict(re.findall(r"^\s*([\w-]+)\s*=\s*(.*?)\s*$", config, re.M))
    if settings.get("include-system-site-packages", "").lower() == "true":
        folders += site.getsitepackages([sys.base_prefix])
    return folders


def _record_paths(record: str) -> list[str]:
    """The first column of a RECORD (PEP 376, PEP 627), whatever else it holds; quoted names may hold line ends."""
    limit = csv.field_size_limit(max(len(record), 1))
    try:
        return [row[0] for row in csv.reader(io.StringIO(record, newline="")) if row]
    except csv.Error:
        # A file that is no CSV may still name files line by line.
        return [line.rsplit(",", 2)[0] for line in record.splitlines() if line]
    finally:
        csv.field_size_limit(limit)


def _packages_in(folder: str) -> list[str]:
    names = []
    for entry in _listed(folder):
        path = os.path.join(folder, entry)
        if os.path.isfile(os.path.join(path, "__init__.py")):
            names.append(entry)
    return [name for name in names if name not in ("test", "tests", "docs")]


def _finder_mapping(source: str) -> dict[str, str]:
    """The table of an editable install by setuptools: import name to file or folder."""
    try:
        tree = ast.parse(source)
        for statement in tree.body:
            if isinstance(statement, ast.AnnAssign):
                target: ast.expr = statement.target
            elif isinstance(statement, ast.Assign):
                target = statement.targets[0]
            else:
                continue
            if isinstance(target, ast.Name) and target.id == "MAPPING" and statement.value is not None:
                mapping = ast.literal_eval(statement.value)
                return {str(name): str(path) for name, path in sorted(mapping.items())}
    except (SyntaxError, ValueError, AttributeError, RecursionError):
        pass
    return {}


def _listed(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _read(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return None
