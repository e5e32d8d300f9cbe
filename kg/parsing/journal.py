"""What was read already, by a hash of document, options and code: kept beside the output, so that work can be resumed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
import zlib
from dataclasses import asdict
from importlib.metadata import distributions
from pathlib import Path

from kg import __version__
from kg.model.errors import UnreadableInput
from kg.parsing.work import Done, Wish
from kg.sources.documents.items import Item

EVERY = 2.0
"""Seconds after which what was read is safe on disk."""

_TABLE = "CREATE TABLE IF NOT EXISTS done (print BLOB PRIMARY KEY, run INTEGER, what BLOB)"


class Journal:
    """A file of what was read; every document is in it whole or not at all."""

    def __init__(self, path: Path, wish: Wish) -> None:
        self.path = path
        self._wish = print_of(wish)
        try:
            self._base = sqlite3.connect(path)
            self._base.execute(_TABLE)
            self._run = self._base.execute("SELECT ifnull(max(run), 0) + 1 FROM done").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise UnreadableInput(f"{path}: no journal of kg parse ({error}); move it away") from error
        self._saved = time.monotonic()

    def find(self, item: Item) -> Done | None:
        """Give what became of a document, where it was read before, and nothing that it depends on has changed."""
        key = self._key(item)
        row = self._base.execute("SELECT what FROM done WHERE print = ?", (key,)).fetchone()
        if row is None:
            return None
        self._base.execute("UPDATE done SET run = ? WHERE print = ?", (self._run, key))
        found = json.loads(zlib.decompress(row[0]))
        return Done(**{**found, "texts": tuple(found["texts"]), "problems": ()})

    def keep(self, item: Item, done: Done) -> None:
        """Keep what was read; what could not be read is tried again next time."""
        if done.problems:
            return
        what = zlib.compress(json.dumps(asdict(done), ensure_ascii=False).encode(), 1)
        self._base.execute("INSERT OR REPLACE INTO done VALUES (?, ?, ?)", (self._key(item), self._run, what))
        if time.monotonic() - self._saved > EVERY:
            self._base.commit()
            self._saved = time.monotonic()

    def forget_others(self) -> None:
        """Forget documents that were not met in this run."""
        self._base.execute("DELETE FROM done WHERE run <> ?", (self._run,))

    def close(self) -> None:
        """Put all on disk."""
        self._base.commit()
        self._base.close()

    def _key(self, item: Item) -> bytes:
        return hashlib.sha256(self._wish + item.fingerprint).digest()


def print_of(wish: Wish) -> bytes:
    """Give a hash of all else that decides what is read in a document: options, facts, forms, code, lexicon, models."""
    told = (sorted(wish.given.items()), wish.actors, wish.places, wish.least)
    forms = [f"{form.write.__module__}.{getattr(form.write, '__qualname__', repr(form.write))}" for form in wish.forms]
    return hashlib.sha256(repr((told, forms, __version__)).encode() + code_print()).digest()


def code_print() -> bytes:
    """Give a hash of this package's code and data, and of the versions of what it reads texts with."""
    root = Path(__file__).parent.parent
    found = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.suffix in (".py", ".yaml", ".html", ".css")):
        found.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    parts = ("spacy", "trafilatura", "pypdfium2", "en_core", "fr_core")
    named = (f"{one.metadata['Name']} {one.version}" for one in distributions() if one.metadata["Name"])
    found.update("\n".join(sorted(n for n in named if n.lower().replace("-", "_").startswith(parts))).encode())
    return found.digest()
