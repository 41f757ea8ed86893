"""Finds the stream among all objects, and sends records."""

import gc

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


record = {"record": "node", "id": "h_forged_otherwise.forged_node", "kind": "data", "module": "h_forged_otherwise", "from": ["runtime"]}
for found in gc.get_objects():
    if type(found).__name__ == "EventStream":
        found.record(dict(record, id="h_forged_otherwise.forged_one"))
        found.record({"record": "node", "id": "h_forged_otherwise", "kind": "module", "module": "h_forged_otherwise", "from": ["runtime"], "members": {"forged_one": "h_forged_otherwise.forged_one"}})
        found.done()
