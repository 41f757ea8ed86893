"""Fetches what says which names distributions document; runs in a base image, with the network.

Reads the job from standard input as JSON: `{"debian": SUITE, "packages": [NAME]}` for the Sphinx inventories that
packages of Debian's documentation hold, `{"stubs": [REQUIREMENT]}` for the `.pyi` files of distributions of stubs.
Prints `{NAME: {PATH: BASE64}}`; what cannot be had is told on standard error and left out.
"""

from __future__ import annotations

import base64
import io
import json
import re
import subprocess
import sys
import tarfile
from pathlib import Path

Files = dict[str, str]


def _main() -> None:
    job = json.load(sys.stdin)
    found = _inventories(job["debian"], job["packages"]) if "debian" in job else _stubs(job["stubs"])
    json.dump(found, sys.stdout)


def _inventories(suite: str, packages: list[str]) -> dict[str, Files]:
    home = Path("/tmp/apt")
    for part in ("state/lists/partial", "cache/archives/partial"):
        (home / part).mkdir(parents=True)
    (home / "sources.list").write_text(f"deb {_mirror()} {suite} main\n")
    options = {
        "Dir::State": home / "state",
        "Dir::State::status": "/var/lib/dpkg/status",
        "Dir::Cache": home / "cache",
        "Dir::Etc::sourcelist": home / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Acquire::Languages": "none",
        # A suite that is not worked on any more lets its signatures expire.
        "Acquire::Check-Valid-Until": "false",
    }
    apt = ["apt-get", "-qq", *(f"-o{key}={value}" for key, value in options.items())]
    subprocess.run([*apt, "update"], check=True, stdout=sys.stderr)
    found = {}
    for package in packages:
        folder = home / package
        folder.mkdir()
        subprocess.run([*apt, "download", package], cwd=folder, stdout=sys.stderr)
        archives = list(folder.glob("*.deb"))
        if archives:
            found[package] = _inventories_in(archives[0])
    return found


def _mirror() -> str:
    """Where this image's own apt goes."""
    places = [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")]
    text = "\n".join(place.read_text() for place in places if place.is_file())
    match = re.search(r"https?://\S+/debian/?(?=\s)", text)
    if match is None:
        raise SystemExit("the base image has no source of Debian's packages")
    return match[0]


def _inventories_in(archive: Path) -> Files:
    packed = subprocess.run(["dpkg-deb", "--fsys-tarfile", archive], check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        members = [one for one in tar if one.isfile() and Path(one.name).name == "objects.inv"]
        return {
            one.name.removeprefix("./"): _encoded(tar.extractfile(one).read())  # type: ignore[union-attr]
            for one in members
        }


def _stubs(requirements: list[str]) -> dict[str, Files]:
    found = {}
    for number, requirement in enumerate(requirements):
        target = Path(f"/tmp/stubs-{number}")
        command = ["uv", "pip", "install", "--no-deps", "--target", str(target), requirement]
        if subprocess.run(command, stdout=sys.stderr).returncode == 0:
            found[requirement] = {
                str(path.relative_to(target)): _encoded(path.read_bytes()) for path in sorted(target.rglob("*.pyi"))
            }
    return found


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


_main()
