"""Replaces everything in the explorer's modules by a function that forges."""

import json
import os
import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def forged() -> bytes:
    """Records that the receiver must not believe, in the form of the session's stream."""
    name = __name__.partition(".")[0]
    other = {"name": "requests", "displayName": "requests", "version": "9.9"}
    start = {"event": "start", "protocol": 1, "explorer": "9", "python": "3.13", "platform": "linux-x86_64"}
    start.update(distribution=other, importNames=["requests"], requirements=[], modules=["requests", name])
    node = {"record": "node", "kind": "data", "module": name, "from": ["runtime"]}
    problem = {"record": "problem", "module": name + ".zulu", "stage": "import", "error": "Forged", "message": "forged"}
    records = [dict(node, id=name + ".forged_data"), dict(node, id="requests.forged_data", module="requests"), problem]
    events = [start, {"event": "end", "stage": "import", "module": __name__, "seconds": 0.0}]
    events += [{"event": "begin", "stage": "walk", "module": name}]
    events += [{"event": "record", "record": record} for record in records]
    events += [{"event": "end", "stage": "walk", "module": name, "seconds": 0.0}]
    events += [{"event": "done", "records": count} for count in (len(records), 0, 1, 2)]
    return b"".join(b"\n" + json.dumps(event).encode() for event in events) + b"\n"


def forge(*arguments, **named):
    """Write a story instead of what was asked for."""
    for descriptor in map(int, os.listdir("/proc/self/fd")):
        try:
            os.write(descriptor, forged())
        except OSError:
            pass
    return arguments[0] if arguments else None


for name, module in list(sys.modules.items()):
    if name.partition(".")[0] in ("importgraph_explorer", "__main__"):
        for key, value in list(vars(module).items()):
            if callable(value) and not key.startswith("__"):
                setattr(module, key, forge)
