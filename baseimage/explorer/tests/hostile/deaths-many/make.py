"""Thirty modules of each kind."""

API = '''"""One of many."""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""
'''


def make(files):
    """Add the modules."""
    for number in range(30):
        files[f"h_deaths_many/m{number:02}_good.py"] = API.encode()
        files[f"h_deaths_many/m{number:02}_bad.py"] = (API + "\n\nimport os\n\nos._exit(0)\n").encode()
