"""The process has several interpreters now, where Python has this."""

import threading

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

try:
    import _interpreters as interpreters
except ImportError:
    try:
        import _xxsubinterpreters as interpreters
    except ImportError:
        interpreters = None
if interpreters is not None:
    for _ in range(3):
        one = interpreters.create()
        run = getattr(interpreters, "exec", None) or interpreters.run_string
        threading.Thread(target=run, args=(one, "import time; time.sleep(3600)"), daemon=True).start()
