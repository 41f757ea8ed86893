"""A hundred modules that each import all names of those before."""

PART = '''"""One of a hundred."""

{imports}


def function{number:03}(value: int = {number}) -> str:
    """Do nothing."""


class Class{number:03}:
    """One of a hundred."""


VALUE{number:03} = {number}
'''


def make(files):
    """Add the modules."""
    files["h_aliases_many/parts/__init__.py"] = b'"""A hundred modules."""\n'
    for number in range(100):
        imports = f"from .part{number - 1:03} import *  # noqa: F403" if number else ""
        files[f"h_aliases_many/parts/part{number:03}.py"] = PART.format(number=number, imports=imports).encode()
