"""Looks at a wheel, a source distribution or a project folder, and builds a wheel of the latter two.

Runs in a container, where their code may run. ``inspect PATH`` prints ``{"name", "version", "requiresPython"}``, as
far as they can be known without running code. ``build PATH`` prints a line of the same and ``"file"``, and then the
bytes of the wheel.
"""

from __future__ import annotations

import email.parser
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

# A project that takes its version from git gets this one: its history is not copied into the container.
VERSION = "0.0"
VERSION_VARIABLES = (
    "SETUPTOOLS_SCM_PRETEND_VERSION",
    "PDM_BUILD_SCM_VERSION",
    "PBR_VERSION",
    "POETRY_DYNAMIC_VERSIONING_BYPASS",
    "UV_DYNAMIC_VERSIONING_BYPASS",
)

if TYPE_CHECKING:
    Facts = dict[str, str | None]


def main() -> None:
    """Do what the arguments say."""
    command, path = sys.argv[1], Path(sys.argv[2])
    if command == "inspect":
        json.dump(inspect(path), sys.stdout)
        return
    wheel = build(path)
    header = {"file": wheel.name, **facts_of_metadata(wheel_metadata(wheel))}
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n")
    with wheel.open("rb") as file:
        shutil.copyfileobj(file, sys.stdout.buffer)


def inspect(path: Path) -> Facts:
    """Find out what can be known without running code; None where that is nothing."""
    try:
        if path.is_dir():
            return facts_of_project(path)
        if path.suffix == ".whl":
            return facts_of_metadata(wheel_metadata(path))
        return facts_of_metadata(sdist_metadata(path))
    except (OSError, EOFError, KeyError, zipfile.BadZipFile, tarfile.TarError) as error:
        sys.exit(f"{type(error).__name__}: {error}".splitlines()[0].rstrip(":"))


def facts_of_metadata(text: str) -> Facts:
    """Read core metadata (PEP 566 and its successors)."""
    headers = email.parser.HeaderParser().parsestr(text)
    return {
        "name": headers.get("Name"),
        "version": headers.get("Version"),
        "requiresPython": headers.get("Requires-Python"),
    }


def facts_of_project(folder: Path) -> Facts:
    """Find what decides on which Python it is built; there may be no parser for TOML here."""
    pyproject = folder / "pyproject.toml"
    text = pyproject.read_text(encoding="utf-8", errors="replace") if pyproject.is_file() else ""
    requires_python = re.search(r"""^\s*requires-python\s*=\s*(["'])(.*?)\1""", text, re.MULTILINE)
    return {
        "name": None,
        "version": None,
        "requiresPython": None if requires_python is None else requires_python.group(2),
    }


def wheel_metadata(path: Path) -> str:
    """Read METADATA of a wheel's dist-info (PEP 427)."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name)]
        if len(names) != 1:
            sys.exit("a wheel has one *.dist-info/METADATA, this has not")
        return archive.read(names[0]).decode("utf-8", errors="replace")


def sdist_metadata(path: Path) -> str:
    """Read PKG-INFO; empty for an old source distribution without any, which building will tell."""
    wanted = re.compile(r"(\./)?[^/]+/PKG-INFO")
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if wanted.fullmatch(name)]
            return archive.read(names[0]).decode("utf-8", errors="replace") if names else ""
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member) if wanted.fullmatch(member.name) else None
            if file is not None:
                return file.read().decode("utf-8", errors="replace")
    return ""


def build(path: Path) -> Path:
    """Build the wheel."""
    source, out = path, Path("/tmp/wheel")
    if path.is_dir():
        # The mounted folder is read-only, and many back ends write into it.
        source = Path("/tmp/source")
        shutil.copytree(path, source, symlinks=True)
    flags = ["--wheel", "--no-sources", "--no-progress", "--color=never", f"--out-dir={out}"]
    environment = {**os.environ, **dict.fromkeys(VERSION_VARIABLES, VERSION)}
    command = ["uv", "build", *flags, str(source)]
    if subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=environment).returncode != 0:
        sys.exit(1)
    wheels = list(out.glob("*.whl"))
    if len(wheels) != 1:
        sys.exit(f"building gave {len(wheels)} wheels")
    return wheels[0]


if __name__ == "__main__":
    main()
