"""A SyntaxError with fields that no parser would set."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

error = SyntaxError("forged", (1, "x", object(), b"\xff"))
error.filename = ["not", "a", "name"]
error.lineno = -(10**30)
error.text = "\x00\n::error::forged\n" * 1000
raise error
