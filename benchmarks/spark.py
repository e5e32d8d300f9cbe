"""How much faster two workers of a Spark cluster are than one: `python -m benchmarks.spark [ROWS] [--pinned]`.

Master and workers run on this machine, one core and 1 GB each; `--pinned` gives each worker a core of its own that it cannot
leave, since a worker's Java and Python otherwise use what the other cores have left. Prints a Markdown table.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from benchmarks.tables.rows import write
from kg.importing.spark import import_on_spark
from kg.importing.tables import Order
from tests.importing.cluster import Cluster, standalone

ROWS = 200_000
ROUNDS = 2
MB = 1 << 20


def seconds(table: Path, out: Path, cluster: Cluster) -> float:
    """Give the seconds of one import, from nothing to the renamed folder."""
    start = time.monotonic()
    import_on_spark(Order((table,), out), cluster.url)
    return time.monotonic() - start


def main() -> None:
    """Measure and print, the best of some rounds in turn: what else runs on the machine only makes it slower."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    number, pinned = numbers[0] if numbers else ROWS, "--pinned" in sys.argv
    wholes: defaultdict[int, list[float]] = defaultdict(list)
    leasts: defaultdict[int, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        table, small = Path(name) / "ged.csv", Path(name) / "small.csv"
        write(number, table)
        write(10, small)
        written = 0
        for workers in (1, 2) * ROUNDS:
            with tempfile.TemporaryDirectory(dir=name) as scratch, standalone(Path(scratch), workers, pinned) as cluster:
                leasts[workers].append(seconds(small, Path(scratch) / "small.nt", cluster))
                wholes[workers].append(seconds(table, Path(scratch) / "graph.nt", cluster))
                written = sum(part.stat().st_size for part in (Path(scratch) / "graph.nt").glob("part-*"))
        print(f"{number:,} rows, {table.stat().st_size / MB:.0f} MB in, {written / MB:.0f} MB out, best of {ROUNDS} rounds\n")
    print("| workers | seconds | of these, 10 rows | rows a second | times one worker | without those of 10 rows |")
    print("|---:|---:|---:|---:|---:|---:|")
    for workers in (1, 2):
        whole, least = min(wholes[workers]), min(leasts[workers])
        ratio, steady = min(wholes[1]) / whole, (min(wholes[1]) - min(leasts[1])) / (whole - least)
        print(f"| {workers} | {whole:.1f} | {least:.1f} | {number / whole:,.0f} | {ratio:.2f} | {steady:.2f} |")


if __name__ == "__main__":
    main()
