"""The command line."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from os import _exit
from typing import TYPE_CHECKING

from . import __version__
from .exploration import Exploration
from .importing import hide_explorer
from .session import JobError, run_session
from .shard import ShardWriter
from .stream import Outlet
from .subject import NotInstalledError

if TYPE_CHECKING:
    import argparse

_DESCRIPTION = """\
Explore an installed distribution: import its modules and write everything that they hold to standard output, as JSON
Lines. Of modules that can't be imported it is what their source says.

Its code is run in this process, with your rights. What it prints goes to standard error. With --source nothing of it
is run: what its modules hold is read from their source files and stubs.
"""
_EPILOG = """\
exit codes: 0 done; 1 the distribution is not installed, or nothing of it can be imported (or read); 2 wrong usage.

examples:
  python -m importgraph_explorer requests > requests.jsonl
  python -m importgraph_explorer requests --source --module requests.sessions
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Explore, and end the process: threads that the package has left behind are not waited for."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    own_folder = os.path.dirname(os.path.abspath(__file__))
    try:
        if given == ["session"]:
            hide_explorer(own_folder)
            run_session(sys.stdin.buffer.read())
            code = 0
        else:
            code = _explore_by_hand(_parser().parse_args(given), own_folder)
    except (JobError, NotInstalledError) as error:
        what = "is not installed here" if isinstance(error, NotInstalledError) else ""
        _say(f"{error} {what}".strip())
        code = 2 if isinstance(error, JobError) else 1
    _exit(code)


def _parser() -> argparse.ArgumentParser:
    # Sessions start without it, and by the dozen.
    import argparse

    parser = argparse.ArgumentParser(
        prog="python -m importgraph_explorer",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", metavar="NAME", help='a distribution, as pip calls it ("beautifulsoup4", not "bs4")')
    parser.add_argument(
        "--module",
        metavar="MODULE",
        action="append",
        dest="modules",
        help="explore only this module and those below it; may be given more than once",
    )
    parser.add_argument("--source", action="store_true", help="import nothing: read the source files and stubs instead")
    parser.add_argument("--version", action="version", version=__version__)
    return parser


def _explore_by_hand(options: argparse.Namespace, own_folder: str) -> int:
    # Sessions mostly do without, and all of ours has to be there before anything of the package runs.
    from .scan.exploration import SourceExploration

    signal.signal(signal.SIGINT, lambda *_: _exit(130))
    outlet = Outlet()
    hide_explorer(own_folder)
    writer = ShardWriter(outlet)
    if options.source:
        scan = SourceExploration(options.name, writer, names=options.modules)
        scan.run()
        found, how = scan.scanned, "read"
    else:
        exploration = Exploration(options.name, writer, names=options.modules)
        exploration.run()
        found, how = exploration.imported, "imported"
        if found and exploration.failed:
            # The others have their names only; nothing of them is run any more.
            sink = writer.further(exploration.failed)
            SourceExploration(options.name, sink, names=options.modules, only=exploration.failed).run()
    if found == 0:
        _say(f"nothing of {options.name} can be {how}:")
        for line in writer.problems():
            _say(f"  {line}")
        return 1
    writer.finish()
    return 0


def _say(text: str) -> None:
    os.write(2, f"importgraph_explorer: {text}\n".encode("utf-8", "backslashreplace"))
