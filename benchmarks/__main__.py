"""Print one run as a Markdown table: `python -m benchmarks [CLAIMS]`."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import version
from itertools import chain

from benchmarks.peers import building, encoding, querying, starting
from kg.model.data import data_path

PEERS = ("pyoxigraph", "rdflib", "spacy", "matplotlib")


def main() -> None:
    """Measure and print."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    versions = ", ".join(f"{name} {version(name)}" for name in PEERS)
    print(f"Python {platform.python_version()}, {versions}. Encoding and queries in CPU seconds, the rest in wall seconds.\n")
    print("| what | seconds | peer | its seconds | times as long |\n|---|---:|---|---:|---:|")
    for one in chain(starting(), encoding(number), querying(data_path("exports", "mali.ttl")), building()):
        peer = "" if one.peer_seconds is None else f"{one.peer_seconds:.3f}"
        print(f"| {one.what} | {one.seconds:.3f} | {one.peer} | {peer} | {one.ratio} |", flush=True)


main()
