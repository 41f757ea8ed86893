"""Until which release a distribution had a name: looks into the sources of as few releases as it can.

Job: ``{"module", "name"?, "releases": [{"version", "files": [url, …], "has"?}]}``, oldest release first, ``has`` where
that is known already. Answer: ``{"probes": [{"version", "has", "why"}], "last", "gone"}``, where ``last`` and ``gone``
are places in the list that was given, or null where none has it.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from .bindings import has_name
from .remote import FAILURES, Archive, open_archive

MOST_PROBES = 24
MOST_UNKNOWN = 3


class Search:
    """The releases, and what is known of them."""

    def __init__(self, module: str, name: str | None, releases: list[dict[str, Any]]) -> None:
        """Begin with what is known."""
        self.module = module
        self.name = name
        self.releases = releases
        self.known: dict[int, bool | None] = {at: one["has"] for at, one in enumerate(releases) if "has" in one}
        self.probes: list[dict[str, Any]] = []

    def has(self, at: int) -> bool | None:
        """Whether a release has it; None where that can't be told."""
        if at not in self.known:
            if len(self.probes) >= MOST_PROBES:
                return None
            self.known[at], why = look(self.releases[at]["files"], self.module, self.name)
            version = self.releases[at]["version"]
            self.probes.append({"version": version, "has": self.known[at], "why": why})
        return self.known[at]

    def newest_having(self) -> int | None:
        """Find one that has it, from the newest in steps that double."""
        step, at = 1, len(self.releases) - 1
        while at >= 0:
            if self.has(at):
                return at
            at, step = at - step, step * 2
        return 0 if self.releases and self.has(0) else None

    def last(self) -> tuple[int, int] | None:
        """Find two neighbours of which the older has it and the newer has not; what can't be told is passed over."""
        low = self.newest_having()
        if low is None or low == len(self.releases) - 1:
            return None
        lacking = [at for at, has in self.known.items() if at > low and has is False]
        return self.between(low, min(lacking)) if lacking else None

    def between(self, low: int, high: int) -> tuple[int, int]:
        """Narrow down where it went, between a release that has it and one that has not."""
        while True:
            undecided = sorted(range(low + 1, high), key=lambda at: abs(at - (low + high) // 2))
            # Where releases are written so that only running them would tell, their neighbours mostly are, too.
            at = next((one for one in undecided[:MOST_UNKNOWN] if self.has(one) is not None), None)
            if at is None:
                return low, high
            if self.known[at]:
                low = at
            else:
                high = at


def main() -> None:
    """Answer the job on standard input."""
    job = json.load(sys.stdin)
    search = Search(job["module"], job.get("name"), job["releases"])
    found = search.last()
    last, gone = found if found is not None else (None, None)
    json.dump({"probes": search.probes, "last": last, "gone": gone}, sys.stdout)


def look(files: list[str], module: str, name: str | None) -> tuple[bool | None, str]:
    """Look into the first of some files that can be read."""
    reasons = []
    for url in files:
        archive, why = opened(url)
        if archive is not None:
            return look_into(archive, module, name)
        reasons.append(why)
    return None, "; ".join(reasons) or "it has no file that can be read"


def opened(url: str) -> tuple[Archive | None, str]:
    """Open a file of a release, or tell why that can't be done."""
    try:
        return open_archive(url), ""
    except FAILURES as error:
        return None, f"{type(error).__name__}: {error}"[:200]


def look_into(archive: Archive, module: str, name: str | None) -> tuple[bool | None, str]:
    """Whether the sources of a release have a module, or a name in it."""
    roots = source_roots(archive, module)

    def path_of(dotted: str) -> tuple[str, bool] | None:
        stem = dotted.replace(".", "/")
        for root in roots:
            for path, is_package in ((f"{root}{stem}.py", False), (f"{root}{stem}/__init__.py", True)):
                if path in archive.sizes:
                    return path, is_package
        return None

    def sources(dotted: str) -> tuple[str, bool] | None:
        found = path_of(dotted)
        if found is None:
            return None
        try:
            return archive.read(found[0]).decode("utf-8", "replace"), found[1]
        except FAILURES:
            return None

    place = path_of(module)
    if place is None:
        compiled = compiled_module(archive, module)
        if compiled is None:
            return False, f"it has no module {module}"
        # A name that a compiled module has stands in its file, as do others.
        return (True, f"it has {compiled}") if name is None else (None, f"{compiled} is compiled")
    if name is None:
        return True, f"it has {place[0]}"
    has = has_name(sources, module, name)
    verdict = {True: "binds", False: "does not bind", None: "may or may not bind"}[has]
    return has, f"{place[0]} {verdict} {name}"


def source_roots(archive: Archive, module: str) -> list[str]:
    """List where modules may begin: a wheel's top, a source distribution's folder, and ``src`` or ``lib`` in that."""
    top = module.split(".")[0]
    roots = {""}
    for path in archive.sizes:
        for ending in (f"/{top}/__init__.py", f"/{top}.py"):
            if path.endswith(ending):
                roots.add(path[: -len(ending) + 1])
    return sorted(roots, key=len)


def compiled_module(archive: Archive, module: str) -> str | None:
    """Find the file of an extension module."""
    stem = "/" + module.replace(".", "/") + "."
    return next((path for path in archive.sizes if stem in f"/{path}" and path.endswith((".so", ".pyd", ".pyx"))), None)
