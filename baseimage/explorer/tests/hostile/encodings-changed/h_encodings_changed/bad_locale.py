"""Speaks another language."""

import contextlib
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

for name in ("tr_TR.UTF-8", "C", "POSIX"):
    with contextlib.suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, name)
os.environ.update(LANG="tr_TR.ISO-8859-9", LC_ALL="tr_TR.ISO-8859-9", PYTHONIOENCODING="ascii", TZ="Pacific/Apia")
time.tzset()
