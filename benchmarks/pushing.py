"""How fast `kg push` is beside one HTTP PUT of the same N-Triples file into the same store.

python -m benchmarks.pushing [--stores oxigraph,fuseki,virtuoso,rdf4j] [--triples 200000] [--rounds 2]

Each round puts the file whole with httpx, then pushes it with `kg push` as a process of its own: start, validation, sorting,
journal and verification are in its time. The best of the rounds counts; the ratio is of rates, so 1 is as fast.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from tests.stores.servers import Server, started

BASE = "https://w3id.org/conflict-kg/"
XSD = "http://www.w3.org/2001/XMLSchema#"


def write_graph(path: Path, triples: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for number in range(triples // 5):
            claim = f"<{BASE}claim/{number * 2_654_435_761 % 2**32:08x}>"
            file.write(f"{claim} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{BASE}ontology#Claim> .\n")
            file.write(f'{claim} <http://www.w3.org/2000/01/rdf-schema#label> "Claim {number}, in Léré"@en .\n')
            file.write(f'{claim} <{BASE}ontology#best> "{number % 97}"^^<{XSD}integer> .\n')
            file.write(f"{claim} <{BASE}ontology#source> <{BASE}source/{number % 1000}> .\n")
            file.write(f'{claim} <{BASE}ontology#day> "2020-01-{number % 28 + 1:02}"^^<{XSD}date> .\n')


def put_whole(server: Server, file: Path) -> float:
    data, began = file.read_bytes(), time.perf_counter()
    answer = httpx.put(
        server.graphs, params={"graph": "urn:put"}, content=data, auth=server.auth, timeout=3600,
        headers={"Content-Type": "application/n-triples"},
    )  # fmt: skip
    answer.raise_for_status()
    return time.perf_counter() - began


def pushed(server: Server, file: Path, state: Path) -> float:
    user = ["--user", server.user] if server.user else []
    environment = {**os.environ, "XDG_STATE_HOME": str(state), "KG_PUSH_PASSWORD": server.password or "none"}
    if not user:
        del environment["KG_PUSH_PASSWORD"]
    began = time.perf_counter()
    command = [sys.executable, "-m", "kg", "push", str(file), server.url, "--graph", "urn:pushed", *user]
    subprocess.run(command, env=environment, check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def measure(kind: str, triples: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory(prefix="kg-bench-") as place:
        file = Path(place) / "graph.nt"
        write_graph(file, triples)
        with started(kind, Path(place) / kind) as server:
            times = [(put_whole(server, file), pushed(server, file, Path(place))) for _ in range(rounds)]
        whole, push = (min(column) for column in zip(*times, strict=True))
        print(
            f"{kind:9} {server.version:12} {triples:>9,} {triples / whole:>11,.0f} {triples / push:>11,.0f} {whole / push:>6.2f}",
            flush=True,
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--stores", default="oxigraph")
    options.add_argument("--triples", type=int, default=200_000)
    options.add_argument("--rounds", type=int, default=2)
    chosen = options.parse_args()
    print(f"{'store':9} {'version':12} {'triples':>9} {'one PUT /s':>11} {'push /s':>11} {'ratio':>6}")
    for kind in chosen.stores.split(","):
        measure(kind, chosen.triples, chosen.rounds)


if __name__ == "__main__":
    main()
