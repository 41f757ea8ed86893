"""The records of a shard, and the one way of writing them as text.

The fields, their meaning and their order are those of docs/formats.md.
"""

from __future__ import annotations

import json.encoder
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Callable, Final, Union

FORMAT: Final = 1
PROTOCOL: Final = 2
# Where a fact was found; lists of these keep this order.
SOURCES: Final = ("runtime", "source", "stub")

ForeignRef = dict[str, Any]
Ref = Union[str, ForeignRef]
Record = dict[str, Any]

_FIELDS: Final = (
    "record",
    "id",
    "kind",
    "module",
    "from",
    "origins",
    "claims",
    "doc",
    "all",
    "namespace",
    "imported",
    "shadowed",
    "signature",
    "overloads",
    "flags",
    "typeParameters",
    "flavours",
    "bases",
    "baseText",
    "mro",
    "metaclass",
    "access",
    "type",
    "setType",
    "valueType",
    "value",
    "varies",
    "instance",
    "setIn",
    "typingOnly",
    "deprecated",
    "location",
    "members",
)
# What fields come in, as they were added → the same in canonical order; there are some hundreds of these.
_orders: dict[tuple[str, ...], tuple[str, ...]] = {}

_SEPARATORS: Final = (",", ":")


def _encoder() -> Callable[[dict[str, Any]], str]:
    make_encoder: Any = getattr(json.encoder, "c_make_encoder", None)
    if make_encoder is None:
        return json.encoder.JSONEncoder(separators=_SEPARATORS, check_circular=False).encode
    # What JSONEncoder calls in the end, without the Python code on the way: that a package may have changed.
    quoted = json.encoder.encode_basestring_ascii
    make = make_encoder(None, _refuse, quoted, None, _SEPARATORS[1], _SEPARATORS[0], False, False, True)
    return lambda document: "".join(make(document, 0))


def _refuse(value: object) -> None:
    raise TypeError(f"a record holds a {type(value).__name__}")


_encode: Final = _encoder()


def node(fields: dict[str, Any]) -> Record:
    """A node with its fields in canonical order."""
    fields["record"] = "node"
    given = tuple(fields)
    order = _orders.get(given)
    if order is None:
        order = _orders[given] = tuple(name for name in _FIELDS if name in fields)
    return {name: fields[name] for name in order}


def add_facts(fields: dict[str, Any], found: Mapping[str, Any], origin: str) -> None:
    """Add facts to a node's fields, and where they come from."""
    if found:
        fields.update(found)
        fields["origins"] = dict(sorted({**fields.get("origins", {}), **dict.fromkeys(found, origin)}.items()))
        fields["from"] = [source for source in SOURCES if source == origin or source in fields["from"]]


def external(ref: ForeignRef, mro: list[Ref], members: list[str]) -> Record:
    """A class of another distribution that names are inherited from."""
    return {"record": "external", "ref": ref, "kind": "class", "mro": mro, "members": members}


def entry_point(group: str, name: str, to: Ref) -> Record:
    """A name that the distribution announces to others."""
    return {"record": "entryPoint", "group": group, "name": name, "to": to}


def import_statement(
    module: str,
    of: Ref,
    line: int,
    *,
    name: str | None = None,
    source: str | None = None,
    alias: str | None = None,
    star: bool = False,
    when: Sequence[str] = (),
) -> Record:
    """A module or a name that an import statement names; ``source`` is the module that a name is imported from."""
    record: Record = {"record": "import"}
    if name is not None:
        record["name"] = name
    record["module"] = module
    if source is not None:
        record["from"] = source
    record.update(of=of, line=line)
    if alias is not None:
        record["as"] = alias
    if star:
        record["star"] = True
    if when:
        record["when"] = list(when)
    return record


def use(
    place: str,
    of: ForeignRef,
    written: str | None,
    how: Collection[str],
    count: int,
    lines: Sequence[int],
    keywords: Collection[str],
    positional: int,
) -> Record:
    """What a place names of others; ``positional`` is negative where nothing is called."""
    record: Record = {"record": "use", "in": place, "of": of}
    if written is not None:
        record["as"] = written
    record.update(how=sorted(how), count=count, lines=sorted(lines))
    if keywords:
        record["keywords"] = sorted(keywords)
    if positional >= 0:
        record["positional"] = positional
    return record


def requirement(
    name: str, extras: Sequence[str], specifier: str | None, extra: str | None, marker: str | None
) -> Record:
    """What the distribution's metadata asks for."""
    record: Record = {"record": "requirement", "name": name}
    if extras:
        record["extras"] = list(extras)
    for key, value in (("specifier", specifier), ("extra", extra), ("marker", marker)):
        if value:
            record[key] = value
    return record


def problem(module: str, stage: str, error: str, message: str) -> Record:
    """Something that could not be explored."""
    return {"record": "problem", "module": module, "stage": stage, "error": error, "message": message}


def line(document: dict[str, Any]) -> str:
    """The canonical text of a record or an event, without the line feed: equal content gives equal bytes."""
    return _encode(document)
