"""Print what each real store that is installed does with the graph that ships, as Markdown: `python tools/store_matrix.py`.

Push whole, push by source, count, all triples back, the named queries over both, pull: figures are seconds.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.stores.pushing import run_kg
from tests.stores.questions import ASKED, EXPORT, expected, graph, graphs, lines
from tests.stores.servers import MAKERS, Server, started
from tests.stores.sparql import GRAPH, Client, canonical_lines
from tests.stores.tools import Missing

HEAD = ["store", "push whole", "count", "push by source", "same triples back", "queries, one graph", "over the union", "pull"]


def main() -> None:
    print("| " + " | ".join(HEAD) + " |\n" + "|---" * len(HEAD) + "|", flush=True)
    for kind in MAKERS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                with started(kind, Path(folder) / "store") as server:
                    print("| " + " | ".join(row(server, Path(folder))) + " |", flush=True)
            except Missing as why:
                print(f"| {kind} | {why} |" + " |" * (len(HEAD) - 2), flush=True)


def row(server: Server, home: Path) -> list[str]:
    """Give the cells of one store: first a graph for each source, then the one graph."""
    client = Client(server)
    by_source = timed(lambda: kg(server, home, "push", str(EXPORT), "URL", "--by-source"))
    union = answered(client.in_union)
    for name in graphs():
        client.drop(name)
    whole = timed(lambda: kg(server, home, "push", str(EXPORT), "URL", "--graph", GRAPH))
    asked = answered(client.in_graph)
    pulled = timed(lambda: kg(server, home, "pull", "URL", "--graph", GRAPH, "-o", "back.nt"))
    count = client.count()
    return [f"{server.kind} {server.version}", whole, f"{count:,}", by_source, same(client), asked, union, pulled]


def kg(server: Server, home: Path, *arguments: str) -> bool:
    done = run_kg(server, home, *arguments)
    if done.returncode:
        print(f"{server.kind}: kg {arguments[0]}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
    return done.returncode == 0


def timed(work: Callable[[], bool]) -> str:
    began = time.perf_counter()
    done = work()
    return f"{time.perf_counter() - began:.1f} s" if done else "failed"


def same(client: Client) -> str:
    ours, found = set(canonical_lines(lines())), set(canonical_lines(client.got()))
    return f"{len(ours & found):,} of {len(graph()):,}"


def answered(ask: Callable[[str], object]) -> str:
    """Give how many questions were answered as the embedded store does, and in how many seconds."""
    began = time.perf_counter()
    right = sum(answer(ask, query) == expected(name) for name, query in ASKED.items())
    return f"{right} of {len(ASKED)} in {time.perf_counter() - began:.1f} s"


def answer(ask: Callable[[str], object], query: str) -> object:
    try:
        return ask(query)
    except (AssertionError, httpx.HTTPError):
        return None


if __name__ == "__main__":
    main()
