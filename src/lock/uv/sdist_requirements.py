"""What source distributions need to be built: runs in the resolver's container, where their code may run.

Reads a job from standard input: ``{"flags": [...], "needs": [...], "loosened": false, "sdists": [{"name", "url",
"sha256"}]}``: the flags are uv's (as-of instants, constraints), the needs what each is built with though it does not
ask for it; loosened tells whether sources are taken as ``repack.py`` makes them. Writes
``["setuptools>=40.8.0", ...]``: what ``[build-system]`` of each pyproject.toml asks for (PEP 518), the needs, and what
the back end then asks for itself (PEP 517, get_requires_for_build_wheel).
"""

from __future__ import annotations

import base64
import hashlib
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

SCRATCH = Path("/tmp")
# What uv builds with where a project names no back end; see its docs on legacy setup.py projects.
LEGACY_REQUIRES = ["setuptools>=40.8.0"]
LEGACY_BACK_END = "setuptools.build_meta:__legacy__"
SUFFIXES = (".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip")

# Calls the hook in the isolated environment; its own output must not mix with the answer.
HOOK = """
import importlib, json, os, sys
back_end, answer, *path = sys.argv[1:]
# The first entry is the folder itself, which only `backend-path` may put there (PEP 517).
sys.path[:1] = [os.path.abspath(entry) for entry in path]
module, _, attributes = back_end.partition(":")
hooks = importlib.import_module(module)
for attribute in filter(None, attributes.split(".")):
    hooks = getattr(hooks, attribute)
ask = getattr(hooks, "get_requires_for_build_wheel", None)
requires = [] if ask is None else list(ask({}))
with open(answer, "w", encoding="utf-8") as file:
    json.dump(requires, file)
"""


def main() -> None:
    """Answer the job on standard input."""
    job = json.load(sys.stdin)
    found: set[str] = set()
    for at, sdist in enumerate(job["sdists"]):
        found.update(requirements_or_exit(sdist, SCRATCH / f"sdist-{at}", job))
    json.dump(sorted(found), sys.stdout)


def requirements_or_exit(sdist: dict[str, str], folder: Path, job: dict[str, Any]) -> list[str]:
    """Find what a source distribution needs; where that fails, end with a line that says so after what was printed."""
    try:
        return requirements(sdist, folder, job)
    except subprocess.CalledProcessError:
        sys.exit(f"error: what {sdist['name']} is built with can't be installed, or does not start")
    except (OSError, ValueError) as error:
        sys.exit(f"error: the source distribution of {sdist['name']} can't be read: {error}")


def requirements(sdist: dict[str, str], folder: Path, job: dict[str, Any]) -> list[str]:
    """Find what a source distribution needs to be built, in an environment that has the first half of it."""
    # Where uv is shown a view of the index, all this may be asked once more.
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    source = unpacked(sdist, folder)
    system = build_system(source, job["loosened"])
    requires: list[str] = [*system.get("requires", LEGACY_REQUIRES), *job["needs"]]
    back_end = system.get("build-backend", LEGACY_BACK_END)
    environment, answer = folder / "environment", folder / "answer.json"
    run(["uv", "venv", "--quiet", "--python", sys.executable, str(environment)])
    if requires:
        run(["uv", "pip", "install", "--quiet", "--python", str(environment), *job["flags"], *requires])
    python = str(environment / "bin" / "python")
    path = system.get("backend-path", [])
    run([python, "-c", HOOK, back_end, str(answer), *path], cwd=source, env=activated(environment))
    return requires + list(json.loads(answer.read_text(encoding="utf-8")))


def build_system(source: Path, loosened: bool) -> dict[str, Any]:
    """Read ``[build-system]``; empty for a project of before PEP 518."""
    pyproject = source / "pyproject.toml"
    if not pyproject.is_file():
        return {}
    content = pyproject.read_bytes()
    if loosened:
        # Beside this file, where sources are repacked at all.
        sys.path.append(os.path.dirname(os.path.abspath(__file__)))
        pins = importlib.import_module("loosened").up_to_next_wheel
        content = importlib.import_module("repack").unpinned("source/pyproject.toml", content, pins)
    system = toml_loads(content.decode("utf-8")).get("build-system", {})
    # PEP 518: without `requires` the table says nothing.
    return system if isinstance(system, dict) and "requires" in system else {}


def toml_loads(text: str) -> dict[str, Any]:
    """Parse TOML, for which the standard library has nothing before 3.11."""
    name = "tomllib" if sys.version_info >= (3, 11) else "tomli"
    target = SCRATCH / "tomli"
    if name == "tomli" and not target.exists():
        run(["uv", "pip", "install", "--quiet", "--no-build", "--target", str(target), name])
        sys.path.append(str(target))
    parsed: dict[str, Any] = importlib.import_module(name).loads(text)
    return parsed


def unpacked(sdist: dict[str, str], folder: Path) -> Path:
    """Download and check a source distribution; the folder that it holds."""
    name = urllib.parse.urlsplit(sdist["url"]).path
    suffix = next((suffix for suffix in SUFFIXES if name.endswith(suffix)), None)
    if suffix is None:
        raise ValueError("its source distribution is of an unknown kind")
    archive = folder / f"sdist{suffix}"
    download(sdist["url"], archive)
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != sdist["sha256"]:
        raise ValueError(f"the index gave a file with SHA-256 {found}, expected {sdist['sha256']}")
    source = folder / "source"
    shutil.unpack_archive(archive, source)
    entries = [entry for entry in source.iterdir() if entry.is_dir()]
    return entries[0] if len(entries) == 1 else source


def download(url: str, target: Path) -> None:
    """Download as uv would."""
    request = urllib.request.Request(url)
    credentials = credentials_for(urllib.parse.urlsplit(url).hostname or "")
    if credentials is not None:
        request.add_header("Authorization", "Basic " + base64.b64encode(credentials.encode()).decode())
    with urllib.request.urlopen(request, timeout=60) as response, target.open("wb") as file:
        shutil.copyfileobj(response, file)


def credentials_for(host: str) -> str | None:
    """Find ``user:password`` for a host in uv's configuration."""
    try:
        configuration = Path("/etc/uv/uv.toml").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    for address in re.findall(r'"(https?://[^"]+)"', configuration):
        parts = urllib.parse.urlsplit(address)
        if parts.hostname == host and parts.username:
            return f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
    return None


def activated(environment: Path) -> dict[str, str]:
    """Make the environment variables of a virtual environment."""
    path = f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "VIRTUAL_ENV": str(environment)}


def run(command: list[str], **options: Any) -> None:
    """Run a program whose output goes to the log."""
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr, **options)


if __name__ == "__main__":
    main()
