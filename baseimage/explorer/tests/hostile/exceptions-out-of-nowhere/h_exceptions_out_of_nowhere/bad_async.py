"""A thread that throws SystemExit into the main thread."""

import ctypes
import threading
import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

MAIN = threading.main_thread().ident


def throw():
    """Throw a hundred times a second."""
    while True:
        time.sleep(0.01)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(MAIN), ctypes.py_object(SystemExit))


threading.Thread(target=throw, daemon=True).start()
