"""`kg serve` beside `oxigraph serve`, on the same graph and the same questions: `python -m benchmarks.serving [SECONDS]`.

Each client holds one connection and asks the next question once it has the answer to the last. The clients share the machine
with the service (asyncio and llhttp, in one process that prints its own share of a processor), so absolute figures are low; the
ratios are of interest. The answers are compared before anything is measured.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httptools
import httpx

from kg.graph.query import find_query
from kg.graph.store import prefixes
from kg.model.data import data_path

QUESTIONS = {
    "contradictions": "question 5, the first that the README asks",
    "events-at-place": "question 1, and the map's side table",
    "who-killed": "question 2",
    "evidence": "what each entity page and `kg show` ask",
    "attributed-only": "question 8",
    "names": "each search for an actor",
    "deaths-by-month": "the one with sums and groups",
    "view-timeline": "the rows of the picture that is drawn most",
}
"""The eight that are used most, and by what: the documentation's first questions, pages and pictures."""
CLIENTS = (1, 8, 64)
UCDP = Path("../shared/data/ucdp/ged_mali_1990_2020.csv")
_ACCEPT = "application/sparql-results+json"
_QUERY = "application/sparql-query"  # by POST: Oxigraph takes no address as long as our longest question
_TOOLS = Path(sys.executable).parent


@dataclass
class Load:
    """What a number of clients measured: latencies in seconds, and how long all of it took."""

    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0
    own: float = 0.0
    failed: int = 0

    @property
    def rate(self) -> float:
        """Give answers a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """Give milliseconds within which this share was answered."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


class Client(asyncio.Protocol):
    """One connection that asks without pause."""

    def __init__(self, requests: list[bytes], seed: int, load: Load, done: asyncio.Future[None], until: float) -> None:
        self.order = random.Random(seed).sample(requests, len(requests))
        self.load, self.done, self.until = load, done, until
        self.number = 0

    def connection_made(self, transport: Any) -> None:
        """Ask the first."""
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        """Ask the next question."""
        self.parser = httptools.HttpResponseParser(self)
        self.began = time.perf_counter()
        self.transport.write(self.order[self.number % len(self.order)])
        self.number += 1

    def data_received(self, data: bytes) -> None:
        """Take a part of an answer."""
        self.parser.feed_data(data)

    def on_message_complete(self) -> None:
        """Count an answer; ask the next, or end."""
        now = time.perf_counter()
        self.load.latencies.append(now - self.began)
        self.load.failed += self.parser.get_status_code() != 200
        if now < self.until:
            asyncio.get_running_loop().call_soon(self.ask)
        else:
            self.transport.close()
            self.done.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        """Count a connection that the service closed."""
        if not self.done.done():
            self.load.failed += 1
            self.done.set_result(None)


async def _loaded(address: str, queries: list[str], clients: int, seconds: float) -> Load:
    host, _, port = address.removeprefix("http://").partition("/")[0].partition(":")
    path = "/" + address.removeprefix("http://").partition("/")[2]
    head = f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: {_ACCEPT}\r\nContent-Type: {_QUERY}\r\n"
    texts = [query.encode() for query in queries]
    requests = [f"{head}Content-Length: {len(text)}\r\n\r\n".encode() + text for text in texts]
    loop = asyncio.get_running_loop()
    load, began, own = Load(), time.perf_counter(), time.process_time()
    ends = [loop.create_future() for _ in range(clients)]
    for seed, end in enumerate(ends):
        await loop.create_connection(
            lambda seed=seed, end=end: Client(requests, seed, load, end, began + seconds), host, int(port)
        )  # type: ignore[misc]
    await asyncio.gather(*ends)
    load.seconds = time.perf_counter() - began
    load.own = (time.process_time() - own) / load.seconds
    return load


def loaded(address: str, queries: list[str], clients: int, seconds: float) -> Load:
    """Ask these questions with so many clients for so many seconds."""
    import uvloop

    return uvloop.run(_loaded(address, queries, clients, seconds))


def rows(address: str, query: str) -> list[str]:
    """Give the rows of an answer, sorted, each as text."""
    answer = httpx.post(address, content=query.encode(), headers={"Accept": _ACCEPT, "Content-Type": _QUERY}, timeout=120)
    answer.raise_for_status()
    return sorted(json.dumps(row, sort_keys=True) for row in answer.json()["results"]["bindings"])


def free_port() -> int:
    """Give a port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@contextlib.contextmanager
def running(command: list[str], address: str) -> Iterator[str]:
    """Run a service until the block ends; give its address once it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(address, params={"query": "ASK {}"}).status_code == 200:
                    break
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def kg_serve(graph: Path, *more: str) -> contextlib.AbstractContextManager[str]:
    """Run `kg serve`."""
    port = free_port()
    command = [sys.executable, "-m", "kg", "serve", str(graph), "--port", str(port), "--queue", "128", *more]
    return running(command, f"http://127.0.0.1:{port}/sparql")


@contextlib.contextmanager
def oxigraph_serve(graph: Path) -> Iterator[str]:
    """Load a graph into an Oxigraph of its own, and run `oxigraph serve`."""
    with tempfile.TemporaryDirectory() as folder:
        program = str(_TOOLS / "oxigraph")
        subprocess.run([program, "load", "--location", folder, "--file", str(graph)], check=True, capture_output=True)
        port = free_port()
        command = [program, "serve", "--location", folder, "--bind", f"127.0.0.1:{port}"]
        with running(command, f"http://127.0.0.1:{port}/query") as address:
            yield address


def questions() -> list[str]:
    """Give the text of each question, with our prefixes, which Oxigraph does not know."""
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes().items())
    return [head + find_query(name).filled({}) for name in QUESTIONS]


def graphs(folder: Path) -> Iterator[tuple[str, Path]]:
    """Give the graphs to ask: the curated one, and, where the table is at hand, it together with UCDP's events in Mali."""
    mali = data_path("exports", "mali.ttl")
    yield "mali.ttl", mali
    if UCDP.exists():
        table, both = folder / "ucdp.nt", folder / "both.nt"
        subprocess.run([sys.executable, "-m", "kg", "import", str(UCDP), "--to", str(table)], check=True, capture_output=True)
        import pyoxigraph as ox

        ox.serialize((quad.triple for quad in ox.parse(path=str(mali))), str(both), format=ox.RdfFormat.N_TRIPLES)
        both.write_bytes(both.read_bytes() + table.read_bytes())
        yield "mali.ttl + UCDP GED Mali", both


def main() -> None:
    """Compare, measure and print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    asked = questions()
    print(f"{os.cpu_count()} processors, shared by clients and service; {len(asked)} questions in turn; {seconds:g} s a cell.\n")
    with tempfile.TemporaryDirectory() as folder:
        for name, graph in graphs(Path(folder)):
            compare(name, graph, asked, seconds)


def compare(name: str, graph: Path, asked: list[str], seconds: float) -> None:
    """Print one graph's table."""
    with oxigraph_serve(graph) as theirs, kg_serve(graph, "--cache", "0") as ours, kg_serve(graph) as cached:
        for what, query in zip(QUESTIONS, asked, strict=True):
            expected = rows(theirs, query)
            assert rows(ours, query) == rows(cached, query) == expected, f"{what}: the answers differ"
            took = f"{spent(theirs, query):.1f} ms and {spent(ours, query):.1f} ms"
            print(f"- {what}: {len(expected)} rows, the same from both; {took}")
        print(
            f"\n**{name}**\n\n| clients | service | answers/s | ratio | p50 ms | p99 ms | ratio | failed | clients' processor |"
        )
        print("|---:|---|---:|---:|---:|---:|---:|---:|---:|")
        for clients in CLIENTS:
            base = None
            for what, address in (("oxigraph serve", theirs), ("kg serve, no cache", ours), ("kg serve", cached)):
                load = loaded(address, asked, clients, seconds)
                base = base or load
                print(row(clients, what, load, base), flush=True)
        print()


def spent(address: str, query: str) -> float:
    """Give the least milliseconds of five answers."""
    return min(loaded(address, [query], 1, 0.0).latencies[0] for _ in range(5)) * 1000


def row(clients: int, what: str, load: Load, base: Load) -> str:
    """Give a line of the table."""
    p50, p99 = load.percentile(0.5), load.percentile(0.99)
    ratios = f"{load.rate / base.rate:.2f}", f"{p99 / base.percentile(0.99):.2f}"
    cells = (clients, what, f"{load.rate:.0f}", ratios[0], f"{p50:.1f}", f"{p99:.1f}", ratios[1], load.failed, f"{load.own:.0%}")
    return "| " + " | ".join(map(str, cells)) + " |"


if __name__ == "__main__":
    main()
