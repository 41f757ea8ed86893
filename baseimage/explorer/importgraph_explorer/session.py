"""A session with the receiver: a job comes in, events go out (docs/formats.md tells of both)."""

from __future__ import annotations

import json
from typing import Any

from .importing.importing import Setup, hide_explorer
from .wire.records import PROTOCOL
from .wire.stream import EventStream, Outlet


class JobError(Exception):
    """What came in is not a job that this explorer understands."""


def run_session(job_text: bytes, own_folder: str) -> None:
    """Do a job; ``own_folder`` is the explorer's.

    Raises JobError, and subject.NotInstalledError when the distribution isn't there.
    """
    job = _checked(job_text)
    # Frames hold it as long as they run, and it holds the sign.
    del job_text
    stream = EventStream(Outlet(), job.pop("sign", ""))
    names, skip, only = job.get("importNames"), job.get("skip"), job.get("only")
    if job.get("mode", "import") == "source":
        # Each mode has half of what there is to load for itself.
        from .scan.exploration import SourceExploration

        hide_explorer(own_folder)
        SourceExploration(job["distribution"], stream, names=names, skip=skip, only=only).run()
    else:
        from .exploration import Exploration
        from .importing.loading import follow_loading
        from .importing.tampering import Guard

        hide_explorer(own_folder)
        follow_loading(stream, job.get("barred") or {})
        Exploration(
            job["distribution"],
            stream,
            names=names,
            skip=skip,
            setups=[Setup(**setup) for setup in job.get("setups") or ()],
            site=job.get("site", True),
            only=only,
            careful=job.get("careful") or (),
            guard=Guard(puts_functions_back=job.get("putBack", False)),
            linger_seconds=job.get("lingerSeconds", 0),
        ).run()
    stream.done()


def _checked(text: bytes) -> dict[str, Any]:
    try:
        job = json.loads(text)
    except ValueError as error:
        raise JobError(f"the job is not JSON: {error}") from error
    if not isinstance(job, dict) or job.get("protocol") != PROTOCOL:
        raise JobError(f"expected a job of protocol {PROTOCOL}")
    names, skip, only = job.get("importNames"), job.get("skip"), job.get("only")
    if job.get("mode", "import") not in ("import", "source"):
        raise JobError("expected the mode to be import or source")
    if not isinstance(job.get("distribution"), str):
        raise JobError("expected the name of a distribution")
    for key, given in (("importNames", names), ("only", only), ("careful", job.get("careful"))):
        if given is not None and not (isinstance(given, list) and all(isinstance(name, str) for name in given)):
            raise JobError(f"expected {key} to be null or a list of names")
    for key, given in (("skip", skip), ("barred", job.get("barred"))):
        if given is not None and not (isinstance(given, dict) and all(isinstance(why, str) for why in given.values())):
            raise JobError(f"expected {key} to hold a reason for each module")
    if not isinstance(job.get("lingerSeconds", 0), (int, float)):
        raise JobError("expected lingerSeconds to be a number")
    for key in ("site", "putBack"):
        if not isinstance(job.get(key, True), bool):
            raise JobError(f"expected {key} to be true or false")
    if not isinstance(job.get("sign", ""), str):
        raise JobError("expected sign to be a text")
    if not _are_setups(job.get("setups") or []):
        raise JobError("expected setups to be a list, each with a name and code")
    return job


def _are_setups(given: object) -> bool:
    return isinstance(given, list) and all(
        isinstance(setup, dict)
        and set(setup) == set(Setup._fields)
        and all(isinstance(text, str) for text in setup.values())
        for setup in given
    )
