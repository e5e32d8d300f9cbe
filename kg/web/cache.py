"""Answers kept for as long as the store does not change: bounded in bytes, the one not asked for longest goes first."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

_CHANGING = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\b", re.IGNORECASE)
_OVERHEAD = 1000


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole answer: its media type, its form and its bytes."""

    media: str
    form: str
    body: bytes


class Cache:
    """Answers by generation and question, in so many bytes."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.held = 0
        self.kept: OrderedDict[Hashable, Kept] = OrderedDict()

    @property
    def largest(self) -> int:
        """Give the size of the largest answer that is worth keeping."""
        return self.most // 8

    def get(self, key: Hashable) -> Kept | None:
        """Give an answer that is kept."""
        kept = self.kept.get(key)
        if kept is not None:
            self.kept.move_to_end(key)
        return kept

    def put(self, key: Hashable, kept: Kept) -> None:
        """Keep an answer."""
        if len(kept.body) > self.largest or key in self.kept:
            return
        self.kept[key] = kept
        self.held += len(kept.body) + _OVERHEAD
        while self.held > self.most:
            _, old = self.kept.popitem(last=False)
            self.held -= len(old.body) + _OVERHEAD


def changes(sparql: str) -> bool:
    """Tell whether a query could have another answer though the store is the same; rather yes than no.

    >>> changes("SELECT (NOW() AS ?n) {}"), changes("SELECT * { ?s ?p ?o }")
    (True, False)
    """
    return _CHANGING.search(sparql) is not None
