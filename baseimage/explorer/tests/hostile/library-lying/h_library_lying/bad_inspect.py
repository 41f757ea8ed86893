"""Everything has the same signature, source and documentation."""

import ast
import inspect

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def impostor(forged):
    """What everything looks like now."""


signature = inspect.signature(impostor)
inspect.signature = lambda *arguments, **named: signature
inspect.Signature.from_callable = classmethod(lambda cls, *arguments, **named: signature)
inspect.getdoc = inspect.getsource = inspect.getfile = inspect.getsourcefile = lambda *arguments: "forged"
inspect.getmembers = lambda *arguments: [("forged_data", impostor)]
inspect.isclass = inspect.isfunction = inspect.ismodule = lambda value: True
inspect.unwrap = lambda *arguments, **named: impostor
ast.parse = lambda *arguments, **named: ast.Module(body=[], type_ignores=[])
