"""Puts objects where its package has modules."""

import sys
import types

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


forged = types.ModuleType("h_imports_otherwise.zulu")
forged.forged_by_attribute = 1
sys.modules["h_imports_otherwise"].zulu = forged
del forged
