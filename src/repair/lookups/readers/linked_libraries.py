"""Which shared libraries an image lacks for what is installed in it.

Job: ``{"folders": [site-packages, …]}``. Answer: ``{"needed": [{"name", "file"}], "loaded": [{"names", "file", "line",
"conditional"}], "typelibs": [{"name", "version", "file", "line"}], "incomplete": […]}``: of what is needed and loaded
only what is missing, every file below the folders by its path there.
"""

from __future__ import annotations

import glob
import json
import os
import re
import sys
from collections.abc import Iterator
from typing import Any

from .elf import Dynamic, NotElfError, read_dynamic
from .loaded_names import loaded_in

SHARED = re.compile(r"\.so(\.[0-9.]+)?$")
MOST_FILES = 100_000
MOST_SOURCE_BYTES = 4 << 20
DEFAULT_FOLDERS = ("/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/lib", "/usr/lib", "/usr/local/lib")


def main() -> None:
    """Answer the job on standard input."""
    folders = [folder for pattern in json.load(sys.stdin)["folders"] for folder in sorted(glob.glob(pattern))]
    json.dump(missing(folders), sys.stdout)


def missing(folders: list[str]) -> dict[str, Any]:
    """Look through folders."""
    incomplete: list[str] = []
    objects: dict[str, Dynamic] = {}
    sources: list[str] = []
    for path in files(folders, incomplete):
        if SHARED.search(path):
            try:
                objects[path] = read_dynamic(path)
            except NotElfError:
                continue
        elif path.endswith(".py"):
            sources.append(path)
    system = system_folders()
    # What is loaded once serves everybody who needs something of that name, wherever it is.
    brought = {os.path.basename(path) for path in objects} | {one.soname for one in objects.values() if one.soname}
    needed = [
        {"name": name, "file": below(folders, path)}
        for path, one in sorted(objects.items())
        for name in one.needed
        if name not in brought and not is_found(name, [*own_folders(path, one), *system])
    ]
    loaded: list[dict[str, Any]] = []
    typelibs: list[dict[str, Any]] = []
    for path in sorted(sources):
        for found in loaded_in(read_text(path)):
            place = {"file": below(folders, path), "line": found.line}
            if found.how == "typelib":
                typelibs.append({"name": found.names[0], "version": found.version, **place})
            elif not any(is_loadable(name, brought, system) for name in found.names):
                loaded.append({"names": found.names, "conditional": found.conditional, **place})
    return {"needed": needed, "loaded": loaded, "typelibs": typelibs, "incomplete": incomplete}


def files(folders: list[str], incomplete: list[str]) -> Iterator[str]:
    """Give the files below folders, not through links."""
    count = 0
    for folder in folders:
        for parent, inner, names in os.walk(folder):
            inner.sort()
            for name in sorted(names):
                path = os.path.join(parent, name)
                if os.path.islink(path) or not os.path.isfile(path):
                    continue
                count += 1
                if count > MOST_FILES:
                    incomplete.append(f"only the first {MOST_FILES} files were looked at")
                    return
                yield path


def read_text(path: str) -> str:
    """Read the beginning of a source."""
    try:
        with open(path, "rb") as file:
            return file.read(MOST_SOURCE_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def below(folders: list[str], path: str) -> str:
    """Shorten a path to what is below the folder that it is in."""
    return next((path[len(folder) + 1 :] for folder in folders if path.startswith(folder + "/")), path)


def own_folders(path: str, dynamic: Dynamic) -> list[str]:
    """List where the linker looks for one object first."""
    origin = os.path.dirname(path)
    return [part.replace("$ORIGIN", origin).replace("${ORIGIN}", origin) for part in dynamic.paths]


def system_folders() -> list[str]:
    """List where the linker looks for all: its defaults and what its configuration adds."""
    found = list(DEFAULT_FOLDERS)
    for path in sorted(glob.glob("/etc/ld.so.conf.d/*.conf")):
        found += [line.strip() for line in read_text(path).splitlines() if line.startswith("/")]
    return [*found, *sorted(glob.glob(sys.base_prefix + "/lib"))]


def is_found(name: str, folders: list[str]) -> bool:
    """Whether a library is in one of some folders; names with a slash are paths."""
    if "/" in name:
        return os.path.exists(name)
    return any(os.path.exists(os.path.join(folder, name)) for folder in folders)


def is_loadable(name: str, brought: set[str], folders: list[str]) -> bool:
    """Whether a library is there, by its file name or as ``find_library`` is asked."""
    if name in brought or is_found(name, folders):
        return True
    if ".so" in name:
        return False
    stems = [f"lib{name}.so", f"{name}.so"]
    if any(file.startswith(stem) for file in brought for stem in stems):
        return True
    return any(glob.glob(os.path.join(folder, glob.escape(stem) + "*")) for folder in folders for stem in stems)
