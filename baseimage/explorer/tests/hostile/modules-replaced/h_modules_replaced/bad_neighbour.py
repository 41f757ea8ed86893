"""Says what its neighbour is, before the neighbour can."""

import sys
import types

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

package = __name__.partition(".")[0]
false = types.ModuleType(package + ".zulu", "A module that was never in any file.")
false.forged_data = 1
sys.modules[package + ".zulu"] = false
setattr(sys.modules[package], "zulu", false)
