"""Talks to the runner."""

import sys

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

for stream in (sys.stdout, sys.stderr):
    stream.write("::add-mask::a\n::stop-commands::forged\n::error::forged\n##[group]forged\n::set-env name=PATH::forged\n")
    stream.write("\r::warning::forged\r\n \t::notice::forged\n\x0b::notice::forged\x0c::notice::forged\n\u2028::notice::forged\n")
    stream.write("\x1b]52;c;Zm9yZ2Vk\x07\x1b]0;forged\x07\x1b[2J\x1b[8m\x9b2J\x1bP+q\x1b\\\x08\x08\u202eforged\n")
    stream.write("%0A::error::forged%0D\n")
