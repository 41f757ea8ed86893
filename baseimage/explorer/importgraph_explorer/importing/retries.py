"""Which failed imports are worth another try, once the other modules have been imported."""

from __future__ import annotations

import re
from typing import Callable, Final

from ..looking import raw
from ..wire.texts import error_text
from .tracebacks import is_of_itself, root_of

# What a module says that misses something which another one brings: a name, an attribute, an entry in a table.
_MISSES: Final = (ImportError, AttributeError, LookupError, NameError)
_ABOUT_OTHERS: Final = re.compile("partially initialized|circular", re.IGNORECASE)
_QUOTED: Final = re.compile(r"'([\w.]+)'")


def may_succeed_later(error: BaseException, module: str, is_ours: Callable[[str], bool]) -> bool:
    """Whether a module may have failed because others had not been imported before it.

    ``is_ours`` tells whether the explored distribution has a module of this name.
    """
    for found in (error, root_of(error)):
        if not any(raw.is_subclass(type(found), kind) for kind in _MISSES):
            return False
        if raw.is_subclass(type(found), ImportError):
            said = error_text(found)
            if _ABOUT_OTHERS.search(said) is None and not any(map(is_ours, _QUOTED.findall(said))):
                return False
    return not is_of_itself(error, module)
