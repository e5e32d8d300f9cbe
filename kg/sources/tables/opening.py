"""Which data set a table is, by its header or its shape and never by its name, and how its text is to be read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, cast

from kg.model.errors import Findings, Problem, UnreadableInput, UsageError, nearest
from kg.model.reference import Record
from kg.sources.tables.acled import ACLED
from kg.sources.tables.cells import Unfit
from kg.sources.tables.chunks import Chunk, Form, chunks_of, rows_of
from kg.sources.tables.dataset import TableDataset
from kg.sources.tables.gdelt import GDELT
from kg.sources.tables.mapping import MappedDataset, read_mapping
from kg.sources.tables.parts import Part, is_parquet, opened, readable, refuse_foreign
from kg.sources.tables.ucdp_ged import UCDP_GED

DATASETS: dict[str, TableDataset] = {table.name: table for table in (UCDP_GED, ACLED, GDELT)}
HEAD = 1 << 16
_BOM = b"\xef\xbb\xbf"
_ASCII = 'id;side\n"a",1\t|'
_DELIMITERS = ",;\t|"
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Layout:
    """A table understood: its data set, its columns, the form of its text, where its rows begin (line, and byte)."""

    table: TableDataset
    columns: tuple[str, ...]
    form: Form
    line: int
    start: int = 0


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table ready to be read, once."""

    name: str
    layout: Layout
    chunks: Iterator[Chunk]


def dataset_of(name: str) -> TableDataset | None:
    """Give the data set that a user named, by name or by the file of a mapping; None for `auto`."""
    if name == "auto":
        return None
    if name in DATASETS:
        return DATASETS[name]
    path = Path(name)
    if path.suffix.lower() in (".yaml", ".yml"):
        mapped = read_mapping(path)
        if mapped.folder in {word for table in DATASETS.values() for word in (table.name, table.folder)}:
            raise UsageError(f"{path}: the id {mapped.folder!r} is that of a data set that kg knows: give your table another")
        return mapped
    known = ["auto", *DATASETS]
    hint = nearest(name, known) or f"there are {', '.join(known)}, or the file of a mapping, such as mapping.yaml"
    raise UsageError(f"no data set {name!r}; {hint}")


def open_tables(path: Path, wanted: TableDataset | None = None, encoding: str = "utf-8") -> Iterator[OpenTable]:
    """Yield the tables of a file, each to be read before the next; raise UnreadableInput for what is no event table."""
    check_encoding(encoding)
    if is_parquet(path):
        yield _open_parquet(path, wanted)
        return
    with opened(path) as parts:
        for part in parts:
            yield open_part(part, wanted, encoding)


def read_tables(path: Path, wanted: TableDataset | None = None, encoding: str = "utf-8") -> Iterator[Record | Problem]:
    """Yield the claims of a file's tables, what they name, and what stands for their data sets; a Problem for each unfit row.

    This is for tables that fit in memory; `kg.importing` takes any.
    """
    for table in open_tables(path, wanted, encoding):
        layout = table.layout
        yield from layout.table.about()
        reader = layout.table.reader(layout.columns)
        for chunk in table.chunks:
            for line, cells in rows_of(chunk, layout.form):
                if isinstance(cells, Problem):
                    yield cells
                    continue
                try:
                    row = reader.read(cells)
                except (Unfit, UnreadableInput) as error:
                    yield Problem(table.name, line, str(error))
                    continue
                yield row.claim
                yield from row.records


def check_encoding(name: str) -> None:
    """Raise UsageError for an encoding that there is not, or in which line breaks and quotes are not the bytes of ASCII."""
    try:
        plain = _ASCII.encode(name).removeprefix(_BOM) == _ASCII.encode()
    except (LookupError, UnicodeError):
        plain = False
    if not plain:
        remedy = "tables can be read in utf-8, latin-1, cp1252 and their like; convert the file to UTF-8"
        raise UsageError(f"--encoding {name!r}: {remedy}")


def open_part(part: Part, wanted: TableDataset | None, encoding: str) -> OpenTable:
    """Give a part of a file as a table."""
    with readable(part.name):
        head = _head(part.stream)
    refuse_foreign(head, part.name)
    layout = layout_of(head, part.name, wanted, encoding)
    rest = cast("IO[bytes]", _Again(head[layout.start :], part))
    return OpenTable(part.name, layout, chunks_of(rest, part.name, layout.line, layout.form))


def layout_of(head: bytes, name: str, wanted: TableDataset | None = None, encoding: str = "utf-8") -> Layout:
    """Give the layout of a table by its first bytes; raise UnreadableInput for one that no data set has."""
    skipped = len(_BOM) if head.startswith(_BOM) else 0
    text = head[skipped:].decode(encoding, "replace")
    if not text.strip():
        raise UnreadableInput(f"{name}: the file is empty")
    bare = _headerless(text, wanted)
    if bare is not None:
        bare_table, names, widths = bare
        return Layout(bare_table, names, Form(encoding, "\t", quoted=False, widths=widths), 1, skipped)
    for delimiter in _DELIMITERS:
        records = _records(text, delimiter)
        columns = tuple(cell.strip() for cell in records[0][1]) if records else ()
        table = _recognised([column.lower() for column in columns], wanted)
        if table is not None:
            lines = records[1][0] if len(records) > 1 and _is_hxl(records[1][1]) else records[0][0]
            start = skipped + _bytes_of(head[skipped:], lines)
            return Layout(table, columns, Form(encoding, delimiter, widths=(len(columns),)), lines + 1, start)
    raise _unknown(text, name, wanted)


def _headerless(text: str, wanted: TableDataset | None) -> tuple[TableDataset, tuple[str, ...], tuple[int, ...]] | None:
    cells = text.partition("\n")[0].rstrip("\r").split("\t")
    columns = GDELT.columns_of(cells) if wanted is None or wanted is GDELT else None
    if columns is None:
        return None
    return GDELT, columns, (57, 58) if len(columns) == 58 else (len(columns),)


def _records(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Give the first two records, each with the number of lines up to its end."""
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter)
    found: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if any(cells):
                found.append((reader.line_num, cells))
            if len(found) == 2:
                break
    except csv.Error:
        pass  # what was read before stands
    return found


def _recognised(columns: Sequence[str], wanted: TableDataset | None) -> TableDataset | None:
    if len(columns) < 2:
        return None
    known: Iterable[TableDataset] = [wanted] if wanted else DATASETS.values()
    return next((one for one in known if one.recognises(columns)), None)


def _is_hxl(cells: Sequence[str]) -> bool:
    """Tell whether a row holds the tags of the Humanitarian Exchange Language, as HDX puts them under the header."""
    given = [cell.strip() for cell in cells if cell.strip()]
    return bool(given) and all(cell.startswith("#") for cell in given)


def _bytes_of(data: bytes, lines: int) -> int:
    at = 0
    for _ in range(lines):
        at = data.find(b"\n", at) + 1 or len(data)
    return at


def _unknown(text: str, name: str, wanted: TableDataset | None) -> Exception:
    if "\r" in text and "\n" not in text:
        return UnreadableInput(f"{name}: its lines end with CR alone, as on old Macs: save it with other line ends")
    best: list[str] = max((cells for d in _DELIMITERS for _, cells in _records(text, d)[:1]), key=len, default=[])
    columns = [cell.strip().lower() for cell in best]
    if isinstance(wanted, MappedDataset) and len(columns) > 1:
        return Findings([replace(problem, path=name) for problem in wanted.missing(columns)])
    if columns[:2] == ["code", "label"] or columns[:2] == ["eventcode", "eventdescription"]:
        return UnreadableInput(f"{name}: a look-up table of codes, no events; kg has the codes of CAMEO in its ontology")
    shown = ", ".join(cell[:30] for cell in best[:8]) + (", …" if len(best) > 8 else "")
    which = wanted.label if wanted else "UCDP GED, ACLED or GDELT"
    remedy = "describe it in a mapping: docs/mapping.md"
    return UnreadableInput(f"{name}: not a table of {which}: it begins with {shown!r} ({remedy})")


def _head(stream: IO[bytes]) -> bytes:
    head = b""
    while len(head) < HEAD and (block := stream.read(HEAD - len(head))):
        head += block
    return head


class _Again(io.RawIOBase):
    """The stream of a part with the bytes that were read from it put back."""

    def __init__(self, first: bytes, rest: Part) -> None:
        self._first, self._rest = first, rest

    def read(self, size: int = -1) -> bytes:
        """Give what was put back, then the rest."""
        if self._first:
            first, self._first = self._first[:size] if size >= 0 else self._first, self._first[size:] if size >= 0 else b""
            return first
        with readable(self._rest.name):
            return self._rest.stream.read(size)


def _open_parquet(path: Path, wanted: TableDataset | None) -> OpenTable:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise UnreadableInput(f"{path}: not a Parquet file that can be read: {error}") from error
    columns = tuple(file.schema_arrow.names)
    table = _recognised([column.lower() for column in columns], wanted)
    if table is None:
        raise _unknown(",".join(columns), str(path), wanted)
    return OpenTable(str(path), Layout(table, columns, Form(), 1), _parquet_chunks(file, str(path)))


def _parquet_chunks(file: Any, name: str) -> Iterator[Chunk]:
    line = 1
    for batch in _batches(file, name):
        rows = tuple([_text(value) for value in row.values()] for row in batch.to_pylist())
        yield Chunk(name, line, rows=rows)
        line += len(rows)


def _batches(file: Any, name: str) -> Iterator[Any]:
    import pyarrow as pa

    try:
        yield from file.iter_batches(_BATCH)
    except (OSError, pa.ArrowException) as error:
        raise UnreadableInput(f"{name}: not a Parquet file that can be read: {error}") from error


def _text(value: object) -> str:
    if value is None:
        return ""
    return "; ".join(map(_text, value)) if isinstance(value, list) else str(value)
