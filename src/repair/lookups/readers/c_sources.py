"""Headers and names of Python's C API in sources in C, C++ and Cython."""

from __future__ import annotations

import re

from .findings import Findings

INCLUDE = re.compile(r"""^\s*#\s*(?:include|include_next|import)\s*[<"]([^<>"\n]{1,200})[>"]""")
EXTERN = re.compile(r"""^\s*cdef\s+extern\s+from\s+["']<?([^"'<>\n]{1,200})>?["']""")
CONDITION = re.compile(r"^\s*#\s*(if|ifdef|ifndef|elif|else|endif)\b(.*)")
OTHER_SYSTEM = re.compile(
    r"(?<!!)(?<!! )\b(?:defined\s*\(?\s*)?(?:_?_?WIN(?:32|64|DOWS)_*|_MSC_VER|__MINGW\w*|__CYGWIN__|MS_WIN\w+|__APPLE__"
    r"|TARGET_OS_\w+|__BORLANDC__|__sun|__hpux|_AIX|__\w*BSD__|__DragonFly__|__ANDROID__|ANDROID|__EMSCRIPTEN__"
    r"|__HAIKU__|__QNX\w*|__VMS|macintosh)\b"
)
API = re.compile(r"\b_?Py[A-Z]\w+|\btp_print\b")
CYTHON_DOCSTRING = re.compile(r"/\*.*?\*/", re.DOTALL)


def read_c(findings: Findings, file: str, text: str, own: set[str], removed: set[str]) -> None:
    """Find the headers that are not of the release itself, and names that some Python does not have."""
    text = CYTHON_DOCSTRING.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    branches: list[str] = []
    guard = True
    for number, line in enumerate(text.splitlines(), 1):
        condition = CONDITION.match(line)
        if condition is not None:
            branch(branches, condition[1], condition[2], guard)
            guard = False
            continue
        if "other" in branches:
            continue
        conditional = "maybe" in branches
        included = INCLUDE.match(line) or EXTERN.match(line)
        if included is not None and "*" not in included[1]:
            name = included[1].strip().lstrip("/")
            first = name.partition("/")
            if name not in own and first[0] + first[1] not in own and not name.startswith("."):
                findings.add("headers", name, file, number, conditional=conditional)
        for api in API.findall(line):
            if api in removed:
                findings.add("c-api", api, file, number, conditional=conditional)


def branch(branches: list[str], word: str, rest: str, guard: bool) -> None:
    """Follow a condition: ``other`` for one that another system has, ``maybe`` for any other, ``guard`` around all."""
    if word == "endif":
        if branches:
            branches.pop()
    elif word in ("else", "elif"):
        if branches:
            branches[-1] = kind_of(rest) if word == "elif" else "maybe"
    elif word == "ifndef":
        branches.append("guard" if guard else "maybe")
    else:
        branches.append(kind_of(rest))


def kind_of(condition: str) -> str:
    """Whether a condition asks for other systems and nothing else."""
    return "other" if all(OTHER_SYSTEM.search(one) for one in condition.split("||")) else "maybe"
