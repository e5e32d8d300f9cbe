"""What was pulled, into a file or a store of one's own: as a whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse, serialize

from kg.model.errors import UsageError, nearest
from kg.pushing.pull import Pulled

FORMATS = {".nt": RdfFormat.N_TRIPLES, ".nq": RdfFormat.N_QUADS, ".ttl": RdfFormat.TURTLE, ".trig": RdfFormat.TRIG}
_QUADS = (".nq", ".trig")


def check_ending(path: Path, several: bool) -> None:
    """Raise UsageError where a file's ending tells no format, or one that keeps no graphs apart where there are several."""
    if path.suffix not in FORMATS:
        raise UsageError(f"{path}: its ending tells no format ({nearest(path.suffix, FORMATS) or 'use ' + ', '.join(FORMATS)})")
    if several and path.suffix not in _QUADS:
        raise UsageError(f"{path}: several graphs are kept apart only by {' and '.join(_QUADS)}")


def write_file(pulled: Sequence[Pulled], path: Path) -> None:
    """Write all graphs to a file in the format of its ending, aside, then rename it; raise UsageError if that fails."""
    from kg.graph.store import prefixes

    aside = path.with_name(f".{path.name}.{os.getpid()}")
    format_ = FORMATS[path.suffix]
    quads = (quad for part in pulled for quad in _quads(part))
    names = prefixes() if path.suffix in (".ttl", ".trig") else None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        serialize(quads if path.suffix in _QUADS else (quad.triple for quad in quads), str(aside), format_, prefixes=names)
        _settle(aside)
        aside.replace(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); choose another file or folder") from error
    finally:
        aside.unlink(missing_ok=True)


def write_store(pulled: Sequence[Pulled], folder: Path) -> None:
    """Put all graphs into a store of one's own, each replacing the graph of its name, in one step."""
    from kg.keeping.store import LocalStore

    with LocalStore.open(folder, create=True).writing() as store:
        for part in pulled:
            _clear(store, part.graph)
            store.bulk_load(path=str(part.path), format=RdfFormat.N_QUADS)


def _clear(store: Store, graph: str | None) -> None:
    if graph:
        store.remove_graph(NamedNode(graph))
    else:
        store.clear_graph(DefaultGraph())


def _quads(part: Pulled) -> Iterator[Quad]:
    with part.path.open("rb") as file:
        yield from parse(file, RdfFormat.N_QUADS)


def _settle(path: Path) -> None:
    """Have a file's bytes on the disk before its name is."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
