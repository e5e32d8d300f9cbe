"""One chunk of a table to what goes into a file: the one conversion that every engine runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from kg.graph.encode import block_of, lines_of, quad_block_of
from kg.graph.nodes import Nodes
from kg.model.claim import Claim, Occurrence
from kg.model.errors import Problem, UnreadableInput
from kg.model.reference import EventNode
from kg.model.refs import BASE
from kg.sources.tables.cells import Unfit
from kg.sources.tables.chunks import Cells, Chunk, rows_of
from kg.sources.tables.dataset import Reader, Row, Wanted
from kg.sources.tables.opening import Layout

_HASH = '/ontology#contentHash> "'


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rows to take, and in which form to write them: nt, nq, ttl or parquet; `hashed` for claims' content hashes too."""

    form: str = "nt"
    base: str = BASE
    countries: tuple[Wanted, ...] = ()
    since: date | None = None
    until: date | None = None
    hashed: bool = False


@dataclass(slots=True)
class Converted:
    """What became of a chunk. Every row is a claim, or left out by the user's choice, or a problem.

    `data` are the claims as they go into the file, `references` the blocks of lines of what they name, by reference, `ids` the
    row ids with their lines, `hashes` row, claim and content hash, `notes` what was left out of rows that became claims.
    """

    part: str
    read: int = 0
    rows: int = 0
    claims: int = 0
    left_out: int = 0
    triples: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    ids: list[tuple[str, int]] = field(default_factory=list)
    hashes: list[tuple[str, str, str]] = field(default_factory=list)
    references: dict[str, str] = field(default_factory=dict)
    data: bytes = b""


class Converter:
    """Converts chunks; what it remembers from one to the next only saves work."""

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        self.nodes = Nodes(choice.base)
        self.block = quad_block_of if choice.form == "nq" else block_of
        self._readers: dict[Layout, Reader] = {}

    def convert(self, chunk: Chunk, layout: Layout, twice: Iterable[int] = ()) -> Converted:
        """Give what became of a chunk; rows on the lines `twice` have an id that an earlier row has, and are problems."""
        if layout not in self._readers:
            self._readers[layout] = layout.table.reader(layout.columns)
        reader, repeated = self._readers[layout], frozenset(twice)
        done = Converted(chunk.part, len(chunk.data))
        blocks: list[str] = []
        claims: list[Claim] = []
        for line, cells in rows_of(chunk, layout.form):
            done.rows += 1
            row = self._row(cells, line, reader, repeated, done)
            if row is not None:
                self._take(row, line, reader, done, blocks, claims)
        if self.choice.form == "parquet":
            done.data = packed_table(claims)
        else:
            done.triples = sum(block.count("\n") for block in blocks)
            done.data = rendered(blocks, self.choice.form, self.choice.base)
        return done

    def _row(self, cells: Cells | Problem, line: int, reader: Reader, repeated: frozenset[int], done: Converted) -> Row | None:
        """Give the row of a line, or None where it is a problem or was not asked for."""
        if isinstance(cells, Problem):
            done.problems.append(cells)
            return None
        choice = self.choice
        if choice.countries and not reader.is_in(cells, choice.countries):
            done.left_out += 1
            return None
        try:
            row = reader.read(cells)
        except (Unfit, UnreadableInput) as error:
            done.problems.append(Problem(done.part, line, str(error)))
            return None
        if self._in_time(row.claim) and line not in repeated:
            return row
        reader.forget(row.records)
        if line in repeated:
            done.problems.append(Problem(done.part, line, f"the id {row.claim.locator} stands in an earlier row"))
        else:
            done.left_out += 1
        return None

    def _in_time(self, claim: Claim) -> bool:
        """Tell whether what is claimed may have happened in the time asked for."""
        since, until = self.choice.since, self.choice.until
        if since is None and until is None:
            return True
        when = claim.content.when if isinstance(claim.content, Occurrence) else None
        if when is None:
            return False
        too_early = since and when.latest and when.latest < since
        return not (too_early or (until and when.earliest and when.earliest > until))

    def _take(self, row: Row, line: int, reader: Reader, done: Converted, blocks: list[str], claims: list[Claim]) -> None:
        """Add a row's claim and what it names."""
        claim = row.claim
        done.claims += 1
        done.ids.append((f"{claim.source} {claim.locator}", line))
        done.notes += [Problem(done.part, line, note) for note in row.notes]
        if self.choice.form == "parquet":
            claims.append(claim)
            if not self.choice.hashed:
                return
        block = self.block(self.nodes, claim)
        if self.choice.hashed:
            done.hashes.append((f"{claim.source} {claim.locator}", claim.id, hash_in(block)))
        blocks.append(block)
        for record in row.records:
            block = self.block(self.nodes, record)
            if type(record) is EventNode and not reader.shares_events:
                blocks.append(block)
            else:
                merge(done.references, record.ref, block)


def merge(blocks: dict[str, str], ref: str, block: str) -> None:
    """Enter the block of lines of a reference; one that is there with other lines gets the lines of both, sorted."""
    known = blocks.setdefault(ref, block)
    if known != block:
        blocks[ref] = "".join([f"{line}\n" for line in sorted({*lines_of(known), *lines_of(block)})])


def hash_in(block: str) -> str:
    """Give the content hash among a claim's lines."""
    return block.partition(_HASH)[2].partition('"')[0]


def rendered(blocks: Iterable[str], form: str, base: str = BASE) -> bytes:
    """Give blocks of lines as bytes of a form: as they are, or as Turtle without its head."""
    text = "".join(blocks).encode()
    if form != "ttl" or not text:
        return text
    import pyoxigraph as ox

    from kg.graph.store import prefixes

    written = ox.serialize(ox.parse(text, format=ox.RdfFormat.N_TRIPLES), format=ox.RdfFormat.TURTLE, prefixes=prefixes(base))
    assert written is not None
    return b"".join(line for line in written.splitlines(keepends=True) if not line.startswith(b"@prefix"))


def head_of(form: str, base: str = BASE) -> bytes:
    """Give what a file of a form begins with."""
    if form != "ttl":
        return b""
    from kg.graph.store import prefixes

    return "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in prefixes(base).items()).encode()


def packed_table(claims: list[Claim]) -> bytes:
    """Give claims as an Arrow stream of the table of claims."""
    import pyarrow as pa

    from kg.model.table import to_table

    sink = pa.BufferOutputStream()
    table = to_table(claims)
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())
