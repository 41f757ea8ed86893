"""A current event loop, which Python itself made until 3.14 where somebody asked for it."""

import asyncio

asyncio.set_event_loop(asyncio.new_event_loop())
