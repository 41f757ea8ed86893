"""Starts itself again, in each way."""

import multiprocessing

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

for method in ("fork", "forkserver", "spawn"):
    process = multiprocessing.get_context(method).Process(target=kept)
    process.start()
    process.join()
