"""A view of the index in which uv finds what it refuses: run in the resolver's container.

``python -I index_view.py FOLDER PROGRAM…`` runs a program in a folder (uv, or one that runs uv) with uv configured to
ask this process on the loopback address, which asks the indexes that uv was configured with, and gives source
distributions and metadata as ``repack.py`` makes them. Upload times and hashes stay those of the index. In what the
program prints, the addresses of files are those of the index again; that of a source distribution which uv only takes
repacked ends in ``#repacked``.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import zipfile
from concurrent.futures import Future
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import loosened
import repack

CONFIG = Path("/tmp/index-view.toml")
WHEEL = ".whl"


class View:
    """What was looked up, so that each file is downloaded once."""

    def __init__(self) -> None:
        self.addresses = repack.addresses()
        self.sources: dict[str, Future[bytes | None]] = {}
        # Of what is packed again: address, SHA-256 of the index's file and of ours.
        self.changed: dict[str, tuple[str, str]] = {}
        self.lock = threading.Lock()

    def source(self, url: str) -> bytes | None:
        """Repack the source distribution at an address; None where uv takes it as it is."""
        with self.lock:
            is_first = url not in self.sources
            answer = self.sources.setdefault(url, Future())
        if is_first:
            try:
                content, _ = repack.get(url)
                packed = repack.repacked(content, urllib.parse.urlsplit(url).path, loosened.up_to_next_wheel)
                if packed is not None:
                    self.changed[url] = (sha256(content), sha256(packed))
                answer.set_result(packed)
            except BaseException as error:
                answer.set_exception(error)
        return answer.result()

    def page(self, index: int, name: str, origin: str) -> dict[str, Any] | None:
        """List a project's files, those that are looked into by an address of this view."""
        page = repack.listing(self.addresses[index], name)
        if page is None:
            return None
        page.pop("versions", None)
        for file in page["files"]:
            if file["url"] in self.changed:
                file["hashes"] = {"sha256": self.changed[file["url"]][1]}
        page["files"] = [file for file in (viewed(file, name, origin) for file in page["files"]) if file is not None]
        return page


def sha256(content: bytes) -> str:
    """Digest, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def viewed(file: dict[str, Any], name: str, origin: str) -> dict[str, Any] | None:
    """Give a file an address of this view; None for one that nobody installs."""
    file_name, url = file["filename"], file["url"]
    place = urllib.parse.quote(url, safe="")
    if file_name.endswith(WHEEL):
        # Without a hash, since it may be mended. An index may have none apart, be it of those that it can't read.
        apart = "apart" if file.get("core-metadata") or file.get("dist-info-metadata") else "within"
        file.update({"url": f"{origin}/{apart}/{place}/{file_name}", "core-metadata": True, "dist-info-metadata": True})
        return file
    suffix = repack.suffix_of(file_name)
    if suffix is None:
        return None
    stem = file_name[: -len(suffix)]
    # Up to the last hyphen before a digit: the name may have hyphens, and so may the version of before PEP 440.
    version = re.match(rf"^{'[-_.]+'.join(map(re.escape, name.split('-')))}-(.+)$", stem, re.IGNORECASE)
    if suffix not in repack.UV_TAKES:
        if version is None:
            return None
        file_name = f"{name.replace('-', '_')}-{version[1]}.tar.gz"
    file.pop("size", None)
    file.update({"filename": file_name, "url": f"{origin}/source/{place}/{file_name}", "core-metadata": False})
    file.pop("dist-info-metadata", None)
    return file


def metadata_within(wheel: bytes) -> bytes:
    """Read the METADATA of a wheel."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as files:
        return files.read(next(name for name in files.namelist() if re.match(r"[^/]+\.dist-info/METADATA$", name)))


class Handler(BaseHTTPRequestHandler):
    """Answers uv."""

    view: View

    def do_GET(self) -> None:
        """Answer with a project's page, a file, or a wheel's metadata."""
        try:
            self.answer(*self.path.split("?")[0].strip("/").split("/"))
        except urllib.error.HTTPError as error:
            self.send(error.code, b"", "text/plain")
        except ConnectionError:
            # Whoever asked has gone.
            self.close_connection = True
        except (OSError, ValueError, KeyError, LookupError) as error:
            print(f"error: the view of the index: {error}", file=sys.stderr)
            self.send(502, str(error).encode(), "text/plain")

    def do_HEAD(self) -> None:
        """Answer without the content."""
        self.do_GET()

    def answer(self, kind: str, *path: str) -> None:
        """Answer for one address."""
        origin = f"http://{self.headers['Host']}"
        if kind.isdigit():
            page = self.view.page(int(kind), path[0], origin)
            if page is None:
                self.redirect(f"{self.view.addresses[int(kind)].rstrip('/')}/{path[0]}/")
            else:
                self.send(200, json.dumps(page).encode(), repack.ACCEPT)
        elif kind == "source":
            url = urllib.parse.unquote(path[0])
            packed = self.view.source(url)
            self.redirect(url) if packed is None else self.send(200, packed, "application/gzip")
        elif path[-1].endswith(".metadata"):
            url = urllib.parse.unquote(path[0])
            content, _ = repack.get(f"{url}.metadata" if kind == "apart" else url)
            text = content if kind == "apart" else metadata_within(content)
            self.send(200, repack.mended_metadata(text.decode("utf-8")).encode(), "text/plain")
        else:
            self.redirect(urllib.parse.unquote(path[0]))

    def redirect(self, url: str) -> None:
        """Send to the index itself."""
        self.send_response(302)
        self.send_header("Location", url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def send(self, status: int, content: bytes, kind: str) -> None:
        """Send an answer."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        # What is said of a file differs once it was packed again.
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: uv does."""


def config(view: View, origin: str) -> str:
    """Write uv's configuration with the view in the place of each index, and what the folder's own has."""
    own = Path("uv.toml")
    kept = re.split(r"^\[\[index\]\]$", repack.config_text(), maxsplit=1, flags=re.MULTILINE)[0]
    last = len(view.addresses) - 1
    tables = [
        f'[[index]]\nurl = "{origin}/{at}/"\n' + ("default = true\n" if at == last else "") for at in range(last + 1)
    ]
    return "\n".join([kept, *tables, own.read_text(encoding="utf-8") if own.exists() else ""])


def main(folder: str, *command: str) -> int:
    """Run the program; its exit code."""
    os.chdir(folder)
    view = View()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"view": view}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_address[1]}"
    CONFIG.write_text(config(view, origin), encoding="utf-8")
    no_proxy = ",".join(filter(None, [os.environ.get("NO_PROXY"), "127.0.0.1"]))
    env = {**os.environ, "UV_CONFIG_FILE": str(CONFIG), "NO_PROXY": no_proxy, "no_proxy": no_proxy}
    given = sys.stdin.read()
    while True:
        known = len(view.changed)
        ended = subprocess.run(command, input=given, stdout=subprocess.PIPE, text=True, env=env)
        # uv holds what it builds against the hash that it was told, which is that of our file from now on.
        if ended.returncode == 0 or len(view.changed) == known:
            break
    packages = re.split(r"(?=^\[\[packages\]\]$)", ended.stdout, flags=re.MULTILINE)
    sys.stdout.write("".join(as_of_the_index(package, view, origin) for package in packages))
    return ended.returncode


def as_of_the_index(package: str, view: View, origin: str) -> str:
    """Give what was printed of a package the addresses and hashes of the index."""
    has_wheels = re.search(r"^wheels = ", package, re.MULTILINE) is not None

    def original(found: re.Match[str]) -> str:
        url = urllib.parse.unquote(found[2])
        is_taken = found[1] != "source" or has_wheels or view.source(url) is None
        return url if is_taken else f"{url}#repacked"

    text = re.sub(rf"{re.escape(origin)}/(apart|within|source)/([^/\"]+)/[^/\"\s]+", original, package)
    for theirs, ours in view.changed.values():
        text = text.replace(ours, theirs)
    # Which index a package is from says nothing outside of this view.
    return re.sub(rf"^index = \"{re.escape(origin)}.*\"\n", "", text, flags=re.MULTILINE)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
