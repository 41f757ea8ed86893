"""What build files link, ask pkg-config and CMake for, and run."""

from __future__ import annotations

import ast
import re

from .findings import Findings

NAME = re.compile(r"^[A-Za-z0-9_][A-Za-z0-9_+.-]{0,100}$")
PROGRAM = re.compile(r"^[a-z0-9][a-z0-9.+]*[-_]config$|^swig$|^pkg-config$")
PKG_CONFIG = re.compile(r"\bpkg-config\s+((?:--?[\w=.-]+\s+)+)([\w.+-]+)")
MESON_CALL = re.compile(r"\b(dependency|find_library|find_program)\s*\(\s*((?:\[?\s*'[^']+'\s*,?\s*)+)")
CMAKE_PACKAGE = re.compile(r"\bfind_package\s*\(\s*([A-Za-z0-9_]+)", re.IGNORECASE)
CMAKE_PKG_CONFIG = re.compile(r"\bpkg_(?:check|search)_modules?\s*\(\s*\w+\s+([^)]{1,500})\)", re.IGNORECASE)
CMAKE_LIBRARY = re.compile(r"\bfind_library\s*\(\s*\w+\s+(?:NAMES\s+)?([^)\s]+)", re.IGNORECASE)
CMAKE_WORDS = {"REQUIRED", "QUIET", "IMPORTED_TARGET", "GLOBAL", "NO_CMAKE_PATH", "NO_CMAKE_ENVIRONMENT_PATH"}
RUST_LINK = re.compile(r"cargo:rustc-link-lib=(?:dylib=|static=)?([\w+.-]+)|\bprobe(?:_library)?\(\s*\"([\w+.-]+)\"")


def is_build_file(path: str) -> bool:
    """Whether a file says how something is built."""
    name = path.rsplit("/", 1)[-1]
    depth = path.count("/")
    is_script = name.endswith(".py") and depth <= 2 and re.search(r"setup|build|configure|conf", name) is not None
    return is_script or name in {
        "meson.build",
        "CMakeLists.txt",
        "build.rs",
        "Cargo.toml",
        "setup.cfg",
        "pyproject.toml",
    }


def read_build_file(findings: Findings, file: str, text: str) -> None:
    """Find what is looked for when it is built."""
    name = file.rsplit("/", 1)[-1]
    if name.endswith(".py"):
        read_script(findings, file, text)
    elif name == "meson.build":
        read_meson(findings, file, text)
    elif name == "CMakeLists.txt":
        read_cmake(findings, file, text)
    elif name == "build.rs":
        for number, line in enumerate(text.splitlines(), 1):
            for linked, probed in RUST_LINK.findall(line):
                findings.add("linkedLibraries" if linked else "pkgConfig", linked or probed, file, number)
    elif name == "Cargo.toml":
        read_cargo(findings, file, text)
    else:
        read_table(findings, file, text)


def read_meson(findings: Findings, file: str, text: str) -> None:
    """Read Meson's calls; ``dependency`` asks pkg-config first."""
    kinds = {"dependency": "pkgConfig", "find_library": "linkedLibraries", "find_program": "programs"}
    for found in MESON_CALL.finditer(text):
        for name in re.findall(r"'([^']+)'", found[2]):
            if NAME.match(name):
                findings.add(kinds[found[1]], name, file, line_of(text, found.start()))


def read_cmake(findings: Findings, file: str, text: str) -> None:
    """Read CMake's commands."""
    text = re.sub(r"#[^\n]*", "", text)
    for pattern, kind in ((CMAKE_PACKAGE, "cmake"), (CMAKE_LIBRARY, "linkedLibraries")):
        for found in pattern.finditer(text):
            if NAME.match(found[1]):
                findings.add(kind, found[1], file, line_of(text, found.start()))
    for found in CMAKE_PKG_CONFIG.finditer(text):
        for word in found[1].split():
            name = re.split(r"[<>=]", word)[0]
            if NAME.match(name) and name not in CMAKE_WORDS:
                findings.add("pkgConfig", name, file, line_of(text, found.start()))


def read_cargo(findings: Findings, file: str, text: str) -> None:
    """Read what a Rust project links: by convention, ``x-sys`` is the crate of the library x."""
    for found in re.finditer(r"(?m)^\s*\"?(?:lib)?([a-z0-9_-]{1,50})-sys\"?\s*=", text):
        findings.add("pkgConfig", found[1], file, line_of(text, found.start(1)))
        findings.add("linkedLibraries", found[1], file, line_of(text, found.start(1)))


def read_table(findings: Findings, file: str, text: str) -> None:
    """Read what setup.cfg and pyproject.toml list as libraries of extensions."""
    for found in re.finditer(r"(?m)^libraries\s*=\s*\[?((?:\s*[\"']?[\w+.-]+[\"']?\s*,?)+)\]?", text):
        for name in re.findall(r"[\w+.-]+", found[1]):
            findings.add("linkedLibraries", name, file, line_of(text, found.start()))


def line_of(text: str, at: int) -> int:
    """Number the line that a place in a text is on."""
    return text.count("\n", 0, at) + 1


def read_script(findings: Findings, file: str, text: str) -> None:
    """Read a Python script that builds."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 1)
        linked = linked_by(node)
        if linked is not None:
            for name in constants(linked):
                add_name(findings, "linkedLibraries", name, file, linked.lineno)
        elif isinstance(node, ast.Call) and called(node) in {
            "parse",
            "exists",
            "libs",
            "cflags",
            "variables",
            "pkgconfig",
        }:
            if "pkgconfig" in ast.dump(node.func).lower():
                for name in [text for argument in node.args for text in constants(argument)]:
                    add_name(findings, "pkgConfig", name.split(" ")[0], file, line)
        elif isinstance(node, (ast.List, ast.Tuple)):
            read_command(findings, [text for one in node.elts for text in constants(one)], file, line)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            read_text(findings, node.value, file, line)


def linked_by(node: ast.AST) -> ast.expr | None:
    """Give what something called ``libraries`` is set to, or has added."""
    if isinstance(node, ast.keyword) and node.arg == "libraries":
        return node.value
    if isinstance(node, ast.Assign) and any(
        isinstance(one, ast.Name) and one.id == "libraries" for one in node.targets
    ):
        return node.value
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and node.target.id == "libraries":
        return node.value
    if isinstance(node, ast.Call) and called(node) in {"append", "extend"} and node.args:
        owner = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
        return node.args[0] if name == "libraries" else None
    return None


def read_command(findings: Findings, words: list[str], file: str, line: int) -> None:
    """Read a command as a list of words."""
    if "pkg-config" in words:
        for word in words[words.index("pkg-config") + 1 :]:
            if not word.startswith("-"):
                add_name(findings, "pkgConfig", word, file, line)


def read_text(findings: Findings, text: str, file: str, line: int) -> None:
    """Read a text that may be a program or a command line."""
    word = text.split(" ")[0]
    if PROGRAM.match(word) and word != "pkg-config":
        findings.add("programs", word, file, line)
    found = PKG_CONFIG.search(text)
    if found is not None:
        add_name(findings, "pkgConfig", found[2], file, line)


def add_name(findings: Findings, kind: str, name: str, file: str, line: int) -> None:
    """Keep what may be a name."""
    if NAME.match(name):
        findings.add(kind, name, file, line)


def called(node: ast.Call) -> str:
    """Name what is called, without what it is of."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def constants(node: ast.AST) -> list[str]:
    """List the texts in an expression."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, (ast.List, ast.Tuple)):
        return [text for element in node.elts for text in constants(element)]
    if isinstance(node, ast.BinOp):
        return [*constants(node.left), *constants(node.right)]
    return []
