"""What the lenses settle from all claims of a store, made again when claims came or went."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pyoxigraph import NamedNode, Store

from kg.graph.decode import decode
from kg.graph.encode import encode_settlement_quads
from kg.graph.export import lens_of
from kg.graph.settle import settle_all
from kg.graph.store import load_lines
from kg.keeping.naming import LIMIT_OF_SETTLING, is_settled
from kg.keeping.removing import remove
from kg.model.refs import BASE

NOTHING = ""


def settled_graphs(store: Store, base: str = BASE) -> set[NamedNode]:
    """Give the graphs of what lenses settle."""
    return {node for node in store.named_graphs() if isinstance(node, NamedNode) and is_settled(node, base)}


def settle_again(
    store: Store,
    scratch: Path,
    lens: str | None = None,
    base: str = BASE,
    instead: Callable[[], Iterable[str]] | None = None,
) -> str:
    """Settle a store anew where something was settled in it or a lens is named; give in words what was done, "" for nothing.

    A store too large to settle in memory gets the lines `instead`, or, where there are none, loses what was settled.
    """
    graphs = settled_graphs(store, base)
    if not graphs and lens is None:
        return NOTHING
    chosen = lens or lens_of(store, base)
    unsettle(store, scratch, base)
    if len(store) <= LIMIT_OF_SETTLING:
        load_lines(store, settled_lines(store, chosen, base))
        return f"settled again under {len(settled_graphs(store, base))} lenses"
    if instead is not None:
        load_lines(store, instead())
        return f"{len(store):,} quads are too many to settle together: settled is only what this build read"
    return f"{len(store):,} quads are too many to settle again: what lenses had settled was dropped"


def unsettle(store: Store, scratch: Path, base: str = BASE) -> None:
    """Take what lenses settled out of a store."""
    remove(store, settled_graphs(store, base), set(), scratch, base)


def settled_lines(store: Store, chosen: str, base: str = BASE) -> Iterator[str]:
    """Give the N-Quads lines of what every lens settles, that of the chosen lens also on the events."""
    for lens, settlement in settle_all(decode(store, base)):
        yield from encode_settlement_quads(settlement, base, projected=lens.ref == chosen)
