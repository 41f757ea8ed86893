"""What the command line does for a person."""

from __future__ import annotations

import argparse
import os
import signal
from collections.abc import Collection, Sequence

from . import __version__
from .exploration import Exploration
from .importing.importing import Setup, hide_explorer
from .installed.distributions import installed, search_paths
from .installed.guesses import guess_distribution, guess_module
from .installed.subject import NotInstalledError, Subject
from .scan.exploration import SourceExploration
from .shard import ShardWriter
from .wire.saying import say
from .wire.stream import Outlet

_DESCRIPTION = """\
Explore an installed distribution: import its modules and write everything that they hold to standard output, as JSON
Lines. Of modules that can't be imported it is what their source says.

Its code is run in this process, with your rights. What it prints goes to standard error. With --source nothing of it
is run: what its modules hold is read from their source files and stubs.
"""
_EPILOG = """\
exit codes: 0 done, whatever could not be explored is said in the output; 1 the distribution is not installed, nothing
of it can be imported (or read), or the output can't be written; 2 wrong usage.

examples:
  python -m importgraph_explorer requests > requests.jsonl
  python -m importgraph_explorer requests --source --module requests.sessions
  python -m importgraph_explorer djangorestframework --setup settings.py
"""


def explore_by_hand(arguments: Sequence[str], own_folder: str) -> int:
    """Do what is asked for. Returns the exit code."""
    options = _parser().parse_args(arguments)
    # Ends also what runs in C and does not come back.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        return _explore(options, own_folder)
    except NotInstalledError as error:
        guess = guess_distribution(str(error), installed(search_paths()))
        say(f"{error} is not installed here{'; ' if guess else ''}{guess}")
    except OSError as error:
        say(f"the output can't be written: {error.strerror}")
    return 1


def _parser() -> argparse.ArgumentParser:
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
        default=[],
        dest="modules",
        help="explore only this module and those below it; may be given more than once",
    )
    parser.add_argument("--source", action="store_true", help="import nothing: read the source files and stubs instead")
    parser.add_argument(
        "--setup", metavar="FILE", action="append", default=[], help="run this Python file before anything is imported"
    )
    parser.add_argument("--version", action="version", version=__version__)
    return parser


def _explore(options: argparse.Namespace, own_folder: str) -> int:
    modules = Subject(options.name).modules
    wrong = _wrong_module(options, modules)
    if wrong is not None:
        say(wrong)
        return 2
    try:
        setups = [_setup_of(path) for path in options.setup]
    except (OSError, UnicodeError) as error:
        say(f"the setup can't be read: {error}")
        return 2
    outlet = Outlet()
    hide_explorer(own_folder)
    writer = ShardWriter(outlet)
    names = options.modules or None
    if options.source:
        scan = SourceExploration(options.name, writer, names=names)
        scan.run()
        found, how = scan.scanned, "read"
    else:
        exploration = Exploration(options.name, writer, names=names, setups=setups)
        exploration.run()
        found, how = exploration.imported, "imported"
        if found and exploration.failed:
            # The others have their names only; nothing of them is run any more.
            sink = writer.further(exploration.failed)
            SourceExploration(options.name, sink, names=names, only=exploration.failed).run()
    if found == 0:
        say(f"nothing of {options.name} can be {how}:")
        guesses = [guess_module(name, modules) for name in options.modules if name not in modules]
        for line in [*writer.problems(), *filter(None, guesses)]:
            say(f"  {line}")
        return 1
    # Who reads no more has had enough, as `head` has.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    writer.finish()
    return 0


def _wrong_module(options: argparse.Namespace, modules: Collection[str]) -> str | None:
    """What is wrong with the modules that are asked for: they must be at or below what the distribution has."""
    for name in options.modules:
        parts = name.split(".")
        if not any(".".join(parts[:count]) in modules for count in range(1, len(parts) + 1)):
            guess = guess_module(name, modules)
            return f"{options.name} has no module {name}{'; ' if guess else ''}{guess}"
    return None


def _setup_of(path: str) -> Setup:
    with open(path, encoding="utf-8") as file:
        return Setup(os.path.basename(path), file.read())
