"""Is never twice the same."""

import threading
import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Growing:
    """Gets and loses attributes."""


def grow():
    """Change the module's and the class's names for ever."""
    number = 0
    while True:
        number += 1
        globals()[f"name{number}"] = number
        setattr(Growing, f"name{number}", number)
        globals().pop(f"name{number - 100}", None)
        if number > 100:
            delattr(Growing, f"name{number - 100}")
        if number % 1000 == 0:
            time.sleep(0.001)


threading.Thread(target=grow, daemon=True).start()
