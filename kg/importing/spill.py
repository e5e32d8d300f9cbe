"""Things kept once, on disk: what rows name, and their ids, for tables of any size in the same memory.

Entries are dealt out to files by a hash of their key; all of one key meet in one file, and one file at a time is read back.
"""

from __future__ import annotations

import os
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

K = TypeVar("K", int, tuple[int, ...])

BITS = 5
FILES = 1 << BITS
DEPTH = 4
LARGEST = 1 << 23  # bytes of a file that is read back whole; a larger one is dealt out again


class Spill:
    """A folder into which any number of processes put lines under keys; a key has no tab and no line break, a line no break."""

    def __init__(self, folder: Path, depth: int = 0) -> None:
        self.folder = folder
        self.depth = depth
        self._shift = 32 - BITS * (depth + 1)
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, entries: Iterable[tuple[str, str]]) -> None:
        """Keep entries, each a key and a value of one line."""
        dealt: defaultdict[int, list[str]] = defaultdict(list)
        for key, value in entries:
            dealt[zlib.crc32(key.encode()) >> self._shift & FILES - 1].append(f"{key}\t{value}\n")
        for number, lines in dealt.items():
            data = "".join(lines).encode()
            file = os.open(self.folder / f"{number:02d}", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                while data:  # one write of a whole line or of many: appends of several processes do not mix
                    data = data[os.write(file, data) :]
            finally:
                os.close(file)

    def files(self) -> Iterator[Path]:
        """Give the files, each small enough to be read whole, in an order that the keys alone decide."""
        for path in sorted(self.folder.iterdir()):
            if path.stat().st_size <= LARGEST or self.depth == DEPTH - 1:
                yield path
                continue
            deeper = Spill(path.with_name(f"{path.name}-"), self.depth + 1)
            with path.open(encoding="utf-8", newline="\n") as lines:
                batch = []
                for line in lines:
                    key, _, value = line[:-1].partition("\t")
                    batch.append((key, value))
                    if len(batch) == 10_000:
                        deeper.put(batch)
                        batch = []
                deeper.put(batch)
            path.unlink()
            yield from deeper.files()


def in_order(keys: Iterable[str]) -> list[str]:
    """Give keys in the order in which the files come, whether a file was dealt out again or not."""
    return sorted(keys, key=lambda key: (zlib.crc32(key.encode()), key))


def later_in(entries: Iterable[tuple[str, K]]) -> Iterator[K]:
    """Yield where keys stand that stand somewhere before, whatever the order of the entries.

    >>> list(later_in([("a", 3), ("b", 1), ("a", 2), ("a", 5)]))
    [3, 5]
    """
    first: dict[str, K] = {}
    for key, where in entries:
        known = first.setdefault(key, where)
        if known != where:
            first[key] = min(known, where)
            yield max(known, where)


def entries_of(path: Path) -> Iterator[tuple[str, str]]:
    """Give the entries of one file of a spill."""
    with path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            key, _, value = line[:-1].partition("\t")
            yield key, value
