"""What a base's Debian archive has, boiled down: runs in a container of the base, as nobody, with nothing but /tmp.

apt fetches the lists of packages and sources from wherever the base's own configuration says, and checks their
signatures; the lists of files (Contents) come by apt's own transport. Writes sorted lines, fields parted by tabs, the
first of which says what the line is; see ``archive-file.ts``, which reads them.

Standard library only; must run on 3.9.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

APT = Path("/tmp/apt")
ETC = Path("/etc/apt")
HELPER = "/usr/lib/apt/apt-helper"

CONFIGURATION = f"""
Dir::State "{APT}/state";
Dir::State::lists "{APT}/lists";
Dir::State::status "/var/lib/dpkg/status";
Dir::Cache "{APT}/cache";
Dir::Etc::sourcelist "{APT}/sources.list";
Dir::Etc::sourceparts "{APT}/sources.list.d";
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::Retries "3";
"""

# What a package with nothing but its changelog and licence takes.
EMPTY_KILOBYTES = 40

TARGETS = "$(IDENTIFIER)\t$(REPO_URI)\t$(RELEASE)\t$(COMPONENT)\t$(ARCHITECTURE)\t$(FILENAME)"

# What compilers, linkers and programs look for, and what Python installs; a tenth of all files.
KEPT = (
    r"^usr/include/"
    r"|^usr/(lib|share)/.*/include/.*\.h(h|pp|xx)?[[:blank:]]"
    r"|^(usr/|usr/lib/.*/)?s?bin/[^/]+[[:blank:]]"
    r"|^(usr/)?lib/.*/lib[^/]*\.(so|so\.[^/]*|a)[[:blank:]]|^(usr/)?lib/lib[^/]*\.(so|so\.[^/]*|a)[[:blank:]]"
    r"|/pkgconfig/[^/]*\.pc[[:blank:]]"
    r"|^usr/.*/(Find[^/]*|[^/]*[cC]onfig)\.cmake[[:blank:]]"
    r"|/girepository-1\.0/[^/]*\.typelib[[:blank:]]"
    r"|^usr/lib/python3[^/]*/dist-packages/"
)

DIST_PACKAGES = re.compile(r"^usr/lib/python3[^/]*/dist-packages/([^/]+)(/)?")
INFO = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._]*?)(?:-([0-9][^-/]*))?(?:-py[0-9.]+)?\.(?:dist|egg)-info$")
MODULE = re.compile(r"^([A-Za-z_]\w*)(?:\.(?:cpython|abi3)[\w.-]*\.so|\.so|\.py)$")


def main() -> None:
    """Fetch and write; standard input has the names of the packages of the image that packages are explored in."""
    runtime = set(sys.stdin.read().split())
    prepare()
    run(["apt-get", "update"])
    targets = [line.split("\t") for line in output(["apt-get", "indextargets", "--format", TARGETS]).splitlines()]
    lines: set[str] = set()
    packages: dict[str, dict[str, str]] = {}
    sources: dict[str, dict[str, str]] = {}
    releases: dict[tuple[str, str], str] = {}
    for identifier, repository, release, component, _, name in targets:
        if identifier == "Packages":
            releases[repository, release] = release_file(name, component)
            packages.update((one["Package"], one) for one in stanzas(name))
        elif identifier == "Sources":
            sources.update((one["Package"], one) for one in stanzas(name))
    lines.update(f"r\t{release}" for _, release in releases)
    lines.update(f"i\t{name}\t{'runtime' if name in runtime else 'build'}" for name in installed())
    lines.update(package_lines(packages, sources))
    lines.update(source_lines(packages, sources))
    architecture = output(["dpkg", "--print-architecture"]).strip()
    components = sorted({tuple(target[1:4]) for target in targets if target[0] == "Packages"})
    for repository, release, component in components:
        for kind in ("all", architecture):
            listed = f"{component}/Contents-{kind}.gz"
            text = releases[repository, release]
            found = re.search(rf"(?m)^ ([0-9a-f]{{64}}) +\d+ {re.escape(listed)}$", text)
            if found is not None:
                path = fetch(f"{repository}dists/{release}", listed, found[1])
                lines.update(file_lines(path, packages))
                if digest(path) != found[1]:
                    lines.add(f"n\t{release} {listed}")
    sys.stdout.writelines(f"{line}\n" for line in sorted(lines))


def installed() -> list[str]:
    """List the packages of this image, in which packages are built."""
    return output(["dpkg-query", "--show", "--showformat", r"${Package}\n"]).split()


def prepare() -> None:
    """Write a configuration of apt that needs no root, and sources that are the base's own with those of sources."""
    for folder in ("state", "lists/partial", "cache/archives/partial", "sources.list.d"):
        (APT / folder).mkdir(parents=True)
    (APT / "apt.conf").write_text(CONFIGURATION)
    os.environ["APT_CONFIG"] = str(APT / "apt.conf")
    os.environ["LC_ALL"] = "C"
    plain = ETC / "sources.list"
    (APT / "sources.list").write_text(with_sources(plain.read_text()) if plain.is_file() else "")
    for part in sorted((ETC / "sources.list.d").glob("*")):
        if part.suffix == ".list":
            (APT / "sources.list.d" / part.name).write_text(with_sources(part.read_text()))
        elif part.suffix == ".sources":
            types = re.sub(r"(?m)^Types:.*$", "Types: deb deb-src", part.read_text())
            (APT / "sources.list.d" / part.name).write_text(types)


def with_sources(text: str) -> str:
    """Add the sources of each line that names binary packages."""
    binary = [line for line in text.splitlines() if re.match(r"deb\s", line)]
    return "\n".join([*binary, *(re.sub(r"^deb", "deb-src", line) for line in binary), ""])


def release_file(packages: str, component: str) -> str:
    """Find what apt has verified of the suite that a list of packages belongs to."""
    folder, name = os.path.split(packages)
    stem = name.rsplit(f"_{component.replace('/', '_')}_binary-", 1)[0]
    for kind in ("InRelease", "Release"):
        path = os.path.join(folder, f"{stem}_{kind}")
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                return file.read()
    return ""


def fetch(base: str, listed: str, sha256: str) -> Path:
    """Fetch a list of files, by its digest where the server has it so.

    A mirror that is behind with its lists of files, as many are, has another one than the signed release says. It is
    taken, and said: it can only name packages of the signed lists, and a proposal is tried before anybody believes it.
    """
    path = APT / "contents.gz"
    folder, _ = os.path.split(listed)
    for address in (f"{base}/{folder}/by-hash/SHA256/{sha256}", f"{base}/{listed}"):
        path.unlink(missing_ok=True)
        if subprocess.run([HELPER, "download-file", address, str(path)], stdout=sys.stderr).returncode == 0:
            return path
    sys.exit(f"error: {listed} can't be fetched")


def digest(path: Path) -> str:
    """Compute the SHA-256 of a file."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        for chunk in iter(lambda: file.read(1 << 20), b""):
            total.update(chunk)
    return total.hexdigest()


FIELDS = {
    *("Package", "Source", "Section", "Installed-Size", "Depends", "Pre-Depends", "Recommends", "Suggests"),
    *("Provides", "Description", "Build-Depends", "Build-Depends-Arch", "Build-Depends-Indep"),
}


def stanzas(path: str) -> Iterator[dict[str, str]]:
    """Read the paragraphs of a control file, of the fields that are used; continued lines are joined."""
    stanza: dict[str, str] = {}
    field: str | None = None
    for line in output([HELPER, "cat-file", path]).split("\n"):
        if line == "":
            if "Package" in stanza:
                yield stanza
            stanza, field = {}, None
        elif line[0] in " \t":
            if field is not None and field != "Description":
                stanza[field] += " " + line.strip()
        else:
            name, _, value = line.partition(":")
            field = name if name in FIELDS else None
            if field is not None:
                stanza[field] = value.strip()


def package_lines(packages: dict[str, dict[str, str]], sources: dict[str, dict[str, str]]) -> Iterator[str]:
    """Tell of each binary package what ranks it, and what it depends on; and who provides what is none."""
    wanted = wishes(packages, sources)
    providers: dict[str, set[str]] = defaultdict(set)
    for name, one in packages.items():
        description = one.get("Description", "").lower()
        dummy = "dummy" if re.search(r"transitional|dummy package", description) else ""
        values = [one.get(key, "") for key in ("Section", "Installed-Size")]
        depends = ", ".join(filter(None, (one.get("Pre-Depends"), one.get("Depends"))))
        relations = [depends, one.get("Recommends", ""), one.get("Suggests", "")]
        yield "\t".join(["p", name, source_of(one), *values, str(wanted[name]), dummy, *relations])
        for provided in names(one.get("Provides", "")):
            providers[provided].add(name)
    for provided, by in providers.items():
        if provided not in packages:
            yield f"v\t{provided}\t{','.join(sorted(by, key=lambda name: (-wanted[name], name)))}"


def wishes(packages: dict[str, dict[str, str]], sources: dict[str, dict[str, str]]) -> Counter[str]:
    """Count who depends on each package, or is built with it.

    Who wants a package that holds nothing wants what that leads to, and who wants a part of what one source makes wants
    the parts which that one depends on.
    """
    direct: Counter[str] = Counter()
    for one in packages.values():
        direct.update(set(names(one.get("Depends", ""))))
    for one in sources.values():
        direct.update(set(names(one.get("Build-Depends", ""))))
    wanted = direct.copy()
    for name, one in packages.items():
        holds_nothing = int(one.get("Installed-Size", "0")) <= EMPTY_KILOBYTES
        for further in set(names(one.get("Depends", ""))) & packages.keys():
            if holds_nothing or source_of(one) == source_of(packages[further]):
                wanted[further] += direct[name]
    return wanted


def source_of(package: dict[str, str]) -> str:
    """Name the source that a package is built of."""
    return package.get("Source", package["Package"]).split(" ")[0]


def source_lines(packages: dict[str, dict[str, str]], sources: dict[str, dict[str, str]]) -> Iterator[str]:
    """Tell what each source is built with."""
    for name, one in sources.items():
        relations = [one.get(f"Build-Depends{kind}", "") for kind in ("", "-Arch", "-Indep")]
        yield f"s\t{name}\t{', '.join(filter(None, relations))}"


def names(relations: str) -> Iterable[str]:
    """List the packages that relations name, whatever else they say."""
    return re.findall(r"(?:^|[,|])\s*([a-z0-9][a-z0-9+.-]+)", relations)


def file_lines(path: Path, packages: dict[str, dict[str, str]]) -> Iterator[str]:
    """Tell who has which file, and of Python's files which distributions and modules they are of."""
    unpacked = subprocess.Popen(["gzip", "-dc", str(path)], stdout=subprocess.PIPE)
    kept = subprocess.Popen(["grep", "-E", KEPT], stdin=unpacked.stdout, stdout=subprocess.PIPE)
    assert kept.stdout is not None
    seen: set[tuple[str, str]] = set()
    for raw in kept.stdout:
        file, _, owners = raw.decode("utf-8", "replace").rstrip("\n").rpartition(" ")
        file = file.rstrip()
        if "\t" in file:
            continue
        by = [name for name in (owner.rsplit("/", 1)[-1] for owner in owners.split(",")) if name in packages]
        if not by:
            continue
        python = DIST_PACKAGES.match(file)
        if python is None:
            yield f"f\t{file.rsplit('/', 1)[-1]}\t{file}\t{','.join(by)}"
        elif (python[1], owners) not in seen:
            seen.add((python[1], owners))
            yield from python_lines(python[1], python[2] is not None, by)
    if kept.wait() > 1 or unpacked.wait() != 0:
        sys.exit("error: a list of files is damaged")


def python_lines(entry: str, is_folder: bool, packages: list[str]) -> Iterator[str]:
    """Tell what an entry of dist-packages says."""
    info = INFO.match(entry)
    module = MODULE.match(entry)
    for package in packages:
        if info is not None:
            yield f"d\t{re.sub(r'[-_.]+', '-', info[1]).lower()}\t{info[2] or ''}\t{package}"
            yield f"o\t{package}\t{re.sub(r'[-_.]+', '-', info[1]).lower()}"
        elif module is not None:
            yield f"m\t{module[1]}\t{package}"
        elif is_folder and entry.isidentifier() and entry != "__pycache__":
            yield f"m\t{entry}\t{package}"


def run(command: list[str]) -> None:
    """Run a program whose output goes to the log."""
    if subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr).returncode != 0:
        sys.exit(f"error: {' '.join(command)} failed")


def output(command: list[str]) -> str:
    """Run a program for its output."""
    result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    if result.returncode != 0:
        sys.exit(f"error: {' '.join(command)} failed")
    return result.stdout.decode("utf-8", "replace")


if __name__ == "__main__":
    main()
