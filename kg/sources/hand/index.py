"""What a folder of facts defines: every id with the line that defines it, so that references can be checked and mended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.model.errors import Problem, nearest
from kg.sources.hand.lines import Items, Node, Table, Text

LISTS = {"actors": "actor", "places": "place", "events": "event", "conditions": "condition", "sources": "source"}
"""The top-level lists of entries with an id, and the folder of references that each fills."""


@dataclass(frozen=True, slots=True)
class Page:
    """One file of the folder as read."""

    path: str
    table: Table


@dataclass(frozen=True, slots=True)
class Index:
    """The ids of each folder of references with where they stand, the scopes of actors, and the table of every claim."""

    defined: defaultdict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    scopes: dict[str, str] = field(default_factory=dict)
    claims: dict[tuple[str, str], Table] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    """Folders whose file could not be read: what refers to them is not called unknown for that."""

    def add(self, folder: str, word: Text, path: str) -> Iterator[Problem]:
        """Note an id; a problem where it is defined already."""
        where = f"{path}:{word.line}"
        first = self.defined[folder].setdefault(word.text, where)
        if first != where:
            yield Problem(path, word.line, f"the {folder} {word.text!r} is defined twice", f"first in {first}; keep one")

    def resolve(self, word: str, folders: Iterable[str]) -> tuple[str | None, str]:
        """Give the whole reference of a name as the user writes it, or None and what to do."""
        folders = tuple(folders)
        folder, colon, name = word.partition(":")
        if colon and folder in folders and folder not in self.unread:
            return (word, "") if name in self.defined[folder] else (None, nearest(name, self.defined[folder]))
        found = [f"{folder}:{word}" for folder in folders if word in self.defined[folder]]
        if len(found) > 1:
            return None, f"write {' or '.join(found)}"
        if not found and self.unread.intersection(folders):
            return (word if colon else f"{folders[0]}:{word}"), ""
        if found:
            return found[0], ""
        return None, nearest(word, [name for folder in folders for name in self.defined[folder]])


def make_index(pages: Iterable[Page], unread: Iterable[str] = ()) -> tuple[Index, list[Problem]]:
    """Give all that the pages define, and a problem for each id or claim key that stands twice."""
    index = Index(unread=frozenset(unread))
    problems: list[Problem] = []
    for page in pages:
        for key, node in page.table.entries:
            for folder, entry in _entries(key.text, node):
                name = find(entry, "id")
                if isinstance(name, Text):
                    problems += index.add(folder, name, page.path)
                    if folder == "actor" and isinstance(scope := find(entry, "scopedTo"), Text):
                        index.scopes[name.text] = scope.text
        problems += _claims(page, index)
    return index, problems


def _entries(key: str, node: Node) -> Iterator[tuple[str, Table]]:
    if key in LISTS and isinstance(node, Items):
        yield from ((LISTS[key], entry) for entry in node.items if isinstance(entry, Table))
    if key in ("source", "dataset", "run") and isinstance(node, Table):
        yield key, node


def _claims(page: Page, index: Index) -> Iterator[Problem]:
    source = find(find(page.table, "source"), "id")
    claims = find(page.table, "claims")
    if not isinstance(source, Text) or not isinstance(claims, Items):
        return
    for claim in claims.items:
        key = find(claim, "key")
        if isinstance(claim, Table) and isinstance(key, Text):
            first = index.claims.setdefault((source.text, key.text), claim)
            if first is not claim:
                remedy = f"first in line {first.line}; give one another key"
                yield Problem(page.path, key.line, f"two claims have the key {key.text!r}", remedy)


def find(node: Node | None, key: str) -> Node | None:
    """Give the value of a key of a table, or None."""
    entries = node.entries if isinstance(node, Table) else ()
    return next((value for name, value in entries if name.text == key), None)
