"""What is told to a person, beside the stream."""

from __future__ import annotations

import os


def say(text: str) -> None:
    """Tell it on standard error."""
    os.write(2, f"importgraph_explorer: {text}\n".encode("utf-8", "backslashreplace"))
