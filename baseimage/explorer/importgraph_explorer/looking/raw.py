"""Looking at objects without running code of theirs.

``getattr``, ``isinstance`` and ``==`` run whatever a package has put behind them: a property, ``__class__``, a
metaclass. These functions go through the interpreter's own slots instead, so that they neither raise, hang nor lie.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import CellType, GetSetDescriptorType, MappingProxyType, MemberDescriptorType, ModuleType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from typing import TypeGuard

_class_dict = type.__dict__["__dict__"].__get__
_class_mro = type.__dict__["__mro__"].__get__
_class_bases = type.__dict__["__bases__"].__get__
_class_name = type.__dict__["__name__"].__get__
_class_qualname = type.__dict__["__qualname__"].__get__
_class_module = type.__dict__["__module__"].__get__
_class_flags = type.__dict__["__flags__"].__get__
_module_dict: Any = vars(ModuleType)["__dict__"].__get__
_property_getter: Any = property.__dict__["fget"].__get__
_is_subclass = type.__subclasscheck__

_HEAP_TYPE: Final = 1 << 9
_READY: Final = 1 << 12

Missing = type("Missing", (), {"__slots__": (), "__doc__": "What stands for an attribute that isn't there."})
MISSING: Final = Missing()

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
# By class, which is kept so that its id stays its own; a class itself may run code when it is hashed.
_dictionaries: dict[int, tuple[type, Any]] = {}


def is_class(value: object) -> TypeGuard[type]:
    """Whether this is a class, whatever its ``__class__`` says."""
    kind = type(value)
    return kind is type or _is_subclass(type, kind)


def is_module(value: object) -> TypeGuard[ModuleType]:
    """Whether this is a module object, of a subclass too."""
    kind = type(value)
    return kind is ModuleType or _is_subclass(ModuleType, kind)


def is_subclass(cls: type, base: type) -> bool:
    """Whether ``base`` is really in the class's method resolution order."""
    return _is_subclass(base, cls)


def is_heap_type(cls: type) -> bool:
    """Whether the class was made at run time, by a class statement or the like, rather than laid out in C."""
    return bool(_class_flags(cls) & _HEAP_TYPE)


def is_ready(cls: type) -> bool:
    """Whether the class can be asked for its attributes: an extension that forgot to make it ready ends the process."""
    return bool(_class_flags(cls) & _READY)


def class_dict(cls: type) -> Mapping[str, Any]:
    """The names of the class's own body; none of a type that an extension has not made ready."""
    found: Mapping[str, Any] | None = _class_dict(cls)
    return _NOTHING if found is None else found


def class_mro(cls: type) -> tuple[type, ...]:
    """The class's method resolution order, itself first."""
    mro: tuple[type, ...] | None = _class_mro(cls)
    return mro or (cls,)


def class_bases(cls: type) -> tuple[type, ...]:
    """The class's direct bases."""
    if not is_ready(cls):
        return ()
    bases: tuple[type, ...] | None = _class_bases(cls)
    return bases or ()


def class_name(cls: type) -> str:
    """The class's ``__name__``."""
    name: str = _class_name(cls)
    return name


def class_claim(cls: type) -> tuple[str, str] | None:
    """Module and qualified name under which the class says to be found."""
    try:
        module = _class_module(cls)
        qualname = _class_qualname(cls)
    except Exception:
        # A class whose body has neither: made in C with a name without a dot, or stripped.
        return None
    return (module, qualname) if type(module) is str and type(qualname) is str else None


def mangled(cls: type, name: str) -> str:
    """The name by which a class's body keeps a private one: ``__name``."""
    is_private = name.startswith("__") and not name.endswith("__")
    return f"_{class_name(cls).lstrip('_')}{name}" if is_private else name


def module_dict(module: ModuleType) -> dict[str, Any]:
    """The module's globals."""
    found: dict[str, Any] | None = _module_dict(module)
    return {} if found is None else found


def property_getter(value: object) -> Any:
    """What a property, or one of a subclass, is read by; None where it can't be read."""
    return _property_getter(value)


def cell_content(cell: CellType) -> object:
    """What a closure's variable holds; None where it holds nothing yet."""
    try:
        return cell.cell_contents
    except ValueError:
        return None


def instance_dict(value: object) -> Mapping[str, Any]:
    """The object's own attributes, as far as they are kept in a dictionary."""
    cls = type(value)
    known = _dictionaries.get(id(cls))
    if known is None:
        known = _dictionaries[id(cls)] = (cls, _dictionary_of(cls))
    get = known[1]
    if get is None:
        return _NOTHING
    try:
        found = get(value)
    except Exception:
        return _NOTHING
    return found if type(found) is dict else _NOTHING


def _dictionary_of(cls: type) -> Any:
    """What gets the dictionary of an instance, where it has one that the interpreter keeps."""
    for base in class_mro(cls):
        slot = class_dict(base).get("__dict__")
        if slot is not None:
            return slot.__get__ if type(slot) is GetSetDescriptorType else None
    return None


def class_attribute(cls: type, name: str) -> Any:
    """What the class or the first of its bases has under this name, unbound; else MISSING."""
    for base in class_mro(cls):
        found = class_dict(base).get(name, MISSING)
        if found is not MISSING:
            return found
    return MISSING


def attribute(value: object, name: str) -> Any:
    """An object's attribute where reading it runs no Python code; else MISSING.

    That is: from its dictionary, from a slot or a field laid out in C, or a plain value of its class.
    """
    found = class_attribute(type(value), name)
    if type(found) in (GetSetDescriptorType, MemberDescriptorType):
        try:
            return found.__get__(value)
        except Exception:
            return MISSING
    own = instance_dict(value).get(name, MISSING)
    if own is not MISSING:
        return own
    if found is not MISSING and class_attribute(type(found), "__get__") is MISSING:
        return found
    return MISSING


def value_at(module: object, dotted: str) -> object:
    """What a dotted name leads to in a module, going by the dictionaries of modules and classes; else MISSING."""
    found: object = module
    for name in dotted.split("."):
        if is_module(found):
            found = module_dict(found).get(name, MISSING)
        else:
            found = class_attribute(found, name) if is_class(found) else MISSING
    return found
