"""`kg parse` at any number of documents: read in order by a crew of processes, written as they come, resumed where it ended."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import IO

from kg.model.cells import guarded
from kg.model.errors import Problem, UsageError
from kg.model.processes import starting
from kg.parsing.crew import Crew, Entry, Finished
from kg.parsing.form import Form, Labels, Output
from kg.parsing.journal import Journal
from kg.parsing.seen import Seen
from kg.parsing.sinks import OneFile, Sink, sink_of
from kg.parsing.work import Done, Reader, Wish
from kg.sources.article import Reading
from kg.sources.documents.items import Item, read_items


@dataclass(frozen=True, slots=True)
class Order:
    """What a user asks for: which documents, read how, and where to write what.

    The first output is the main one: where it is a file or folder, a report and a journal stand beside it. With neither `workers`
    nor `timeout`, a document that stands alone is read without another process.
    """

    sources: tuple[Path | IO[bytes], ...]
    outputs: tuple[Output, ...]
    wish: Wish
    workers: int = 0
    timeout: float | None = None
    resume: bool = False

    @property
    def main(self) -> Path | None:
        """Give the file or folder of the main output."""
        return self.outputs[0].path

    def beside(self, ending: str) -> Path:
        """Give a file beside the main output."""
        assert self.main is not None, "standard output has nothing beside it"
        return self.main.with_name(self.main.name + ending)


@dataclass(slots=True)
class Totals:
    """The numbers of a run; `read` are bytes of documents, `resumed` documents that were read in an earlier run."""

    documents: int = 0
    failed: int = 0
    claims: int = 0
    dropped: int = 0
    noted: int = 0
    resumed: int = 0
    read: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


Progress = Callable[[Totals], None]


def parse_documents(
    order: Order,
    say: Callable[[str], None],
    warn: Callable[[Problem], None] = lambda problem: None,
    progress: Progress = lambda totals: None,
) -> Totals:
    """Read documents and write what they claim; give the numbers.

    `say` takes what goes to standard output, `warn` each problem as it is met. Raises NotFound where a file is not there,
    UsageError where an output is there already or cannot be written. Whatever ends this early, it can be resumed.
    """
    refuse_existing(order)
    items = read_items(order.sources)
    first = list(islice(items, 2))  # where a file is not there, nothing has been written yet
    with ExitStack() as stack:
        sinks = [stack.enter_context(closing(sink_of(output, say))) for output in order.outputs]
        journal = report = None
        if order.main is not None:
            journal = stack.enter_context(closing(Journal(order.beside(".journal"), order.wish)))
            report = stack.enter_context(closing(OneFile(REPORT, order.beside(".report.csv"))))
        job = Job(sinks, report, journal, warn, progress)
        with reading(order, alone=len(first) == 1) as read:
            job.write(read(job.entries(chain(first, items))))
        job.finish()
    return job.totals


def refuse_existing(order: Order) -> None:
    """Raise UsageError where what is to be written is there already, unless the run is to be resumed."""
    if order.main is None:
        if order.resume:
            raise UsageError("--resume goes with --out: standard output keeps nothing to go on from")
        return
    if order.resume:
        return
    for path in (output.path for output in order.outputs):
        if path is not None and path.exists() and not (path.is_dir() and not any(path.iterdir())):
            raise UsageError(f"{path} is there already: go on with --resume, move it away, or name another")
    if order.beside(".journal").exists():
        raise UsageError(f"{order.beside('.journal')} is of a run that did not end: go on with --resume, or remove it")


@contextmanager
def reading(order: Order, *, alone: bool) -> Iterator[Callable[[Iterator[Entry]], Iterator[Finished]]]:
    """Give what reads documents in order: a crew of processes, or this one for a document that stands alone."""
    if alone and not order.workers and order.timeout is None:
        yield lambda entries: read_near(entries, order.wish)
        return
    with closing(Crew(order.wish, order.workers or os.cpu_count() or 1, order.timeout, starting())) as crew:
        yield crew.read


def read_near(entries: Iterator[Entry], wish: Wish) -> Iterator[Finished]:
    """Yield each document with what became of it, read in this process."""
    for item, done in entries:
        if isinstance(item, Problem):
            yield item, Done(problems=(item,))
        else:
            yield item, done or next(Reader(wish).read((item,)))


class Job:
    """One run: what it counts, and where it writes."""

    def __init__(
        self,
        sinks: Sequence[Sink],
        report: Sink | None,
        journal: Journal | None,
        warn: Callable[[Problem], None],
        progress: Progress,
    ) -> None:
        self.totals = Totals()
        self._sinks = sinks
        self._report = report
        self._journal = journal
        self._warn = warn
        self._progress = progress
        self._seen = Seen()

    def entries(self, items: Iterator[Item | Problem]) -> Iterator[Entry]:
        """Yield each document with what the journal knows of it."""
        for item in items:
            found = self._journal.find(item) if self._journal and isinstance(item, Item) else None
            self.totals.resumed += found is not None
            yield item, found

    def write(self, finished: Iterator[Finished]) -> None:
        """Write each document, or report its problems, in order."""
        for item, done in finished:
            if self._journal and isinstance(item, Item):
                self._journal.keep(item, done)
            self.totals.documents += 1
            self.totals.read += len(item.raw) if isinstance(item, Item) else 0
            problems = done.problems or self._twin(item, done)
            if problems:
                self._tell(problems)
            else:
                self._take(item, done)
            self._progress(self.totals)

    def finish(self) -> None:
        """Put what was written where it belongs."""
        if self._journal:
            self._journal.forget_others()
        for sink in (*self._sinks, *((self._report,) if self._report else ())):
            sink.finish()

    def _take(self, item: Item | Problem, done: Done) -> None:
        self.totals.claims += done.claims
        self.totals.dropped += done.dropped
        for sink, text in zip(self._sinks, done.texts, strict=True):
            sink.put(done.source, text)
        if done.note and isinstance(item, Item) and item.line is None:
            self.totals.noted += 1
            self._report_row("noted", item.file, None, done.note, "")

    def _tell(self, problems: Sequence[Problem]) -> None:
        self.totals.failed += 1
        for problem in problems:
            self.totals.reasons[kind_of(problem)] += 1
            self._warn(problem)
            self._report_row("failed", problem.path, problem.line, problem.what, problem.remedy or "")

    def _report_row(self, kind: str, file: str, line: int | None, what: str, remedy: str) -> None:
        if self._report is not None:
            row = (kind, file, "" if line is None else str(line), guarded(what), guarded(remedy))
            self._report.put("", csv_line(row))

    def _twin(self, item: Item | Problem, done: Done) -> tuple[Problem, ...]:
        """Give the problem of a document whose source has the name of one before it."""
        if isinstance(item, Problem) or self._seen.take(done.source):
            return ()
        what = f"the source {done.source!r} occurs twice"
        return (Problem(item.file, item.line, what, "give each document an id of its own"),)


def kind_of(problem: Problem) -> str:
    """Give a problem without the values that differ from document to document, so that those of a kind can be counted.

    >>> kind_of(Problem("a.txt", 3, "bad date of publication: 'NO' is no date"))
    'bad date of publication: … is no date'
    """
    words = problem.what.split("'")
    return "…".join(words[::2]) if len(words) > 2 else problem.what


def csv_line(row: Sequence[str]) -> str:
    r"""Give a row of a CSV file with its line end.

    >>> csv_line(("noted", "a, b"))
    'noted,"a, b"\n'
    """
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(row)
    return line.getvalue()


def report_head() -> str:
    """Give the headings of a report."""
    return csv_line(("kind", "file", "line", "what", "remedy"))


def no_reading(reading: Reading, labels: Labels) -> str:
    """Give nothing: a report tells of no reading."""
    return ""


REPORT = Form(".csv", no_reading, report_head)
