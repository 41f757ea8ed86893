"""A distribution that others use, and what the explorer says of that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conftest import Explored

LIB = {
    "lib/__init__.py": """
from ._impl import Session, Reply, get, LIMIT, Error, opened, Base as Parent, build, mark, marked
from . import sub
""",
    "lib/_impl.py": """
from __future__ import annotations
from contextlib import contextmanager
from typing import Iterator, Optional
LIMIT = 3
class Error(Exception): ...
class Reply:
    status: int
    def json(self, *, strict=False): ...
    @property
    def owner(self) -> Session: ...
class Base:
    def mount(self, prefix, adapter): ...
    def hook(self): ...
class Session(Base):
    def __enter__(self): return self
    def __exit__(self, *a): ...
    def get(self, url, **kw) -> Reply: ...
    async def wait(self) -> Optional[Reply]: ...
    @classmethod
    def make(cls) -> "Session": ...
def get(url, *more, verify=True, **options) -> Reply: ...
def build(): ...
def mark(made): return made
def marked(text): return mark
@contextmanager
def opened(path) -> Iterator[Session]:
    yield Session()
""",
    "lib/sub/__init__.py": "",
    "lib/sub/deep.py": "def dig(): ...\nVALUE = 1\n",
}


def taken(explored: Explored, distribution: str = "lib") -> dict[tuple[str, str], dict[str, Any]]:
    """Place and id → the rest of the use."""
    return {
        (use["in"], use["of"]["id"]): use for use in explored.of("use") if use["of"].get("distribution") == distribution
    }


def id_of(ref: Any) -> str:
    return ref if type(ref) is str else ref["id"]


def hows(explored: Explored) -> dict[tuple[str, str], list[str]]:
    """Place and id, without what they begin with → how."""
    found = taken(explored).items()
    return {(at.removeprefix("demo."), of.removeprefix("lib._impl.")): use["how"] for (at, of), use in found}
