"""The engine of a cluster: the same conversion of the same chunks, run in the partitions of a Spark job.

The files, and the folder to write to, must lie at the same path on every node: on one machine, or on a file system that all
share. A plain file is cut where the local engine cuts it, and many tasks read pieces of it; a packed file or Parquet is read by
one task. What was converted is kept on the executors' disks: a lost executor costs only its own pieces, made again elsewhere.
"""

from __future__ import annotations

import gc
import socket
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from kg.importing.against import Comparison, Earlier, read_earlier
from kg.importing.cluster import context_at, require_spark
from kg.importing.convert import Choice, Converted, Converter, merge, rendered
from kg.importing.packing import form_of
from kg.importing.report import Report, Totals
from kg.importing.spill import later_in
from kg.importing.tables import Order, about_block, choice_of, explain_nothing, refuse_existing
from kg.model.errors import KgError, UnreadableInput, UsageError
from kg.model.files import made_folder, replace_all
from kg.sources.tables.chunks import Chunk
from kg.sources.tables.dataset import TableDataset
from kg.sources.tables.opening import Layout, dataset_of, open_tables
from kg.sources.tables.parts import BROKEN, files_of, is_packed, is_parquet

if TYPE_CHECKING:
    from pyspark import RDD, SparkContext

TASK = 8 << 20
"""Bytes of plain input for one task; it does not depend on the cluster, so neither do the part files."""

MOST = 1000  # files that references and ids are dealt out to
HELD = 64  # chunks whose references and ids a task holds before it hands them on
CODECS = {"": None, "gzip": "org.apache.hadoop.io.compress.GzipCodec"}

Place: TypeAlias = tuple[int, int, int]
"""Where a chunk stands in the input: number of the file, of the table in it, of the chunk in that; -1 for the table itself."""

Account: TypeAlias = tuple[Place, Converted | TableDataset | str]
"""What became of a chunk; or which data set a table is; or why it could not be read."""

Dealt: TypeAlias = tuple[dict[str, str], list[tuple[str, tuple[int, ...]]], list[Account]]
"""References with their lines, ids with the place and line of their row, accounts."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a chunk lies in a plain file, and the number of its first line."""

    number: int
    line: int
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a task reads of one file: spans of a plain one, or, without a layout, all of a packed one; `twice` by chunk."""

    file: int
    path: Path
    shown: Path
    encoding: str
    wanted: TableDataset | None
    layout: Layout | None = None
    spans: tuple[Span, ...] = ()
    twice: Mapping[Place, tuple[int, ...]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Give the bytes to read; a packed file counts as enough for one task."""
        return sum(span.length for span in self.spans) if self.layout else TASK

    def holds(self, place: Place) -> bool:
        """Tell whether a chunk is one of this stretch."""
        numbers = [span.number for span in self.spans] or [0]
        return place[0] == self.file and (self.layout is None or numbers[0] <= place[2] <= numbers[-1])


Task: TypeAlias = tuple[Stretch, ...]


def import_on_spark(order: Order, master: str) -> Totals:
    """Import tables on a Spark cluster into a folder of part files and a report, both or neither; give the numbers.

    The sorted lines of all parts are the sorted lines of the local engine's file. Raises UsageError where Spark or Java is
    missing, the job fails, or the form is one that only the local engine writes; UnreadableInput for what is no event table.
    """
    form, packing = form_of(order.out)
    if form not in ("nt", "nq") or packing not in CODECS:
        raise UsageError(f"{order.out}: Spark writes .nt and .nq, plain or .gz; --engine local writes all forms")
    if order.workers:
        raise UsageError("--workers goes with --engine local; for Spark on this machine name --master 'local[2]'")
    refuse_existing(order)
    require_spark()
    wanted = dataset_of(order.dataset)
    earlier = read_earlier(order.against, wanted, order.encoding, choice_of(order, form)) if order.against else None
    tasks = list(tasks_of(stretches_of([file for path in order.files for file in files_of(path)], wanted, order.encoding)))
    with made_folder(order.out.parent):
        try:
            aside = tempfile.TemporaryDirectory(prefix=".kg-", dir=order.out.parent, ignore_cleanup_errors=True)
        except OSError as error:
            raise UsageError(f"{order.out}: cannot be written ({error.strerror}); nothing was left there") from error
        with aside as folder, context_at(master) as spark:
            totals = Job(order, choice_of(order, form), packing, Path(folder).absolute(), spark).run(tasks, earlier)
    totals.files = (order.out, order.report)
    return totals


@dataclass(frozen=True, slots=True)
class Job:
    """One run: its files aside in a folder of its own, until all is done."""

    order: Order
    choice: Choice
    packing: str
    folder: Path
    spark: SparkContext

    def run(self, tasks: Sequence[Task], earlier: Earlier | None) -> Totals:
        """Convert all; where ids turn out to be repeated, convert all again without the later rows; write."""
        work = Work(self.spark, self.choice, tasks)
        accounts, twice, lines = work.account()
        if twice:
            work.drop()
            work = Work(self.spark, self.choice, [tuple(with_twice(stretch, twice) for stretch in task) for task in tasks])
            accounts, _, lines = work.account()
        report = self.folder / self.order.report.name
        totals = self.report(report, accounts, earlier)
        if totals.claims == 0:
            explain_nothing(totals)
        about = about_block(totals, self.choice)
        totals.triples += lines + about.count("\n")
        out = self.folder / self.order.out.name
        work.write(about.encode(), out, CODECS[self.packing])
        put_both(out, report, self.order)
        return totals

    def report(self, path: Path, accounts: Sequence[Account], earlier: Earlier | None) -> Totals:
        """Write the report, in the order of the input; raise UnreadableInput where something could not be read."""
        compared = Comparison(earlier) if earlier is not None else None
        with path.open("w", encoding="utf-8", newline="") as file:
            report = Report(file)
            for _, account in accounts:
                if isinstance(account, str):
                    raise UnreadableInput(account)
                if isinstance(account, TableDataset):
                    report.totals.datasets.setdefault(account.name, account)
                    continue
                report.add(account)
                if compared is not None:
                    report.write_changes(compared.take(account))
            if compared is not None:
                report.write_changes(compared.withdrawn())
        return report.totals


class Work:
    """The conversion as Spark holds it: claims where they were made, all else dealt out to files by a hash of its key."""

    def __init__(self, spark: SparkContext, choice: Choice, tasks: Sequence[Task]) -> None:
        from pyspark import StorageLevel

        files = min(MOST, 1 + len(tasks) // 2)
        convert: Any = partial(convert_tasks, choice, files)
        self.spark = spark
        self.made: RDD[Any] = spark.parallelize(tasks, len(tasks)).mapPartitions(convert).persist(StorageLevel.DISK_ONLY)
        self.dealt: RDD[tuple[int, Dealt]] = self.made.filter(is_dealt).partitionBy(files, int)

    def account(self) -> tuple[list[Account], dict[Place, tuple[int, ...]], int]:
        """Convert; give the accounts in order, the lines whose ids stand in earlier rows, the number of lines of references."""
        found = self.dealt.mapPartitions(account_of).collect()
        accounts = sorted((account for some, _, _ in found for account in some), key=lambda account: account[0])
        twice: defaultdict[Place, list[int]] = defaultdict(list)
        for _, later, _ in found:
            for file, table, chunk, line in later:
                twice[file, table, chunk].append(line)
        return accounts, {place: tuple(lines) for place, lines in twice.items()}, sum(lines for _, _, lines in found)

    def write(self, about: bytes, out: Path, codec: str | None) -> None:
        """Write part files into a folder: claims in the order of the input, references, what stands for the data sets."""
        last: RDD[Any] = self.spark.parallelize([about[:-1]], 1).filter(is_text)
        all_: RDD[Any] = self.spark.union([self.made, self.dealt.mapPartitions(references_of), last])
        all_.filter(is_text).saveAsTextFile(f"file://{out}", codec)  # its committer takes each part once, whoever dies
        for path in out.glob(".*.crc"):
            path.unlink()

    def drop(self) -> None:
        """Let Spark forget what was converted."""
        self.made.unpersist()


def stretches_of(files: Iterable[Path], wanted: TableDataset | None, encoding: str) -> Iterator[Stretch]:
    """Yield what there is to read, in order; raise UnreadableInput for a file that begins as no event table."""
    for number, path in enumerate(files):
        whole = Stretch(number, path.absolute(), path, encoding, wanted)
        tables = open_tables(path, wanted, encoding)  # to be held: it closes the file when it goes
        table = next(tables)
        if is_packed(path) or is_parquet(path):
            yield whole
            continue
        spans: list[Span] = []
        offset, size = table.layout.start, 0
        for at, chunk in enumerate(table.chunks):
            spans.append(Span(at, chunk.line, offset, len(chunk.data)))
            offset += len(chunk.data)
            size += len(chunk.data)
            if size >= TASK:
                yield replace(whole, layout=table.layout, spans=tuple(spans))
                spans, size = [], 0
        if spans or offset == table.layout.start:
            yield replace(whole, layout=table.layout, spans=tuple(spans))


def tasks_of(stretches: Iterable[Stretch]) -> Iterator[Task]:
    """Yield neighbours together until there is enough for a task."""
    together: list[Stretch] = []
    for stretch in stretches:
        if together and sum(one.size for one in together) + stretch.size > TASK:
            yield tuple(together)
            together = []
        together.append(stretch)
    if together:
        yield tuple(together)


def with_twice(stretch: Stretch, twice: Mapping[Place, tuple[int, ...]]) -> Stretch:
    """Give a stretch with the lines of its rows that are repeated."""
    return replace(stretch, twice={place: lines for place, lines in twice.items() if stretch.holds(place)})


def put_both(out: Path, report: Path, order: Order) -> None:
    """Rename the folder and the report onto their names; leave neither where one cannot be."""
    replace_all({report: order.report})
    try:
        out.rename(order.out)
    except OSError as error:
        order.report.unlink()
        raise UsageError(f"{order.out}: cannot be written ({error.strerror}); nothing was left there") from error


# What follows runs on the executors.


def convert_tasks(choice: Choice, files: int, tasks: Iterable[Task]) -> Iterator[bytes | tuple[int, Dealt]]:
    """Yield blocks of claims' lines, without the last line break, and all else by the number of the file it is dealt out to."""
    gc.disable()  # records make no circles to collect
    try:
        converter = Converter(choice)
        for task in tasks:
            for stretch in task:
                yield from convert_stretch(converter, files, stretch)
    finally:
        gc.enable()


def convert_stretch(converter: Converter, files: int, stretch: Stretch) -> Iterator[bytes | tuple[int, Dealt]]:
    """Yield what a stretch gives; what could not be read is an account, not an exception, which Spark would only try again."""
    box = Box(files)
    place = (stretch.file, 0, -1)
    try:
        for place, found, layout in chunks_in(stretch):
            if found is None:
                box.accounts.append((place, layout.table))
                continue
            done = converter.convert(found, layout, stretch.twice.get(place, ()))
            if done.data:
                yield done.data[:-1]
            box.take(place, done)
            if len(box.accounts) >= HELD:
                yield from box.emptied()
    except (KgError, *BROKEN) as error:
        text = str(error) if isinstance(error, KgError) else f"{stretch.shown}: cannot be read on {socket.gethostname()}: {error}"
        box.accounts.append((place, text))
    yield from box.emptied()


def chunks_in(stretch: Stretch) -> Iterator[tuple[Place, Chunk | None, Layout]]:
    """Yield the chunks of a stretch, each with its place and its table's layout; None before the first of a table."""
    if stretch.layout is None:
        names = len(str(stretch.path))
        for at, table in enumerate(open_tables(stretch.path, stretch.wanted, stretch.encoding)):
            yield (stretch.file, at, -1), None, table.layout
            for number, chunk in enumerate(table.chunks):
                yield (stretch.file, at, number), replace(chunk, part=f"{stretch.shown}{chunk.part[names:]}"), table.layout
        return
    yield (stretch.file, 0, -1), None, stretch.layout
    with stretch.path.open("rb") as file:
        for span in stretch.spans:
            file.seek(span.offset)
            data = file.read(span.length)
            if len(data) != span.length:
                raise UnreadableInput(f"{stretch.shown}: has changed, or is another file on {socket.gethostname()}")
            yield (stretch.file, 0, span.number), Chunk(str(stretch.shown), span.line, data), stretch.layout


class Box:
    """Holds references and ids of some chunks, apart by the file that they are dealt out to; accounts go to the first."""

    def __init__(self, files: int) -> None:
        self.files = files
        self._empty()

    def _empty(self) -> None:
        self.accounts: list[Account] = []
        self.references: defaultdict[int, dict[str, str]] = defaultdict(dict)
        self.ids: defaultdict[int, list[tuple[str, tuple[int, ...]]]] = defaultdict(list)

    def take(self, place: Place, done: Converted) -> None:
        """Put in what a chunk gave besides claims."""
        for ref, block in done.references.items():
            merge(self.references[self.file(ref)], ref, block)
        for name, line in done.ids:
            self.ids[self.file(name)].append((name, (*place, line)))
        self.accounts.append((place, replace(done, data=b"", ids=[], references={})))

    def file(self, key: str) -> int:
        """Give the file of a key."""
        return zlib.crc32(key.encode()) % self.files

    def emptied(self) -> Iterator[tuple[int, Dealt]]:
        """Yield what is to be dealt out, and hold nothing."""
        accounts, references, ids = self.accounts, self.references, self.ids
        self._empty()
        for file in sorted({0, *references, *ids}):
            yield file, (references[file], ids[file], accounts if file == 0 else [])


def is_text(item: object) -> bool:
    """Tell whether an item is lines to write."""
    return isinstance(item, bytes)


def is_dealt(item: object) -> bool:
    """Tell whether an item is something to deal out."""
    return isinstance(item, tuple)


def account_of(dealt: Iterable[tuple[int, Dealt]]) -> Iterator[tuple[list[Account], list[tuple[int, ...]], int]]:
    """Give, of one file, the accounts, where repeated ids stand again, and the number of lines of references."""
    items = list(dealt)
    accounts = [account for _, (_, _, some) in items for account in some]
    later = list(later_in(entry for _, (_, ids, _) in items for entry in ids))
    yield accounts, later, sum(block.count("\n") for block in merged(items).values())


def references_of(dealt: Iterable[tuple[int, Dealt]]) -> Iterator[bytes]:
    """Give, of one file, each reference once, with all its lines."""
    blocks = merged(dealt)
    if blocks:
        yield rendered([blocks[ref] for ref in sorted(blocks)], "nt")[:-1]


def merged(dealt: Iterable[tuple[int, Dealt]]) -> dict[str, str]:
    """Give the lines of each reference of one file."""
    blocks: dict[str, str] = {}
    for _, (references, _, _) in dealt:
        for ref, block in references.items():
            merge(blocks, ref, block)
    return blocks
