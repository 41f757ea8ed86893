"""What projects pin to be built with, and has no wheel for this Python: which later release has one.

Releases whose publishers make wheels, and made none for a Python, seldom compile on it, and take long. Runs in the
resolver's container.
"""

from __future__ import annotations

import functools
import platform
import re
import sys
import urllib.error

import repack


def up_to_next_wheel(name: str, version: str) -> str | None:
    """Loosen a pin up to the next release that has a wheel; None where it stays."""
    newer = next_wheel(name, version)
    if newer is None:
        return None
    taken = f">={version},<={newer}"
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    repack.say(f"'{name}=={version}' has no wheel for Python {here}: taken as '{name}{taken}', up to the next with one")
    return taken


def next_wheel(name: str, version: str) -> str | None:
    """Find the oldest later release that has a wheel for this Python, where the release has wheels, and none for it."""
    wheels = wheels_of(repack.normalized(name))
    own = wheels.get(numbers(version), [])
    if not own or any(fits(tags) for _, tags in own):
        return None
    later = sorted(
        release
        for release, some in wheels.items()
        if release > numbers(version) and any(fits(tags) for _, tags in some)
    )
    return wheels[later[0]][0][0] if later else None


@functools.cache
def wheels_of(name: str) -> dict[tuple[int, ...], list[tuple[str, str]]]:
    """List the wheels of a project's final releases: version and tags of each, by the numbers of its version."""
    found: dict[tuple[int, ...], list[tuple[str, str]]] = {}
    for address in repack.addresses():
        try:
            page = repack.listing(address, name)
        except urllib.error.HTTPError:
            continue
        for file in page["files"] if page is not None else []:
            parts = re.fullmatch(r"[^-]+-(\d+(?:\.\d+)*)-(?:\d[^-]*-)?([^-]+-[^-]+-[^-]+)\.whl", file["filename"])
            if parts is not None and not file.get("yanked"):
                found.setdefault(numbers(parts[1]), []).append((parts[1], parts[2]))
    return found


def numbers(version: str) -> tuple[int, ...]:
    """Give a version of numbers as they are compared: 1.13 is 1.13.0."""
    parts = [int(part) for part in version.split(".")]
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def fits(tags: str) -> bool:
    """Tell whether a wheel with these tags (PEP 425) is for this Python, on Linux with glibc."""
    pythons, abis, platforms = (part.split(".") for part in tags.split("-"))
    minor = sys.version_info[1]
    if not any(one == "any" or re.fullmatch(rf"(many)?linux.*_{platform.machine()}", one) for one in platforms):
        return False
    if "abi3" in abis:
        return any(re.fullmatch(r"cp3\d+", one) and int(one[3:]) <= minor for one in pythons)
    if "none" in abis:
        return "py3" in pythons or f"py3{minor}" in pythons
    return f"cp3{minor}" in pythons and f"cp3{minor}" in abis
