"""Source distributions that uv refuses, as it takes them: run where they are built.

uv takes archives in .tar.gz and .zip only (PEP 625, and before it), and metadata whose requirements are valid (PEP 440,
PEP 508). Older releases have others. Their sources are packed again as they are, with a back end of ours in front of
theirs where what they require is not valid: it calls theirs, and mends the requirements of the wheel that comes out.
What a project pins to be built with (PEP 518) is what the lock of back ends has of it: see ``loosened.py``.
With ``CYTHON_FORCE_REGEN=1`` in the environment, C that Cython made is left out, so that it is made again.

``python -I repack.py requirements.txt FOLDER NAME==VERSION…`` downloads each release from the index that uv is
configured with, by the SHA-256 that the lock has for it, and writes FOLDER/NAME-VERSION.tar.gz.
"""

from __future__ import annotations

import base64
import glob
import gzip
import hashlib
import io
import json
import os
import re
import sys
import tarfile
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

UV_CONFIG = Path("/etc/uv/uv.toml")
ACCEPT = "application/vnd.pypi.simple.v1+json"
UV_TAKES = (".tar.gz", ".zip")
SUFFIXES = (*UV_TAKES, ".tgz", ".tar.bz2", ".tbz", ".tar.xz", ".txz", ".tar.Z", ".tar")

BACK_END = "importgraph_back_end"
# What uv builds with where a project names no back end; see its docs on legacy setup.py projects.
LEGACY_REQUIRES = ["setuptools>=40.8.0"]
LEGACY_BACK_END = "setuptools.build_meta:__legacy__"

NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
REQUIREMENT = re.compile(rf"^\s*({NAME})\s*(\[[^\]]*\])?\s*\(?\s*([^;()@]*?)\s*\)?\s*(;.*)?$")
PRE = r"(?:[-_.]?(?:a|b|c|rc|alpha|beta|pre|preview)[-_.]?\d*)?"
VERSION = re.compile(
    rf"^v?(?:\d+!)?\d+(?:\.\d+)*{PRE}(?:-\d+|[-_.]?(?:post|rev|r)[-_.]?\d*)?(?:[-_.]?dev[-_.]?\d*)?(?:\+[a-z0-9.]+)?$",
    re.IGNORECASE,
)
QUOTED = re.compile(rf"[\"'](\s*{NAME}\s*[<>=~!]=?[^\"'\n;%{{}}]+)[\"']")
CLAUSE = re.compile(r"(===|~=|==|!=|<=|>=|<|>|=)\s*([^\s,<>=!~]*)")


def mended_requirement(text: str) -> str | None:
    """Give a requirement that uv reads in the place of one that it doesn't; None where nothing of it can be kept.

    Versions of before PEP 440 come before all others. So what has to be newer than one is limited by the numbers that
    it begins with, and what has to be exactly one, or older, can't be had from an index: that limit is dropped.
    """
    found = REQUIREMENT.match(text)
    if found is None:
        return None
    name, extras, specifier, marker = found.groups()
    clauses = []
    for operator, version in CLAUSE.findall(specifier or ""):
        exact = "==" if operator == "=" else operator
        star = version.endswith(".*")
        bare = version[:-2] if star else version.rstrip(".")
        numbers = re.match(r"\d+(?:\.\d+)*", bare)
        if VERSION.match(bare) and (not star or exact in ("==", "!=")):
            clauses.append(exact + bare + (".*" if star else ""))
        elif numbers is not None and exact in (">=", ">", "~=") and (exact != "~=" or "." in numbers[0]):
            clauses.append((">=" if exact == ">" and bare != numbers[0] else exact) + numbers[0])
    # A marker that is no marker is found by uv, which then says so.
    return f"{name}{extras or ''}{','.join(clauses)}{' ' + marker.strip() if marker else ''}"


def is_valid(text: str) -> bool:
    """Tell whether uv reads a requirement, as far as its versions go."""
    found = REQUIREMENT.match(text)
    if found is None:
        return True  # An address, or something odd: not ours to mend.
    for clause in filter(None, re.split(r"\s*,\s*", found[3] or "")):
        parts = re.match(r"^(===|~=|==|!=|<=|>=|<|>)\s*(\S+)$", clause)
        if parts is None:
            return False
        operator, version = parts.groups()
        bare = version[:-2] if version.endswith(".*") and operator in ("==", "!=") else version
        if operator != "===" and not VERSION.match(bare):
            return False
    return True


def mended_metadata(text: str) -> str:
    """Replace the requirements of a METADATA that are not valid."""
    head, gap, body = text.partition("\n\n")
    lines = []
    for line in head.split("\n"):
        key, colon, value = line.partition(":")
        if key.lower() == "requires-dist" and colon and not is_valid(value.strip()):
            mended = mended_requirement(value)
            if mended is not None:
                lines.append(f"{key}: {mended}")
            say(f"{value.strip()!r} is no valid requirement: " + (f"taken as {mended!r}" if mended else "left out"))
        elif key.lower() == "requires-python" and not is_valid(f"python {value.strip()}"):
            say(f"{value.strip()!r} are no valid versions of Python: left out")
        else:
            lines.append(line)
    return "\n".join(lines) + gap + body


def say(line: str) -> None:
    """Tell whoever reads the log."""
    print(f"mended: {line}", file=sys.stderr, flush=True)


def addresses() -> list[str]:
    """Find the indexes that uv is configured with, as it asks them: the default one last."""
    found: list[tuple[bool, str]] = []
    for table in re.split(r"^\[\[index\]\]$", config_text(), flags=re.MULTILINE)[1:]:
        url = re.search(r'^url = "([^"]+)"$', table, re.MULTILINE)
        if url is not None:
            found.append((re.search(r"^default = true$", table, re.MULTILINE) is not None, url[1]))
    if not any(default for default, _ in found):
        found.append((True, built_in()))
    return [url for _, url in sorted(found, key=lambda one: one[0])]


def built_in() -> str:
    """Ask the pip that Python brings for the address that it is built with."""
    import ensurepip

    bundled = (ensurepip.__path__[0] + "/_bundled", "/usr/share/python-wheels")
    sys.path[:0] = [path for folder in bundled for path in glob.glob(f"{folder}/pip-*.whl")]
    from pip._internal.models.index import PyPI  # type: ignore[import-not-found,unused-ignore]

    return str(PyPI.simple_url)


def get(url: str, accept: str = "*/*") -> tuple[bytes, str]:
    """Download, as uv would; the content and its type."""
    parts = urllib.parse.urlsplit(url)
    plain = urllib.parse.urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    request = urllib.request.Request(plain, headers={"Accept": accept})
    if credentials := credentials_for(parts):
        request.add_header("Authorization", "Basic " + base64.b64encode(credentials.encode()).decode())
    with urllib.request.urlopen(request, timeout=60) as response:
        return response.read(), response.headers.get_content_type()


def credentials_for(parts: urllib.parse.SplitResult) -> str:
    """Find ``user:password`` for a host, in the address itself or in that of an index."""
    known = [parts]
    if parts.hostname is not None and not parts.username:
        known = [urllib.parse.urlsplit(url) for url in re.findall(r'"(https?://[^"]+)"', config_text())]
    for one in known:
        if one.username and one.hostname == parts.hostname:
            return f"{urllib.parse.unquote(one.username)}:{urllib.parse.unquote(one.password or '')}"
    return ""


def config_text() -> str:
    """Read uv's configuration; empty where there is none."""
    return UV_CONFIG.read_text(encoding="utf-8") if UV_CONFIG.exists() else ""


def listing(address: str, name: str) -> dict[str, Any] | None:
    """Ask an index for a project (PEP 691), its files with absolute addresses; None where it answers otherwise."""
    page = f"{address.rstrip('/')}/{name}/"
    content, kind = get(page, ACCEPT)
    if not kind.endswith("json"):
        return None
    answer: dict[str, Any] = json.loads(content)
    for file in answer["files"]:
        file["url"] = urllib.parse.urljoin(page, file["url"])
    return answer


def suffix_of(name: str) -> str | None:
    """Find how the name of a source distribution ends."""
    return next((suffix for suffix in SUFFIXES if name.endswith(suffix)), None)


def repacked(content: bytes, name: str, pins: Pins = lambda *_: None, with_made_c: bool = True) -> bytes | None:
    """Pack a source distribution, whose file has this name, as uv takes it.

    :param pins: what is taken where it pins a release to be built with
    :param with_made_c: keep what Cython made of what lies beside it
    :returns: a .zip of a .zip, a .tar.gz of anything else, or None where it can stay as it is
    """
    read = list(entries(content, name))
    stems = {path.rpartition(".")[0] for path, _, _ in read if path.endswith((".py", ".pyx"))}
    files = [
        (path, mode, unpinned(path, data, pins))
        for path, mode, data in read
        if with_made_c or not (data.startswith(b"/* Generated by Cython") and path.rpartition(".")[0] in stems)
    ]
    invalid = any(requires_invalid(path, data) for path, _, data in files)
    if not invalid and files == read and name.endswith(UV_TAKES):
        return None
    if invalid:
        files = with_back_end(files)
    packed = io.BytesIO()
    if name.endswith(".zip"):
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as again:
            for path, mode, data in files:
                info = zipfile.ZipInfo(path)
                info.external_attr = mode << 16
                again.writestr(info, data, zipfile.ZIP_DEFLATED)
        return packed.getvalue()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for path, mode, data in files:
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode = len(data), mode
            tar.addfile(entry, io.BytesIO(data))
    return packed.getvalue()


def entries(content: bytes, name: str) -> Iterator[tuple[str, int, bytes]]:
    """Read the files of an archive: path, mode, content. What links to another file is that file."""
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as zipped:
            for info in zipped.infolist():
                if not info.is_dir():
                    yield info.filename, (info.external_attr >> 16) & 0o777 or 0o644, zipped.read(info)
        return
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        for member in tar:
            try:
                file = tar.extractfile(member)
            except KeyError:
                continue
            if file is not None:
                yield member.name, member.mode & 0o777, file.read()


def requires_invalid(path: str, data: bytes) -> bool:
    """Tell whether a file of a source distribution says what it requires, and not validly."""
    if path.endswith(".egg-info/requires.txt"):
        lines = data.decode("utf-8", "replace").splitlines()
        return not all(is_valid(line) for line in lines if line.strip() and not line.startswith("["))
    if path.endswith("PKG-INFO"):
        head = data.decode("utf-8", "replace").replace("\r\n", "\n").partition("\n\n")[0]
        return not all(is_valid(value) for value in re.findall(r"^Requires-Dist:\s*(.*)$", head, re.MULTILINE))
    if re.fullmatch(r"[^/]+/setup\.py", path):  # Where nothing else says it; what only looks like one does no harm.
        return not all(is_valid(text) for text in QUOTED.findall(data.decode("utf-8", "replace")))
    return False


# What is taken of a distribution in the place of a version that is pinned, as a specifier; None where that stays.
Pins = Callable[[str, str], "str | None"]
BUILD_SYSTEM = re.compile(r"^\s*\[build-system\]\s*$.*?(?=^\s*\[[\w.-]+\]\s*$|\Z)", re.MULTILINE | re.DOTALL)
REQUIRES = re.compile(r"^\s*requires\s*=\s*\[(?:[^\]\"'#]|#[^\n]*|\"[^\"\n]*\"|'[^'\n]*')*\]", re.MULTILINE)
PINNED = re.compile(rf"([\"'])({NAME})\s*==\s*(\d+(?:\.\d+)*)\s*(?=;|\1)")


def unpinned(path: str, data: bytes, pins: Pins) -> bytes:
    """Put what is taken in the place of what a pyproject.toml pins to be built with; any other file stays."""
    if not re.fullmatch(r"[^/]+/pyproject\.toml", path):
        return data

    def replaced(found: re.Match[str]) -> str:
        taken = pins(found[2], found[3])
        return found[0] if taken is None else found[1] + found[2] + taken

    return BUILD_SYSTEM.sub(
        lambda system: REQUIRES.sub(lambda requires: PINNED.sub(replaced, requires[0]), system[0]),
        data.decode("utf-8", "replace"),
    ).encode()


def locked_pins(lock: str) -> Pins:
    """Give what is pinned otherwise the version that a lock of back ends has."""
    locked = {normalized(name): version for name, version in re.findall(rf"^({NAME})==(\S+)", lock, re.MULTILINE)}
    return lambda name, version: f"=={other}" if (other := locked.get(normalized(name), version)) != version else None


def normalized(name: str) -> str:
    """Give a name as indexes have it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def with_back_end(files: list[tuple[str, int, bytes]]) -> list[tuple[str, int, bytes]]:
    """Put our back end in front of the one that a project has, which goes on to do the work."""
    root = files[0][0].split("/")[0]
    place = f"{root}/pyproject.toml"
    text = next((data.decode("utf-8") for path, _, data in files if path == place), "")
    if re.search(r"^\s*backend-path\s*=", text, re.MULTILINE):
        return files
    named = re.search(r"^build-backend\s*=\s*[\"']([^\"']+)[\"']\s*$", text, re.MULTILINE)
    ours = f'build-backend = "{BACK_END}"\nbackend-path = ["."]\n'
    if named is not None:
        text = text.replace(named[0], ours, 1)
    elif re.search(r"^\[build-system\]\s*$", text, re.MULTILINE):
        text = re.sub(r"^\[build-system\]\s*$", f"[build-system]\n{ours}", text, count=1, flags=re.MULTILINE)
    else:
        text += f"\n[build-system]\nrequires = {json.dumps(LEGACY_REQUIRES)}\n{ours}"
    back_end = Path(__file__).read_text(encoding="utf-8") + FRONT.format(named[1] if named else LEGACY_BACK_END)
    added = {place: text, f"{root}/{BACK_END}.py": back_end}
    return [file for file in files if file[0] not in added] + [
        (path, 0o644, content.encode()) for path, content in added.items()
    ]


# What makes a copy of this file a back end (PEP 517).
FRONT = """

hooks = back_end("{}")


def __getattr__(name):
    return getattr(hooks, name)


def prepare_metadata_for_build_wheel(folder, settings=None):
    name = hooks.prepare_metadata_for_build_wheel(folder, settings)
    metadata = Path(folder, name, "METADATA")
    metadata.write_text(mended_metadata(metadata.read_text(encoding="utf-8")), encoding="utf-8")
    return name


def build_wheel(folder, settings=None, metadata_folder=None):
    name = hooks.build_wheel(folder, settings, metadata_folder)
    mend_wheel(Path(folder, name))
    return name
"""


def back_end(reference: str) -> Any:
    """Find the object that a ``build-backend`` names."""
    import importlib

    module, _, attributes = reference.partition(":")
    found = importlib.import_module(module)
    for attribute in filter(None, attributes.split(".")):
        found = getattr(found, attribute)
    return found


def mend_wheel(path: Path) -> None:
    """Mend the requirements in a wheel, and what its RECORD says of them."""
    with zipfile.ZipFile(path) as wheel:
        files = [(info, wheel.read(info)) for info in wheel.infolist()]
    metadata = [(info.filename, data) for info, data in files if info.filename.endswith(".dist-info/METADATA")]
    mended = {name: mended_metadata(data.decode("utf-8")).encode() for name, data in metadata}
    for info, data in files:
        if info.filename.endswith(".dist-info/RECORD"):
            lines = data.decode("utf-8").splitlines()
            mended[info.filename] = "".join(f"{recorded(line, mended)}\n" for line in lines).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for info, data in files:
            wheel.writestr(info, mended.get(info.filename, data))


def recorded(line: str, files: dict[str, bytes]) -> str:
    """Write a line of a RECORD anew where its file is another one now."""
    name = line.split(",")[0]
    if name not in files:
        return line
    digest = base64.urlsafe_b64encode(hashlib.sha256(files[name]).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(files[name])}"


def main(requirements: str, folder: str, *releases: str) -> None:
    """Download and repack each release."""
    lock = Path(requirements).read_text(encoding="utf-8").replace("\\\n", "")
    pins = locked_pins(Path(requirements).with_name("build-requirements.txt").read_text(encoding="utf-8"))
    Path(folder).mkdir()
    for release in releases:
        locked = re.search(rf"^{re.escape(release)}\s+--hash=sha256:([0-9a-f]{{64}})\s*$", lock, re.MULTILINE)
        if locked is None:
            sys.exit(f"error: {requirements} has no hash for {release}")
        name, _, version = release.partition("==")
        content, file_name = locked_file(name, locked[1])
        packed = repacked(content, file_name, pins, os.environ.get("CYTHON_FORCE_REGEN") != "1")
        suffix = suffix_of(file_name) if packed is None or file_name.endswith(".zip") else ".tar.gz"
        Path(folder, f"{name.replace('-', '_')}-{version}{suffix}").write_bytes(packed or content)


def locked_file(name: str, sha256: str) -> tuple[bytes, str]:
    """Download the file of a project that has this SHA-256, and hold it against it."""
    for address in addresses():
        try:
            page = listing(address, name)
        except urllib.error.HTTPError:
            continue
        for file in page["files"] if page is not None else []:
            if file.get("hashes", {}).get("sha256") == sha256:
                content, _ = get(file["url"])
                if hashlib.sha256(content).hexdigest() != sha256:
                    sys.exit(f"error: Hash mismatch for {file['filename']}, expected sha256:{sha256}")
                return content, file["filename"]
    sys.exit(f"error: the index has no file of {name} with the SHA-256 {sha256} (Hash mismatch)")


if __name__ == "__main__":
    main(*sys.argv[1:])
