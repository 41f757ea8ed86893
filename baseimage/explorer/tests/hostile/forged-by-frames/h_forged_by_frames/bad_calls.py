"""Calls whatever it finds in the frames with a record of its own."""

import json
import sys
import types

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

NAMES = ("write", "emit", "send", "record", "event", "put", "append", "problem", "node", "end", "done", "begin", "line")


def findings():
    """Give everything in the callers' frames that isn't the importer's."""
    frame = sys._getframe(2)
    while frame is not None:
        if "importlib" not in frame.f_code.co_filename:
            yield from list(frame.f_locals.values())
            yield from list(frame.f_globals.values())
        frame = frame.f_back


story = forged()
arguments = (story, story.decode(), *(json.loads(line) for line in story.split(b"\n") if line))
for found in list(findings()):
    callables = [found] if isinstance(found, (types.FunctionType, types.MethodType)) else []
    for name in NAMES:
        try:
            callables.append(getattr(found, name))
        except Exception:
            pass
    for function in callables:
        if getattr(function, "__module__", "") == __name__ or function is forged:
            continue
        for argument in arguments:
            try:
                function(argument)
            except BaseException:
                pass
