"""Waits for a thread which waits for this module to be imported."""

import threading

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def wait_for_import():
    """Needs the lock that the importing thread holds."""
    from h_deadlock.bad_import_lock import KEPT  # noqa: F401


thread = threading.Thread(target=wait_for_import, daemon=True)
thread.start()
thread.join()
