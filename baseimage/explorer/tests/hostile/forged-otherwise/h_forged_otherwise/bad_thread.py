"""Goes on writing from a thread, whatever else is going on."""

import os
import threading
import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def forge():
    while True:
        for number in range(3, 400):
            try:
                os.write(number, b'{"event":"record","record":{"record":"problem","module":"h_forged_otherwise.zulu","stage":"import","error":"forged_error","message":"forged"}}\n')
            except OSError:
                pass
        time.sleep(0.001)
threading.Thread(target=forge, daemon=True).start()
