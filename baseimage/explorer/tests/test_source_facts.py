"""What a module's source file tells of what the module holds; its code is never run."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Explored


def facts(explored: Explored, id_: str) -> dict[str, Any]:
    """A node without what all of them have."""
    left_out = ("record", "id", "module", "from", "location")
    return {name: value for name, value in explored[id_].items() if name not in left_out}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            "def f(a, /, b: int = 1, *c, d='x', **e) -> str: 'Doc.'",
            {
                "f": {
                    "kind": "function",
                    "doc": "Doc.",
                    "signature": {
                        "parameters": [
                            {"name": "a", "kind": "positionalOnly"},
                            {"name": "b", "kind": "positionalOrKeyword", "default": "1", "annotation": "int"},
                            {"name": "c", "kind": "varPositional"},
                            {"name": "d", "kind": "keywordOnly", "default": "'x'"},
                            {"name": "e", "kind": "varKeyword"},
                        ],
                        "returns": "str",
                    },
                }
            },
        ),
        (
            """
            async def f():
                def g(): yield
                await g()
            """,
            {"f": {"kind": "function", "flags": ["async"], "signature": {"parameters": []}}},
        ),
        ("def f(): x = yield", {"f": {"kind": "function", "flags": ["generator"], "signature": {"parameters": []}}}),
        ("@contextlib.contextmanager\ndef f(): yield", {"f": {"kind": "function", "flags": None}}),
        ("@functools.cache\nasync def f(): pass", {"f": {"kind": "function", "flags": None}}),
        (
            "f = lambda a: 1",
            {"f": {"kind": "function", "signature": {"parameters": [{"name": "a", "kind": "positionalOrKeyword"}]}}},
        ),
        (
            """
            A = -1
            B = ('x', 2, None)
            C = 60 * 60
            """,
            {"A": {"value": "-1"}, "B": {"value": "('x', 2, None)"}, "C": {"value": "3600"}},
        ),
        (
            """
            A: int = 1
            'Text.'
            B: 'str'
            """,
            {"A": {"type": "int", "value": "1", "doc": "Text."}, "B": {"kind": "attribute", "type": "str"}},
        ),
        (
            """
            #: About A.
            A = []
            B = {}  #: About B.
            """,
            {"A": {"doc": "About A."}, "B": {"doc": "About B."}},
        ),
        (
            """
            import typing as t
            U = t.Union[int, str]
            M = {}
            V = M['a']
            """,
            {"U": {"kind": "typeAlias", "value": "t.Union[int, str]"}, "V": {"kind": "data"}},
        ),
        (
            """
            class C:
                def __init__(self):
                    self.a: int = 1
                    self.b, self.__c = 1, 2
                def d(self): self.e = self.a = 1
            """,
            {
                "C.a": {"kind": "attribute", "type": "int", "instance": True, "setIn": "__init__"},
                "C.b": {"kind": "attribute", "instance": True, "setIn": "__init__"},
                "C._C__c": {"kind": "attribute"},
                "C.e": {"setIn": "d"},
            },
        ),
        (
            """
            class C:
                @property
                def p(self): return self._p
                @p.setter
                def p(self, value): self._p = value
                def run(self):
                    def later(): self.done = True
                    def other(self): self.elsewhere = True
                @classmethod
                def fill(cls): cls.filled = True
            """,
            {
                "C._p": {"instance": True, "setIn": "p"},
                "C.done": {"instance": True, "setIn": "run"},
                "C.filled": {"setIn": "fill"},
                "C": {"members": {name: f"demo.C.{name}" for name in ("_p", "done", "fill", "filled", "p", "run")}},
            },
        ),
        (
            """
            class C:
                @property
                def p(self) -> int: ...
                @p.setter
                def p(self, v: str): ...
            """,
            {"C.p": {"kind": "property", "access": ["get", "set"], "type": "int", "setType": "str"}},
        ),
        (
            """
            class C:
                @staticmethod
                def s(): ...
                @classmethod
                def c(cls): ...
                def __new__(cls): ...
            """,
            {"C.s": {"kind": "staticmethod"}, "C.c": {"kind": "classmethod"}, "C.__new__": {"kind": "staticmethod"}},
        ),
        (
            """
            class C:
                __slots__ = ('a', 'b')
                def __init__(self): self.a = 1
            """,
            {"C.a": {"kind": "descriptor"}, "C.b": {"kind": "descriptor"}},
        ),
        (
            """
            import enum
            class E(enum.Enum):
                A = 1
                B = 1
                _c = 2
                def m(self): ...
            """,
            {
                "E": {"flavours": ["enum"], "metaclass": {"python": "?", "id": "enum.EnumType"}},
                "E.A": {"kind": "enumMember", "value": "1"},
                "E.m": {"kind": "method"},
            },
        ),
        (
            """
            import abc
            class A(abc.ABC):
                @abc.abstractmethod
                def m(self): ...
            class B(A):
                def m(self): ...
            """,
            {"A": {"flavours": ["abstract"]}, "A.m": {"flags": ["abstract"]}, "B": {"flavours": None}},
        ),
        (
            """
            from dataclasses import dataclass
            @dataclass
            class D:
                a: int
                b: str = ''
            """,
            {
                "D": {"flavours": ["dataclass"]},
                "D.a": {"kind": "attribute", "instance": True, "type": "int"},
                "D.b": {"kind": "data", "value": "''", "type": "str"},
            },
        ),
        (
            """
            from typing import NamedTuple, TypedDict, Protocol, Generic, TypeVar
            T = TypeVar('T')
            class N(NamedTuple):
                a: int
            class D(TypedDict):
                a: int
            class P(Protocol): ...
            class G(Generic[T]): ...
            """,
            {
                "N": {"flavours": ["namedtuple"]},
                "D": {"flavours": ["typeddict"]},
                "P": {"flavours": ["generic", "protocol"]},
                "G": {"flavours": ["generic"], "typeParameters": ["T"], "baseText": ["Generic[T]"]},
            },
        ),
        (
            """
            from typing import overload
            @overload
            def f(a: int) -> int: ...
            @overload
            def f(a: str) -> str: ...
            def f(a): 'Doc.'
            """,
            {
                "f": {
                    "doc": "Doc.",
                    "overloads": [
                        {
                            "parameters": [{"name": "a", "kind": "positionalOrKeyword", "annotation": "int"}],
                            "returns": "int",
                        },
                        {
                            "parameters": [{"name": "a", "kind": "positionalOrKeyword", "annotation": "str"}],
                            "returns": "str",
                        },
                    ],
                }
            },
        ),
        (
            """
            from warnings import deprecated
            @deprecated('use g')
            def f(): ...
            """,
            {"f": {"deprecated": {"message": "use g"}}},
        ),
        (
            """
            from typing import TYPE_CHECKING
            if TYPE_CHECKING:
                class A: ...
            else:
                B = 1
            """,
            {"A": {"kind": "class", "typingOnly": True}, "B": {"typingOnly": None}},
        ),
        (
            """
            class C:
                def __eq__(self, o): ...
            """,
            {"C.__hash__": {"kind": "data", "value": "None"}},
        ),
        (
            """
            class C: 'Doc.'
            C = print(C)
            """,
            {"C": {"kind": "class", "doc": "Doc."}},
        ),
        (
            """
            from collections import namedtuple
            N = namedtuple('N', 'a b')
            """,
            {"N": {"kind": "class", "flavours": ["namedtuple"]}, "N.b": {"kind": "descriptor"}},
        ),
    ],
)
def test_facts(scan: Any, code: str, expected: dict[str, dict[str, Any]]) -> None:
    explored = scan(code)
    for name, wanted in expected.items():
        found = facts(explored, f"demo.{name}")
        for field, value in wanted.items():
            given = found.get(field)
            if isinstance(given, dict) and "python" in given:
                assert given["id"] in (value["id"], "enum.EnumMeta")
            else:
                assert given == value, (name, field)
