"""Whether the package's code may be run while its objects are looked at.

What lazy modules have, how values show themselves and signatures that objects give of themselves can only be had by
running code. Where that ended a session, the next one does without it.
"""

from __future__ import annotations


class _Caution:
    """One for the whole process; set by the exploration for each module."""

    def __init__(self) -> None:
        self.forbids_code = False


caution = _Caution()
