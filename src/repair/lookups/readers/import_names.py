"""By what names wheels are imported: their metadata (PEP 794), else what is at their top; and what they ask for.

Job: ``{"wheels": [{"name", "url"}]}``. Answer: ``[{"name", "imports", "by", "requires"}]`` in the same order, where
``by`` is ``metadata`` or ``files`` and ``requires`` has the requirements as the metadata
spells them; or ``{"name", "error"}``.
"""

from __future__ import annotations

import email.parser
import json
import re
import sys
from email.message import Message
from typing import Any

from .remote import FAILURES, Archive, open_archive

INFO = re.compile(r"^[^/]+\.dist-info/METADATA$")
MODULE = re.compile(r"^(\w+)(?:\.py|(?:\.[\w-]+)?\.so)$", re.ASCII)
MOST_WHEELS = 40


def main() -> None:
    """Answer the job on standard input."""
    job = json.load(sys.stdin)
    json.dump([answer(wheel) for wheel in job["wheels"][:MOST_WHEELS]], sys.stdout)


def answer(wheel: dict[str, str]) -> dict[str, Any]:
    """Tell of one wheel."""
    try:
        archive = open_archive(wheel["url"])
        head = metadata(archive)
        declared = declared_names(head)
        names = declared or names_by_files(archive)
    except FAILURES as error:
        return {"name": wheel["name"], "error": f"{type(error).__name__}: {error}"[:300]}
    requires = [" ".join(str(text).split()) for text in head.get_all("Requires-Dist") or []]
    by = "metadata" if declared else "files"
    return {"name": wheel["name"], "imports": names, "by": by, "requires": requires}


def metadata(archive: Archive) -> Message:
    """Read the headers of ``METADATA``; none where it has no such file."""
    path = next((name for name in archive.sizes if INFO.match(name)), None)
    text = "" if path is None else archive.read(path).decode("utf-8", "replace")
    return email.parser.HeaderParser().parsestr(text)


def declared_names(head: Message) -> list[str]:
    """Read ``Import-Name`` and ``Import-Namespace``, which newer metadata has (2.5)."""
    named = [*(head.get_all("Import-Name") or []), *(head.get_all("Import-Namespace") or [])]
    names = {str(name).split(";")[0].strip() for name in named}
    return sorted(name for name in names if name.replace(".", "").isidentifier())


def names_by_files(archive: Archive) -> list[str]:
    """List what can be imported: modules and packages at the top, and those in folders that are no packages."""
    found: set[str] = set()
    for path in archive.sizes:
        *folders, file = path.split("/")
        if folders and folders[0].endswith((".dist-info", ".data", ".libs")):
            continue
        module = MODULE.match(file)
        if module is None or not all(folder.isidentifier() for folder in folders):
            continue
        names = folders if module[1] == "__init__" else [*folders, module[1]]
        # Of packages the top is enough; of namespaces the part below belongs to this wheel.
        for depth in range(1, min(len(names), 3) + 1):
            found.add(".".join(names[:depth]))
    return sorted(found)[:2000]
