import functools
from typing import Awaitable
def fetch() -> Awaitable[int]: ...
def keep(f):
    @functools.wraps(f)
    async def inner(): return await f()
    return inner
@keep
async def cached() -> int: ...
def hides(f):
    def inner(*args, **kwargs): return f(*args, **kwargs)
    return inner
@hides
async def hidden() -> int: ...
