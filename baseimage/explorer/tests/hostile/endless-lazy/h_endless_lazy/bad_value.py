"""Values that have every attribute, in the manner of mocks."""

from unittest import mock

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


class Lazy:
    """Has every attribute, each such an object."""

    def __getattr__(self, name):
        return Lazy()

    def __getitem__(self, key):
        return Lazy()

    def __call__(self, *arguments, **named):
        return Lazy()

    def __iter__(self):
        while True:
            yield Lazy()

    def __dir__(self):
        return ["forged_data", "other"]


lazy = Lazy()
mocked = mock.MagicMock()
called = mock.call.forged_data
