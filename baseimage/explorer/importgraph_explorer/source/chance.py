"""Names by which code says that what it gives is another value in every run, or on every machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import findall
from typing import Final

# What is called so gives something else in every process or on every machine.
OF_CHANCE: Final = frozenset(
    findall(
        r"\w+",
        """
        choice choices clock cpu_count ctime fromtimestamp gauss get_ident get_native_id getfqdn gethostname getloadavg
        getlogin getmtime getnode getpid getppid getrandbits getuser gmtime hash id localtime mkdtemp mkstemp mktemp
        monotonic monotonic_ns node now perf_counter perf_counter_ns platform process_cpu_count process_time rand
        randbits randbytes randint randn random randrange release sample sched_getaffinity shuffle stat strftime time
        time_ns times today token_bytes token_hex token_urlsafe uname uniform urandom utcnow uuid1 uuid4 version
        NamedTemporaryFile SystemRandom TemporaryDirectory
        """,
    )
)
# Those that are other things as well, where what they are asked of does not say more.
AMBIGUOUS: Final = frozenset(
    findall(r"\w+", "choice choices clock hash id node platform random release sample stat time times uniform version")
)
SPEAKING: Final = frozenset({"datetime", "os", "platform", "random", "secrets", "time", "uuid"})
# The order of what these give is that of a file system.
OF_FILES: Final = frozenset({"glob", "iglob", "iterdir", "listdir", "rglob", "scandir", "walk"})
SETS: Final = frozenset({"set", "frozenset"})
# The order of what these are given does not matter.
WITHOUT_ORDER: Final = frozenset({"all", "any", "bool", "isinstance", "len", "max", "min", "sorted", "sum"})
# The modules of the standard library whose functions are known by these names.
LIBRARY: Final = frozenset(
    findall(
        r"\w+",
        """
        abc asyncio collections contextlib dataclasses datetime enum functools getpass glob itertools json
        multiprocessing ntpath os pathlib platform posixpath random re secrets shutil socket string struct sys
        tempfile threading time types typing uuid warnings weakref
        """,
    )
)


def _any_before_a_bracket() -> re.Pattern[str]:
    # Brackets are few and found fast; of what is before them, all that is looked for has to be of one length.
    alike: dict[int, list[str]] = {}
    for name in sorted(OF_CHANCE):
        alike.setdefault(len(name), []).append(name)
    # Their last two letters are no others' in most cases, and seen faster.
    ends = "|".join(sorted({name[-2:] for name in OF_CHANCE}))
    parts = []
    for blank in ("", "[ \t]"):
        of_one_length = (rf"(?<=\b(?:{'|'.join(names)}){blank}\()" for names in alike.values())
        parts.append(rf"(?<=(?:{ends}){blank}\()(?:{'|'.join(of_one_length)})")
    return re.compile(rf"\((?:(?<=\w\()(?:{parts[0]})|(?<=[ \t]\()(?:{parts[1]}))")


_CALL: Final = _any_before_a_bracket()
# Begin with letters that are searched for fast.
_ENVIRONMENT: Final = {name: re.compile(rf"{name}\b(?<!\w{name})") for name in ("environ", "getenv")}
_LAST_WORD: Final = re.compile(r"\w+(?=[ \t]?\Z)")
_LONGEST: Final = max(map(len, OF_CHANCE)) + 1


def places_of_chance(text: str) -> Iterator[tuple[int, str]]:
    """Where a text calls what gives something else in every run, or reads the environment; and by what word."""
    for match in _CALL.finditer(text):
        word = _LAST_WORD.search(text[max(0, match.start() - _LONGEST) : match.start()])
        if word is not None:
            yield match.start(), word[0]
    for name, pattern in _ENVIRONMENT.items():
        # Most files have neither, which is seen faster without a pattern.
        if name in text:
            for match in pattern.finditer(text):
                yield match.start(), match[0]
