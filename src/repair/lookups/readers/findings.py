"""What a scan has found so far."""

from __future__ import annotations

from typing import Any

MOST_FOUND = 2_000


def in_build_file(more: dict[str, Any]) -> dict[str, Any]:
    """Keep that a build file has something."""
    return {"inBuildFile": True} if more.get("inBuildFile") else {}


class Findings:
    """What was found, each thing once."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.kinds: dict[str, dict[str, dict[str, Any]]] = {}

    def add(self, kind: str, name: str, file: str, line: int, **more: Any) -> None:
        """Keep the first place of something, before it one without a condition; and whether a build file has it."""
        found = self.kinds.setdefault(kind, {})
        before = found.get(name)
        if before is None and len(found) < MOST_FOUND:
            found[name] = {"name": name, "file": file, "line": line, **more}
        elif before is not None and before.get("conditional") and more.get("conditional") is False:
            before.update(file=file, line=line, **{**more, **in_build_file(before)})
        elif before is not None:
            before.update(in_build_file(more))

    def answer(self) -> dict[str, list[dict[str, Any]]]:
        """Give all, in the order of names."""
        return {kind: [found[name] for name in sorted(found)] for kind, found in sorted(self.kinds.items())}
