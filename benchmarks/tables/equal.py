"""Whether two files of N-Triples hold the same set of triples: one by one, or by a sum of hashes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

SMALL = 1 << 28
"""Bytes of a file up to which its triples are held in memory to be compared one by one."""


@dataclass(frozen=True, slots=True)
class Print:
    """A file's lines: how many, and the sum of their hashes, which does not depend on their order."""

    number: int
    total: int


def print_of_lines(path: Path) -> Print:
    """Give the print of a file's lines as they stand; comparable within one process only."""
    with path.open("rb") as lines:
        number, total = 0, 0
        while block := lines.readlines(1 << 24):
            number += len(block)
            total += sum(map(hash, block))
    return Print(number, total)


def print_of_triples(path: Path) -> Print:
    """Give the print of a file's triples, whichever way its literals are escaped."""
    number, total = 0, 0
    for triple in ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES):
        number += 1
        total += hash(str(triple))
    return Print(number, total)


def compared(ours: Path, theirs: Path) -> str:
    """Say how two files compare, in words: `the same …`, or how they differ."""
    if max(ours.stat().st_size, theirs.stat().st_size) <= SMALL:
        mine, other = (triples_of(path) for path in (ours, theirs))
        if mine == other:
            return "the same set"
        return f"DIFFERS: {len(mine - other):,} triples missing, {len(other - mine):,} too many"
    if print_of_lines(ours) == print_of_lines(theirs):
        return "the same lines"
    mine_, other_ = print_of_triples(ours), print_of_triples(theirs)
    return "the same triples" if mine_ == other_ else f"DIFFERS: {mine_.number:,} triples here, {other_.number:,} there"


def triples_of(path: Path) -> set[str]:
    """Give a file's triples, each once, in one spelling."""
    return {str(triple) for triple in ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES)}


def repeated_in(path: Path) -> int:
    """Give how many lines of a small file stand there more than once."""
    lines = path.read_bytes().splitlines()
    return len(lines) - len(set(lines))
