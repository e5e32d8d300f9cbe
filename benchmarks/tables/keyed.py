"""Make the keyed tables from a graph that is there: `python -m benchmarks.tables.keyed out.nt folder`. It is not timed."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path

from benchmarks.tables.shape import BASE, TABLES, Table, expanded, path_of

FIXED = ("dataset/", "source/ucdp-ged>", "run/", "actor/ucdp>")
"""How the subjects of the lines begin that describe the data set itself: the same few whatever the rows."""
BY_FOLDER = {
    "claim": "claims", "mention": "mentions", "event": "events", "actor": "actors", "name": "names", "place": "places",
    "conflict": "conflicts", "source": "articles",
}  # fmt: skip
_ESCAPED = re.compile(r'\\(["\\nrt])')
_PLAIN = {"n": "\n", "r": "\r", "t": "\t"}


def write(graph: Path, folder: Path) -> None:
    """Write the tables, and `about.nt` with the fixed lines."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack, graph.open(encoding="utf-8") as lines:
        writers = {}
        for table in TABLES:
            file = stack.enter_context(path_of(folder, table).open("w", encoding="utf-8", newline=""))
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["node", *(column.name for column in table.columns)])
            writers[table.name] = writer
        about = stack.enter_context((folder / "about.nt").open("w", encoding="utf-8"))
        for subject, triples in groupby(lines, lambda line: line.partition(" ")[0]):
            if subject.removeprefix(f"<{BASE}").startswith(FIXED):
                about.writelines(triples)
                continue
            for name, row in rows_from(subject, list(triples)):
                writers[name].writerow(row)


def rows_from(subject: str, lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the rows that the triples of one subject give, each with its table."""
    values: dict[str, list[str]] = {}
    for line in lines:
        _, name, value = line[:-3].split(" ", 2)
        values.setdefault(name[1:-1], []).append(bare(value))
    iri = subject[1:-1]
    for article in values.pop(expanded("prov:hadPrimarySource"), ()):
        yield "citations", [iri, article]
    values.pop(expanded("kg:count"), None)
    table = table_of(iri, expanded("kg:scopedTo") in values)
    if table.name == "counts":
        values[expanded("kg:count")] = [iri.rpartition("-")[0]]
    for name, value in table.constants:
        values[expanded(name)].remove(value.strip('"') if value.startswith('"') else expanded(value))
    row = [iri]
    for column in table.columns:
        given = values.get(expanded(column.property))
        row.append(given.pop(0) if given else "")
    left = [name for name, given in values.items() if given]
    assert not left, f"{iri}: no column for {', '.join(left)}"
    yield table.name, row


def table_of(iri: str, scoped: bool) -> Table:
    """Give the table that a subject belongs to."""
    folder, _, rest = iri.removeprefix(BASE).partition("/")
    name = BY_FOLDER[folder]
    if name == "claims" and "-" in rest:
        name = "counts"
    elif name == "places" and rest.endswith("-geometry"):
        name = "geometries"
    elif scoped:
        name = "publishers"
    return next(table for table in TABLES if table.name == name)


def bare(value: str) -> str:
    r"""Give an IRI without its brackets, or a literal's text.

    >>> bare('"say \\"no\\""@en'), bare("<http://example.org/a>")
    ('say "no"', 'http://example.org/a')
    """
    if value.startswith("<"):
        return value[1:-1]
    text = value[1 : value.rindex('"')]
    return _ESCAPED.sub(lambda found: _PLAIN.get(found[1], found[1]), text) if "\\" in text else text


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
