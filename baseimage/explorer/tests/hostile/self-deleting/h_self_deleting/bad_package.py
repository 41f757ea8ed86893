"""Isn't an attribute of its package."""

import sys
import threading

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

package = sys.modules["h_self_deleting"]


class Forgetful(type(package)):
    """Takes no modules."""

    def __setattr__(self, name, value):
        if name != "bad_package":
            super().__setattr__(name, value)


package.__class__ = Forgetful
