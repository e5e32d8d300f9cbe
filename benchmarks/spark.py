"""How much faster two workers of a Spark cluster are than one: `python -m benchmarks.spark [ROWS] [--pinned]`.

Master and workers run on this machine, one core and 1 GB each; `--pinned` gives each worker a core of its own that it cannot
leave, since a worker's Java and Python otherwise use what the other cores have left. Prints a Markdown table.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from benchmarks.tables.rows import write
from kg.importing.spark import import_on_spark
from kg.importing.tables import Order
from tests.importing.cluster import Cluster, standalone

ROWS = 200_000
MB = 1 << 20


def seconds(table: Path, out: Path, cluster: Cluster) -> float:
    """Give the seconds of one import, from nothing to the renamed folder."""
    start = time.monotonic()
    import_on_spark(Order((table,), out), cluster.url)
    return time.monotonic() - start


def main() -> None:
    """Measure and print."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    only = [2] if "two" in sys.argv else [1, 2]
    number, pinned = numbers[0] if numbers else ROWS, "--pinned" in sys.argv
    print("| workers | rows | MB in | MB out | seconds | of 10 rows | rows a second | times one worker |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table, small = folder / "ged.csv", folder / "small.csv"
        write(number, table)
        write(10, small)
        one = 0.0
        for workers in only:
            scratch = folder / f"workers-{workers}"
            scratch.mkdir()
            with standalone(scratch, workers, pinned) as cluster:
                least = seconds(small, scratch / "small.nt", cluster)
                whole = seconds(table, scratch / "graph.nt", cluster)
            one = one or whole
            out = sum(part.stat().st_size for part in (scratch / "graph.nt").glob("part-*"))
            print(
                f"| {workers} | {number:,} | {table.stat().st_size / MB:.0f} | {out / MB:.0f} | {whole:.1f} "
                f"| {least:.1f} | {number / whole:,.0f} | {one / whole:.2f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
