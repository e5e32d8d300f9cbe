"""Lines sorted on the disk, for what is too much for memory."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

_RUN = 500_000  # lines: about 100 MB


def sorted_hash(lines: Iterable[bytes], scratch: Path) -> str:
    """Give the SHA-256 of lines once sorted; `scratch` is an empty folder for the runs."""
    digest = hashlib.sha256()
    with ExitStack() as stack:
        runs = [stack.enter_context(path.open("rb")) for path in written_runs(iter(lines), scratch)]
        for line in heapq.merge(*runs):
            digest.update(line)
    return digest.hexdigest()


def written_runs(lines: Iterator[bytes], scratch: Path) -> list[Path]:
    """Write sorted runs of lines; give their files."""
    paths: list[Path] = []
    while run := sorted(islice(lines, _RUN)):
        paths.append(scratch / f"{len(paths)}.run")
        with paths[-1].open("wb") as file:
            file.writelines(run)
    return paths
