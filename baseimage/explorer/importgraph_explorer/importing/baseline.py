"""What the explorer and the importer stand on, as it was before any package ran.

That is: builtins, the methods of builtin types, functions of the library, the explorer's own code.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Sequence
from gc import get_referents
from importlib import machinery
from operator import is_, itemgetter
from typing import Any, Final

from ..looking import raw

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
_NOTHING: Final = object()

_get = dict.get
_set = dict.__setitem__


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

    def put_back(self) -> bool:
        """Let the names stand again for what they stood for, where that is safe: in the dictionaries of modules."""
        if self._size is not None:
            return False
        for key, value in zip(self._keys, self._values):
            _set(self._names, key, value)
        return self.are_unchanged()


class Baseline:
    """Remembers all of that, and tells what is no longer the same."""

    def __init__(self) -> None:
        self.library: dict[str, Any] = {name: sys.modules[name] for name in _LIBRARY if name in sys.modules}
        self._functions = _own_functions()
        self.accept()

    def accept(self) -> None:
        """Take everything as it is from now on."""
        self._names = [*self._names_of_library(), *_names_of_types()]
        self._codes = [(function, function.__code__) for function in self._functions]

    def look(self, lasting: list[str], mended: list[str], *, put_back: bool) -> None:
        """Say which names stand for something else, such as ``builtins.len``, and put back what can be if asked to."""
        for known in self._names:
            if not known.are_unchanged():
                changed = [f"{known.owner}.{key}" for key in known.changed()]
                (mended if put_back and known.put_back() else lasting).extend(changed)

    def is_own_code_changed(self) -> bool:
        """Whether a function of the explorer's has other code. Each look at one is an audit event."""
        return any(function.__code__ is not code for function, code in self._codes)

    def _names_of_library(self) -> list[_Names]:
        found: list[_Names] = []
        for owner, module in self.library.items():
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
            keys = [key for key in names if key not in _BESIDE_IMPORTING]
            found.append(_Names(raw.class_name(cls), names, keys, closed=True))
    return found


def _own_functions() -> list[types.FunctionType]:
    functions = []
    for name, module in list(sys.modules.items()):
        if name == _PACKAGE or name.startswith(_PACKAGE + "."):
            for value in list(vars(module).values()):
                if type(value) is types.FunctionType:
                    functions.append(value)
                elif isinstance(value, type) and value.__module__ == name:
                    functions.extend(item for item in vars(value).values() if type(item) is types.FunctionType)
    return functions
