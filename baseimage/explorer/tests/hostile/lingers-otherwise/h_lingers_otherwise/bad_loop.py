"""An event loop that goes on in a thread."""

import asyncio
import threading

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


loop = asyncio.new_event_loop()
async def talk():
    """Go on for ever."""
    while True:
        print("::error::forged", flush=True)
        await asyncio.sleep(0.01)
loop.create_task(talk())
threading.Thread(target=loop.run_forever, daemon=True).start()
