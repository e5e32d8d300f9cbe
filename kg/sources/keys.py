"""The keys that tell of an article, in header lines and sidecars: read with their lines, misspelt and twin ones told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.model.errors import Problem, UnreadableInput
from kg.sources.hand.fields import read_address
from kg.sources.hand.lines import Items, Node, Text, read_yaml
from kg.sources.text.layout import HEADER_KEYS

_LINE = re.compile(r"([A-Za-z][A-Za-z _-]{1,20}):[ \t]*(.*)")
_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*\s*$")


def near_key(key: str) -> str | None:
    """Give the known key that a key all but spells; None where it is known or nothing of the kind.

    >>> near_key("publsher"), near_key("Dtae"), near_key("update"), near_key("date")
    ('publisher', 'date', None, None)
    """
    word = key.lower().replace("_", "-").replace(" ", "-")
    if key.lower() in HEADER_KEYS:
        return None
    return next((known for known in sorted(HEADER_KEYS) if _distance(word, known) <= (2 if len(known) > 6 else 1)), None)


def _distance(one: str, other: str) -> int:
    """Give how many letters were left out, added, changed or swapped with their neighbour."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def header_problems(raw: str, name: str) -> Iterator[Problem]:
    """Yield what is wrong with the header lines of a text: misspelt keys, twin keys, an address that is none.

    A line that closes as a sentence does is text, whatever stands before its colon.
    """
    first: dict[str, int] = {}
    at = len(raw) - len(raw.lstrip("\ufeff\n\r "))
    number = raw.count("\n", 0, at) + 1
    while line := _LINE.match(raw, at):
        key, value = line[1].lower(), line[2].strip()
        meant = near_key(key)
        if key not in HEADER_KEYS and (meant is None or _SENTENCE_END.search(value)):
            return
        if meant:
            yield Problem(name, number, f"unknown header line {line[1]!r}", f"did you mean {meant.capitalize()}:?")
        elif key in first:
            yield Problem(name, number, f"the header line {line[1]!r} stands twice", f"first in line {first[key]}; keep one")
        elif key == "url" and value:
            yield from address_problems(value, name, number)
        first.setdefault(key, number)
        at, number = min(line.end() + 1, len(raw)), number + 1


def address_problems(url: str, name: str, line: int | None) -> Iterator[Problem]:
    """Yield the problem of an address that is none."""
    try:
        read_address(url)
    except UnreadableInput as error:
        yield Problem(name, line, f"bad url: {error}", "write it whole, as https://example.org/page, or leave it out")


def read_sidecar(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Give the keys of a sidecar, YAML or JSON, as text and lists of text; and all that is wrong with it."""
    side = str(path)
    try:
        table, problems = read_yaml(path.read_bytes(), side)
    except OSError as error:
        return {}, [Problem(side, None, f"cannot be read: {error.strerror}")]
    keys: dict[str, Any] = {}
    for word, node in table.entries if table else ():
        key, meant = word.text.lower(), near_key(word.text)
        if key in keys:
            problems.append(Problem(side, word.line, f"the key {word.text!r} stands twice", "keep one"))
        elif meant and key != "primary_sources":
            problems.append(Problem(side, word.line, f"unknown key {word.text!r}", f"did you mean {meant}?"))
        elif key in HEADER_KEYS and _plain(node) is None:
            problems.append(Problem(side, word.line, f"{word.text} is neither words nor a list of words", "write key: value"))
        elif key == "url" and isinstance(node, Text) and node.text:
            problems += address_problems(node.text, side, word.line)
        keys.setdefault(key, _plain(node))
    return keys, problems


def _plain(node: Node) -> str | list[str] | None:
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Items) and all(isinstance(item, Text) for item in node.items):
        return [item.text for item in node.items if isinstance(item, Text)]
    return None
