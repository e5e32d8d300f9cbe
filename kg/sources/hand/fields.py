"""The keys of one entry, read as what they should be; what is wrong is noted with its line and the reading goes on."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar
from urllib.parse import urlsplit

from kg.model.dates import part_bounds
from kg.model.errors import KgError, Problem, UnreadableInput, nearest
from kg.model.refs import mint
from kg.sources.hand.index import Index
from kg.sources.hand.lines import Items, Node, Table, Text

T = TypeVar("T")
K = TypeVar("K", bound=str)

_ID = re.compile(r"[^\W_][\w./-]*")
_LANGUAGE = re.compile(r"[a-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,9})?")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SPAN = re.compile(r"char=([0-9]{1,12}),([0-9]{1,12})")
_LOCATOR = re.compile(r"(entry|row)=\S+")


class Entry:
    """One table of a facts file, and the problems found in it; `sound` while there are none."""

    def __init__(self, table: Table, path: str, index: Index, known: Collection[str], what: str) -> None:
        self.table, self.path, self.index, self.what = table, path, index, what
        self.problems: list[Problem] = []
        self._nodes = {key.text: value for key, value in table.entries}
        for key, value in table.entries:
            if key.text not in known:
                self.note(key.line, f"unknown key {key.text!r} in {what}", nearest(key.text, known))
            elif isinstance(value, Text) and not value.text.strip():
                self.note(key.line, f"{key.text} has no value", "write one, or remove the key")

    @property
    def sound(self) -> bool:
        """Tell whether nothing is wrong so far."""
        return not self.problems

    def note(self, line: int | None, what: str, remedy: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(self.path, line, what, remedy))

    def has(self, *keys: str) -> bool:
        """Tell whether any of the keys is there."""
        return any(key in self._nodes for key in keys)

    def inner(self, table: Table, known: Collection[str], what: str) -> Entry:
        """Give a table inside this one as an entry that notes its problems here."""
        entry = Entry(table, self.path, self.index, known, what)
        self.problems += entry.problems
        entry.problems = self.problems
        return entry

    # words

    def text(self, key: str) -> Text | None:
        """Give the words of a key, or None where it is absent, empty or no words."""
        node = self._nodes.get(key)
        if node is None or isinstance(node, Text):
            return node if node and node.text.strip() else None
        self.note(node.line, f"{key} is {_shape(node)}", "write one value")
        return None

    def words(self, key: str) -> str | None:
        """Give the words of a key as a string, spaces at the ends and line breaks closed up."""
        found = self.text(key)
        return " ".join(found.text.split()) if found else None

    def verbatim(self, key: str) -> str | None:
        """Give the words of a key with the line breaks that they have in the source."""
        found = self.text(key)
        return found.text.strip() if found else None

    def needed(self, key: str) -> str:
        """Give the words of a key that must be there."""
        if key not in self._nodes:
            self.note(self.table.line, f"{self.what} without {key}", f"add {key}: …")
        return self.words(key) or ""

    def read(self, key: str, reader: Callable[[str], T]) -> T | None:
        """Give what a reader makes of the words of a key; its KgError becomes a problem of that line."""
        found = self.text(key)
        if found is None:
            return None
        try:
            return reader(found.text.strip())
        except KgError as error:
            self.note(found.line, f"{key}: {error}")
            return None

    def matching(self, key: str, pattern: re.Pattern[str], remedy: str) -> str | None:
        """Give the words of a key that must have a form."""
        found = self.text(key)
        if found and not pattern.fullmatch(found.text):
            self.note(found.line, f"{key}: {found.text!r} has not the form of it", remedy)
            return None
        return found.text if found else None

    def one_of(self, key: str, known: Mapping[K, str]) -> K | None:
        """Give a value of a closed list."""
        found = self.text(key)
        if found is None:
            return None
        for value in known:
            if value == found.text:
                return value
        self.note(found.line, f"unknown {key} {found.text!r}", nearest(found.text, known) or f"one of: {', '.join(known)}")
        return None

    def truth(self, key: str) -> bool:
        """Give whether a key says true; absent is false."""
        return self.one_of(key, {"true": "", "false": ""}) == "true"

    def strings(self, key: str) -> tuple[str, ...]:
        """Give the words of a key that may be one or a list."""
        return tuple(" ".join(word.text.split()) for word in self.listed(key) if isinstance(word, Text))

    def listed(self, key: str) -> Sequence[Text | Table]:
        """Give the values of a key that may be one or a list; a list in a list is a problem."""
        node = self._nodes.get(key)
        nodes = node.items if isinstance(node, Items) else (node,) if node else ()
        if isinstance(node, Items) and not nodes:
            self.note(node.line, f"{key} is an empty list", "add a value, or remove the key")
        for item in nodes:
            if isinstance(item, Items) or (isinstance(item, Text) and not item.text.strip()):
                self.note(item.line, f"{key} holds {_shape(item)}", "write values")
        return [item for item in nodes if not isinstance(item, Items)]

    def tables(self, key: str) -> Iterator[Table]:
        """Give the tables of a key that holds one or a list of them."""
        for node in self.listed(key):
            if isinstance(node, Table):
                yield node
            elif node.text.strip():
                self.note(node.line, f"{key}: {node.text!r} is no table of keys", "write “key: value” lines")

    # values

    def day(self, key: str) -> date | None:
        """Give a whole day."""
        return self.read(key, _whole_day)

    def integer(self, key: str) -> int | None:
        """Give a number of people: digits only."""
        return self.read(key, _integer)

    def decimal(self, key: str, low: float, high: float) -> float | None:
        """Give a number between bounds."""
        return self.read(key, lambda text: _decimal(text, low, high))

    def address(self, key: str) -> str | None:
        """Give an http(s) address."""
        return self.read(key, read_address)

    def addresses(self, key: str) -> tuple[str, ...]:
        """Give one or several http(s) addresses."""
        found = []
        for word in self.listed(key):
            try:
                found.append(read_address(word.text.strip() if isinstance(word, Text) else ""))
            except KgError as error:
                self.note(word.line, f"{key}: {error}")
        return tuple(found)

    def language(self, key: str) -> str | None:
        """Give a language tag (BCP 47)."""
        return self.matching(key, _LANGUAGE, "such as en, fr or ar-ML")

    def sha256(self, key: str) -> str | None:
        """Give a SHA-256 digest."""
        return self.matching(key, _SHA256, "64 hexadecimal digits in lower case")

    def locator(self, key: str = "locator") -> str | None:
        """Give a place in a source: `char=START,END`, `entry=KEY` or `row=ID`."""
        return self.read(key, read_locator)

    def name(self, key: str) -> str:
        """Give the id of the entry, which must be there and be fit for an IRI."""
        if key not in self._nodes:
            self.note(self.table.line, f"{self.what} without {key}", f"add {key}: …")
        return self.matching(key, _ID, "letters, digits and hyphens, such as ber-camp") or ""

    # references

    def ref(self, key: str, *folders: str) -> str | None:
        """Give a reference to something that the folder defines."""
        found = self.text(key)
        return self.resolved(found, key, *folders) if found else None

    def refs(self, key: str, *folders: str) -> tuple[str, ...]:
        """Give one or several references."""
        words = [word for word in self.listed(key) if isinstance(word, Text)]
        return tuple(ref for word in words if (ref := self.resolved(word, key, *folders)))

    def resolved(self, word: Text, key: str, *folders: str) -> str | None:
        """Give the whole reference of a word; a problem with the nearest name where there is none."""
        ref, remedy = self.index.resolve(word.text, folders)
        if ref is None:
            kinds = " or ".join(folders)
            self.note(word.line, f"{key}: unknown {kinds} {word.text!r}", remedy or f"define it in {_home(folders[0])}")
        return ref


def read_address(text: str) -> str:
    """Give an http(s) address; raise UnreadableInput for anything else.

    >>> read_address("https://example.org/a?b=c")
    'https://example.org/a?b=c'
    """
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and parts.hostname and "." in parts.hostname and parts.port != 0
        mint(text)
    except (ValueError, KgError):
        sound = False
    if not sound:
        raise UnreadableInput(f"{text!r} is not an http(s) address")
    return text


def read_locator(text: str) -> str:
    """Give a locator as written; raise UnreadableInput where it points nowhere.

    >>> read_locator("char=12,30")
    'char=12,30'
    """
    span = _SPAN.fullmatch(text)
    if span and int(span[1]) >= int(span[2]):
        raise UnreadableInput(f"{text!r} ends before it begins")
    if not span and not _LOCATOR.fullmatch(text):
        raise UnreadableInput(f"{text!r} is no locator: write char=START,END, entry=KEY or row=ID")
    return text


def _shape(node: Node) -> str:
    return "a list" if isinstance(node, Items) else "a table of keys" if isinstance(node, Table) else "nothing"


def _home(folder: str) -> str:
    return {"condition": "events.yaml", "source": "sources/ or sources.yaml"}.get(folder, f"{folder}s.yaml")


def _whole_day(text: str) -> date:
    first, last, _ = part_bounds(text)
    if first != last:
        raise UnreadableInput(f"{text!r} is not a whole day: write YYYY-MM-DD, or use edtf")
    return first


def _integer(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise UnreadableInput(f"{text!r} is not a whole number: write digits only")
    return int(text)


def _decimal(text: str, low: float, high: float) -> float:
    if not _NUMBER.fullmatch(text) or not low <= float(text) <= high:
        raise UnreadableInput(f"{text!r} is not a number from {low:g} to {high:g}")
    return float(text)
