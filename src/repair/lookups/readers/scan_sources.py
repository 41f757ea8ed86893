"""What the sources of a release say of what it needs; nothing of them is run.

Job: ``{"url": …, "removed": {"modules": […], "names": […], "c-api": […]}}``. Answer: a dictionary with a list for each
kind of finding, each with the first place of it; see ``source-scan.ts``.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from .build_files import is_build_file, read_build_file
from .c_sources import read_c
from .findings import Findings
from .python_sources import read_python
from .remote import Archive, open_archive

C_ENDINGS = (".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".hxx", ".inc", ".pyx", ".pxd", ".pxi", ".i")
# What is neither built nor imported by who installs the release; what is for other systems; and what it took along from
# others, which is built of itself, and mostly not with what it asks for.
LEFT_OUT = re.compile(
    r"(?:^|[-_. ])(?:tests?|testing|docs?|examples?|demos?|bench|benchmarks?|perf|performance|fuzz|fuzzing"
    r"|win32|win64|windows|mswin|beos|osx|macos|macosx|darwin|cocoa|carbon|android|ios|vms|wince|os2"
    r"|c?extern|external|third|3rdparty|thirdparty|vendor|vendored|subprojects|submodules|deps)(?:[-_. ]|$)",
    re.IGNORECASE,
)
# What is compiled to see whether it compiles.
PROBES = re.compile(r"^(?:has|have|check|conftest)[-_]", re.IGNORECASE)
LICENSE = re.compile(r"^(?:licen[cs]e|copying)(?:[.-]\w+)*$", re.IGNORECASE)
PROJECTS = {"CMakeLists.txt", "Makefile", "SConstruct", "configure", "configure.ac", "configure.in", "meson.build"}
MOST_FILES = 20_000


def main() -> None:
    """Answer the job on standard input."""
    job = json.load(sys.stdin)
    json.dump(scan(open_archive(job["url"]), job["removed"]), sys.stdout)


def scan(archive: Archive, removed: dict[str, list[str]]) -> dict[str, Any]:
    """Read the sources in an archive."""
    findings = Findings()
    incomplete: list[str] = []
    taken = taken_along(list(archive.sizes))
    paths = sorted(
        path
        for path in archive.sizes
        if not any(map(LEFT_OUT.search, path.split("/")[1:-1])) and not path.startswith(taken)
    )
    if len(paths) > MOST_FILES:
        incomplete.append(f"only the first {MOST_FILES} of {len(paths)} files were read")
    own = own_names(list(archive.sizes))
    brought = build_requirements(archive)
    for path in paths[:MOST_FILES]:
        is_c, is_build = path.endswith(C_ENDINGS) and not is_aside(path), is_build_file(path)
        if not (is_c or is_build or path.endswith(".py")):
            continue
        try:
            text = archive.read(path).decode("utf-8", "replace")
        except ValueError as error:
            incomplete.append(str(error))
            continue
        short = path.split("/", 1)[-1]
        if is_c:
            read_c(findings, short, text, own | brought, set(removed["c-api"]))
        if is_build:
            read_build_file(findings, short, text)
        if path.endswith(".py"):
            read_python(findings, short, text, own, removed)
    answer = findings.answer()
    for kind in ("pkgConfig", "cmake"):
        # Such as pybind11, which is asked for there where it is installed from the index.
        answer[kind] = [one for one in answer.get(kind, []) if f"{one['name'].lower()}/" not in brought]
    return {**answer, "incomplete": incomplete}


def is_aside(path: str) -> bool:
    """Tell by its name whether a file of C is a test, for another system, or a probe."""
    stem = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return LEFT_OUT.search(stem) is not None or PROBES.match(stem) is not None


def taken_along(paths: list[str]) -> tuple[str, ...]:
    """Find folders that are projects of their own: with a license and a build file, as the release itself has them."""
    licensed: set[str] = set()
    built: set[str] = set()
    for path in paths:
        folder, _, name = path.rpartition("/")
        if folder.count("/") >= 1:
            if LICENSE.match(name):
                licensed.add(folder)
            if name in PROJECTS:
                built.add(folder)
    return tuple(f"{folder}/" for folder in licensed & built)


def build_requirements(archive: Archive) -> set[str]:
    """Name the distributions that ``[build-system]`` asks for: headers below a folder of such a name are theirs."""
    path = next((one for one in archive.sizes if re.fullmatch(r"[^/]+/pyproject\.toml", one)), None)
    text = "" if path is None else archive.read(path).decode("utf-8", "replace")
    requires = re.search(r"(?m)^requires\s*=\s*\[([^\]]*)", text)
    names = re.findall(r"[\"']\s*([A-Za-z0-9_.-]+)", requires[1] if requires else "")
    return {f"{name.lower()}/" for name in names}


def own_names(paths: list[str]) -> set[str]:
    """List the endings of all paths, by which sources name what is in the release itself."""
    found: set[str] = set()
    for path in paths:
        parts = path.split("/")
        found.update("/".join(parts[at:]) for at in range(len(parts)))
        found.update(parts[1:-1])
        found.update(part[: -len(".py")] for part in parts[-1:] if part.endswith(".py"))
    return found
