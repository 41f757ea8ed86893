"""Holds what a shard says of one source file's uses against what the file names, followed at run time."""

from __future__ import annotations

import ast
import types
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Optional, Union

from uses_claims import Claim, Definitions, Verdict
from uses_objects import MISSING, PLAIN, Found, Objects, behind, equal, kept, same
from uses_overrides import OverrideJudge
from uses_reader import Call, Chain, Reader
from uses_scopes import SEVERAL, Bindings, Scope, Target

#: So often a name may stand for one that stands for another.
_MOST_STEPS = 3
_LOST = "at run time its name is something else"
_PRIVATE = "a private name in a class"
_OURS = "it leads to something of the distribution"
#: Nothing that others have.
_OWN = "the distribution's own"
_PASSED = "a value that modules of the distribution pass on"
_GIVEN = "what an expression gives"


@dataclass
class Lead:
    """Where a chain leads."""

    chain: Chain
    target: Target
    found: Optional[Found]
    places: frozenset[str]
    #: Why nothing need be told of it.
    reason: str = ""


class UseJudge:
    """Judges the uses of one file."""

    def __init__(
        self,
        objects: Objects,
        definitions: Definitions,
        imported: dict[str, Any],
        loaded: set[str],
        aliases: dict[str, set[str]],
    ) -> None:
        self._objects = objects
        self._definitions = definitions
        self._overrides = OverrideJudge(objects, definitions)
        self._imported = imported
        #: Modules that were there before the oracle has looked for anything.
        self._loaded = loaded
        self._aliases = aliases

    def judge(self, reader: Reader, tree: ast.Module, file: str, records: list[dict[str, Any]]) -> Iterator[Verdict]:
        """All that is to be said of a file, given the records of its module's uses."""
        claims: dict[str, list[Claim]] = defaultdict(list)
        for record in records:
            claims[record["in"]].append(Claim(record))
        leads: list[Lead] = []
        loose: list[tuple[Chain, str]] = []
        for chain in reader.chains:
            lead = self._follow(reader.module, chain, file)
            if isinstance(lead, Lead):
                leads.append(lead)
            elif lead is not None:
                loose.append((chain, lead))
            reason = lead.reason if isinstance(lead, Lead) else lead
            if reason and reason != _OWN:
                yield Verdict("chain", "found", None, reason, chain.first)
        every = [claim for group in claims.values() for claim in group]
        for one in leads:
            if not one.reason:
                yield self._found(reader.module, one, claims, every)
        yield from self._overrides.judge(reader, file, every)
        names = _names_by_line(tree, self._aliases)
        by_line: dict[int, list[Lead]] = defaultdict(list)
        for one in leads:
            for line in range(one.chain.first, one.chain.last + 1):
                by_line[line].append(one)
        for claim in every:
            yield from self._said(claim, by_line, loose, names)

    # What a chain leads to.

    def _follow(self, module: str, chain: Chain, file: str) -> Union[Lead, str, None]:
        scope, bindings = chain.scope.find(chain.root)
        if scope is None or bindings is None or not bindings.imports:
            return None
        start = self._start(module, chain.root, scope, bindings)
        if isinstance(start, str):
            return start if any(not self._objects.is_ours(one.module) for one in bindings.imports) else None
        if any(one.startswith("__") and not one.endswith("__") for one in chain.attributes):
            return _PRIVATE
        target = Target(start.module, (*start.names, *chain.attributes))
        # As the statement does: a module below another one is there only when it was imported.
        self._objects.imported(start)
        found = self._objects.follow(target)
        places = self._definitions.innermost(module, file, chain.around)
        return Lead(chain, target, found, places, self._unsaid(target, found, chain.how))

    def _unsaid(self, target: Target, found: Optional[Found], how: frozenset[str]) -> str:
        """Why nothing need be told of what is under a name."""
        is_own = self._objects.is_ours(target.module)
        if how == {"write"} and found is not None and self._objects.is_ours(found.module):
            # What a module of the distribution held before is not taken.
            return _OWN
        if found is None or found.rest:
            return _OWN if is_own and (found is None or self._objects.is_ours(found.module)) else ""
        if self._is_ours(found):
            return _OWN if is_own else _OURS
        is_below_value = not isinstance(found.holder, (type, types.ModuleType)) or self._objects.home(found) is None
        is_value = is_own and self._objects.is_ours(found.module) and is_below_value
        return _PASSED if is_value else ""

    def _is_ours(self, found: Found) -> bool:
        """Whether something is of the distribution by what it says itself, or by where it was found."""
        home = self._objects.home(found)
        if home is None:
            return self._objects.is_ours(found.module) and not isinstance(found.value, PLAIN)
        return self._objects.is_ours(home.module)

    def _start(self, module: str, name: str, scope: Scope, bindings: Bindings) -> Union[Target, str]:
        """The import by which a name is bound, or why that is not to be told."""
        if bindings.other:
            return SEVERAL
        holder = self._imported.get(module) if scope.kind == "module" else None
        there = vars(holder).get(name, MISSING) if holder is not None else MISSING
        if len(bindings.imports) == 1 and there is MISSING:
            return bindings.imports[0]
        if there is MISSING:
            return SEVERAL
        for target in bindings.imports:
            found = self._objects.imported(target)
            if found is None and len(bindings.imports) == 1 and (there is None or there is False):
                return target
            if found is not None and not found.rest and _is_it(found.value, there):
                return target
        return _LOST

    # Found: of what the file names.

    def _found(self, module: str, one: Lead, claims: dict[str, list[Claim]], every: list[Claim]) -> Verdict:
        chain = one.chain
        here = [claim for place in one.places for claim in claims.get(place, [])]
        meant = [claim for claim in here if self.means(claim.record["of"], one.target, one.found)]
        # What is put somewhere may be told apart from what else is called so.
        meant.sort(key=lambda claim: not chain.how & set(claim.record["how"]))

        def verdict(reason: str, got: object = None) -> Verdict:
            return Verdict("chain", "found", not reason, reason, chain.first, self._expected(one), got)

        for claim in meant:
            if claim.covers(chain.first, chain.last):
                claim.seen.update(line for line in claim.record["lines"] if chain.first <= line <= chain.last)
                claim.found.append(chain)
                is_told = chain.how & set(claim.record["how"])
                return verdict("" if is_told else "another kind of use", claim.record)
        if meant:
            return verdict("line", meant[0].record)
        for claim in here:
            if claim.written == one.target.written and claim.covers(chain.first, chain.last):
                return verdict("another object", claim.record)
        for claim in every:
            if claim.covers(chain.first, chain.last) and self.means(claim.record["of"], one.target, one.found):
                return verdict("in another place", claim.record)
        return verdict("missing" if module in self._imported else "missing, of a module that is not imported")

    def _expected(self, one: Lead) -> dict[str, object]:
        home = self._objects.home(one.found) if one.found is not None and not one.found.rest else None
        in_ = " or ".join(sorted(one.places))
        told = home.written if home is not None else None
        return {"in": in_, "written": one.target.written, "home": told, "how": sorted(one.chain.how)}

    def means(self, ref: Any, target: Target, found: Optional[Found]) -> bool:
        """Whether a reference of a shard leads to what a name leads to."""
        identifier = str(ref if isinstance(ref, str) else ref["id"])
        is_written = identifier.replace(":", ".") == target.written
        if found is None:
            return is_written
        claimed = self._objects.by_id(identifier)
        return is_written or (claimed is not None and same(found, claimed))

    # Said: of what the shard says.

    def _said(
        self,
        claim: Claim,
        leads: dict[int, list[Lead]],
        loose: list[tuple[Chain, str]],
        names: dict[int, set[str]],
    ) -> Iterator[Verdict]:
        # An overriding method is judged by itself.
        for line in claim.record["lines"][1:] if "override" in claim.record["how"] else claim.record["lines"]:
            if line not in claim.seen:
                yield self._said_at(claim, line, leads, loose, names)
                continue
            reason = self._mistaken(claim)
            yield Verdict("chain", "said", not reason, reason, line, self._told(claim), claim.record)

    def _told(self, claim: Claim) -> dict[str, object]:
        calls = [chain.call for chain in claim.found if chain.call is not None]
        keywords = sorted({name for call in calls for name in call.keywords})
        how = sorted({word for chain in claim.found for word in chain.how})
        return {"count": len(claim.found), "how": how, "keywords": keywords, "owner": self._owner_of(claim)}

    def _owner_of(self, claim: Claim) -> str:
        claimed = self._objects.by_id(claim.record["of"]["id"])
        owner = self._objects.owner(claimed.module if claimed is not None else claim.identifier.split(".")[0])
        return f"{owner.name} {owner.version or ''}".strip()

    def _mistaken(self, claim: Claim) -> str:
        """What is wrong with a use whose object and place are right."""
        record, ref = claim.record, claim.record["of"]
        owner = "python" if "python" in ref else f"{ref['distribution']} {ref.get('version', '')}".strip()
        if owner != self._owner_of(claim):
            return "another distribution"
        claimed = self._objects.by_id(ref["id"])
        home = self._objects.home(claimed) if claimed is not None and not claimed.rest else None
        # What is written to may be something else since.
        is_elsewhere = home is not None and home.written != claim.identifier and "write" not in record["how"]
        if is_elsewhere and claimed is not None and claimed.module in self._loaded:
            return "another name than its own"
        if len(claim.found) > record["count"]:
            return "count"
        if len(claim.found) < record["count"]:
            return ""
        if not set(record["how"]) <= {word for chain in claim.found for word in chain.how}:
            return "another kind of use"
        return _calls_differ([chain.call for chain in claim.found if chain.call is not None], record)

    def _said_at(
        self,
        claim: Claim,
        line: int,
        leads: dict[int, list[Lead]],
        loose: list[tuple[Chain, str]],
        names: dict[int, set[str]],
    ) -> Verdict:
        def verdict(right: Optional[bool], reason: str, expected: object = None) -> Verdict:
            return Verdict("chain", "said", right, reason, line, expected, claim.record)

        lasts = {claim.written.rpartition(".")[2], claim.identifier.rpartition(".")[2]}
        for one in leads.get(line, []):
            is_meant = self.means(claim.record["of"], one.target, one.found)
            is_there = claim.record["in"] in one.places
            if is_meant and is_there and one.reason:
                return verdict(True, "")
            if is_meant or one.target.written == claim.written:
                return verdict(False, "another object" if is_there else "in another place", self._expected(one))
        for chain, reason in loose:
            if chain.first <= line <= chain.last and (not chain.attributes or chain.attributes[-1] in lasts):
                return verdict(None, reason)
        named = names.get(line, set())
        claimed = self._objects.by_id(claim.record["of"]["id"])
        # A class may have it under another name, too.
        holder = claimed.holder if claimed is not None and isinstance(claimed.holder, type) else object
        if lasts & named or any(kept(holder, name, MISSING) is claimed.kept for name in named if claimed is not None):
            return verdict(None, _GIVEN)
        return verdict(False, "nothing there names it")


def _is_it(value: Any, there: Any) -> bool:
    return (
        there is value
        or (behind(there) is behind(value) and type(there) is type(value))
        or (isinstance(value, PLAIN) and equal(value, there))
    )


def _calls_differ(calls: list[Call], record: dict[str, Any]) -> str:
    if sorted({name for call in calls for name in call.keywords}) != record.get("keywords", []):
        return "keywords"
    most = max((call.positional for call in calls), default=0)
    is_sure = not any(call.unpacks for call in calls)
    return "positional" if is_sure and record.get("positional", 0) != most else ""


def aliases_of(trees: Iterable[ast.Module]) -> dict[str, set[str]]:
    """Names → what the names and attributes are called whose value they are given, in any file."""
    found: dict[str, set[str]] = defaultdict(set)
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    found[_last(target)].add(_last(node.value))
            elif isinstance(node, ast.keyword) and node.arg is not None:
                found[node.arg].add(_last(node.value))
            elif isinstance(node, ast.alias) and node.asname is not None:
                found[node.asname].add(node.name.rpartition(".")[2])
    for name in list(found):
        for _ in range(_MOST_STEPS):
            found[name].update(*(found.get(other, ()) for other in list(found[name])))
    return found


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _names_by_line(tree: ast.Module, aliases: dict[str, set[str]]) -> dict[int, set[str]]:
    """All that is named in each line, or in an expression that goes over it; of names that stand for others, these."""
    found: dict[int, set[str]] = defaultdict(set)
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, (ast.Attribute, ast.Name)):
            names = [_last(node), *aliases.get(_last(node), ())]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 500:
            names = node.value.replace("[", " ").replace("]", " ").replace(".", " ").replace(",", " ").split()
        if names:
            for line in range(node.lineno, (node.end_lineno or node.lineno) + 1):  # type: ignore[attr-defined]
                found[line].update(names)
    return found
