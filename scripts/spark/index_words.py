"""The words by which nodes are found, as `src/graph/index` makes them: plain Python, for whatever Spark runs it on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def word_rows(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str | None, ...]]:
    """The words of one shard's nodes.

    :param rows: its nodes, and the names that its modules and classes have for them elsewhere (`alias`, `to`)
    """
    in_order = sorted(rows, key=lambda row: (row["id"], row["alias"] or ""))
    nodes = [row for row in in_order if row["alias"] is None]
    public_names = PublicNames({row["id"] for row in nodes if row["kind"] == "module"})
    for row in in_order:
        if row["alias"] is not None:
            public_names.add(row["to"], row["id"], row["alias"])
    for row in nodes:
        name = public_names.of(row["id"])
        if not is_public_name(name):
            continue
        whole = row["name"].lower()
        owner = (row["distribution"], row["version"], row["shard"])
        for word in words_of(row["name"]) | summary_words(row["summary"] or ""):
            is_whole = word == whole
            told = name if is_whole and name != row["id"].replace(":", ".", 1) else None
            yield (word, *owner, row["id"], row["kind"], told, row["summary"] if is_whole else None)


class PublicNames:
    """The name that whoever imports is best told of an object, as `src/graph/index/public-names.ts` finds it.

    :param modules: ids of all modules
    """

    def __init__(self, modules: set[str]) -> None:
        self._modules = modules
        self._aliases: dict[str, list[tuple[str, str]]] = {}
        self._best: dict[str, str] = {}

    def add(self, target: str, holder: str, name: str) -> None:
        """Adds a name that a module or class has for an object that is defined elsewhere."""
        self._aliases.setdefault(target, []).append((holder, name))

    def of(self, target: str) -> str:
        """The best name of an object."""
        if target in self._best:
            return self._best[target]
        dotted = target.replace(":", ".", 1)
        if target in self._modules:
            return dotted
        # Aliases can go round in circles.
        self._best[target] = dotted
        end = max(target.rfind("."), target.rfind(":"))
        own = (target[: max(end, 0)], target[end + 1 :])
        places = [own, *self._aliases.get(target, [])]
        names = [(f"{self.of(holder)}.{name}", is_offering(holder, target)) for holder, name in places]
        self._best[target] = min(names, key=name_rank)[0]
        return self._best[target]


def name_rank(place: tuple[str, bool]) -> tuple[bool, bool, int, int, str]:
    """By what names are compared: public ones first, then those of who offers the object, then the shortest."""
    name, offers = place
    units = len(name.encode("utf-16-le", "surrogatepass")) // 2
    return not is_public_name(name), not offers, len(name.split(".")), units, name


def is_offering(holder: str, target: str) -> bool:
    """Whether a module or class stands around where an object is defined, as it is itself or is called so."""
    holders = re.split("[.:]", holder)
    places = re.split("[.:]", target)[:-1]
    while len(holders) > 1 and places and holders[-1] == places[-1]:
        holders.pop()
        places.pop()
    return holders == places[: len(holders)]


def is_public_name(dotted: str) -> bool:
    """Whether all parts of a dotted name are for whoever imports: special ones (`__call__`) are."""
    return all(not name.startswith("_") or re.match("__.+__$", name) for name in re.split("[.:]", dotted))


def words_of(name: str) -> set[str]:
    """The words of a name, in lower case, and the name itself; none of special names."""
    if re.fullmatch("__.*__", name):
        return set()
    kinds = [unicodedata.category(character) for character in name] + ["", ""]
    spaced = ""
    for index, character in enumerate(name):
        kind, after, then = kinds[index : index + 3]
        is_end = (kind == "Ll" or kind.startswith("N")) and after == "Lu"
        spaced += character + (" " if is_end or (kind, after, then) == ("Lu", "Lu", "Ll") else "")
    return {word.lower() for word in [name, *re.split(r"[\s_]+", spaced)] if word != ""}


# Words that say nothing of what something is for.
FILLER_TEXT = (
    "all also and any are but can for from has have into its may not one only other self such than that the them then "
    "there these this those used using was were when where which will with you your"
)
FILLERS = frozenset(FILLER_TEXT.split())


def summary_words(summary: str) -> set[str]:
    """The words of a summary, in lower case, without those that are too short or say nothing."""
    return set(re.findall(r"\w{3,40}", summary.lower())) - FILLERS
