"""Tests, made here so that no runner of tests finds them in the repository and runs them."""

CODE = b'"""Tests."""\n\nimport os\n\nran = True\nos._exit(0)\n'


def make(files):
    """Add the modules."""
    for name in ("tests/__init__", "tests/conftest", "tests/test_package", "conftest"):
        files[f"h_main_and_setup/{name}.py"] = CODE
