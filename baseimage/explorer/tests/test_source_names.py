"""Which names a module has by its source."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (
            """
            import sys
            if sys.version_info >= (3,):
                A = 1
            else:
                B = 1
            """,
            "A sys",
        ),
        (
            """
            import sys
            PY = sys.version_info[0] == 2
            if PY:
                A = 1
            elif sys.platform.startswith('win'):
                B = 1
            else: C = 1
            """,
            "C PY sys",
        ),
        (
            """
            if __name__ == '__main__':
                A = 1
            """,
            "",
        ),
        (
            """
            try:
                import nowhere
                A = 1
            except ImportError:
                B = 1
            else:
                C = 1
            finally:
                D = 1
            """,
            "B D",
        ),
        (
            """
            try: import os
            except ImportError: B = 1
            try:
                import nowhere
                A = 1
            except ImportError as error:
                raise ImportError("this needs nowhere") from error
            try: from nowhere import C
            except ImportError: from elsewhere import D
            """,
            "A C D nowhere os",
        ),
        (
            """
            for a, (b, *c) in []: D = 1
            with x as (e, f): pass
            while (g := d()): pass
            """,
            "D a b c e f g",
        ),
        (
            """
            A = B = 1
            del A
            """,
            "B",
        ),
        (
            """
            A, (B, *C) = x
            [D, E] = 1, 2
            """,
            "A B C D E",
        ),
        (
            """
            import a.b.c
            import a.d as e
            from a import f as g, h
            """,
            "a e g h",
        ),
        (
            """
            from os.path import *
            __all__ = ['A']
            A = 1
            """,
            None,
        ),
        (
            """
            if x:
                def f(): ...
            else:
                def g(): ...
            """,
            "f g",
        ),
    ],
)
def test_names(scan: Any, code: str, names: str | None) -> None:
    members = set(scan(code)["demo"].get("members", ())) - {"__all__"}
    if names is None:
        assert {"join", "A"} <= members
    else:
        assert members == set(names.split())
