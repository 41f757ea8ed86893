"""Does what frameworks do at import."""

import asyncio
import sys
import threading

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

loop = asyncio.new_event_loop()
threading.Thread(target=loop.run_forever, daemon=True).start()
closed = asyncio.new_event_loop()
closed.close()
asyncio.set_event_loop(closed)


async def never_awaited() -> None:
    """Is started by nobody."""


coroutine = never_awaited()
sys.set_coroutine_origin_tracking_depth(1000)
