"""What belongs to the process and not to Python: its limits, timers, descriptors, folder and environment."""

from __future__ import annotations

from _thread import _count as _count_threads
from fcntl import F_DUPFD_CLOEXEC, fcntl
from os import chdir, close, dup, dup2, environ, fstat, getcwd
from resource import (
    RLIM_INFINITY,
    RLIMIT_AS,
    RLIMIT_CPU,
    RLIMIT_DATA,
    RLIMIT_FSIZE,
    RLIMIT_NOFILE,
    RLIMIT_NPROC,
    RLIMIT_STACK,
    getrlimit,
    setrlimit,
)
from signal import ITIMER_PROF, ITIMER_REAL, ITIMER_VIRTUAL, getitimer, setitimer
from typing import Final

_TIMERS: Final = (ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF)
_LIMITS: Final = {
    "address space": RLIMIT_AS,
    "processor time": RLIMIT_CPU,
    "data": RLIMIT_DATA,
    "file size": RLIMIT_FSIZE,
    "open files": RLIMIT_NOFILE,
    "processes": RLIMIT_NPROC,
    "stack": RLIMIT_STACK,
}
_LOWEST_COPY: Final = 300


class Surroundings:
    """Remembers the surroundings as they are, and puts back what was changed of them."""

    def __init__(self) -> None:
        self._limits = {name: getrlimit(limit) for name, limit in _LIMITS.items()}
        self._folder = getcwd()
        self._variables = dict(environ)
        self._descriptors = [(number, _identity(number), _copy(number)) for number in (0, 1, 2)]

    def mend(self, lasting: list[str], mended: list[str]) -> None:
        """Put back what can be, and say what was found; a folder that was changed is no offence."""
        for timer in _TIMERS:
            if getitimer(timer)[0]:
                setitimer(timer, 0)
                mended.append("a timer")
        for name, limit in _LIMITS.items():
            if getrlimit(limit) != self._limits[name]:
                self._raise_limit(name, limit, lasting, mended)
        for number, identity, copy in self._descriptors:
            if _identity(number) != identity:
                dup2(copy, number)
                mended.append(f"descriptor {number}")
        if not _can_open():
            lasting.append("descriptors, of which there are no more")
        if _folder() != self._folder:
            chdir(self._folder)
        if len(environ) < len(self._variables):
            for name, value in self._variables.items():
                environ.setdefault(name, value)

    def _raise_limit(self, name: str, limit: int, lasting: list[str], mended: list[str]) -> None:
        soft, hard = getrlimit(limit)
        wanted = self._limits[name]
        if _reaches(soft, wanted[0]):
            return
        if _reaches(hard, wanted[0]):
            setrlimit(limit, (wanted[0], hard))
            mended.append(f"the limit of {name}")
        else:
            self._limits[name] = (soft, hard)
            lasting.append(f"the limit of {name}")


def has_threads() -> bool:
    """Whether Python code runs in other threads."""
    return _count_threads() > 0


def _reaches(limit: int, wanted: int) -> bool:
    return limit == RLIM_INFINITY or (wanted != RLIM_INFINITY and limit >= wanted)


def _folder() -> str | None:
    try:
        return getcwd()
    except OSError:
        return None


def _identity(number: int) -> tuple[int, int] | None:
    try:
        found = fstat(number)
    except OSError:
        return None
    return (found.st_dev, found.st_ino)


def _can_open() -> bool:
    try:
        close(dup(0))
    except OSError:
        return False
    return True


def _copy(number: int) -> int:
    return fcntl(number, F_DUPFD_CLOEXEC, _LOWEST_COPY)
