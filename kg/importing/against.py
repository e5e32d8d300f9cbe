"""What changed since an earlier release: rows added, changed by content hash, withdrawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from kg.importing.convert import Choice, Converted, Converter
from kg.importing.packing import PACKINGS
from kg.model.errors import NotFound, UnreadableInput
from kg.model.refs import mint, ref_of
from kg.sources.tables.dataset import TableDataset
from kg.sources.tables.opening import open_tables
from kg.sources.tables.parts import files_of, opened

Earlier: TypeAlias = dict[str, tuple[str, str]]
"""The rows of an earlier release, `source row=ID`, each with its claim and content hash."""

_LINE = re.compile(rb'<([^>]+)> <([^>]+)> (?:<([^>]+)>|"([^"]*)")')


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a row since: unchanged, added, changed or withdrawn."""

    kind: str
    row: str
    claim: str


class Comparison:
    """Compares chunk after chunk with an earlier release."""

    def __init__(self, earlier: Earlier) -> None:
        self._left = dict(earlier)

    def take(self, done: Converted) -> Iterator[Change]:
        """Yield what became of the rows of a chunk."""
        for row, claim, content in done.hashes:
            before = self._left.pop(row, None)
            kind = "added" if before is None else "unchanged" if before[1] == content else "changed"
            yield Change(kind, row, claim)

    def withdrawn(self) -> Iterator[Change]:
        """Yield the rows that are there no longer."""
        for row, (claim, _) in self._left.items():
            yield Change("withdrawn", row, claim)


def read_earlier(path: Path, wanted: TableDataset | None, encoding: str, choice: Choice) -> Earlier:
    """Give the rows of an earlier release that a choice takes: from its table or tables, or from the N-Triples made of them.

    A graph is taken whole: it holds what was chosen when it was made.
    """
    if not path.exists():
        raise NotFound(f"{path}: there is no such file to compare with")
    name = path.stem if path.suffix.lower() in PACKINGS else path.name
    if name.lower().endswith((".ttl", ".trig", ".jsonld", ".rdf")):
        raise UnreadableInput(f"{path}: cannot be compared with: name the table, or .nt or .nq made of it")
    is_graph = name.lower().endswith((".nt", ".nq"))
    earlier = _of_graph(path, choice.base) if is_graph else _of_tables(path, wanted, encoding, choice)
    if not earlier:
        raise UnreadableInput(f"{path}: holds no claim of a row to compare with")
    return earlier


def _of_tables(path: Path, wanted: TableDataset | None, encoding: str, choice: Choice) -> Earlier:
    converter = Converter(replace(choice, form="nt", hashed=True))
    found: Earlier = {}
    for file in files_of(path):
        for table in open_tables(file, wanted, encoding):
            for chunk in table.chunks:
                for row, claim, content in converter.convert(chunk, table.layout).hashes:
                    found.setdefault(row, (claim, content))
    return found


def _of_graph(path: Path, base: str) -> Earlier:
    names = {mint(ref, base).encode(): at for at, ref in enumerate(("prov:wasDerivedFrom", "kg:locator", "kg:contentHash"))}
    claims = mint("claim:x", base)[:-1].encode()
    found: Earlier = {}
    known: dict[bytes, list[str]] = {}
    with opened(path) as parts:
        for part in parts:
            for line in part.stream:
                parsed = _LINE.match(line) if line.startswith(b"<" + claims) else None
                at = names.get(parsed[2]) if parsed else None
                if parsed is None or at is None:
                    continue
                values = known.setdefault(parsed[1], ["", "", ""])
                values[at] = (parsed[3] or parsed[4]).decode()
                if all(values):
                    source, locator, content = known.pop(parsed[1])
                    found[f"{ref_of(source, base)} {locator}"] = (ref_of(parsed[1].decode(), base), content)
    return found
