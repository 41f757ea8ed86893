"""Runs as ``python -m importgraph_explorer`` and, where nothing is installed, as ``python …/importgraph_explorer``."""

import os
import sys

if not __package__:
    # Python has put this folder itself first on the path: from there our modules would hide others of the same name.
    folder = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != folder]
    sys.path.insert(0, os.path.dirname(folder))
    from importgraph_explorer.cli import main

    del sys.path[0]
else:
    from .cli import main

if __name__ == "__main__":
    main()
