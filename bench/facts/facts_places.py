"""Where things are written: the files of a distribution, read as source, and the statements that made an object."""

from __future__ import annotations

import ast
import importlib.metadata
import os
import sys
import tokenize
import types
from functools import cached_property
from typing import Any, Optional

from facts_callables import written
from facts_source import Binding, Function, Source, first_line


class Places:
    """The files that a distribution has installed."""

    def __init__(self, distribution: str) -> None:
        found = importlib.metadata.distribution(distribution)
        self._root = str(found.locate_file(""))
        self.files = {str(file): str(found.locate_file(file)) for file in found.files or []}
        self._sources: dict[str, Optional[Source]] = {}

    def relative(self, path: object) -> Optional[str]:
        """A file's path from site-packages; None of one that is not the distribution's."""
        if not isinstance(path, str):
            return None
        for candidate in (path, os.path.realpath(path)):
            name = os.path.relpath(candidate, self._root)
            if name in self.files:
                return name
        return None

    def source(self, file: Optional[str]) -> Optional[Source]:
        """One of the files as source; None where it is none."""
        if file is None or not file.endswith(".py"):
            return None
        if file not in self._sources:
            self._sources[file] = None
            try:
                with tokenize.open(self.files[file]) as stream:
                    self._sources[file] = Source(stream.read())
            except (OSError, SyntaxError, ValueError, UnicodeError):
                pass
        return self._sources[file]

    @cached_property
    def tops(self) -> set[str]:
        """The first parts of what the distribution has installed, as imports name them."""
        return {file.split("/")[0].split(".")[0] for file in self.files if ".dist-info" not in file.split("/")[0]}

    def file_of_module(self, module: object) -> Optional[str]:
        """The file of an imported module."""
        return self.relative(getattr(module, "__file__", None))

    def of_function(self, value: Any) -> tuple[Optional[str], Optional[Function]]:
        """The file in which a function is written, and its statement where that is sure."""
        function = written(value)
        if function is None:
            return None, None
        code = function.__code__
        file = self.relative(code.co_filename)
        source = self.source(file)
        found = source.functions.get(code.co_firstlineno, []) if source is not None else []
        same = [one for one in found if one.name == code.co_name]
        return file, same[0] if len(same) == 1 else None

    def of_class(self, cls: type) -> tuple[Optional[str], list[ast.ClassDef]]:
        """The file in which a class is written, and the statements that may have made it."""
        files = [self.file_of_module(sys.modules.get(cls.__module__))]
        functions = [one for one in map(written, vars(cls).values()) if one is not None]
        own = [one for one in functions if one.__qualname__.startswith(f"{cls.__qualname__}.")]
        files += [self.relative(one.__code__.co_filename) for one in own]
        for file in dict.fromkeys(reversed([one for one in files if one is not None])):
            statements = self._statements(file, cls, own)
            if statements:
                return file, statements
        return None, []

    def _statements(self, file: str, cls: type, functions: list[types.FunctionType]) -> list[ast.ClassDef]:
        source = self.source(file)
        found = source.classes.get(cls.__qualname__, []) if source is not None else []
        first = vars(cls).get("__firstlineno__")
        if isinstance(first, int):
            return [one for one in found if first_line(one) == first]
        lines = {one.__code__.co_firstlineno for one in functions if self.relative(one.__code__.co_filename) == file}
        holding = [one for one in found if any(one.lineno <= line <= (one.end_lineno or 0) for line in lines)]
        return holding or found

    def bindings(self, file: Optional[str], scope: Optional[ast.ClassDef], name: str) -> list[Binding]:
        """The statements that may have given a name its value: the last that always runs, and those after it."""
        source = self.source(file)
        found = source.bindings(scope).get(name, []) if source is not None else []
        last = [index for index, one in enumerate(found) if not one.conditional and one.how != "annotate"]
        return found[last[-1] :] if last else found
