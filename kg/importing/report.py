"""The account of an import: every row read is a claim, left out by choice, or skipped with its line and reason."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from kg.importing.against import Change
from kg.importing.convert import Converted
from kg.model.cells import guarded
from kg.model.errors import Problem
from kg.sources.tables.dataset import TableDataset

HEADINGS = ("kind", "file", "line", "what", "remedy")


@dataclass(slots=True)
class Totals:
    """The numbers of an import, in all and by table; `read` are bytes of unpacked text."""

    rows: int = 0
    read: int = 0
    claims: int = 0
    left_out: int = 0
    skipped: int = 0
    noted: int = 0
    triples: int = 0
    tables: Counter[str] = field(default_factory=Counter)
    datasets: dict[str, TableDataset] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    against: Counter[str] = field(default_factory=Counter)
    files: tuple[Path, ...] = ()


class Report:
    """Counts, and writes each problem to the report file as it comes; nothing of it is kept in memory."""

    def __init__(self, file: IO[str]) -> None:
        self.totals = Totals()
        self._rows = csv.writer(file, lineterminator="\n")
        self._rows.writerow(HEADINGS)

    def add(self, done: Converted) -> None:
        """Take in the account of a chunk."""
        totals = self.totals
        totals.rows += done.rows
        totals.read += done.read
        totals.claims += done.claims
        totals.left_out += done.left_out
        totals.triples += done.triples
        totals.tables[done.part] += done.rows
        totals.skipped += len(done.problems)
        totals.noted += len(done.notes)
        for problem in done.problems:
            totals.reasons[kind_of(problem)] += 1
        self.write("skipped", done.problems)
        self.write("noted", done.notes)

    def write(self, kind: str, problems: Iterable[Problem]) -> None:
        """Write problems of a kind."""
        for problem in problems:
            line = "" if problem.line is None else str(problem.line)
            remedy = guarded(problem.remedy) if problem.remedy else ""
            self._rows.writerow((kind, problem.path, line, guarded(problem.what), remedy))

    def write_changes(self, changes: Iterable[Change]) -> None:
        """Write and count what is new, changed or withdrawn against an earlier release."""
        for change in changes:
            self.totals.against[change.kind] += 1
            if change.kind != "unchanged":
                self._rows.writerow((change.kind, "", "", f"{change.row} {change.claim}", ""))


def kind_of(problem: Problem) -> str:
    """Give a problem without the values that differ from row to row, so that those of a kind can be counted.

    >>> kind_of(Problem("a.csv", 3, "the latitude '91' is not between -90 and 90"))
    'the latitude … is not between -90 and 90'
    """
    words = problem.what.split("'")
    return "…".join(words[::2]) if len(words) > 2 else problem.what
