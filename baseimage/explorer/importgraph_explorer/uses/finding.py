"""Where symbols lead at run time, going by dictionaries only: nothing is imported for it, and no code is run."""

from __future__ import annotations

import builtins
import sys
from types import BuiltinFunctionType, ClassMethodDescriptorType, FunctionType, MethodType
from typing import Any, Final, Optional

from ..facts.attributes.attributes import attributes_set_by
from ..installed.ownership import Ownership
from ..looking import kinds, raw
from ..places.graph import Graph
from ..wire.records import ForeignRef
from .outcomes import Origin, Outcomes, class_called, class_told
from .referring import Found, Referrer, is_by_metaclass
from .symbols import Symbol

_MAX_DEPTH: Final = 20
# What a method takes the place of, besides functions.
_METHODS: Final = (classmethod, staticmethod, property, ClassMethodDescriptorType)
# How symbols begin that stand for what the file defines.
_OURS: Final = frozenset({"self", "class", "cls", "super"})
# What all objects have, or all functions, says nothing of whose they are.
_FUNCTIONS: Final = (FunctionType, BuiltinFunctionType, MethodType)
_OF_EVERY_OBJECT: Final = frozenset(
    {"__annotations__", "__class__", "__dict__", "__doc__", "__module__", "__name__", "__qualname__", "__weakref__"}
)


class Finder:
    """Follows the symbols of one distribution's sources."""

    def __init__(self, graph: Graph, ownership: Ownership, origin: Origin) -> None:
        """``origin`` tells what names are imported from, by the sources of modules."""
        self._outcomes = Outcomes(origin)
        self._graph = graph
        # By class the classes of ours that inherit from it, once they are asked for.
        self._below: Optional[dict[int, list[type]]] = None
        self._ownership = ownership
        self._referrer = Referrer(graph, ownership)
        self._known: dict[str, dict[Symbol, Optional[Found]]] = {}
        self._referred: dict[str, dict[Symbol, Optional[ForeignRef]]] = {}
        self._own: dict[str, dict[str, Optional[type]]] = {}
        self._depth = 0

    def reference(self, module: str, symbol: Symbol) -> Optional[ForeignRef]:
        """A reference to what a symbol in a module of ours leads to; None where that is ours, or not known."""
        known = self._referred.setdefault(module, {})
        if symbol not in known:
            known[symbol] = self._refer(module, symbol)
        return known[symbol]

    def forget(self, module: str) -> None:
        """Give back what is kept of the symbols of a module: nothing more is asked about them."""
        for kept in (self._known, self._referred, self._own):
            kept.pop(module, None)

    def _refer(self, module: str, symbol: Symbol) -> Optional[ForeignRef]:
        found = self.find(module, symbol)
        if found is None:
            return self._referrer.as_written(symbol)
        if found.holder is object or found.holder is type or _has_by_kind(found):
            # What everything has says nothing of what it is.
            return None
        if symbol.attributes and symbol.attributes[-1] in _OF_EVERY_OBJECT and not raw.is_module(found.holder):
            return None
        if found.lost:
            return self._referrer.below_lost(found)
        if found.instance_of is not None and found.holder is None:
            return None
        if symbol.is_set and found.holder is not None:
            # What was there before has nothing to do with it.
            return self._referrer.reference(found._replace(value=raw.MISSING))
        if self._begins_with_us(symbol) and self._is_always_there(found):
            return None
        ref = self._referrer.reference(found)
        if ref is None and symbol.bound is not None:
            # What says that it is ours may be had from others all the same, as the statement says.
            as_stated = self.find(module, symbol._replace(bound=None))
            if as_stated is not None and not as_stated.lost and as_stated.value is found.value:
                ref = self._referrer.reference(as_stated)
        return ref

    def is_written_by_others(self, value: object) -> bool:
        """Whether a function is of a module of others, whatever it says itself."""
        return self._referrer.is_written_by_others(value)

    def _begins_with_us(self, symbol: Symbol) -> bool:
        while isinstance(symbol.of, Symbol):
            symbol = symbol.of
        return symbol.kind in _OURS or (symbol.kind == "module" and self._ownership.is_ours(symbol.of))

    def _is_always_there(self, found: Found) -> bool:
        """Whether this is what a class of ours has of the names that need no import, or what these have themselves."""
        if not raw.is_class(found.holder) or found.through is None:
            return False
        if _is_builtin(found.value):
            return self._referrer.is_ours(Found(found.holder))
        asked = found.through.value
        cls = found.through.instance_of if asked is raw.MISSING else asked if raw.is_class(asked) else type(asked)
        return cls is not None and _is_builtin(cls)

    def overridden(self, module: str, class_name: str, method: str) -> Optional[ForeignRef]:
        """The method of somebody else's class that a method of a class of ours takes the place of."""
        cls = self._own_class(module, class_name)
        if cls is None:
            return None
        for base in raw.class_mro(cls)[1:]:
            if base is not object and method in raw.class_dict(base):
                value = raw.class_dict(base)[method]
                is_routine = kinds.is_routine(value) or type(value) in _METHODS
                return self._referrer.reference(Found(value, holder=base, name=method)) if is_routine else None
        return None

    def chosen(self, module: str, name: str, symbols: list[Symbol]) -> Optional[Symbol]:
        """Of imports that may have bound a name of a module, the first that leads to what it has there."""
        held = self._named_in(module, name)
        for symbol in symbols if held is not None else ():
            found = self.find(module, symbol)
            if found is not None and not found.lost and held is not None and found.value is held.value:
                return symbol
        return None

    def find(self, module: str, symbol: Symbol) -> Optional[Found]:
        """What a symbol leads to; None where not even its beginning is known."""
        known = self._known.setdefault(module, {})
        if symbol not in known:
            known[symbol] = None
            if self._depth < _MAX_DEPTH:
                self._depth += 1
                known[symbol] = self._find(module, symbol)
                self._depth -= 1
        return known[symbol]

    def _find(self, module: str, symbol: Symbol) -> Optional[Found]:
        attributes = symbol.attributes
        found: Optional[Found]
        if symbol.kind == "module":
            found = None
            if symbol.bound is not None:
                found = self._named_in(module, symbol.bound[0])
                if found is not None and kinds.is_value(found.value):
                    # Equal values say nothing of where one is from; the statement does.
                    found = None
                elif found is not None:
                    attributes = attributes[symbol.bound[1] :]
            if found is None:
                imported = sys.modules.get(str(symbol.of))
                found = Found(imported) if imported is not None else None
        elif symbol.kind == "star":
            found = self._named_in(module, str(symbol.of))
        elif symbol.kind in ("self", "class", "cls"):
            cls = self._own_class(module, str(symbol.of))
            found = None if cls is None else Found(raw.MISSING, cls) if symbol.kind == "self" else Found(cls)
        elif symbol.kind == "super":
            return self._above(module, str(symbol.of), attributes)
        else:
            made = self._class_made(module, symbol)
            found = Found(raw.MISSING, made) if made is not None else None
        if found is None:
            return None
        for position, name in enumerate(attributes):
            following = self._step(found, name)
            is_replaceable = (symbol.kind == "cls" and not position) or not raw.is_class(found.value)
            if following is not None and is_replaceable and self._is_guess(following):
                following = self._annotated(following)
            if following is not None and symbol.is_set and is_by_metaclass(following):
                # Whatever the class's class has: now the class has one of its own.
                following = None
            if following is None:
                annotated = self._annotated(found) if not raw.is_class(found.value) else None
                return (annotated or found)._replace(lost=attributes[position:])
            found = following
        return found

    def _is_guess(self, found: Found) -> bool:
        """Whether what a class of ours has under a name is only what others may put something else in place of.

        Subclasses and instances do so with what they are to call or to make. What is defined in the class is taken
        for the one that is meant.
        """
        holder, value = found.holder, found.value
        if not raw.is_class(holder) or value is raw.MISSING or type(value) is property:
            return False
        if not self._referrer.is_ours(Found(holder)):
            return False
        if kinds.is_routine(value) or type(value) in (classmethod, staticmethod):
            return not self._referrer.is_ours(found)
        if raw.is_class(value):
            claim, own = raw.class_claim(holder), raw.class_claim(value)
            return claim is None or own != (claim[0], f"{claim[1]}.{found.name}")
        return not class_has_get(value) and self._is_bound_again(holder, found.name)

    def _is_bound_again(self, cls: type, name: str) -> bool:
        """Whether a class of ours, or one below it, gives an attribute something else than the class's body does."""
        return name in attributes_set_by(cls) or any(
            name in raw.class_dict(other) or name in attributes_set_by(other) for other in self._classes_below(cls)
        )

    def _classes_below(self, cls: type) -> list[type]:
        """The classes of ours that inherit from one."""
        if self._below is None:
            self._below = {}
            classes: list[Any] = [entity.value for entity in self._graph.classes()]
            for other in classes:
                for base in raw.class_mro(other)[1:]:
                    self._below.setdefault(id(base), []).append(other)
        return self._below.get(id(cls), [])

    def _annotated(self, found: Found) -> Optional[Found]:
        """An attribute by what its class says of it, whatever it is."""
        if not raw.is_class(found.holder):
            return None
        made = self._outcomes.of_attribute(found.holder, found.name, found.value)
        return found._replace(value=raw.MISSING, instance_of=made) if made is not None else None

    def _named_in(self, module: str, name: str) -> Optional[Found]:
        holder = sys.modules.get(module)
        if holder is None or not raw.is_module(holder):
            return None
        value = raw.module_dict(holder).get(name, raw.MISSING)
        return Found(value, holder=holder, name=name) if value is not raw.MISSING else None

    def _above(self, module: str, class_name: str, attributes: tuple[str, ...]) -> Optional[Found]:
        cls = self._own_class(module, class_name)
        if cls is None or not attributes:
            return None
        for base in raw.class_mro(cls)[1:]:
            value = raw.class_dict(base).get(attributes[0], raw.MISSING)
            if value is not raw.MISSING:
                found: Optional[Found] = Found(value, holder=base, name=attributes[0])
                for name in attributes[1:]:
                    found = self._step(found, name) if found is not None else None
                return found
        return None

    def _step(self, found: Found, name: str) -> Optional[Found]:
        value = found.value
        if value is raw.MISSING:
            return self._member(found.instance_of, name, found) if found.instance_of is not None else None
        if raw.is_module(value):
            held = raw.module_dict(value).get(name, raw.MISSING)
            if held is raw.MISSING:
                said = raw.module_dict(value).get("__name__")
                held = sys.modules.get(f"{said}.{name}", raw.MISSING) if type(said) is str else raw.MISSING
            return Found(held, holder=value, name=name, through=found) if held is not raw.MISSING else None
        if raw.is_class(value):
            held = _enum_member(value, name)
            if held is not raw.MISSING:
                return Found(held, holder=value, name=name, through=found)
            for base in (*raw.class_mro(value), *raw.class_mro(type(value))):
                if name in raw.class_dict(base):
                    return Found(raw.class_dict(base)[name], holder=base, name=name, through=found)
            return None
        if raw.is_class(found.holder):
            annotated = self._annotated(found)
            if annotated is not None:
                return self._step(annotated, name)
            if class_has_get(value):
                return None
        own = raw.instance_dict(value)
        if name in own:
            return Found(own[name], name=name, through=found)
        return self._member(type(value), name, found)

    def _member(self, cls: type, name: str, through: Found) -> Optional[Found]:
        """What instances of a class, such as the one that was found, have under a name by their class."""
        for base in raw.class_mro(cls):
            body = raw.class_dict(base)
            if name in body:
                return Found(body[name], None, base, name, (), through)
        made = self._outcomes.of_attribute(cls, name, raw.MISSING)
        return Found(raw.MISSING, made, cls, name, (), through) if made is not None else None

    def _class_made(self, module: str, symbol: Symbol) -> Optional[type]:
        """The class of what a call, a ``with``, waiting or an annotation gives."""
        if not isinstance(symbol.of, Symbol):
            return None
        if symbol.kind == "instance":
            named = self.find(module, symbol.of)
            if named is None or named.lost or not raw.is_class(named.value):
                return None
            return class_told(named.value)
        if symbol.kind == "result":
            return self._class_of_call(module, symbol.of, waited_for=False)
        inner = symbol.of
        if symbol.kind == "awaited":
            if inner.kind == "result" and not inner.attributes and isinstance(inner.of, Symbol):
                return self._class_of_call(module, inner.of, waited_for=True)
            return None
        if inner.kind == "result" and not inner.attributes and isinstance(inner.of, Symbol):
            called = self.find(module, inner.of)
            if called is not None and not called.lost:
                made = self._outcomes.yielded(called.value)
                if made is not None:
                    return made
        manager = self._instance(module, inner)
        method = "__enter__" if symbol.kind == "entered" else "__aenter__"
        return self._outcomes.entered(manager, method) if manager is not None else None

    def _instance(self, module: str, symbol: Symbol) -> Optional[type]:
        found = self.find(module, symbol)
        if found is None or found.lost:
            return None
        if found.instance_of is not None:
            return found.instance_of
        value = found.value
        if value is raw.MISSING or raw.is_module(value) or raw.is_class(value) or class_has_get(value):
            return None
        return type(value)

    def _class_of_call(self, module: str, called: Symbol, *, waited_for: bool) -> Optional[type]:
        found = self.find(module, called)
        if found is None or found.lost or found.value is raw.MISSING:
            return None
        if raw.is_class(found.value):
            return None if waited_for else class_called(found.value)
        receiver = found.holder if raw.is_class(found.holder) else None
        return self._outcomes.returned(found.value, receiver, waited_for=waited_for)

    def _own_class(self, module: str, qualname: str) -> Optional[type]:
        known = self._own.setdefault(module, {})
        if qualname not in known:
            known[qualname] = self._find_class(module, qualname)
        return known[qualname]

    def _find_class(self, module: str, qualname: str) -> Optional[type]:
        found: Any = sys.modules.get(module)
        for name in qualname.split("."):
            if found is not None and raw.is_module(found):
                found = raw.module_dict(found).get(name)
            else:
                found = raw.class_dict(found).get(name) if raw.is_class(found) else None
        if not raw.is_class(found):
            return None
        # Another one may have taken its name.
        claim = raw.class_claim(found)
        is_it = claim is not None and claim[1] == qualname and self.is_written_in(found, module)
        return found if is_it else None

    def is_written_in(self, cls: type, module: str) -> bool:
        """Whether a class is one of the source of a module, whatever module it says that it is of."""
        claim = raw.class_claim(cls)
        if claim is not None and claim[0] == module:
            return True
        file = self._ownership.module_file(module)
        path = f"{file.root}/{file.file}" if file is not None else None
        functions = (value for value in raw.class_dict(cls).values() if type(value) is FunctionType)
        return any(function.__code__.co_filename == path for function in functions)


def class_has_get(value: Any) -> bool:
    """Whether what an instance has under the name of such a value is something else than it."""
    return raw.class_attribute(type(value), "__get__") is not raw.MISSING


def _enum_member(cls: type, name: str) -> Any:
    found = raw.class_dict(cls).get("_member_map_")
    return found.get(name, raw.MISSING) if type(found) is dict else raw.MISSING


def _has_by_kind(found: Found) -> bool:
    """Whether this is something that a function has because all functions do."""
    kind = type(found.through.value) if found.through is not None else None
    return kind is found.holder and any(kind is one for one in _FUNCTIONS)


def _is_builtin(value: Any) -> bool:
    """Whether this is one of the names that need no import."""
    claim = kinds.claim_of(value) if raw.is_class(value) or kinds.is_routine(value) else None
    return claim is not None and claim[0] == "builtins" and raw.module_dict(builtins).get(claim[1]) is value
