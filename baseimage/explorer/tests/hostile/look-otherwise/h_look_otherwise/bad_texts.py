"""Texts that mean something to terminals and runners, wherever there is room for one."""

import enum

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


EVIL = "\n::error file=x::forged\n##[error]forged\x1b[31mred\x9b2J\u202ereversed\u2066\ufeff\r\x00\x07"
class Doc:
    __doc__ = EVIL
class Color(enum.Enum):
    """Has members with odd values."""

    RED = EVIL
def default(x=EVIL, *, y=("##[group]forged", b"::stop-commands::x")) -> "::error::forged":
    """::error::forged
    ##[error]forged"""
value = EVIL[:150]
globals()["##[error]forged"] = 1
globals()["\u202eforged_not"] = 1
raise ImportError(EVIL)
