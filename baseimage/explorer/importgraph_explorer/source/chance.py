"""Names by which code says that what it gives is another value in every run, or on every machine."""

from __future__ import annotations

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
        abc asyncio collections contextlib datetime enum functools getpass glob itertools json multiprocessing ntpath os
        pathlib platform posixpath random re secrets shutil socket string struct sys tempfile threading time types
        typing uuid warnings weakref
        """,
    )
)
