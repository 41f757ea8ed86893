"""Distributions installed in an environment of their own, and what the explorer says of them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import textwrap
import threading
import venv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Callable

import pytest
from invariants import broken
from used import LIB

EXPLORER = Path(__file__).resolve().parent.parent


class Explored:
    """What one session or one shard holds."""

    def __init__(self, process: subprocess.CompletedProcess[bytes]) -> None:
        self.exit_code = process.returncode
        self.output = process.stderr.decode("utf-8", "replace")
        self.lines = process.stdout.splitlines()
        is_json = self.lines[:1] and self.lines[0].startswith(b"{")
        self.documents: list[dict[str, Any]] = [json.loads(line) for line in self.lines] if is_json else []
        self.records = self.documents
        if self.documents and "event" in self.documents[0]:
            self.records = [event["record"] for event in self.documents if event["event"] == "record"]
        self.nodes = {record["id"]: record for record in self.records if record["record"] == "node"}

    def __getitem__(self, id_: str) -> dict[str, Any]:
        return self.nodes[id_]

    def events(self, name: str) -> list[dict[str, Any]]:
        return [event for event in self.documents if event["event"] == name]

    def of(self, record: str) -> list[dict[str, Any]]:
        return [found for found in self.records if found["record"] == record]

    @property
    def problems(self) -> dict[str, tuple[str, str, str]]:
        return {p["module"]: (p["stage"], p["error"], p["message"]) for p in self.of("problem")}


class Environment:
    """A virtual environment that distributions are put into, as an installer does it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        venv.EnvBuilder(symlinks=True, with_pip=False).create(folder)
        self.python = folder / "bin" / "python"
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        self.site = folder / "lib" / version / "site-packages"

    def write(self, files: Mapping[str, str], folder: Path | None = None) -> None:
        for path, text in files.items():
            target = (folder or self.site) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(textwrap.dedent(text), encoding="utf-8")

    def install(self, files: Mapping[str, str], name: str = "demo", version: str = "1.0", **info: str) -> None:
        """Install a distribution; ``info`` are further files of its dist-info, with "_" for "."."""
        self.write(files)
        folder = f"{name.replace('-', '_')}-{version}.dist-info"
        texts = {"METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"}
        texts.update((key.replace("_txt", ".txt"), text) for key, text in info.items())
        paths = [*files, *(f"{folder}/{key}" for key in texts), f"{folder}/RECORD"]
        texts["RECORD"] = "".join(f"{path},,\n" for path in paths)
        self.write({f"{folder}/{key}": text for key, text in texts.items()})

    def session(self, name: str = "demo", *, check: bool = True, **job: Any) -> Explored:
        """Run a session, as the receiver does."""
        document = {
            "protocol": 2,
            "mode": "import",
            "distribution": name,
            "importNames": None,
            "skip": {},
            "setups": [],
            **job,
        }
        command = [str(self.python), "-I", "-S", str(EXPLORER / "importgraph_explorer"), "session"]
        explored = self._run(command, json.dumps(document).encode())
        if check:
            assert explored.exit_code == 0, explored.output
            assert explored.documents[-1] == {"event": "done", "records": len(explored.records)}
            assert broken(explored.records, explored.events("start")[0]["modules"]) == []
        return explored

    def by_hand(self, *arguments: str, **variables: str) -> Explored:
        """Run the explorer as a person does."""
        return self._run(self._by_hand(arguments), b"", PYTHONPATH=str(EXPLORER), **variables)

    @contextmanager
    def started_by_hand(self, *arguments: str, stdout: int | IO[bytes] = subprocess.PIPE) -> Iterator[Any]:
        """Start the explorer as a person does; it is ended with the block, which should have waited for it."""
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(EXPLORER)}
        with subprocess.Popen(
            self._by_hand(arguments), stdout=stdout, stderr=subprocess.PIPE, env=environment, cwd=self.folder
        ) as process:
            timer = threading.Timer(60, process.kill)
            timer.start()
            try:
                yield process
            finally:
                timer.cancel()
                process.kill()

    def _by_hand(self, arguments: Sequence[str]) -> list[str]:
        return [str(self.python), "-m", "importgraph_explorer", *arguments]

    def _run(self, command: list[str], job: bytes, **variables: str) -> Explored:
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **variables}
        return Explored(
            subprocess.run(command, input=job, capture_output=True, timeout=120, env=environment, cwd=self.folder)
        )


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    return Environment(tmp_path / "venv")


Explore = Callable[..., Explored]


@pytest.fixture
def explore(environment: Environment) -> Explore:
    """Install a distribution "demo" of these files, and explore it."""

    def run(files: Mapping[str, str] | str, **job: Any) -> Explored:
        environment.install({"demo.py": files} if isinstance(files, str) else files)
        return environment.session(**job)

    return run


Compiled = Callable[..., None]


@pytest.fixture
def compiled(environment: Environment) -> Compiled:
    """Install a distribution "demo" that has a real extension, one of the standard library's, and these files."""

    def install(name: str, files: Mapping[str, str] | None = None) -> None:
        leaf = f"{name}{sysconfig.get_config_var('EXT_SUFFIX')}"
        library = Path(sysconfig.get_config_var("DESTSHARED")) / leaf
        if not library.exists():
            pytest.skip(f"this Python has no {leaf}")
        environment.install({"demo/__init__.py": "", **(files or {})})
        shutil.copy(library, environment.site / "demo")
        record = environment.site / "demo-1.0.dist-info" / "RECORD"
        record.write_text(f"{record.read_text()}demo/{leaf},,\n")

    return install


@pytest.fixture
def uses(environment: Environment) -> Any:
    """Install a distribution "demo" whose main module this is, beside one that it uses, and explore it."""

    environment.install(LIB, name="lib", version="2.0")

    def run(source: str, **more: str) -> Explored:
        environment.install({"demo.py": source} if not more else {"demo/__init__.py": source, **more})
        return environment.session()

    return run


@pytest.fixture
def scan(environment: Environment) -> Any:
    """Install a distribution "demo" of these files, and scan it."""

    def run(files: dict[str, str] | str, **job: Any) -> Explored:
        environment.install({"demo.py": files} if isinstance(files, str) else files)
        return environment.session(mode="source", **job)

    return run
