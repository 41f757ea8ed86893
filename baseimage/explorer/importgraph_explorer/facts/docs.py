"""Docstrings, cleaned as ``inspect.getdoc`` does, never inherited."""

from __future__ import annotations

import re
from functools import partialmethod
from types import FunctionType, GetSetDescriptorType, MemberDescriptorType
from typing import Any, Callable, Final

from ..looking import kinds, raw
from ..looking.caution import caution
from ..looking.slotted import doc_of_slot, is_slot
from ..wire.texts import DOC_CHARACTERS, Machine

_INDENTATION: Final = re.compile(r"\n( *)(?=[^ \n])")
_TEXT: Final = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")
_SET: Final = re.compile(rf"\{{((?:{_TEXT.pattern})(?:, (?:{_TEXT.pattern}))+)\}}")

_FIELD: Final = re.compile(r"Alias for field number \d+")

_property_doc = property.__dict__["__doc__"].__get__
_class_doc = type.__dict__["__doc__"].__get__


def doc_of(value: object, kind: str, machine: Machine, report_cut: Callable[[int], None]) -> str | None:
    """The object's own docstring; None where it has none, or one that is only its class's.

    Of one that is too long the length is reported, and the beginning returned.
    """
    doc = _raw_doc(value, kind)
    if type(doc) is not str or not doc:
        return None
    if len(doc) > DOC_CHARACTERS:
        report_cut(len(doc))
    return machine.doc(cleaned(doc[:DOC_CHARACTERS])) or None


def cleaned(doc: str) -> str:
    """What ``inspect.cleandoc`` gives, without what it calls."""
    text = (doc.expandtabs() if "\t" in doc else doc).lstrip(" ")
    if "\n" in text:
        # Of the further lines, but for those that hold nothing; mostly that of the first of them.
        first = _INDENTATION.search(text)
        margin = len(first[1]) if first is not None else 0
        if margin and re.search(f"\n {{0,{margin - 1}}}[^ \n]", text) is not None:
            margin = min(map(len, _INDENTATION.findall(text)))
        if margin:
            text = re.sub(f"\n {{1,{margin}}}", "\n", text)
    return text.strip("\n")


def with_sorted_sets(text: str) -> str:
    """A text that shows sets of texts, with these in one order in every run."""
    return _SET.sub(lambda shown: "{" + ", ".join(sorted(_TEXT.findall(shown[1]))) + "}", text)


def _raw_doc(value: Any, kind: str) -> object:
    if raw.is_module(value):
        return raw.module_dict(value).get("__doc__")
    if kind == "class":
        return _doc_of_class(value)
    cls = type(value)
    if cls is FunctionType or cls in kinds.BUILTINS:
        return value.__doc__
    if kind == "enumMember":
        # Set by its ``__new__`` or ``__init__``, or from outside.
        return raw.instance_dict(value).get("__doc__")
    if kinds.is_value(value):
        return None
    if is_slot(value):
        return doc_of_slot(value)
    if raw.is_subclass(cls, property):
        own = raw.instance_dict(value).get("__doc__")
        return own if type(own) is str else _property_doc(value)
    if cls is staticmethod or cls is classmethod:
        return _doc_of_static(value, kind)
    # A descriptor of another kind is that of a proxy, which tells what somebody else is.
    is_proxy = kind == "data" and type(raw.class_attribute(cls, "__doc__")) is not property
    doc = own_doc(value, asks=not is_proxy)
    if doc is None and kind != "data" and cls is not partialmethod:
        function = kinds.wrapped_function(value)
        if function is not None and type(function) is FunctionType:
            return function.__doc__
    return doc


def _doc_of_static(value: object, kind: str) -> object:
    """That of a static or class method: its own, which may be one that it has from what is behind, or else that."""
    own = own_doc(value)
    inner: Any = kinds.wrapped_function(value)
    if inner is None:
        return own
    if raw.is_class(inner):
        return _doc_of_class(inner) if own is None else own
    # Of an object it may be that of its class.
    return _raw_doc(inner, kind) if own is None or own == raw.class_attribute(type(inner), "__doc__") else own


def _doc_of_class(cls: type) -> object:
    own = raw.class_dict(cls).get("__doc__")
    if type(own) is not str and own is not None and not caution.forbids_code and _is_asked(own):
        try:
            return _class_doc(cls)
        except BaseException:
            return None
    if own is None and not raw.is_heap_type(cls) and raw.is_ready(cls):
        return _class_doc(cls)
    # A dataclass's shows defaults as they show themselves.
    return with_sorted_sets(own) if type(own) is str and "{" in own and is_made_up(own, cls) else own


def own_doc(value: object, *, asks: bool = True) -> object:
    """What an object other than a class or a module has for a docstring, in its dictionary or in C.

    One that a descriptor of its class gives runs code, and is had only where that ``asks``.
    """
    own = raw.instance_dict(value).get("__doc__")
    if type(own) is str:
        # Made at run time, maybe from a set, whose order is another one in every run.
        return with_sorted_sets(own) if "{" in own else own
    slot = raw.class_attribute(type(value), "__doc__")
    if caution.forbids_code:
        # A method gives its function's, which may be an object of any kind.
        return None
    if type(slot) in (GetSetDescriptorType, MemberDescriptorType):
        try:
            return slot.__get__(value)
        except Exception:
            return None
    if asks and type(slot) is not str and slot is not None and slot is not raw.MISSING and _is_asked(slot):
        try:
            return getattr(value, "__doc__", None)
        except BaseException:
            return None
    return None


def is_made_up(doc: str, cls: type) -> bool:
    """Whether a class's docstring was made for want of one, of what a call that made the class was given."""
    name = raw.class_name(cls)
    return doc.startswith((f"{name}(", "An enumeration.", "dict("))


def is_made_up_of_field(doc: str) -> bool:
    """Whether that is the docstring of a named tuple's field that nobody has given one."""
    return _FIELD.fullmatch(doc) is not None


def _is_asked(slot: object) -> bool:
    return raw.class_attribute(type(slot), "__get__") is not raw.MISSING
