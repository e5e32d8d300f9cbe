"""The graphs that the protocol names for an update, written into it as USING: the engine has no other way to be told."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.graph.guard import TOKEN
from kg.web.pool import Refused


def with_using(update: str, default: Sequence[str], named: Sequence[str]) -> str:
    """Give an update whose every WHERE is asked over these graphs.

    Raises Refused where the update itself says USING or WITH, as the protocol wants.

    >>> with_using("DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }", ["http://a"], ["http://b"])
    'DELETE { ?s ?p 1 } USING <http://a> USING NAMED <http://b> WHERE { ?s ?p 1 }'
    >>> with_using("DELETE WHERE { ?s ?p 1 }", ["http://a"], [])
    'DELETE { ?s ?p 1 } USING <http://a> WHERE { ?s ?p 1 }'
    """
    if not default and not named:
        return update
    clauses = " ".join([*(f"USING <{iri}>" for iri in default), *(f"USING NAMED <{iri}>" for iri in named)])
    return _Rewriting(update, clauses).done()


class _Rewriting:
    """One walk over an update's tokens that puts clauses before each WHERE of its outermost level."""

    def __init__(self, update: str, clauses: str) -> None:
        self.update = update
        self.clauses = clauses
        self.tokens = [found for found in TOKEN.finditer(update) if found.lastgroup != "comment"]
        self.parts: list[str] = []
        self.copied = 0

    def done(self) -> str:
        depth = 0
        for number, found in enumerate(self.tokens):
            depth += (found.lastgroup == "open") - (found.lastgroup == "close")
            if depth == 0 and found.lastgroup == "word":
                self.see(number, found)
        return "".join([*self.parts, self.update[self.copied :]])

    def see(self, number: int, found: re.Match[str]) -> None:
        word = found.group().upper()
        if word in ("USING", "WITH"):
            raise Refused(400, f"the update says {word} itself: leave that out, or leave out using-graph-uri")
        if word == "WHERE":
            before = self.tokens[number - 1].group().upper() if number else ""
            template = self.group_after(number) + " " if before == "DELETE" else ""
            self.parts += [self.update[self.copied : found.start()], template, self.clauses, " "]
            self.copied = found.start()

    def group_after(self, number: int) -> str:
        """Give the group after a WHERE, braces and all; of `DELETE WHERE` it is also what is deleted."""
        depth = 0
        opened = self.tokens[number + 1 :]
        for found in opened:
            depth += (found.lastgroup == "open") - (found.lastgroup == "close")
            if depth == 0:
                return self.update[opened[0].start() : found.end()]
        return ""
