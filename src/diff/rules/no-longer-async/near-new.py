import functools
from typing import Awaitable
def fetch() -> Awaitable[int]: ...
def keep(f):
    @functools.wraps(f)
    async def inner(): return await f()
    return inner
@keep
async def cached() -> int: ...
