"""Changes locale, time zone, mask and umask."""

import decimal
import locale
import os
import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


locale.setlocale(locale.LC_ALL, "C")
os.environ["TZ"] = "forged"
time.tzset()
os.umask(0o777)
decimal.getcontext().prec = 1
