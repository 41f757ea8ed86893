"""Notices when a package changes what every module uses, and puts back what can be put back.

Looked at after each import that runs code: builtins, the methods of builtin types, the library functions that the
explorer and the importer stand on, the importer's lists, the explorer's own code. Only changes and removals count;
names that are added are the package's own business, as are the many things that packages set for good reasons
(warnings, hooks for errors, outputs, finders that know their own modules).
"""

from __future__ import annotations

import sys
import sysconfig
from _imp import is_frozen
from collections.abc import Mapping
from operator import is_
from typing import Any, Final, NamedTuple

from ..looking import raw
from .baseline import Baseline
from .search import Search
from .surroundings import Surroundings

_HIGHEST_RECURSION: Final = 100_000
_NOTHING: Final = object()

_LIBRARY_FOLDER: Final = sysconfig.get_path("stdlib")

_get = dict.get


class Findings(NamedTuple):
    """What was changed: ``lasting`` what the modules after it will suffer from, ``mended`` what was put back."""

    lasting: list[str]
    mended: list[str]


class Guard:
    """Compares the interpreter with what it was."""

    def __init__(self, *, puts_functions_back: bool = False) -> None:
        """Remember everything as it is. Functions of the library that were replaced are put back only if asked to."""
        self._puts_functions_back = puts_functions_back
        self._refused: list[str] = []
        self._executed: set[str] = set()
        _watch_audit_events(self._refused, self._executed)
        self._surroundings = Surroundings()
        self._recursion = sys.getrecursionlimit()
        self._modules = sys.modules
        self._known: dict[str, Any] = dict(sys.modules)
        # Modules that ran before anything is watched, with the files that they say to have while only Python has run.
        self._early = {name: (module, _file_of(module)) for name, module in self._known.items()}
        self._ours: set[str] = set()
        self._baseline = Baseline()
        self._search = Search(self._modules)

    def expect(self, files: Mapping[str, str]) -> None:
        """Take the files of the modules that will be imported, by name: finders of others must leave them alone."""
        self._search.expected = files

    def accept_paths(self) -> None:
        """Take the importer's lists as those that must not lose anything from now on."""
        self._search.accept()

    def check(
        self,
        imported: str,
        file: str | None = None,
        following: tuple[str, str] | None = None,
        *,
        nothing_ran: bool = False,
    ) -> Findings:
        """Compare, put back, and take what can't be put back as it is from now on.

        ``imported`` is the module after which this is done, and ``file`` what must have run then; ``following`` one
        that is still to be imported, with its file. Where ``nothing_ran`` since the last time, because somebody else
        had imported the module before, only what concerns these two is looked at.
        """
        findings = Findings([], [])
        try:
            self._check(imported, file, following, findings, nothing_ran)
        except RecursionError:
            sys.setrecursionlimit(self._recursion)
            findings.mended.append("sys.setrecursionlimit")
            self._check(imported, file, following, findings, False)
        except BaseException as error:
            # It came from nowhere: none of this raises by itself.
            findings.lasting.append(f"what runs ({raw.class_name(type(error))})")
        if findings.lasting:
            self._baseline.accept()
        return findings

    def _check(
        self,
        imported: str,
        file: str | None,
        following: tuple[str, str] | None,
        findings: Findings,
        nothing_ran: bool,
    ) -> None:
        lasting, mended = findings
        if not nothing_ran:
            self._mend_interpreter(mended)
            self._baseline.look(lasting, mended, put_back=self._puts_functions_back)
            # Not after each module: it takes longer than the rest.
            if not imported and self._baseline.is_own_code_changed():
                lasting.append("the explorer")
        self._take(imported, file, lasting)
        if not nothing_ran:
            self._mend_modules(imported, lasting, mended)
            self._search.mend(mended)
            self._surroundings.mend(lasting, mended)
        if self._refused:
            mended.append("sys.addaudithook")
            del self._refused[:]
        if not lasting:
            self._search.try_out(imported, following, lasting, mended)

    def _mend_interpreter(self, mended: list[str]) -> None:
        if sys.gettrace() is not None:
            sys.settrace(None)
            mended.append("sys.settrace")
        if sys.getprofile() is not None:
            sys.setprofile(None)
            mended.append("sys.setprofile")
        threading: Any = self._modules.get("threading")
        if threading is not None:
            for name in ("_trace_hook", "_profile_hook"):
                if _get(raw.module_dict(threading), name) is not None:
                    setattr(threading, name, None)
        mended.extend(_mend_monitoring())
        limit = sys.getrecursionlimit()
        if limit < self._recursion or limit > _HIGHEST_RECURSION:
            sys.setrecursionlimit(self._recursion)
            if limit < self._recursion:
                mended.append("sys.setrecursionlimit")

    def _take(self, imported: str, file: str | None, lasting: list[str]) -> None:
        """Take the module as the one of its name, if it is the one that was run."""
        module = _get(self._modules, imported)
        if module is not None:
            self._known[imported] = module
            self._ours.add(imported)
            if file is not None and file.endswith(".py") and not self._ran(imported, file, module):
                lasting.append(f"sys.modules[{imported!r}]")

    def _ran(self, imported: str, file: str, module: object) -> bool:
        """Whether the code of this file was run, now or before anything was watched."""
        if not self._executed.isdisjoint((file, _file_of(module))):
            return True
        early, early_file = _get(self._early, imported, (None, None))
        # The interpreter keeps the code of some files of the library with itself, and before 3.11 says of no file then.
        is_frozen_file = is_frozen(imported) and _is_library_file(imported, file)
        if early is module:
            return early_file == file or (early_file is None and is_frozen_file)
        return is_frozen_file and f"<frozen {imported}>" in self._executed

    def _mend_modules(self, imported: str, lasting: list[str], mended: list[str]) -> None:
        if sys.modules is not self._modules:
            sys.modules = self._modules
            mended.append("sys.modules")
        modules, known = self._modules, self._known
        # There may be thousands, after each of thousands of imports, and hardly ever a difference.
        if all(map(is_, map(modules.get, known), known.values())):
            return
        for name, module in list(known.items()):
            found = _get(modules, name, _NOTHING)
            if found is module:
                continue
            if found is _NOTHING:
                modules[name] = module
                continue
            known[name] = found
            if name in self._baseline.library:
                modules[name] = known[name] = module
                mended.append(f"sys.modules[{name!r}]")
            elif name in self._ours and not _is_related(name, imported) and _file_of(found) != _file_of(module):
                lasting.append(f"sys.modules[{name!r}]")


def _watch_audit_events(refused: list[str], executed: set[str]) -> None:
    """Keep others' audit hooks away, which nobody could remove, and remember the files of the modules that are run."""

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "exec":
            code = arguments[0]
            if code.co_name == "<module>":
                executed.add(code.co_filename)
        elif event == "sys.addaudithook":
            refused.append(event)
            # This is how one hook keeps another away, which whoever adds it doesn't notice.
            raise RuntimeError

    sys.addaudithook(hook)


def _mend_monitoring() -> list[str]:
    monitoring = getattr(sys, "monitoring", None)  # PEP 669
    if monitoring is None:
        return []
    used = [tool for tool in range(6) if monitoring.get_tool(tool) is not None]
    for tool in used:
        monitoring.set_events(tool, 0)
        monitoring.free_tool_id(tool)
    return ["sys.monitoring"] if used else []


def _is_related(name: str, other: str) -> bool:
    return name == other or name.startswith(other + ".") or other.startswith(name + ".")


def _is_library_file(name: str, file: str) -> bool:
    """Whether this is the file that a module of the standard library has if it has one."""
    path = f"{_LIBRARY_FOLDER}/{name.replace('.', '/')}"
    return file in (f"{path}.py", f"{path}/__init__.py")


def _file_of(module: object) -> str | None:
    file = _get(raw.module_dict(module), "__file__") if raw.is_module(module) else None
    return file if type(file) is str else None
