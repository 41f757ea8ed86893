"""Holds what a shard says of one source file's imports against its statements."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, Optional

from uses_claims import Verdict
from uses_imports import Statement, dynamic_imports, statements_of
from uses_judge import UseJudge
from uses_objects import Found, Objects
from uses_reader import Reader
from uses_scopes import Target


class ImportJudge:
    """Judges the imports of one file."""

    def __init__(self, objects: Objects, uses: UseJudge, ids: set[str]) -> None:
        self._objects = objects
        self._ids = ids
        self._uses = uses

    def judge(self, reader: Reader, tree: ast.Module, records: list[dict[str, Any]]) -> Iterator[Verdict]:
        """All that is to be said of a file, given the records of its module's imports."""
        left = list(records)
        for statement in statements_of(tree, reader):
            record = next((one for one in left if self._is_of(statement, one)), None)
            if record is None:
                yield Verdict("import", "found", False, "missing", statement.line, repr(statement))
                continue
            left.remove(record)
            reason = self._mistaken(statement, record)
            for side in ("found", "said"):
                yield Verdict("import", side, not reason, reason, statement.line, repr(statement), record)
        dynamic = dynamic_imports(tree)
        for (line, module), is_sure in dynamic.items():
            named = [one for one in left if one["line"] == line and "name" not in one]
            if named:
                left.remove(named[0])
                is_right = not is_sure or self._leads(named[0]["of"], Target(module, ()))
                for side in ("found", "said"):
                    yield Verdict(
                        "import", side, is_right, "" if is_right else "another object", line, module, named[0]
                    )
            elif is_sure:
                yield Verdict("import", "found", False, "missing", line, f"__import__({module!r})")
        for record in left:
            yield Verdict("import", "said", False, "no such statement", record["line"], None, record)

    def _is_of(self, statement: Statement, record: dict[str, Any]) -> bool:
        if record["line"] != statement.line or record.get("as") != statement.alias:
            return False
        if statement.name is None:
            is_plain = "name" not in record and not record.get("star")
            is_named = record.get("from", statement.module) == statement.module
            return is_plain and is_named and self._leads(record["of"], Target(statement.module, ()))
        name = "*" if record.get("star") else record.get("name")
        return bool(record.get("from") == statement.module and name == statement.name)

    def _leads(self, ref: Any, target: Target) -> bool:
        return self._uses.means(ref, target, self._objects.imported(target))

    def _mistaken(self, statement: Statement, record: dict[str, Any]) -> str:
        """What is wrong with the record of a statement."""
        told = set(record.get("when", []))
        if not set(statement.when) <= told or not told <= {*statement.when, *statement.may}:
            return "conditions"
        names = (statement.name,) if statement.name not in (None, "*") else ()
        target = Target(statement.module, tuple(name for name in names if name is not None))
        found = self._objects.imported(target)
        if found is not None and found.rest:
            found = None
        is_right = self._uses.means(record["of"], target, found)
        # The module stands for a name that is not there, and for one such as `__doc__`.
        is_nameless = found is None or (statement.name or "").startswith("__")
        if not is_right and is_nameless and target.written not in self._ids:
            is_right = self._leads(record["of"], Target(statement.module, ()))
        if not is_right and found is None and self._is_of_ours(statement, record["of"]):
            # What can't be imported is a node of the shard, wherever the name is passed on from.
            is_right = True
        if not is_right:
            return "another object"
        return "" if self._is_owner_right(record["of"], found, statement) else "another distribution"

    def _is_of_ours(self, statement: Statement, ref: Any) -> bool:
        is_node = isinstance(ref, str) and ref in self._ids and ref.replace(":", ".").endswith(f".{statement.name}")
        return is_node and self._objects.is_ours(statement.module)

    def _is_owner_right(self, ref: Any, found: Optional[Found], statement: Statement) -> bool:
        is_unowned = not isinstance(ref, str) and ref.get("distribution", "") is None
        if found is None or (is_unowned and self._objects.is_ours(statement.module)):
            # Of what is not there nobody can tell, and modules of ours that have no node are nobody's.
            return found is None or statement.module not in self._ids
        identifier = str(ref if isinstance(ref, str) else ref["id"])
        claimed = self._objects.by_id(identifier)
        owner = self._objects.owner(claimed.module if claimed is not None else statement.module)
        return (owner.name, owner.version) == self._owner(ref)

    def _owner(self, ref: Any) -> tuple[Optional[str], Optional[str]]:
        if isinstance(ref, str):
            own = self._objects.owner_of_distribution
            return own.name, own.version
        return ("python", None) if "python" in ref else (ref["distribution"], ref.get("version"))
