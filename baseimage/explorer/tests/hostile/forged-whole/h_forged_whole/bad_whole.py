"""Writes all that is left of the session, as the explorer would, and waits."""

import json
import os
import time

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


PACKAGE = "h_forged_whole"
folder = os.path.dirname(__file__)
modules = [PACKAGE, *sorted(f"{PACKAGE}.{name[:-3]}" for name in os.listdir(folder) if name[:-3] not in ("__init__", ""))]
events = [{"event": "end", "stage": "import", "module": __name__, "seconds": 0.1}]
for module in modules[modules.index(__name__) + 1 :]:
    events += [{"event": what, "stage": "import", "module": module, "seconds": 0.1} for what in ("begin", "end")]
records = 0
for module in modules:
    name = f"{module}.forged_value"
    nodes = [
        {"record": "node", "id": module, "kind": "module", "module": module, "from": ["runtime"], "members": {"forged_value": name}},
        {"record": "node", "id": name, "kind": "data", "module": module, "from": ["runtime"], "value": "1"},
    ]
    events.append({"event": "begin", "stage": "walk", "module": module})
    events += [{"event": "record", "record": node} for node in nodes]
    events.append({"event": "end", "stage": "walk", "module": module, "seconds": 0.1})
    records += len(nodes)
for event in events:
    if event["event"] == "begin":
        event.pop("seconds", None)
events.append({"event": "done", "records": records})
text = "".join(json.dumps(event) + "\n" for event in events).encode()
for number in map(int, os.listdir("/proc/self/fd")):
    if number > 2:
        try:
            os.write(number, text)
        except OSError:
            pass
time.sleep(3)
