"""Prints the bytecode of the explorer in /explorer as JSON: the path of each file's, and the bytes in base64.

Runs in a base image, where there is nothing of a package. Python takes the bytecode as it is, without looking whether
the source has changed: it lies in a folder that is named by the sources.
"""

import base64
import json
import os
import py_compile
import sys
import tempfile

ROOT = "/explorer"

found = {}
with tempfile.TemporaryDirectory() as scratch:
    compiled = os.path.join(scratch, "compiled")
    for folder, _, names in os.walk(os.path.join(ROOT, "importgraph_explorer")):
        for name in names:
            stem, suffix = os.path.splitext(name)
            if suffix == ".py":
                path = os.path.join(folder, name)
                mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
                py_compile.compile(path, compiled, doraise=True, invalidation_mode=mode)
                with open(compiled, "rb") as file:
                    code = base64.b64encode(file.read()).decode("ascii")
                cached = os.path.join(folder, "__pycache__", f"{stem}.{sys.implementation.cache_tag}.pyc")
                found[os.path.relpath(cached, ROOT)] = code
json.dump(found, sys.stdout)
