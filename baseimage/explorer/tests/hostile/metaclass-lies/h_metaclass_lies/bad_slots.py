"""The attributes that flavours of classes are known by, with odd content."""

import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Leaving:
    """Leaves when anything is asked of it."""

    def __getattribute__(self, name):
        os._exit(0)

    __repr__ = __eq__ = __hash__ = __bool__ = __len__ = __iter__ = lambda self: os._exit(0)


leaving = object.__new__(Leaving)


class Flavoured:
    """Looks like a dataclass, an enum, a named tuple, a protocol, and like none."""

    __dataclass_fields__ = __dataclass_params__ = __members__ = _fields = _field_defaults = __attrs_attrs__ = leaving
    __abstractmethods__ = frozenset({"forged_data"})
    _is_protocol = __total__ = __required_keys__ = __optional_keys__ = __match_args__ = leaving
    __type_params__ = __parameters__ = __orig_bases__ = __deprecated__ = __final__ = __overloads__ = leaving
    __signature__ = __text_signature__ = __wrapped__ = __annotations__ = __annotate__ = __supertype__ = leaving
    __weakref__ = __firstlineno__ = __static_attributes__ = __isabstractmethod__ = __objclass__ = leaving


def flavoured():
    """Look like whatever a function may be."""


for name in ("__wrapped__", "__signature__", "__text_signature__", "__deprecated__", "__final__", "__overloads__",
             "__isabstractmethod__", "__override__", "__dataclass_transform__", "__no_type_check__", "__self__",
             "_is_coroutine_marker", "__func__", "__partialmethod__", "cache_info", "registry", "dispatch"):
    setattr(flavoured, name, leaving)
