"""Whoever uses the standard library fails."""

import ast
import importlib
import inspect
import io
import json
import json.encoder
import linecache
import os
import re
import sys
import tokenize
import traceback
import types

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def refuse(*arguments, **named):
    """Raise, whatever is asked."""
    raise SystemExit(0)


for module in (ast, importlib, inspect, io, json, json.encoder, linecache, os, os.path, re, tokenize, traceback):
    for name, value in list(vars(module).items()):
        if isinstance(value, (types.FunctionType, types.BuiltinFunctionType)) and not name.startswith("__"):
            setattr(module, name, refuse)
for name in ("exc_info", "getsizeof", "intern", "getrecursionlimit", "_getframe"):
    setattr(sys, name, refuse)
