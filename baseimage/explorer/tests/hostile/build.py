#!/usr/bin/env python3
"""Makes the hostile packages: as wheels, or as archives of site-packages to build images from.

Nothing of what is made is run here. See README.md.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from tree import VERSION, Link, Pipe, Tree, behaviours, tree

if TYPE_CHECKING:
    from collections.abc import Sequence

TOGETHER = "together"
ARCHIVE = "site-packages.tar"
# The first instant that a zip file can hold: the same tree is the same wheel on every day.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def main(arguments: Sequence[str]) -> int:
    """Run the command line; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text in (
        ("list", "the names of all behaviours"),
        ("wheels", "a wheel for each behaviour, as far as a wheel can hold it"),
        (
            "site",
            f"archives of site-packages: {TOGETHER}/ for most, others for what needs its own, and corpus.json",
        ),
    ):
        command = commands.add_parser(name, help=text, description=text)
        if name != "list":
            command.add_argument("folder", type=Path, help="where to; is made, and must be empty")
            command.add_argument("behaviours", nargs="*", metavar="BEHAVIOUR", help="only these; all if none is named")
    options = parser.parse_args(arguments)
    known = behaviours()
    if options.command == "list":
        print("\n".join(known))
        return 0
    unknown = sorted(set(options.behaviours) - set(known))
    if unknown:
        parser.error(f"no such behaviour: {', '.join(unknown)}")
    options.folder.mkdir(parents=True, exist_ok=True)
    if any(options.folder.iterdir()):
        parser.error(f"{options.folder} is not empty")
    write = write_wheels if options.command == "wheels" else write_site
    write(options.folder, options.behaviours or known)
    return 0


def write_wheels(folder: Path, names: Sequence[str]) -> None:
    """Write a wheel for each behaviour; says which can't be one."""
    for name in names:
        made = tree(name)
        if made.unpackable is not None:
            print(f"{name}: left out: {made.unpackable}", file=sys.stderr)
            continue
        path = folder / f"{made.import_name}-{VERSION}-py3-none-any.whl"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
            for file, content in made.files.items():
                assert isinstance(content, bytes)
                entry = zipfile.ZipInfo(file, _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o100644 << 16
                wheel.writestr(entry, content)


def write_site(folder: Path, names: Sequence[str]) -> None:
    """Write the archives, and corpus.json: for each behaviour its distribution, import name and site."""
    rows: list[dict[str, str]] = []
    archives: dict[str, tarfile.TarFile] = {}
    for name in names:
        made = tree(name)
        site = name if made.alone else TOGETHER
        if site not in archives:
            (folder / site).mkdir()
            archives[site] = _archive(folder / site / ARCHIVE)
        _add_files(archives[site], made)
        rows.append(
            {
                "behaviour": name,
                "distribution": made.distribution,
                "version": VERSION,
                "importName": made.import_name,
                "site": site,
            }
        )
    for archive in archives.values():
        archive.close()
    (folder / "corpus.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def _archive(path: Path) -> tarfile.TarFile:
    # This format takes names as bytes, whatever they are.
    return tarfile.open(path, "w", format=tarfile.GNU_FORMAT, encoding="utf-8", errors="surrogateescape")


def _add_files(archive: tarfile.TarFile, made: Tree) -> None:
    folders = {str(parent) for path in made.files for parent in PurePosixPath(path).parents} - {"."}
    for path in sorted(folders):
        entry = tarfile.TarInfo(path)
        entry.type, entry.mode = tarfile.DIRTYPE, 0o755
        archive.addfile(entry)
    for path, content in made.files.items():
        entry = tarfile.TarInfo(path)
        entry.mode = 0o644
        if isinstance(content, Link):
            entry.type, entry.linkname = tarfile.SYMTYPE, content.target
            archive.addfile(entry)
        elif isinstance(content, Pipe):
            entry.type = tarfile.FIFOTYPE
            archive.addfile(entry)
        else:
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))


if __name__ == "__main__":
    # What is imported here must leave nothing in the corpus.
    sys.dont_write_bytecode = True
    raise SystemExit(main(sys.argv[1:]))
