"""How fast a durable store loads against pyoxigraph's own bulk loader, and how much memory ten million triples take.

python benchmarks/keeping.py load [--triples 2000000]     the ratio, several turns, both on the same file in the same run
python benchmarks/keeping.py memory TABLE                 kg import TABLE --store, then queries; peak RSS of all its processes
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

QUERIES = (
    ("count", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
    ("types", "SELECT ?t (COUNT(*) AS ?n) { ?s a ?t } GROUP BY ?t ORDER BY DESC(?n)"),
    ("deadliest", "SELECT ?c ?n { ?c kg:best ?n } ORDER BY DESC(?n) LIMIT 5"),
    ("named: deaths-by-month", "-q deaths-by-month"),
    ("a place", "SELECT ?e ?l { ?p rdfs:label ?l FILTER(CONTAINS(?l, 'Kidal')) ?c kg:in ?p ; kg:about ?e } LIMIT 20"),
)
_PLAIN = "import sys; from pyoxigraph import *; s = Store(sys.argv[1]); s.bulk_load(path=sys.argv[2], format=RdfFormat.N_QUADS)"


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="what", required=True)
    load = commands.add_parser("load")
    load.add_argument("--triples", type=int, default=2_000_000)
    load.add_argument("--turns", type=int, default=3)
    memory = commands.add_parser("memory")
    memory.add_argument("table", type=Path)
    memory.add_argument("--keep", type=Path, help="where to make the store, and leave it")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if args.what == "load":
            compare(Path(folder), args.triples, args.turns)
        else:
            measure(args.keep or Path(folder) / "store", args.table)


def compare(folder: Path, triples: int, turns: int) -> None:
    """Load one file by both in turn; each into a new folder, in a process of its own; print seconds and the ratio of rates."""
    file = folder / "some.nq"
    size = write_quads(file, triples)
    print(f"{triples:,} quads, {size / 1e6:,.0f} MB of N-Quads")
    ours: list[Ran] = []
    theirs: list[Ran] = []
    for turn in range(turns):
        both = [
            (theirs, [sys.executable, "-c", _PLAIN, str(folder / f"plain{turn}"), str(file)]),
            (ours, [sys.executable, "-m", "kg", "store", "load", str(folder / f"kept{turn}"), str(file)]),
        ]
        for took, command in both[:: -1 if turn % 2 else 1]:  # who comes first may write to an idle disk
            took.append(timed(command))
        named = (("pyoxigraph", theirs[-1]), ("kg store load", ours[-1]))
        told = ", ".join(f"{name} {ran.seconds:.1f} s, peak {ran.peak / 1e9:.2f} GB, exit {ran.code}" for name, ran in named)
        print(f"turn {turn + 1}: {told}, ratio {theirs[-1].seconds / ours[-1].seconds:.2f}", flush=True)
        for name in (f"plain{turn}", f"kept{turn}"):
            shutil.rmtree(folder / name)
    ratio = statistics.median(a.seconds / b.seconds for a, b in zip(theirs, ours, strict=True))
    rate = triples / statistics.median(ran.seconds for ran in ours)
    print(f"median ratio {ratio:.2f} (goal 0.80); {rate:,.0f} quads a second")


def write_quads(path: Path, number: int) -> int:
    """Write quads shaped as claims are, about 28 a claim; give the file's bytes."""
    base = "https://w3id.org/conflict-kg/"
    with path.open("w", encoding="utf-8") as out:
        for n in range(number):
            claim = n // 28
            out.write(
                f"<{base}claim/{claim:016x}> <{base}ontology#p{n % 28}> "
                + (
                    f'"{n % 977}"^^<http://www.w3.org/2001/XMLSchema#integer>'
                    if n % 3
                    else f"<{base}event/{claim * 7919 % 100003}>"
                )
                + f" <{base}graph/source/s{claim % 5}> .\n"
            )
    return path.stat().st_size


def measure(store: Path, table: Path) -> None:
    """Import a table into a store and ask it; print seconds and the peak memory of each step."""
    show("kg import", timed([sys.executable, "-m", "kg", "import", str(table), "--store", str(store)]))
    for name, query in QUERIES:
        asked = query.split() if query.startswith("-q") else [query]
        show(name, timed([sys.executable, "-m", "kg", "query", *asked, "--store", str(store), "--format", "csv"]))
    show("kg import again", timed([sys.executable, "-m", "kg", "import", str(table), "--store", str(store)]))
    show("kg store verify", timed([sys.executable, "-m", "kg", "store", "verify", str(store)]))
    show("kg store compact", timed([sys.executable, "-m", "kg", "store", "compact", str(store)]))


class Ran:
    """A command that ended: how long it took, the most memory that its processes held together, and what it said."""

    def __init__(self, seconds: float, peak: int, code: int, said: str) -> None:
        self.seconds, self.peak, self.code, self.said = seconds, peak, code, said


def timed(command: Sequence[str]) -> Ran:
    """Run a command and watch it."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    peak, ended = [0], threading.Event()
    watcher = threading.Thread(target=watch, args=(process.pid, peak, ended))
    watcher.start()
    said = process.communicate()[0]
    ended.set()
    watcher.join()
    return Ran(time.monotonic() - start, peak[0], process.returncode, said)


def watch(pid: int, peak: list[int], ended: threading.Event) -> None:
    """Note the largest resident memory of a process and all that it started, ten times a second."""
    while not ended.wait(0.1):
        peak[0] = max(peak[0], sum(resident(each) for each in tree(pid)))


def tree(pid: int) -> list[int]:
    """Give a process and all below it."""
    try:
        children = [int(each) for task in Path(f"/proc/{pid}/task").iterdir() for each in (task / "children").read_text().split()]
    except OSError:
        return [pid]
    return [pid, *(below for child in children for below in tree(child))]


def resident(pid: int) -> int:
    """Give the bytes that a process holds in memory, 0 where it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
    except OSError:
        return 0


def show(what: str, ran: Ran) -> None:
    """Print what a step took."""
    lines = ran.said.strip().splitlines() or [""]
    print(f"{what}: {ran.seconds:.1f} s, peak {ran.peak / 1e9:.2f} GB, exit {ran.code}; {lines[-1][:100]}", flush=True)


if __name__ == "__main__":
    main()
