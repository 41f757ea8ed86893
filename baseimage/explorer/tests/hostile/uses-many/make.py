"""Sources that name more than anybody would."""

HEAD = '"""Uses much."""\nimport os\nKEPT = 7\n'


def make(files):
    """Add the modules."""
    modules = {
        "million": HEAD + "os.sep\n" * 200_000,
        "chain": HEAD + "def late():\n    return os" + ".path" * 20_000 + "\n",
        "calls": HEAD + "def late():\n    return os" + ".path()" * 20_000 + "\n",
        # Each is what the one before gives.
        "given": HEAD + "def late():\n    a0 = os\n" + "".join(f"    a{n + 1} = a{n}.b()\n" for n in range(5_000)),
        # What each takes from the other that has it from the first.
        "circle": HEAD + "try:\n    from .round import *\n    from .round import ours as ours\nexcept ImportError:\n    pass\n"
        "def ours(): return theirs.a.b\n",
        "round": HEAD + "try:\n    from .circle import *\n    from .circle import theirs as theirs\nexcept ImportError:\n    pass\n"
        "def theirs(): return ours.a.b\n",
        "star": HEAD + "import sys, types\nmade = sys.modules['h_elsewhere'] = types.ModuleType('h_elsewhere')\n"
        "made.__dict__.update((f'name{n}', n) for n in range(60_000))\nfrom h_elsewhere import *\n"
        + "".join(f"def use{n}(): return name{n}, os.path\n" for n in range(1_000)),
    }
    for name, text in modules.items():
        files[f"h_uses_many/{name}.py"] = text.encode()
