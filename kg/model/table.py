"""Claims and events as tables: one row a claim or an event, for Parquet and CSV; a claim comes back from its row unchanged.

What each column means stands in `kg.model.columns`, and in docs/tables.md made from it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from kg.model.cells import guarded, unguarded
from kg.model.claim import Claim
from kg.model.columns import CLAIM_COLUMNS, EVENT_COLUMNS, Column
from kg.model.errors import Findings, Problem, UnreadableInput
from kg.model.files import write_bytes
from kg.model.rows import claim_of, event_row, row_of
from kg.model.settled import SettledEvent

_WORDS = [("words", pa.string()), ("start", pa.int64()), ("end", pa.int64())]
_COUNT = [("kind", pa.string()), ("low", pa.int64()), ("best", pa.int64()), ("high", pa.int64())]
_ARROW = {
    "text": pa.string(),
    "flag": pa.bool_(),
    "whole": pa.int64(),
    "fraction": pa.float64(),
    "day": pa.date32(),
    "texts": pa.list_(pa.string()),
    "participants": pa.list_(pa.struct([("role", pa.string()), ("actor", pa.string()), *_WORDS])),
    "places": pa.list_(pa.struct([("relation", pa.string()), ("place", pa.string()), *_WORDS])),
    "counts": pa.list_(pa.struct([*_COUNT, ("of", pa.string()), ("group", pa.string()), ("as_written", pa.string())])),
    "ranges": pa.list_(pa.struct([*_COUNT, ("of", pa.string()), ("group", pa.string()), ("claimants", pa.list_(pa.string()))])),
    "pairs": pa.list_(pa.struct([("property", pa.string()), ("value", pa.string())])),
}
_CHUNK = 10_000


def _schema(columns: Sequence[Column]) -> pa.Schema:
    fields = []
    for column in columns:
        told = {"meaning": column.meaning, "unit": column.unit, "empty": column.empty}
        nullable = column.empty != "never" and column.kind not in _LISTS
        fields.append(pa.field(column.name, _ARROW[column.kind], nullable=nullable, metadata=told))
    return pa.schema(fields)


_LISTS = frozenset({"texts", "participants", "places", "counts", "ranges", "pairs"})
CLAIMS = _schema(CLAIM_COLUMNS)
EVENTS = _schema(EVENT_COLUMNS)


def to_table(claims: Iterable[Claim]) -> pa.Table:
    """Give claims as an Arrow table of the schema CLAIMS."""
    return pa.Table.from_pylist([row_of(claim) for claim in claims], schema=CLAIMS)


def from_table(table: pa.Table) -> Iterator[Claim]:
    """Give the claims of a table; raise UnreadableInput where it is not a table of claims."""
    if not table.schema.equals(CLAIMS):
        odd = sorted(set(table.schema.names) ^ set(CLAIMS.names))
        raise UnreadableInput(f"not a table of claims: {', '.join(odd) or 'a column has another type'}; see docs/tables.md")
    for batch in table.to_batches(_CHUNK):
        for row in batch.to_pylist():
            yield claim_of(row)


def events_table(events: Iterable[tuple[SettledEvent, str | None]]) -> pa.Table:
    """Give settled events, each with its label, as an Arrow table of the schema EVENTS."""
    return pa.Table.from_pylist([event_row(event, label) for event, label in events], schema=EVENTS)


class ClaimWriter:
    """Writes claims to a Parquet file (zstd) as they come, in row groups of some 100,000, in constant memory."""

    GROUP = 100_000

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(path, CLAIMS, compression="zstd")
        self._waiting: list[pa.Table] = []
        self._rows = 0

    def write_stream(self, data: bytes) -> None:
        """Add the claims of an Arrow stream of the schema CLAIMS."""
        table = pa.ipc.open_stream(data).read_all()
        self._waiting.append(table)
        self._rows += len(table)
        if self._rows >= self.GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.concat_tables(self._waiting), row_group_size=self.GROUP)
        self._waiting, self._rows = [], 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if error[0] is None:
            self._flush()
        self._writer.close()


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a table as Parquet (zstd), as a whole or not at all."""
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    write_bytes(out.getvalue(), path)


def read_parquet(path: Path) -> list[Claim]:
    """Give the claims of a Parquet file; raise UnreadableInput if it holds none or cannot be read."""
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise UnreadableInput(f"{path}: not a Parquet file that can be read: {error}") from error
    return list(from_table(table))


def write_csv(table: pa.Table, path: Path) -> None:
    """Write a table as CSV, as a whole or not at all."""
    write_bytes(csv_text(table).encode(), path)


def csv_text(table: pa.Table) -> str:
    """Give a table as CSV."""
    columns = {column.name: column for column in (*EVENT_COLUMNS, *CLAIM_COLUMNS)}
    kinds = [columns[name].kind for name in table.column_names]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.column_names)
    for batch in table.to_batches(_CHUNK):
        for row in batch.to_pylist():
            writer.writerow([_cell(kind, value) for kind, value in zip(kinds, row.values(), strict=True)])
    return out.getvalue()


def _cell(kind: str, value: Any) -> str:
    if value is None or value == []:
        return ""
    if kind == "text":
        return guarded(value)
    if kind == "flag":
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if kind in _LISTS else str(value)


def read_csv(path: Path) -> list[Claim]:
    """Give the claims of a CSV file; raise UnreadableInput for another file, Findings with every row that cannot be read."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return _claims(csv.reader(file, strict=True), str(path))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableInput(f"{path}: not CSV in UTF-8: {error}") from error


def _claims(rows: Iterator[list[str]], path: str) -> list[Claim]:
    head = next(rows, [])
    if head != CLAIMS.names:
        odd = sorted(set(head) ^ set(CLAIMS.names))
        raise UnreadableInput(f"{path}: not a table of claims: {', '.join(odd[:8]) or 'the columns stand in another order'}")
    claims, problems = [], []
    for number, cells in enumerate(rows, 2):
        try:
            values = zip(CLAIM_COLUMNS, cells, strict=True)
            claims.append(claim_of({column.name: _read(column, cell) for column, cell in values}))
        except (ValueError, KeyError, TypeError, UnreadableInput) as error:
            problems.append(Problem(path, None, f"row {number}: {error}", "see docs/tables.md for what each column holds"))
    if problems:
        raise Findings(problems)
    return claims


_READERS: dict[str, Callable[[str], Any]] = {
    "text": unguarded,
    "whole": int,
    "fraction": float,
    "day": date.fromisoformat,
}


def _read(column: Column, cell: str) -> Any:
    if not cell:
        if column.empty == "never":
            raise ValueError(f"{column.name} is empty")
        return [] if column.kind in _LISTS else None
    if column.kind == "flag":
        return {"true": True, "false": False}[cell]
    try:
        return json.loads(cell) if column.kind in _LISTS else _READERS[column.kind](cell)
    except ValueError as error:
        raise ValueError(f"{column.name}: {cell[:40]!r} cannot be read") from error
