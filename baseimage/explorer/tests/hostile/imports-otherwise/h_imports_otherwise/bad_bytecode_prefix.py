"""Sends the import system to bytecode of its own."""

import importlib._bootstrap_external
import importlib.util
import marshal
import os
import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


sys.pycache_prefix = "/tmp/forged"
for name in ("zulu",):
    source = os.path.join(os.path.dirname(__file__), name + ".py")
    target = importlib.util.cache_from_source(source)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    code = compile("forged_by_bytecode = 1", source, "exec")
    with open(target, "wb") as file:
        file.write(importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8) + marshal.dumps(code))
