"""What is said of objects: docstrings, cleaned but not inherited; docs of the source; deprecations."""

from __future__ import annotations

import ast
import inspect
import re
from typing import Any, Final, Optional

from facts_source import Binding

#: In the place of a fact: it is not judged.
MISSING: Final = object()
_DEPRECATION = re.compile(r"^\.\. deprecated::(.*(?:\n[ \t]+\S.*)*)", re.M)
#: Something that is set apart from the text around it.
_MARKED = re.compile(r"[*`]\w")


def cleaned(doc: Any) -> Optional[list[str]]:
    """A docstring as `inspect.getdoc` cleans it; None where there is none."""
    text = inspect.cleandoc(doc) if isinstance(doc, str) else ""
    return [text] if text.strip() else None


def doc_of_class(cls: type) -> Optional[list[str]]:
    """The docstring that a class has itself."""
    own = vars(cls).get("__doc__")
    if own is None and not cls.__flags__ & (1 << 9):
        own = type.__dict__["__doc__"].__get__(cls)
    return cleaned(own)


def docs_of(bindings: list[Binding]) -> Optional[list[str]]:
    """What the source says of a value or an attribute."""
    return [inspect.cleandoc(text) for one in bindings for text in one.docs] or None


def own_doc(value: Any) -> Optional[str]:
    """The doc that an object has itself: in its dictionary, or where its class has a descriptor that tells it."""
    of_class = next((vars(cls)["__doc__"] for cls in type(value).__mro__ if "__doc__" in vars(cls)), None)
    try:
        if hasattr(type(of_class), "__get__"):
            own = value.__doc__
            slots = getattr(value.__objclass__, "__slots__", None) if hasattr(value, "__objclass__") else None
            own = slots.get(value.__name__) if isinstance(slots, dict) else own
        else:
            own = object.__getattribute__(value, "__dict__").get("__doc__")
    except Exception:
        return None
    return inspect.cleandoc(own) if isinstance(own, str) and own.strip() else None


def deprecated(value: Any, doc: object, statement: Optional[ast.AST], signature: Any = None) -> Any:
    """By `__deprecated__` (PEP 702), or by a `.. deprecated::` at the margin that is not about a parameter."""
    message = vars(value).get("__deprecated__") if hasattr(value, "__dict__") else None
    if isinstance(message, str):
        return {"message": message}
    found = _DEPRECATION.findall(inspect.cleandoc(doc)) if isinstance(doc, str) else []
    if found:
        parameters = set(signature.parameters) if signature is not None else set()
        about_parts = [one for one in found if _MARKED.search(one) or parameters & set(re.findall(r"\w+", one))]
        # Whether what names a part is about that part only, nobody but a reader can say.
        return MISSING if len(about_parts) == len(found) else {}
    if statement is None:
        return MISSING
    names = {str(getattr(one, "id", getattr(one, "attr", ""))).lower() for one in ast.walk(statement)}
    # What warns in its body may be one, too.
    return MISSING if any("deprecat" in name or "warn" in name for name in names) else None
