"""Names seen before, in a few bytes each: a million documents are told apart in eight megabytes."""

from __future__ import annotations

import hashlib

import numpy as np

RECENT = 65_536


class Seen:
    """A set of names, each kept as 64 bits of its hash: the recent ones in a set, the others in a sorted array."""

    def __init__(self) -> None:
        self._recent: set[int] = set()
        self._older = np.empty(0, dtype=np.uint64)

    def take(self, name: str) -> bool:
        """Take a name in; tell whether it is new.

        >>> seen = Seen()
        >>> seen.take("a"), seen.take("b"), seen.take("a")
        (True, True, False)
        """
        key = int.from_bytes(hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=8).digest(), "big")
        if key in self._recent or self._is_older(key):
            return False
        self._recent.add(key)
        if len(self._recent) >= RECENT:
            self._older = np.union1d(self._older, np.fromiter(self._recent, dtype=np.uint64, count=len(self._recent)))
            self._recent.clear()
        return True

    def _is_older(self, key: int) -> bool:
        at = int(np.searchsorted(self._older, np.uint64(key)))
        return at < len(self._older) and int(self._older[at]) == key
