"""The names that one body of a file binds, and what is the same for all of the file."""

from __future__ import annotations

import ast
from typing import Any, Callable, Final, Optional, Union

from ...facts.docs import cleaned
from ...wire.texts import DOC_CHARACTERS, is_name, lines_with, shown_name
from .conditions import Conditions
from .files import SourceText
from .functions import FunctionNode
from .scopes import Alias, Binding, Definition, Import, ModuleScan, Scope

MAX_NAMES: Final = 100_000

# Tells of a problem: stage, error, message.
Report = Callable[[str, str, str], None]


class FileReader:
    """What is the same for all of a file."""

    def __init__(
        self, module: ModuleScan, file: str, source: SourceText, exists: Callable[[str], bool], report: Report
    ) -> None:
        self.module = module
        self.file = file
        self.exists = exists
        self.report = report
        self.classes = source.classes
        self.is_stub = module.origin == "stub"
        self.conditions = Conditions(module.name)
        self.names = 0
        self.left_out = 0
        self.order = 0
        text = source.text
        self.has_walrus = ":=" in text
        self.comments = text.split("\n") if "#:" in text else None
        self.yield_lines = lines_with("yield", text)

    def doc_of(self, node: Union[ast.Module, ast.ClassDef, FunctionNode]) -> Optional[str]:
        """The docstring of a module, class or function."""
        if node.body and isinstance(node.body[0], ast.Expr):
            return self.doc_text(node.body[0].value, getattr(node, "name", self.module.name))
        return None

    def doc_text(self, node: ast.expr, name: str) -> Optional[str]:
        """The text of a docstring; None for any other expression."""
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            return None
        text = node.value
        if len(text) > DOC_CHARACTERS:
            self.report("limit", "DocTooLong", f"{name}: its docstring of {len(text)} characters is cut")
        return cleaned(text[:DOC_CHARACTERS]) or None

    def comment_above(self, line: int) -> Optional[str]:
        """What the ``#:`` comments at and above a line say."""
        if self.comments is None:
            return None
        _, found, text = self.comments[line - 1].partition("#:")
        if found and "'" not in text and '"' not in text:
            return text.strip() or None
        lines: list[str] = []
        while line > 1 and self.comments[line - 2].lstrip().startswith("#:"):
            line -= 1
            lines.append(self.comments[line - 1].lstrip()[2:].strip())
        return "\n".join(reversed(lines)).strip() or None

    def take_name(self) -> bool:
        """Whether one more name may be recorded."""
        self.names += 1
        if self.names > MAX_NAMES:
            self.left_out += 1
            return False
        return True


class Names:
    """Binds the names of one body: of the module, or of a class in it."""

    def __init__(self, file: FileReader, scope: Scope, owner: Optional[Definition], depth: int) -> None:
        self._file = file
        self._scope = scope
        self._owner = owner
        self._depth = depth
        # Above zero: what stands here only counts where nothing else does.
        self._weak = 0
        self._typing = 0
        self._truths: dict[str, bool] = {}
        self._overloads: dict[str, list[dict[str, Any]]] = {}
        self._last: list[Definition] = []
        self._slots: list[str] = []

    def _bind(self, name: str, what: Union[Definition, Import, Alias], reexported: bool = True) -> None:
        known = self._scope.bindings.get(name)
        self._file.order += 1
        if known is not None:
            if self._weak and not (known.typing_only and not self._typing):
                return
            if self._typing and not known.typing_only:
                return
        elif not is_name(name):
            self._file.report("name", "InvalidName", shown_name(name))
            return
        elif not self._file.take_name():
            return
        self._truths.pop(name, None)
        self._scope.bindings[name] = Binding(what, self._file.order, self._typing > 0, reexported)

    def _mangled(self, name: str) -> str:
        if self._owner is not None and name.startswith("__") and not name.endswith("__"):
            return f"_{self._owner.qualname.rpartition('.')[2].lstrip('_')}{name}"
        return name

    def _definition(self, name: str, kind: str, node: ast.AST) -> Definition:
        first = getattr(node, "lineno", 1)
        return self._placed(name, kind, first, max(first, getattr(node, "end_lineno", None) or first))

    def _placed(self, name: str, kind: str, first: int, last: int) -> Definition:
        location = {"file": self._file.file, "line": first, "endLine": last}
        fields: dict[str, Any] = {"location": location}
        if self._typing:
            fields["typingOnly"] = True
        return Definition(self._scope, self._scope.below(name), kind, fields)
