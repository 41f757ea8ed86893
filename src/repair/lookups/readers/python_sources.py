"""What Python sources import and use that some Python does not have."""

from __future__ import annotations

import ast
import pkgutil
import re
import sys
import sysconfig
import warnings

from .findings import Findings
from .loaded_names import loaded_in

ASYNC = re.compile(r"\b(async|await)\s*(=[^=]|[,)\]:.]|\()|[.,(]\s*(async|await)\b\s*[,)=.(]")
OLD = re.compile(
    r"^\s*(print\s+[\"'\w%]|exec\s+[\"'\w]|raise\s+\w+\s*,|except\s+[\w., ()]+,\s*\w+\s*:)|\bur[\"']|\b0[0-7]+L?\b|`"
)
BUILD_FILE = re.compile(r"(^|/)(setup|conftest|build)\w*\.py$")
# Older Pythons do not list them.
STANDARD = set(getattr(sys, "stdlib_module_names", ())) or {
    *sys.builtin_module_names,
    *(module.name for module in pkgutil.iter_modules([sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")])),
    *(module.name for module in pkgutil.iter_modules([sysconfig.get_path("stdlib") + "/lib-dynload"])),
}
CATCHES = {"ImportError", "ModuleNotFoundError", "AttributeError", "Exception", "NameError"}


def read_python(findings: Findings, file: str, text: str, own: set[str], removed: dict[str, list[str]]) -> None:
    """Find what a source imports, loads, and uses of what was removed."""
    for loaded in loaded_in(text):
        for name in loaded.names if loaded.how == "library" else []:
            findings.add("loadedLibraries", name, file, loaded.line)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as error:
        read_broken(findings, file, text, error.lineno or 1)
        return
    except (ValueError, RecursionError, MemoryError):
        return
    reader = Reader(findings, file, own, removed)
    try:
        reader.visit(tree)
    except RecursionError:
        return


def read_broken(findings: Findings, file: str, text: str, line: int) -> None:
    """Tell what kind of older source it is that this Python can't parse; nothing where it is none that is known."""
    lines = text.splitlines()
    near = lines[max(0, line - 2) : line + 1]
    if any(ASYNC.search(one) for one in near):
        findings.add("syntax", "async", file, line, conditional=False)
    elif any(OLD.search(one) for one in near):
        findings.add("syntax", "Python 2", file, line, conditional=False)


class Reader(ast.NodeVisitor):
    """Collects imports, and names of the standard library that was imported."""

    def __init__(self, findings: Findings, file: str, own: set[str], removed: dict[str, list[str]]) -> None:
        self.findings = findings
        self.file = file
        self.own = own
        self.modules = set(removed["modules"])
        self.names = set(removed["names"])
        self.bound: dict[str, str] = {}
        self.conditions = 0
        self.functions = 0

    def nested(self, node: ast.AST) -> None:
        """Read what may not be run."""
        self.conditions += 1
        self.generic_visit(node)
        self.conditions -= 1

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Read a function."""
        self.functions += 1
        self.nested(node)
        self.functions -= 1

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        """Read a function."""
        self.functions += 1
        self.nested(node)
        self.functions -= 1

    def visit_If(self, node: ast.If) -> None:
        """Read branches."""
        self.nested(node)

    def visit_Try(self, node: ast.Try) -> None:
        """Read what is tried: whoever catches that it is missing can do without."""
        caught = {
            one.id
            for handler in node.handlers
            for one in ast.walk(handler.type or ast.Tuple([]))
            if isinstance(one, ast.Name)
        }
        if caught & CATCHES or any(handler.type is None for handler in node.handlers):
            self.nested(node)
        else:
            self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        """Take modules."""
        for alias in node.names:
            self.imported(alias.name, node.lineno)
            name = alias.asname or alias.name.split(".")[0]
            self.bound[name] = alias.name if alias.asname else name

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Take a module, and names of it."""
        if node.level > 0 or node.module is None:
            return
        self.imported(node.module, node.lineno)
        for alias in node.names:
            self.used(f"{node.module}.{alias.name}", node.lineno)
            self.bound[alias.asname or alias.name] = f"{node.module}.{alias.name}"

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Take a dotted name that begins with an imported one."""
        dotted = dotted_name(node)
        first, _, rest = dotted.partition(".")
        if rest and first in self.bound:
            self.used(f"{self.bound[first]}.{rest}", node.lineno)
        self.generic_visit(node)

    def imported(self, module: str, line: int) -> None:
        """Keep an import of what is not of the release itself."""
        top = module.split(".")[0]
        conditional = self.conditions > 0
        parts = module.split(".")
        gone = next(
            (name for name in (".".join(parts[:end]) for end in range(1, len(parts) + 1)) if name in self.modules), None
        )
        if gone is not None and top not in self.own:
            self.findings.add("modules", gone, self.file, line, conditional=conditional)
        if gone is None and top not in self.own and top not in STANDARD and self.functions == 0:
            in_build = BUILD_FILE.search(self.file) is not None
            self.findings.add("imports", top, self.file, line, conditional=conditional, inBuildFile=in_build)

    def used(self, dotted: str, line: int) -> None:
        """Keep a name of the standard library that some Python does not have."""
        parts = dotted.split(".")
        for end in range(len(parts), 1, -1):
            name = ".".join(parts[:end])
            if name in self.names:
                self.findings.add("names", name, self.file, line, conditional=self.conditions > 0)
                return


def dotted_name(node: ast.expr) -> str:
    """Spell a chain of attributes; empty for what does not begin with a name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""
