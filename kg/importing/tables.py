"""`kg import`: event tables in, claims or a graph out, as a whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kg.graph.encode import block_of, quad_block_of
from kg.graph.nodes import Nodes
from kg.importing.against import Comparison, Earlier, read_earlier
from kg.importing.convert import Choice, head_of, rendered
from kg.importing.local import Desk, Pool, Task, Turn, append
from kg.importing.packing import form_of, packed
from kg.importing.report import Report, Totals
from kg.importing.spill import Spill, entries_of, later_in
from kg.model.codes import FIPS
from kg.model.errors import NotFound, UnreadableInput, UsageError
from kg.model.files import made_folder, replace_all
from kg.model.processes import starting
from kg.model.refs import BASE
from kg.sources.tables.dataset import TableDataset, Wanted
from kg.sources.tables.opening import dataset_of, open_tables
from kg.sources.tables.parts import files_of

SMALL = 1 << 20
"""Bytes of input below which starting processes takes longer than it saves."""

Progress = Callable[[int, int], None]
"""Told again and again: how many bytes of the input were read, and how many rows."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a user asks of an import: the files, which data set they are, which rows to take, and where to write what."""

    files: tuple[Path, ...]
    out: Path
    dataset: str = "auto"
    countries: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    against: Path | None = None
    encoding: str = "utf-8"
    workers: int = 0
    base: str = BASE

    @property
    def report(self) -> Path:
        """Give where the report goes: beside the output."""
        return self.out.with_name(f"{self.out.name}.report.csv")


def import_tables(order: Order, progress: Progress = lambda read, rows: None) -> Totals:
    """Import tables into a file and its report, both or neither; give the numbers.

    Raises UsageError where a file to write is there already or cannot be written, UnreadableInput for what is no event table.
    """
    form, packing = form_of(order.out)
    refuse_existing(order)
    files = [file for path in order.files for file in files_of(path)]
    wanted = dataset_of(order.dataset)
    choice = choice_of(order, form)
    earlier = read_earlier(order.against, wanted, order.encoding, choice) if order.against else None
    try:
        with (
            made_folder(order.out.parent),
            tempfile.TemporaryDirectory(prefix=".kg-", dir=order.out.parent, ignore_cleanup_errors=True) as folder,
        ):
            job = Job(order, choice, packing, files, wanted, Path(folder), progress)
            totals = job.run(earlier)
            replace_all({job.out: order.out, job.report: order.report})
    except OSError as error:
        if error.filename and Path(str(error.filename)) in {*files} - {*order.out.parents}:
            raise UnreadableInput(f"{error.filename}: cannot be read: {error.strerror}") from error
        raise UsageError(f"{order.out}: cannot be written ({error.strerror or error}); nothing was left there") from error
    totals.files = (order.out, order.report)
    return totals


def refuse_existing(order: Order) -> None:
    """Raise UsageError where a file to write is there already."""
    for path in (order.out, order.report):
        if path.exists():
            raise UsageError(f"{path} is there already: move it away, or name another file with --to")


def choice_of(order: Order, form: str) -> Choice:
    """Give which rows an order takes, and in which form."""
    return Choice(form, order.base, wanted_countries(order.countries), order.since, order.until, order.against is not None)


@dataclass(slots=True)
class Job:
    """One run: its files aside in a folder of its own, until all is done."""

    order: Order
    choice: Choice
    packing: str
    files: Sequence[Path]
    wanted: TableDataset | None
    folder: Path
    progress: Progress

    @property
    def out(self) -> Path:
        """Give where the output grows."""
        return self.folder / self.order.out.name

    @property
    def report(self) -> Path:
        """Give where the report grows."""
        return self.folder / self.order.report.name

    def run(self, earlier: Earlier | None) -> Totals:
        """Convert all; where ids turn out to be repeated, convert all again without the later rows."""
        totals, repeated = self.convert({}, earlier)
        if repeated:
            totals, _ = self.convert(repeated, earlier)
        if totals.claims == 0:
            explain_nothing(totals)
        return totals

    def convert(self, repeated: Mapping[int, Sequence[int]], earlier: Earlier | None) -> tuple[Totals, dict[int, list[int]]]:
        """Convert all into fresh files; give the numbers, and the rows whose ids stand in earlier ones, by chunk and line."""
        scratch = Path(tempfile.mkdtemp(dir=self.folder))
        self.out.write_bytes(packed(head_of(self.choice.form, self.order.base), self.packing))
        workers = self.workers()
        context = starting()
        desk = Desk(self.choice, self.packing, self.out, scratch, Turn(context))
        compared = Comparison(earlier) if earlier is not None else None
        with self.report.open("w", encoding="utf-8", newline="") as file, closing(Pool(desk, workers, context)) as pool:
            report = Report(file)
            with sink_of(self.choice.form, self.out) as sink:
                for done in pool.convert(self.tasks(report.totals, repeated)):
                    report.add(done)
                    sink(done.data)
                    if compared is not None:
                        report.write_changes(compared.take(done))
                    self.progress(report.totals.read, report.totals.rows)
            twice = repeated_in(Spill(scratch / "ids")) if not repeated else {}
            if not twice and self.choice.form != "parquet":
                report.totals.triples += sum(pool.drain(scratch)) + self.describe(report.totals)
            if compared is not None:
                report.write_changes(compared.withdrawn())
        return report.totals, twice

    def tasks(self, totals: Totals, repeated: Mapping[int, Sequence[int]]) -> Iterator[Task]:
        """Yield the chunks of all tables, in order."""
        number = 0
        for file in self.files:
            for table in open_tables(file, self.wanted, self.order.encoding):
                totals.datasets.setdefault(table.layout.table.name, table.layout.table)
                for chunk in table.chunks:
                    yield Task(chunk, table.layout, tuple(repeated.get(number, ())))
                    number += 1

    def describe(self, totals: Totals) -> int:
        """Append what stands for each data set; give the number of lines."""
        about = about_block(totals, self.choice)
        append(self.out, packed(rendered([about], self.choice.form, self.order.base), self.packing))
        return about.count("\n")

    def workers(self) -> int:
        """Give how many processes are worth it: all cores by default, one for little input."""
        if self.order.workers:
            return self.order.workers
        small = sum(file.stat().st_size for file in self.files) < SMALL
        return 1 if small else os.cpu_count() or 1


def about_block(totals: Totals, choice: Choice) -> str:
    """Give the lines that stand for each data set that was met."""
    nodes, block = Nodes(choice.base), quad_block_of if choice.form == "nq" else block_of
    return "".join([block(nodes, record) for table in totals.datasets.values() for record in table.about()])


def explain_nothing(totals: Totals) -> None:
    """Raise for an import that gives no claim: an empty file helps nobody."""
    if totals.rows == 0:
        raise UnreadableInput("the tables hold no row; nothing was written")
    if totals.left_out and not totals.skipped:
        raise NotFound(f"none of the {totals.rows:,} rows fits --country, --since and --until; nothing was written")
    reasons = "; ".join(f"{number:,} × {reason}" for reason, number in totals.reasons.most_common(3))
    raise UnreadableInput(f"none of the {totals.rows:,} rows became a claim; nothing was written: {reasons}")


@contextmanager
def sink_of(form: str, out: Path) -> Iterator[Callable[[bytes], None]]:
    """Give what takes the data of chunks that the processes did not write themselves: for Parquet, one writer for all."""
    if form != "parquet":
        yield lambda data: None
        return
    from kg.model.table import ClaimWriter

    with ClaimWriter(out) as writer:
        yield writer.write_stream


def repeated_in(ids: Spill) -> dict[int, list[int]]:
    """Give the rows whose ids stand in earlier rows, by the number of their chunk."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for path in ids.files():
        for chunk, line in later_in((name, tuple(map(int, where.split("\t")))) for name, where in entries_of(path)):
            found[chunk].append(line)
    return dict(found)


def wanted_countries(words: Iterable[str]) -> tuple[Wanted, ...]:
    """Give countries by name, or by code of ISO 3166-1 (ML, MLI); other words stand for themselves."""
    return tuple(_wanted(word.strip()) for word in words)


def _wanted(word: str) -> Wanted:
    for fips, country in FIPS.items():
        if word.upper() in (country.iso2, country.iso3) or word.lower() == country.name.lower():
            return Wanted(word, country, fips)
    return Wanted(word)
