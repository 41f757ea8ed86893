"""Sources too big for a repository."""

HEAD = '"""Too big."""\nKEPT = 7\n'


def make(files):
    """Add the modules."""
    deep = "value = " + "+".join(["1"] * 5_000) + "\nother = " + "[" * 90 + "]" * 90 + "\n"
    deep += "".join(" " * level + "if KEPT:\n" for level in range(95)) + " " * 95 + "pass\n"
    deep += "long = " + ".a".join(["KEPT"] + [""] * 0) + " if True else " + "not " * 5_000 + "1\n"
    functions = "".join(f"def function{number}(value=1):\n    'Do nothing.'\n" for number in range(20_000))
    files["h_sources_huge/deep.py"] = (HEAD + deep).encode()
    files["h_sources_huge/functions.py"] = (HEAD + functions).encode()
    files["h_sources_huge/line.py"] = (HEAD + "text = '" + "x" * 9_000_000 + "'; values = [" + "1," * 500_000 + "]\n").encode()
    files["h_sources_huge/literal.py"] = (HEAD + "data = {" + ",".join(f"{number}:'{number}'" for number in range(60_000)) + "}\n").encode()
