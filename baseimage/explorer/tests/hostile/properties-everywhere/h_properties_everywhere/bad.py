"""Everything is something else."""

import functools
import os
import types

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Leaving:
    """Leaves when anything is asked of it, once it is armed."""

    armed = False

    def __getattribute__(self, name):
        if Leaving.armed:
            os._exit(0)
        return object.__getattribute__(self, name)

    def __call__(self):
        os._exit(0)


leaving = Leaving()
bound = types.MethodType(kept, leaving)
bound_strangely = types.MethodType(leaving, leaving)
partial = functools.partial(leaving, leaving)
partial_method = functools.partialmethod(leaving)
static, cls_method = staticmethod(leaving), classmethod(leaving)
prop = property(leaving, leaving, leaving, leaving)
cached = functools.lru_cache(kept)
cached.__wrapped__ = leaving
single = functools.singledispatch(kept)
alias = types.GenericAlias(Leaving, (leaving,))
simple = types.SimpleNamespace(forged=leaving)
proxy = types.MappingProxyType({"forged": leaving})
cell = types.CellType(leaving)


class Holder:
    """Holds all of them."""

    bound, partial, partial_method, static, cls_method, prop = bound, partial, partial_method, static, cls_method, prop
    cached_property = functools.cached_property(leaving)
    single, alias, simple, proxy, leaving = single, alias, simple, proxy, leaving


Leaving.armed = True
