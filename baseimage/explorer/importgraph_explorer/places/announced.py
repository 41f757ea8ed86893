"""Where entry points lead."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from ..installed.distributions import EntryPoint
from ..installed.ownership import Ownership, unowned
from ..wire import records
from ..wire.records import Record, Ref
from ..wire.texts import NAME_CHARACTERS
from .graph import Graph
from .registered import is_dotted


def entry_points(
    announced: Iterable[EntryPoint], graph: Graph, ownership: Ownership, failed: Container[str]
) -> Iterator[Record]:
    """The records of what the metadata announces; modules in ``failed`` have no more than a node."""
    for point in announced:
        module, _, attribute = point.to.partition(":")
        if is_dotted(module) and all(0 < len(text) <= NAME_CHARACTERS for text in (point.group, point.name)):
            yield records.entry_point(point.group, point.name, _target(module, attribute, graph, ownership, failed))


def _target(module: str, attribute: str, graph: Graph, ownership: Ownership, failed: Container[str]) -> Ref:
    entity = graph.modules.get(module)
    if entity is None:
        if not attribute and module in failed:
            return module
        dotted = f"{module}.{attribute}" if attribute else module
        return unowned(dotted) if ownership.is_ours(module) else ownership.reference(module, attribute)
    for name in attribute.split(".") if attribute else []:
        following = entity.members.get(name)
        if following is None:
            return unowned(f"{module}.{attribute}")
        entity = following
    return entity.foreign or entity.id
