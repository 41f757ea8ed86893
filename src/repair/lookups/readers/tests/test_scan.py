from __future__ import annotations

from typing import Any

import pytest
from readers.remote import Archive
from readers.scan_sources import scan

REMOVED = {"modules": ["imp", "asyncore"], "names": ["collections.Mapping"], "c-api": ["PyUnicode_GET_SIZE"]}
FILES = {
    "x-1.0/setup.py": """\
from setuptools import setup, Extension
import subprocess
import numpy
subprocess.check_output(['pkg-config', '--cflags', 'libfoo-2.0'])
CONFIG = 'pg_config'
setup(ext_modules=[Extension('x._x', ['src/x.c'], libraries=['foo', 'm'])])
libraries = ['assigned']
libraries.append('added')
""",
    "x-1.0/src/x.c": """\
#ifndef X_H
#define X_H
#include <Python.h>
#include "own.h"
#include <foo/bar.h> // not <numpy/array.h>
#include <numpy/array.h>
/* #include <comment.h> */
#if defined(_WIN32) || defined(__APPLE__)
#include <windows.h>
#else
#include <unix.h>
#endif
#if defined(_WIN32) || HAVE_OPT
#include <opt.h>
#endif
int n = PyUnicode_GET_SIZE(u);
#endif
""",
    "x-1.0/src/own.h": "int own;\n",
    "x-1.0/third_party/y/y.c": "#include <taken/along.h>\n",
    "x-1.0/third_party/y/CMakeLists.txt": "find_package(TakenAlong)\n",
    # As numpy, aggdraw, wxPython and scipy have them.
    "x-1.0/src/philox-benchmark.c": "#include <only/benchmarks.h>\n",
    "x-1.0/src/BeOS/support.cpp": "#include <Bitmap.h>\n",
    "x-1.0/src/win32/pthread.c": "#include <process.h>\n",
    "x-1.0/src/has_gmp.cpp": "#include <gmp.h>\n",
    "x-1.0/cextern/z/z.c": "#include <taken/along.h>\n",
    # As wxPython and scipy have them.
    "x-1.0/ext/wx/COPYING.LIB": "",
    "x-1.0/ext/wx/configure": "",
    "x-1.0/ext/wx/src/unix.c": "#include <taken/along.h>\n",
    "x-1.0/ext/own/LICENSE": "",
    "x-1.0/ext/own/own.c": "#include <mine.h>\n",
    "x-1.0/x/_y.pyx": "cdef extern from 'cy.h':\n    pass\n",
    "x-1.0/x/__init__.py": """\
import imp, os
import collections
from x import _y
import yaml
try:
    import simplejson
except ImportError:
    import json
class M(collections.Mapping): pass
def lazy():
    import late
import ctypes.util
ctypes.util.find_library('magic')
""",
    "x-1.0/x/old.py": "print 'hello'\n",
    "x-1.0/x/kw.py": "def f(async=True):\n    pass\n",
    "x-1.0/manual tests/test_x.c": "#include <only/tests.h>\n",
    "x-1.0/CMakeLists.txt": """\
find_package(Boost REQUIRED)
pkg_check_modules(G REQUIRED glib-2.0>=2.50)
# find_package(Not)
""",
    "x-1.0/pyproject.toml": "[build-system]\nrequires = ['setuptools>=61', \"numpy\", 'pybind11']\n",
    "x-1.0/rust/Cargo.toml": "[dependencies]\nopenssl-sys = '0.9'\n",
    "x-1.0/meson.build": "d = dependency('cairo', version: '>=1')\np = dependency('pybind11')\nfind_program('swig')\n",
}


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    contents = {name: text.encode() for name, text in FILES.items()}
    return scan(Archive({name: len(text) for name, text in contents.items()}, contents.__getitem__), REMOVED)


def names(found: dict[str, Any], kind: str) -> dict[str, Any]:
    return {one["name"]: one.get("conditional") for one in found[kind]}


def test_headers(found: dict[str, Any]) -> None:
    expected = {
        "Python.h": False,
        "foo/bar.h": False,
        "mine.h": False,
        "cy.h": False,
        "unix.h": True,
        "opt.h": True,
    }
    assert names(found, "headers") == expected
    assert found["c-api"] == [
        {"name": "PyUnicode_GET_SIZE", "file": "src/x.c", "line": 16, "conditional": False},
    ]


def test_build_files(found: dict[str, Any]) -> None:
    assert set(names(found, "linkedLibraries")) == {"foo", "m", "assigned", "added", "openssl"}
    assert set(names(found, "pkgConfig")) == {"libfoo-2.0", "glib-2.0", "cairo", "openssl"}
    assert set(names(found, "programs")) == {"pg_config", "swig"}
    assert set(names(found, "cmake")) == {"Boost"}


def test_python(found: dict[str, Any]) -> None:
    assert names(found, "modules") == {"imp": False}
    assert names(found, "names") == {"collections.Mapping": False}
    assert set(names(found, "loadedLibraries")) == {"magic"}
    imports = {one["name"]: one["inBuildFile"] for one in found["imports"]}
    assert imports == {"numpy": True, "setuptools": True, "simplejson": False, "yaml": False}
    assert {one["name"]: one["file"] for one in found["syntax"]} == {"Python 2": "x/old.py", "async": "x/kw.py"}


def test_what_is_too_long_is_said() -> None:
    archive = Archive({"x/a.c": 1 << 40}, lambda name: b"")
    assert scan(archive, REMOVED)["incomplete"] == [f"x/a.c has {1 << 40} bytes"]
