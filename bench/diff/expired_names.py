"""Reads the names that a module of a release lists as expired, without running it.

``expired_names.py FILE PACKAGE`` prints a JSON list of dotted names. It knows two spellings: a dictionary whose keys
are names of the package (``numpy/_expired_attrs_2_0.py``), and dictionaries or sets of ``module:name``
(``pydantic/_migration.py``), where ``f"module:{one}" for one in (…)`` is taken apart.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path


def main() -> None:
    """Print the names of the file that the arguments name."""
    path, package = sys.argv[1:]
    names = set()
    for statement in ast.parse(Path(path).read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign):
            names.update(_names_in(statement.value))
    print(json.dumps(sorted(name.replace(":", ".") if ":" in name else f"{package}.{name}" for name in names)))


def _names_in(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.DictComp) and isinstance(value.key, ast.JoinedStr):
        prefix, source = value.key.values[0], value.generators[0].iter
        if isinstance(prefix, ast.Constant) and isinstance(source, ast.Tuple):
            yield from (f"{prefix.value}{one.value}" for one in source.elts if isinstance(one, ast.Constant))
        return
    keys = value.keys if isinstance(value, ast.Dict) else value.elts if isinstance(value, ast.Set) else []
    for key in keys:
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value


if __name__ == "__main__":
    main()
