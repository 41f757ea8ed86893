"""More files than one wants to see in a repository."""


def make(files):
    """Add the modules."""
    files["h_modules_many/many/__init__.py"] = b'"""Has many modules."""\n'
    for number in range(5_000):
        files[f"h_modules_many/many/module{number:04}.py"] = b'"""One of many."""\nVALUE = %d\n' % number
