"""The command line: a session with the receiver, sources of a project to read, or what a person asks for."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from os import _exit

from .installed.subject import NotInstalledError
from .session import JobError, run_session
from .wire.saying import say
from .wire.stream import Outlet


def main(arguments: Sequence[str] | None = None) -> None:
    """Explore, and end the process: threads that the package has left behind are not waited for."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    own_folder = os.path.dirname(os.path.abspath(__file__))
    if given == ["project"]:
        from .project.reading import ProjectJobError, read_project

        try:
            read_project(sys.stdin.buffer.read(), Outlet().write)
        except ProjectJobError as error:
            say(str(error))
            _exit(2)
        _exit(0)
    if given != ["session"]:
        # A session is to begin soon, and needs nothing of it.
        from .by_hand import explore_by_hand

        _exit(explore_by_hand(given, own_folder))
    code = 0
    try:
        run_session(sys.stdin.buffer.read(), own_folder)
    except JobError as error:
        say(str(error))
        code = 2
    except NotInstalledError as error:
        say(f"{error} is not installed here")
        code = 1
    _exit(code)
