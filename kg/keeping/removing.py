"""Taking graphs out of a store: one by one, or, as that is slow and wants memory, by writing anew what stays."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

from kg.keeping.naming import counts, reference_graph
from kg.model.refs import BASE

DEARER = 20
"""How many times longer a quad takes to remove than to write anew by the bulk loader (6,000 and 130,000 a second)."""
FEW = 20_000


def remove(store: Store, graphs: set[NamedNode], subjects: set[NamedNode], scratch: Path, base: str = BASE) -> None:
    """Take graphs out of a store, and some subjects out of its reference graph; `scratch` is a folder on the same disk."""
    sizes = counts(store)
    gone = sum(sizes.get(name.value, 0) for name in graphs) + 3 * len(subjects)
    if gone > FEW and gone * DEARER > sum(sizes.values()) - gone:
        write_anew(store, graphs, subjects, scratch, base)
    else:
        remove_in_place(store, graphs, subjects, base)


def remove_in_place(store: Store, graphs: set[NamedNode], subjects: set[NamedNode], base: str = BASE) -> None:
    """Take graphs and subjects of the reference graph out, quad by quad."""
    for name in graphs:
        store.remove_graph(name)
    for subject in subjects:
        for quad in list(store.quads_for_pattern(subject, None, None, reference_graph(base))):
            store.remove(quad)


def write_anew(store: Store, graphs: set[NamedNode], subjects: set[NamedNode], scratch: Path, base: str = BASE) -> None:
    """Write what stays to the disk, clear the store, and load it again; memory stays small."""
    stays = [name for name in store.named_graphs() if name not in graphs]
    gone = {str(subject).encode() for subject in subjects}
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        files = []
        for number, name in enumerate([DefaultGraph(), *stays]):
            file = Path(folder) / f"{number}.nt"
            store.dump(file, RdfFormat.N_TRIPLES, from_graph=name)
            files.append((name, without(file, gone) if name == reference_graph(base) else file))
        store.clear()
        for name, file in files:
            store.bulk_load(path=file, format=RdfFormat.N_TRIPLES, to_graph=name)
            if not isinstance(name, DefaultGraph):
                store.add_graph(name)


def without(file: Path, subjects: set[bytes]) -> Path:
    """Give a file of N-Triples without the lines of some subjects."""
    kept = file.with_suffix(".kept.nt")
    with file.open("rb") as lines, kept.open("wb") as out:
        out.writelines(_of_others(lines, subjects))
    return kept


def _of_others(lines: Iterator[bytes], subjects: set[bytes]) -> Iterator[bytes]:
    return (line for line in lines if line.partition(b" ")[0] not in subjects)
