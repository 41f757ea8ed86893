"""Sources on which tools break."""

HEAD = '"""Is hard to read."""\nKEPT = 7\n'


def make(files):
    """Add the modules."""
    files["h_sources_bomb/bad_attributes.py"] = (HEAD + "def f():\n    return KEPT" + ".a" * 50_000 + "\n").encode()
    folding = "".join(f"def f{number}():\n    return ((1 << 120) ** 30, 'x' * 4000, (0,) * 250)\n" for number in range(2_000))
    files["h_sources_bomb/bad_folding.py"] = (HEAD + folding).encode()
    files["h_sources_bomb/bad_lambdas.py"] = (HEAD + "f = " + "lambda: " * 2_000 + "1\n").encode()
    files["h_sources_bomb/bad_operators.py"] = (HEAD + "def f():\n    return 1" + " + 1" * 200_000 + "\n").encode()
