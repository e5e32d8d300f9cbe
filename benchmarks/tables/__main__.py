"""Measure all ways and print the tables: `python -m benchmarks.tables [--rows 10000 100000] [--repeat 5] [--out page.md]`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.tables.measuring import Plan, Result, growth, measure
from benchmarks.tables.page import page_of, put
from benchmarks.tables.ways import WAYS, Place, peers_python, versions

PEERS = tuple(way.key for way in WAYS[1:])
LIMIT = "leave a way out of larger sizes"


def options() -> argparse.Namespace:
    """Read what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tables", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[10_000, 100_000, 1_000_000], help="sizes to compare the ways at")
    parser.add_argument("--growth", type=int, nargs="*", default=[], help="sizes to measure kg import alone at")
    parser.add_argument("--repeat", type=int, default=5, help="runs of each way; medians are shown")
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=list(PEERS), help="ways beside kg import")
    parser.add_argument("--not-above", nargs=2, action="append", default=[], metavar=("PEER", "ROWS"), help=LIMIT)
    parser.add_argument("--timeout", type=float, default=1800, help="seconds after which a run is stopped")
    parser.add_argument("--patience", type=float, default=300, help="seconds of a run after which a way is not run again")
    parser.add_argument("--folder", type=Path, help="where to put tables and outputs (10 GB a million rows)")
    parser.add_argument("--venv", type=Path, default=Path(".venv-peers"), help="environment of the mapping tools, made if absent")
    parser.add_argument("--out", type=Path, help="a page to put the tables into")
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    asked = options()
    limits = {peer: int(number) for peer, number in asked.not_above}
    plan = Plan(asked.repeat, asked.timeout, asked.patience)
    mapping = {"morph-kgc", "maplib"} & set(asked.peers)
    peers = peers_python(asked.venv) if mapping else sys.executable
    with tempfile.TemporaryDirectory(prefix="kg-tables-", dir=asked.folder) as folder:
        place = Place(Path(folder), sys.executable, peers)
        busy = os.getloadavg()[0]
        results: list[Result] = []
        for number in asked.rows:
            ways = [way for way in WAYS if way.key in ("kg", *asked.peers) and number <= limits.get(way.key, number)]
            results += measure(number, ways, place, plan)
        grown = list(growth(asked.growth, place, plan))
        head = f"{versions(place)}; {os.cpu_count()} cores, load before the start {busy:.1f}. Medians of {plan.repeat} runs."
    text = page_of(head, results, grown)
    print(text)
    if asked.out:
        put(text, asked.out)


if __name__ == "__main__":
    main()
