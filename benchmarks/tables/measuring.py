"""Each way on tables of one size: run again and again in turn, medians taken, outputs compared with ours."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

from benchmarks.tables import equal, keyed, rows
from benchmarks.tables.watching import Failed, Usage, watch
from benchmarks.tables.ways import WAYS, Place, Way


@dataclass(slots=True)
class Result:
    """What became of one way on a table of one size."""

    way: Way
    rows: int
    runs: list[Usage] = field(default_factory=list)
    triples: int = 0
    bytes: int = 0
    verdict: str = ""
    failure: str = ""

    @property
    def seconds(self) -> float:
        """Give the median of the wall seconds."""
        return median(run.seconds for run in self.runs)

    @property
    def cpu(self) -> float:
        """Give the median of the CPU seconds."""
        return median(run.cpu for run in self.runs)

    @property
    def peak(self) -> float:
        """Give the median of the peaks, in bytes."""
        return median(run.peak for run in self.runs)


@dataclass(frozen=True, slots=True)
class Plan:
    """How to measure: how often, how long at most, and after how many seconds a way is not run again."""

    repeat: int = 5
    timeout: float = 1800
    patience: float = 300


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def measure(number: int, ways: Sequence[Way], place: Place, plan: Plan) -> list[Result]:
    """Run the ways on so many rows, in turn, and give their results; the first is ours, which the others are compared with."""
    say(f"writing {number:,} invented rows")
    rows.write(number, Path(place.rows))
    results = [Result(way, number) for way in ways if way.most is None or number <= way.most]
    reference = place.folder / "ours.nt"
    try:
        place = prepared(place, reference, plan)
        for turn in range(plan.repeat):
            for result in results:
                slow = turn and result.runs and result.runs[0].seconds > plan.patience
                if not (result.failure or slow):
                    run(result, place, reference, plan)
    finally:
        for left in (reference, Path(place.rows)):
            left.unlink(missing_ok=True)
        shutil.rmtree(place.keyed, ignore_errors=True)
    return results


def prepared(place: Place, reference: Path, plan: Plan) -> Place:
    """Make our output once to compare with, and the keyed tables from it."""
    with emptied(place):
        watch(WAYS[0].command(place), place.folder, plan.timeout)
        place.out.replace(reference)
    if reference.stat().st_size <= equal.SMALL:
        assert not equal.repeated_in(reference), "we write a line twice"
    say("making the keyed tables")
    keyed.write(reference, Path(place.keyed))
    return replace(place, bytes=reference.stat().st_size)


def run(result: Result, place: Place, reference: Path, plan: Plan) -> None:
    """Run a way once; at its first run look at what it wrote."""
    with emptied(place):
        try:
            usage = watch(result.way.command(place), place.folder, plan.timeout)
        except Failed as error:
            result.failure = str(error)
            say(f"{result.rows:,} rows, {result.way.name}: {error}")
            return
        if not result.runs:
            result.bytes = place.out.stat().st_size
            if result.way.checked:
                result.triples = equal.print_of_lines(place.out).number
                result.verdict = equal.compared(reference, place.out)
        result.runs.append(usage)
    say(f"{result.rows:,} rows, {result.way.name}: {usage.seconds:.2f} s, {usage.peak / 1e6:.0f} MB {result.verdict}")


@contextmanager
def emptied(place: Place) -> Iterator[None]:
    """Give a fresh folder for an output, and take it away."""
    shutil.rmtree(place.out.parent, ignore_errors=True)
    place.out.parent.mkdir(parents=True)
    yield
    shutil.rmtree(place.out.parent, ignore_errors=True)


def growth(sizes: Sequence[int], place: Place, plan: Plan) -> Iterator[Result]:
    """Yield our results on growing tables, nothing compared."""
    for number in sizes:
        rows.write(number, Path(place.rows))
        result = Result(replace(WAYS[0], checked=False), number)
        for _ in range(plan.repeat):
            if not result.failure:
                run(result, place, Path(), plan)
        Path(place.rows).unlink()
        yield result
