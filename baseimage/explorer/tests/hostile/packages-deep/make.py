"""More folders than one wants to see in a repository."""


def make(files):
    """Add the packages."""
    folder = "h_packages_deep"
    for _ in range(150):
        folder += "/p"
        files[folder + "/__init__.py"] = b'"""One below the other."""\n'
    files[folder + "/bottom.py"] = b'"""The last one."""\nKEPT = 7\n'
