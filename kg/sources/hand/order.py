"""The order of keys in an entry: whole lines change places, so no comment, quote or value can be lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from kg.model import terms
from kg.model.errors import UnreadableInput
from kg.sources.hand import claims, reference
from kg.sources.hand.lines import Items, Node, Table, Text, read_yaml
from kg.sources.hand.times import SAID_KEYS, TIME_KEYS

Order: TypeAlias = Sequence[str]

CLAIM_ORDER: Order = (
    *("key", "about", "eventType", "modality", "subject", "property", "value", "valueText", "cause", "effect", "causalRelation"),
    *("first", "second", "judgement", "score", "claimant", "voice", "onBehalfOf", "stance", "negated", "respondsTo"),
    *(*terms.ROLES, *terms.PLACE_RELATIONS, "placePrecision", "count", *TIME_KEYS, *SAID_KEYS),
    *("reason", "decided", "withdrawn", "confidence", "coding", "primarySource", "locator", "quote", "note"),
)
MENTION_ORDER: Order = ("actor", "place", "words", "locator")
ORDERS: dict[str, Order] = {
    "claims": CLAIM_ORDER,
    "dataset": reference.DATASET_KEYS,
    "run": reference.RUN_KEYS,
    "source": reference.SOURCE_KEYS,
    "sources": reference.SOURCE_KEYS,
    "actors": reference.ACTOR_KEYS,
    "places": reference.PLACE_KEYS,
    "events": reference.EVENT_KEYS,
    "conditions": reference.CONDITION_KEYS,
    "names": reference.NAME_KEYS,
    "published": TIME_KEYS,
    "count": claims.COUNT_KEYS,
    "valueText": ("text", "language"),
    "first": claims.PARSED_KEYS,
    "second": claims.PARSED_KEYS,
    **dict.fromkeys((*terms.ROLES, *terms.PLACE_RELATIONS, "claimant"), MENTION_ORDER),
}
"""The order of the keys of a table, by the key that holds the table or the list of tables."""


@dataclass(frozen=True, slots=True)
class Block:
    """A table that can be ordered: its keys, its order and its last line (lines count from 1)."""

    keys: tuple[Text, ...]
    values: tuple[Node, ...]
    order: Order
    end: int


def ordered(data: bytes, path: str) -> bytes:
    """Give a file with the keys of its entries in order; the same bytes where they are, or where it cannot be done safely.

    Raise UnreadableInput where the file is not readable.
    """
    table, problems = read_yaml(data, path)
    if table is None or problems:
        raise UnreadableInput("\n".join(map(str, problems)) + "\nnothing was changed: mend this first")
    text = data.decode("utf-8")
    if any(mark in text.replace("\r\n", "\n") for mark in "\r\x85\u2028\u2029"):
        return data  # YAML counts these as ends of lines, and str.split does not
    lines = (text if text.endswith("\n") else text + "\n").splitlines(keepends=True)
    for block in reversed(list(_blocks(table, len(lines)))):
        _order(lines, block)
    mended = "".join(lines).encode("utf-8")
    again, problems = read_yaml(mended, path)
    return mended if again and not problems and _bare(again) == _bare(table) else data


def _blocks(node: Node, end: int, holder: str = "") -> Iterator[Block]:
    """Give the tables that have an order, outer before inner."""
    if isinstance(node, Table):
        if holder in ORDERS:
            keys, values = zip(*node.entries, strict=True) if node.entries else ((), ())
            yield Block(keys, values, ORDERS[holder], end)
        ends = [key.line - 1 for key, _ in node.entries[1:]] + [end]
        for (key, value), last in zip(node.entries, ends, strict=True):
            yield from _blocks(value, last, key.text)
    elif isinstance(node, Items):
        ends = [item.line - 1 for item in node.items[1:]] + [end]
        for item, last in zip(node.items, ends, strict=False):
            yield from _blocks(item, last, holder)


def _order(lines: list[str], block: Block) -> None:
    """Put the lines of a table's keys in order, each with the comments above it."""
    keys = block.keys
    if not keys or not _is_block(lines, keys):
        return
    ranks = {name: rank for rank, name in enumerate(block.order)}
    wanted = sorted(keys, key=lambda key: ranks.get(key.text, len(ranks)))
    if list(keys) == wanted:
        return
    floors = [_floor(lines, key, value) for key, value in zip(keys, block.values, strict=True)]
    first, end = keys[0].line - 1, _without_tail(lines, floors[-1], block.end)
    starts = [first, *(_with_comments(lines, key.line - 1, floor) for key, floor in zip(keys[1:], floors, strict=False)), end]
    parts = {key: lines[start:stop] for key, start, stop in zip(keys, starts, starts[1:], strict=False)}
    dash, indent = lines[first][: keys[0].column], " " * keys[0].column
    parts[keys[0]][0] = indent + parts[keys[0]][0][len(dash) :]
    above = wanted[0].line - 1 - starts[keys.index(wanted[0])]
    parts[wanted[0]][above] = dash + parts[wanted[0]][above][len(indent) :]
    lines[first:end] = [line for key in wanted for line in parts[key]]


def _is_block(lines: Sequence[str], keys: Sequence[Text]) -> bool:
    """Tell whether each key begins a line of its own, one below the other (not `{a: b, c: d}`)."""
    before = [lines[key.line - 1][: key.column] for key in keys]
    apart = len({key.line for key in keys}) == len(keys) and len({key.column for key in keys}) == 1
    return apart and before[0].strip() in ("", "-") and not any(part.strip() for part in before[1:])


def _floor(lines: Sequence[str], key: Text, value: Node) -> int:
    """Give the line up to which all is the key's own: in a text after `|` or `>` a line that begins with # is no comment."""
    end = key.line
    if isinstance(value, Text) and value.block:
        inside = [i for i in range(value.line, len(lines)) if lines[i].strip()]
        indent = _indent(lines[inside[0]]) if inside else 0
        for i in inside:
            if _indent(lines[i]) < indent or indent <= key.column:
                break
            end = i + 1
    return end


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _with_comments(lines: Sequence[str], start: int, floor: int) -> int:
    while start > floor and _is_comment(lines[start - 1]):
        start -= 1
    return start


def _without_tail(lines: Sequence[str], start: int, end: int) -> int:
    """Give the end without comments and empty lines, which belong to what follows."""
    while end > start and (_is_comment(lines[end - 1]) or not lines[end - 1].strip()):
        end -= 1
    return end


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _bare(node: Node) -> object:
    """Give what a node says without lines and without the order of keys."""
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Items):
        return [_bare(item) for item in node.items]
    return {key.text: _bare(value) for key, value in node.entries}
