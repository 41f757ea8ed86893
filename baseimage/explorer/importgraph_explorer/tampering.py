"""Notices when a package changes what every module uses, and puts back what can be put back.

Looked at after each import: builtins, the methods of builtin types, the library functions that the explorer and the
importer stand on, the importer's lists, the explorer's own code. Only changes and removals count; names that are added
are the package's own business, as are the many things that packages set for good reasons (warnings, hooks for errors,
outputs, finders that know their own modules).
"""

from __future__ import annotations

import sys
import types
from collections.abc import Mapping, Sequence
from gc import get_referents
from importlib import _bootstrap, machinery
from itertools import islice
from operator import is_, itemgetter
from os import stat
from typing import Any, Callable, Final, NamedTuple, Optional

from . import raw
from .surroundings import Surroundings

_PACKAGE: Final = __name__.rpartition(".")[0]
_LIBRARY: Final = (
    *("builtins", "sys", "os", "posixpath", "io", "_io", "time", "types", "functools", "codecs", "marshal"),
    *("importlib", "importlib._bootstrap", "importlib._bootstrap_external", "re", "json", "json.encoder"),
)
# Meant to be set by whoever wants to.
_HOOKS: Final = frozenset({"excepthook", "displayhook", "unraisablehook", "breakpointhook", "__breakpointhook__"})
# For importlib.metadata only, whose backports take it over.
_BESIDE_IMPORTING: Final = frozenset({"find_distributions"})
_TYPES: Final = (
    *(type, object, str, bytes, int, float, bool, dict, list, tuple, set, frozenset),
    *(property, staticmethod, classmethod, BaseException, Exception, types.ModuleType),
    *(types.FunctionType, types.MethodType, types.BuiltinFunctionType, types.CodeType, types.MappingProxyType),
    *(types.GetSetDescriptorType, types.MemberDescriptorType, types.WrapperDescriptorType, types.GeneratorType),
    *(machinery.SourceFileLoader, machinery.SourcelessFileLoader, machinery.ExtensionFileLoader, machinery.FileFinder),
    *(machinery.PathFinder, machinery.BuiltinImporter, machinery.FrozenImporter, machinery.ModuleSpec),
)
_HIGHEST_RECURSION: Final = 100_000
# No module has this name: whoever finds one finds anything.
_NO_MODULE: Final = "_importgraph_no_such_module"
_NOTHING: Final = object()
_MOST_ENTRIES: Final = 1000


class _Names:
    """What some names of a dictionary stand for."""

    def __init__(self, owner: str, names: dict[str, Any], keys: Sequence[str], *, closed: bool) -> None:
        """Remember these names as they are now; in a ``closed`` dictionary new ones are changes too."""
        self.owner = owner
        self._names = names
        self._keys = keys
        self._values_of = itemgetter(*keys)
        self._values = self._values_of(names)
        self._size = len(names) if closed else None

    def are_unchanged(self) -> bool:
        try:
            same = all(map(is_, self._values_of(self._names), self._values))
        except KeyError:
            return False
        return same and (self._size is None or len(self._names) == self._size)

    def changed(self) -> list[str]:
        pairs = zip(self._keys, self._values)
        changed = [key for key, value in pairs if _get(self._names, key, _NOTHING) is not value]
        if self._size is not None:
            # What the interpreter adds itself when it needs it has underscores.
            changed.extend(
                key for key in self._names if key not in self._keys and key not in _BESIDE_IMPORTING and key[:2] != "__"
            )
            self._size = len(self._names)
        return changed


_find_spec: Callable[[str, Optional[Any]], Any] = vars(_bootstrap)["_find_spec"]
_get = dict.get


class Findings(NamedTuple):
    """What was changed: ``lasting`` what the modules after it will suffer from, ``mended`` what was put back."""

    lasting: list[str]
    mended: list[str]


class Guard:
    """Compares the interpreter with what it was."""

    def __init__(self) -> None:
        self._refused: list[str] = []
        self._executed: set[str] = set()
        _watch_audit_events(self._refused, self._executed)
        self._surroundings = Surroundings()
        self._recursion = sys.getrecursionlimit()
        self._modules = sys.modules
        self._path = sys.path
        self._meta_path = sys.meta_path
        self._path_hooks = sys.path_hooks
        self._path_cache = sys.path_importer_cache
        self._library: dict[str, Any] = {name: sys.modules[name] for name in _LIBRARY if name in sys.modules}
        self._known: dict[str, Any] = dict(sys.modules)
        self._ours: set[str] = set()
        self._codes = _own_code()
        self._accept()
        self.accept_paths()

    def accept_paths(self) -> None:
        """Take the importer's lists as those that must not lose anything from now on."""
        self._needed = (list(self._path), list(self._meta_path), list(self._path_hooks))
        self._remember_paths({})

    def _accept(self) -> None:
        self._names = [*_names_of_library(self._library), *_names_of_types()]
        self._codes = [(function, function.__code__) for function, _ in self._codes]

    def check(self, imported: str, file: str | None = None, following: tuple[str, str] | None = None) -> Findings:
        """Compare, put back, and take what can't be put back as it is from now on.

        ``imported`` is the module after which this is done, and ``file`` what must have run then; ``following`` one
        that is still to be imported, with its file.
        """
        findings = Findings([], [])
        try:
            self._check(imported, file, following, findings)
        except RecursionError:
            sys.setrecursionlimit(self._recursion)
            findings.mended.append("sys.setrecursionlimit")
            self._check(imported, file, following, findings)
        except BaseException as error:
            # It came from nowhere: none of this raises by itself.
            findings.lasting.append(f"what runs ({raw.class_name(type(error))})")
        if findings.lasting:
            self._accept()
        return findings

    def _check(self, imported: str, file: str | None, following: tuple[str, str] | None, findings: Findings) -> None:
        lasting, mended = findings
        self._mend_interpreter(mended)
        self._compare_names(lasting)
        if not imported:
            # Not after each module: every look at a function's code is an audit event.
            self._compare_code(lasting)
        self._mend_modules(imported, file, lasting, mended)
        self._mend_path(mended)
        self._surroundings.mend(lasting, mended)
        if self._refused:
            mended.append("sys.addaudithook")
            del self._refused[:]
        if not lasting:
            self._try_finders(imported, following, lasting, mended)

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

    def _compare_names(self, lasting: list[str]) -> None:
        for known in self._names:
            if not known.are_unchanged():
                lasting.extend(f"{known.owner}.{key}" for key in known.changed())

    def _compare_code(self, lasting: list[str]) -> None:
        if any(function.__code__ is not code for function, code in self._codes):
            lasting.append("the explorer")

    def _mend_modules(self, imported: str, file: str | None, lasting: list[str], mended: list[str]) -> None:
        if sys.modules is not self._modules:
            sys.modules = self._modules
            mended.append("sys.modules")
        modules, known = self._modules, self._known
        module = _get(modules, imported)
        if module is not None:
            known[imported] = module
            self._ours.add(imported)
            if file is not None and file.endswith(".py") and not self._executed & {file, _file_of(module)}:
                lasting.append(f"sys.modules[{imported!r}]")
        for name, module in list(known.items()):
            found = _get(modules, name, _NOTHING)
            if found is module:
                continue
            if found is _NOTHING:
                modules[name] = module
                continue
            known[name] = found
            if name in self._library:
                modules[name] = known[name] = module
                mended.append(f"sys.modules[{name!r}]")
            elif name in self._ours and not _is_related(name, imported) and _file_of(found) != _file_of(module):
                lasting.append(f"sys.modules[{name!r}]")

    def _remember_paths(self, package_paths: dict[str, list[Any]]) -> None:
        self._entries = list(self._path)
        self._finders = list(self._meta_path)
        self._hooks = list(self._path_hooks)
        self._package_paths = package_paths

    def _mend_path(self, mended: list[str]) -> None:
        if sys.path is not self._path:
            self._path[:] = [entry for entry in _entries(sys.path) if type(entry) is str]
            sys.path = self._path
        if sys.meta_path is not self._meta_path:
            self._meta_path[:] = _entries(sys.meta_path)
            sys.meta_path = self._meta_path
        if sys.path_hooks is not self._path_hooks:
            self._path_hooks[:] = _entries(sys.path_hooks)
            sys.path_hooks = self._path_hooks
        sys.path_importer_cache = self._path_cache
        lists: tuple[list[Any], ...] = (self._path, self._meta_path, self._path_hooks)
        wanted: tuple[list[Any], ...] = self._needed
        for what, current, needed in zip(("sys.path", "sys.meta_path", "sys.path_hooks"), lists, wanted):
            if not all(_holds(current, entry) for entry in needed):
                current[:] = [*needed, *(entry for entry in current if not _holds(needed, entry))]
                mended.append(what)

    def _try_finders(
        self, imported: str, following: tuple[str, str] | None, lasting: list[str], mended: list[str]
    ) -> None:
        """Look whether modules are still found where they are, which a new finder or folder may have changed."""
        paths = self._paths_of(imported, following)
        if (
            _are_same(self._path, self._entries)
            and _are_same(self._meta_path, self._finders)
            and _are_same(self._path_hooks, self._hooks)
            and paths == self._package_paths
        ):
            return
        if not self._finds_nothing_else() and not _are_same(self._meta_path, self._finders):
            self._meta_path[:] = self._finders
            mended.append("sys.meta_path")
        for hook in list(self._path_hooks):
            if not _holds(self._hooks, hook) and not _declines(hook):
                self._path_hooks.remove(hook)
                mended.append("sys.path_hooks")
        if following is not None and not self._finds(*following):
            lasting.append("where modules are found")
        self._remember_paths(paths)

    def _finds_nothing_else(self) -> bool:
        try:
            return _find_spec(_NO_MODULE, None) is None
        except BaseException:
            return False

    def _finds(self, name: str, file: str) -> bool:
        parent = self._modules.get(name.rpartition(".")[0])
        try:
            spec = _find_spec(name, None if parent is None else parent.__path__)
        except BaseException:
            return False
        return spec is None or spec.origin is None or _is_same_file(spec.origin, file)

    def _paths_of(self, imported: str, following: tuple[str, str] | None) -> dict[str, list[Any]]:
        """The search paths of the packages concerned. Going through one that isn't a list runs code of the package."""
        paths = {}
        for name in (imported, following[0].rpartition(".")[0] if following is not None else ""):
            module = _get(self._modules, name)
            if raw.is_module(module) and "__path__" in raw.module_dict(module):
                paths[name] = _entries(raw.module_dict(module)["__path__"])
        return {**self._package_paths, **paths}


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


def _names_of_library(library: Mapping[str, Any]) -> list[_Names]:
    found: list[_Names] = []
    for owner, module in library.items():
        names = raw.module_dict(module)
        keys = [name for name, value in names.items() if callable(value) and name not in _HOOKS]
        found.append(_Names(owner, names, keys, closed=False))
    return found


def _names_of_types() -> list[_Names]:
    found: list[_Names] = []
    for cls in _TYPES:
        # The dictionary itself: what shows it to others has methods that may be changed too.
        names: Any = get_referents(cls.__dict__)[0]
        if type(names) is dict:
            found.append(
                _Names(raw.class_name(cls), names, [key for key in names if key not in _BESIDE_IMPORTING], closed=True)
            )
    return found


def _own_code() -> list[tuple[types.FunctionType, types.CodeType]]:
    functions = []
    for name, module in list(sys.modules.items()):
        if name == _PACKAGE or name.startswith(_PACKAGE + "."):
            for value in list(vars(module).values()):
                if type(value) is types.FunctionType:
                    functions.append(value)
                elif isinstance(value, type) and value.__module__ == name:
                    functions.extend(item for item in vars(value).values() if type(item) is types.FunctionType)
    return [(function, function.__code__) for function in functions]


def _mend_monitoring() -> list[str]:
    monitoring = getattr(sys, "monitoring", None)  # PEP 669
    if monitoring is None:
        return []
    used = [tool for tool in range(6) if monitoring.get_tool(tool) is not None]
    for tool in used:
        monitoring.set_events(tool, 0)
        monitoring.free_tool_id(tool)
    return ["sys.monitoring"] if used else []


def _entries(found: Any) -> list[Any]:
    try:
        return list(islice(found, _MOST_ENTRIES))
    except BaseException:
        return []


def _holds(entries: Sequence[Any], entry: object) -> bool:
    return any(other is entry or (type(other) is type(entry) is str and other == entry) for other in entries)


def _are_same(entries: Sequence[Any], others: Sequence[Any]) -> bool:
    return len(entries) == len(others) and all(a is b for a, b in zip(entries, others))


def _declines(hook: Any) -> bool:
    """Whether a path hook leaves alone what isn't its own."""
    try:
        hook(f"/{_NO_MODULE}")
    except ImportError:
        return True
    except BaseException:
        return False
    return False


def _is_same_file(found: object, expected: str) -> bool:
    if type(found) is not str or found == expected:
        return found == expected
    try:
        one, other = stat(found), stat(expected)
    except OSError:
        return False
    return (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino)


def _is_related(name: str, other: str) -> bool:
    return name == other or name.startswith(other + ".") or other.startswith(name + ".")


def _file_of(module: object) -> str | None:
    file = _get(raw.module_dict(module), "__file__") if raw.is_module(module) else None
    return file if type(file) is str else None
