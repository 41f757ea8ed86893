"""The records of a project's sources, one for each thing that is found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

from ..uses.symbols import Symbol
from ..wire.texts import encodable
from .places import OwnClass, Place, SourcePlaces

Cells = Optional[list[tuple[int, int]]]


def source_records(found: SourcePlaces, cells: Cells) -> Iterator[dict[str, Any]]:
    """The records of a source; of a notebook its ``cells`` say where each line stands."""
    for statement in found.imports:
        yield _present(
            record="import",
            **_where(statement.line, cells),
            module=encodable(statement.module),
            name=statement.name,
            alias=statement.alias,
            star=statement.star or None,
            when=list(statement.when) or None,
        )
    for own in found.classes:
        yield _class_record(own, cells)
    named = {name: symbol_json(symbol) for name, symbol in found.names.items()}
    yield {"record": "names", "names": named, "asked": [encodable(name) for name in found.asked]}
    for place in found.places:
        yield _use_record(place, cells)


def _class_record(own: OwnClass, cells: Cells) -> dict[str, Any]:
    return _present(
        record="class",
        name=own.name,
        **_where(own.line, cells),
        bases=[symbol_json(base) for base in own.bases],
        metaclass=own.has_metaclass or None,
        attributes=own.attributes,
        methods={
            name: _present(
                **_where(line, cells),
                parameters=None
                if parameters is None
                else [
                    _present(name=parameter, kind=kind, optional=may_be_left_out or None)
                    for parameter, kind, may_be_left_out in parameters
                ],
            )
            for name, (line, parameters) in own.methods.items()
        },
    )


def _use_record(place: Place, cells: Cells) -> dict[str, Any]:
    is_call = place.positional >= 0
    return _present(
        record="use",
        symbol=symbol_json(place.symbol),
        **_where(place.line, cells),
        column=place.column or None,
        how=sorted(place.how),
        keywords=[encodable(name) for name in place.keywords] if is_call and place.keywords else None,
        positional=place.positional if is_call else None,
        open=place.is_open or None,
        guards=list(place.guards) or None,
        around=".".join(name for name, _ in place.around) or None,
    )


def symbol_json(symbol: Optional[Symbol]) -> Optional[dict[str, Any]]:
    """A symbol as it is written: what it begins with, and the attributes that are asked of that."""
    if symbol is None:
        return None
    return _present(
        kind=symbol.kind,
        of=symbol_json(symbol.of) if isinstance(symbol.of, Symbol) else encodable(str(symbol.of)),
        attributes=[encodable(name) for name in symbol.attributes] or None,
        set=symbol.is_set or None,
    )


def _where(line: int, cells: Cells) -> dict[str, int]:
    if cells is None:
        return {"line": line}
    cell, own = cells[min(line, len(cells)) - 1] if cells else (1, 1)
    return {"cell": cell, "line": own}


def _present(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
