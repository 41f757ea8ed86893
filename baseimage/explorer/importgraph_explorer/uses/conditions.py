"""Under what an import is made."""

from __future__ import annotations

import ast
from typing import Final

from ..scan.reading.conditions import Conditions

_IMPORT_ERRORS: Final = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
_PLATFORM: Final = frozenset({("sys", "platform"), ("os", "name"), ("platform", "system"), ("platform", "machine")})
_VERSION: Final = frozenset(
    {("sys", "version_info"), ("sys", "hexversion"), ("sys", "version"), ("six", "PY2"), ("six", "PY3")}
)


def words_of(test: ast.expr, conditions: Conditions) -> tuple[list[str], list[str]]:
    """What is said of imports below a condition, and in its other branch."""
    if conditions.only_for_typing(test, {}):
        return ["typing"], []
    words = []
    negated = False
    for inner in ast.walk(test):
        if isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name):
            parts = (inner.value.id, inner.attr)
            if parts in _PLATFORM:
                words.append("platform")
            elif parts in _VERSION:
                words.append("version")
        elif isinstance(inner, ast.Name):
            if inner.id == "__name__":
                words.append("main")
            elif inner.id == "TYPE_CHECKING":
                negated = True
    if words == ["main"]:
        return words, []
    if negated and isinstance(test, ast.UnaryOp):
        return [], ["typing"]
    return words, words


def catches_import_errors(handler: ast.ExceptHandler) -> bool:
    """Whether a handler is for imports that fail, too."""
    if handler.type is None:
        return True
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(getattr(kind, "id", getattr(kind, "attr", "")) in _IMPORT_ERRORS for kind in caught)
