"""Changes the explorer's modules where Python keeps them."""

import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


for name, module in list(sys.modules.items()):
    if name.startswith("importgraph_explorer."):
        module.__dict__["line"] = lambda document: "{}"
        module.__dict__["problem"] = lambda *_: {}
