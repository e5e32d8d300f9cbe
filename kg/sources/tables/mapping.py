"""A user's own event table by a mapping: a small YAML file that tells which column holds which property (docs/mapping.md)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TypeVar

from kg.model.errors import Findings, NotFound, Problem, UnreadableInput, nearest
from kg.model.terms import (
    ACTOR_KINDS,
    CODINGS,
    COUNT_KINDS,
    EVENT_TYPES,
    MODALITIES,
    PLACE_KINDS,
    PLACE_PRECISIONS,
    PLACE_RELATIONS,
    ROLES,
    STANCES,
    TIME_PRECISIONS,
    ActorKind,
    PlaceKind,
    Role,
)
from kg.sources.hand.fields import Entry
from kg.sources.hand.index import Index
from kg.sources.hand.lines import Items, Node, Table, Text, read_yaml
from kg.sources.tables.cells import Unfit, people_of
from kg.sources.tables.column_map import (
    EXTENTS,
    NONE,
    Cell,
    ColumnMap,
    Counted,
    Dated,
    Level,
    Where,
    Who,
    cells_of,
    share_of,
    shown,
    time_of,
)
from kg.sources.tables.dataset import TableDataset
from kg.sources.tables.mapped import MappedReader

T = TypeVar("T")

DATASET_KEYS: Final = tuple("id label short licence citation url coder coderLabel coding redistributable".split())
COLUMN_KEYS: Final = (
    *"id about eventType modality".split(),
    *ROLES,
    *PLACE_RELATIONS,
    *"placePrecision date earliest latest timePrecision dateAsWritten count claimant onBehalfOf".split(),
    *"stance negated confidence quote primarySource country".split(),
)
CELL_KEYS: Final = ("column", "value", "codes")
PLACE_KEYS: Final = ("label", "placeKind", "within", "lat", "lon")
COUNT_KEYS: Final = ("countKind", "low", "best", "high", "ofWhom", "ofGroup", "asWritten")
KNOWN: Final[dict[str, Collection[str]]] = {
    "actorKind": ACTOR_KINDS,
    "eventType": EVENT_TYPES,
    "modality": MODALITIES,
    "stance": STANCES,
    "negated": ("true", "false"),
    "placePrecision": PLACE_PRECISIONS,
    "placeKind": PLACE_KINDS,
    "timePrecision": TIME_PRECISIONS,
}
"""Keys with a closed list of values."""
READS: Final[dict[str, Callable[[str], object]]] = {
    "confidence": share_of,
    "date": time_of,
    "earliest": time_of,
    "latest": time_of,
    **{key: lambda text: people_of(text, "it") for key in ("low", "best", "high")},
}
"""Keys whose values must be readable."""
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_OUTWARD: Final[tuple[PlaceKind, ...]] = ("country", "region", "district")


@dataclass(frozen=True)
class MappedDataset(TableDataset):
    """A table that a mapping describes, as a data set."""

    told: ColumnMap = field(kw_only=True)
    path: str = field(kw_only=True)

    def recognises(self, columns: Sequence[str]) -> bool:
        """Tell whether all columns that the mapping names are there."""
        return not self.missing(columns)

    def missing(self, columns: Sequence[str]) -> list[Problem]:
        """Give a problem for each column that the mapping names and a table lacks."""
        there = {column.strip().lower() for column in columns}
        lacking = {cell.column: cell for cell in reversed(list(cells_of(self.told))) if cell.column.strip().lower() not in there}
        return [
            Problem(
                self.path,
                None,  # the line is the mapping's, and whoever shows this may name the table
                f"no column {name!r}, which line {cell.line} of {Path(self.path).name} names",
                nearest(name, columns) or f"there are {shown(columns)}",
            )
            for name, cell in sorted(lacking.items(), key=lambda item: item[1].line)
        ]

    def reader(self, columns: Sequence[str]) -> MappedReader:
        """Give a reader of its rows."""
        return MappedReader(self, self.told, columns)


def read_mapping(path: Path) -> MappedDataset:
    """Give the data set that a mapping describes; raise Findings with all that is wrong in the mapping, each with its line."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise NotFound(f"{path}: there is no such file; docs/mapping.md tells how to write a mapping") from error
    except OSError as error:
        raise UnreadableInput(f"{path}: cannot be read: {error.strerror}") from error
    table, problems = read_yaml(data, str(path))
    reading = _Reading(str(path), problems)
    made = reading.dataset(table) if table else None
    if made is None or problems:
        raise Findings(sorted(problems, key=lambda problem: (problem.line or 0, problem.what)))
    return made


class _Reading:
    """Reads the parts of one mapping, and notes what is wrong with them."""

    def __init__(self, path: str, problems: list[Problem]) -> None:
        self.path, self.problems, self.index = path, problems, Index()

    def entry(self, table: Table, known: Collection[str], what: str) -> Entry:
        """Give a table of the mapping, its unknown keys noted."""
        entry = Entry(table, self.path, self.index, known, what)
        listed = f"the keys are {', '.join(known)}"
        self.problems += [replace(p, remedy=p.remedy or listed) for p in entry.problems]
        entry.problems = self.problems
        return entry

    def dataset(self, table: Table) -> MappedDataset | None:
        """Give the whole."""
        root = self.entry(table, ("dataset", "columns", "actors", "empty"), "the mapping")
        parts = {key.text: value for key, value in table.entries}
        actors = self.kinds(parts.get("actors"))
        empty = frozenset(word.lower() for word in root.strings("empty"))
        columns = self.part(root, parts, "columns", COLUMN_KEYS)
        told = self.columns(columns, actors, empty) if columns else None
        about = self.part(root, parts, "dataset", DATASET_KEYS)
        return self.described(about, told) if about and told else None

    def part(self, root: Entry, parts: Mapping[str, Node], key: str, known: Collection[str]) -> Entry | None:
        """Give one of the two parts that must be there."""
        node = parts.get(key)
        if isinstance(node, Table):
            return self.entry(node, known, key)
        if node is None:
            root.note(root.table.line, f"the mapping without {key}", f"add {key}: with keys below it")
        else:
            root.note(node.line, f"{key} is no table of keys", "write “key: value” lines below it")
        return None

    def described(self, entry: Entry, told: ColumnMap) -> MappedDataset:
        """Give the data set by its description."""
        for key in ("id", "coder", "licence"):
            if not entry.has(key):
                entry.note(entry.table.line, f"dataset without {key}", f"add {key}: …")
        name, coder = (entry.matching(key, _NAME, "small letters, digits and hyphens") or "" for key in ("id", "coder"))
        label = entry.needed("label")
        return MappedDataset(
            name=name,
            short=entry.words("short") or label,
            folder=name,
            label=label,
            coder=f"actor:{coder}",
            coder_label=entry.words("coderLabel") or coder.replace("-", " ").capitalize(),
            licence=entry.address("licence") or "",
            citation=entry.needed("citation"),
            url=entry.address("url"),
            coding=entry.one_of("coding", CODINGS) or "hand",
            redistributable=entry.truth("redistributable") or not entry.has("redistributable"),
            told=told,
            path=self.path,
        )

    def kinds(self, node: Node | None) -> dict[str, ActorKind]:
        """Give the kinds of the actors that the mapping names."""
        if node is None:
            return {}
        if not isinstance(node, Table):
            self.note(node.line, "actors is no table of keys", "write “name: kind” lines below it")
            return {}
        entry = self.entry(node, [key.text for key, _ in node.entries], "actors")
        for key, _ in node.entries:
            if kind := entry.text(key.text):
                self.try_value("actorKind", kind)
        told = {" ".join(key.text.split()): value.text.strip() for key, value in node.entries if isinstance(value, Text)}
        return {name: kind for name, word in told.items() for kind in ACTOR_KINDS if kind == word}

    def columns(self, entry: Entry, actors: Mapping[str, ActorKind], empty: frozenset[str]) -> ColumnMap:
        """Give what the columns hold."""
        for key in ("id", "eventType"):
            if not entry.has(key):
                entry.note(entry.table.line, f"columns without {key}", f"add {key}: COLUMN")
        self.refuse_in_vain(entry)
        nodes = {key.text: value for key, value in entry.table.entries}
        one = {key: self.cell(key, nodes[key]) if key in nodes else NONE for key in COLUMN_KEYS if key not in _MANY}
        if "id" in nodes and not one["id"].column and isinstance(nodes["id"], Text | Table):
            entry.note(nodes["id"].line, "id is no column", "name the column that tells the rows apart")
        return ColumnMap(
            id=one["id"],
            type=one["eventType"],
            about=one["about"],
            modality=one["modality"],
            roles=tuple(who for role in ROLES for who in self.who(role, nodes.get(role), role)),
            places=tuple(self.places(nodes)),
            place_precision=one["placePrecision"],
            dated=Dated(self.date(nodes.get("date")), one["earliest"], one["latest"], one["timePrecision"], one["dateAsWritten"]),
            counts=tuple(map(self.count, entry.tables("count"))),
            claimant=self.somebody("claimant", nodes),
            on_behalf_of=self.somebody("onBehalfOf", nodes),
            stance=one["stance"],
            negated=one["negated"],
            confidence=one["confidence"],
            quote=one["quote"],
            cited=tuple(
                self.cell("primarySource", node, ("separator",))
                for node in self.listed("primarySource", nodes.get("primarySource"))
            ),
            country=one["country"],
            actors=actors,
            empty=empty,
        )

    def refuse_in_vain(self, entry: Entry) -> None:
        """Note keys that contradict others, or say nothing without others."""
        line = entry.table.line
        if entry.has("date") and entry.has("earliest", "latest"):
            entry.note(line, "both date and earliest or latest", "keep one of them")
        if entry.has("timePrecision", "dateAsWritten") and not entry.has("date", "earliest", "latest"):
            entry.note(line, "the precision or words of a time, but no time", "add date, or earliest and latest")
        if entry.has("placePrecision") and not entry.has("in", "near"):
            entry.note(line, "placePrecision without a place", "add in or near")
        if entry.has("onBehalfOf") and not entry.has("claimant"):
            entry.note(line, "onBehalfOf without claimant", "add claimant: who speaks for it")

    # cells

    def note(self, line: int, what: str, remedy: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(self.path, line, what, remedy))

    def cell(self, key: str, node: Node, more: Collection[str] = ()) -> Cell:
        """Give where the words of a key come from: the name of a column, or a table with column or value."""
        if isinstance(node, Text):
            return Cell(node.text.strip(), line=node.line)  # one without words is noted with its key
        if isinstance(node, Items):
            self.note(node.line, f"{key} is a list", "name one column")
            return NONE
        entry = self.entry(node, (*CELL_KEYS, *more), key)
        column, value, codes = entry.words("column") or "", entry.text("value"), self.codes(key, entry)
        if entry.has("column") == entry.has("value"):
            entry.note(node.line, f"{key} needs a column, or one value for all rows", "write column: or value:, one of them")
        elif codes is not None and not column:
            entry.note(node.line, f"{key} has codes and no column", "add column: …")
        if value:
            self.try_value(key, value)
        separator = found.text.strip() if (found := entry.text("separator")) else ""
        return Cell(column, value.text.strip() if value else "", codes, separator, node.line)

    def codes(self, key: str, entry: Entry) -> dict[str, str] | None:
        """Give what the codes of a column stand for; each must be a value that the key can have."""
        found = next((node for name, node in entry.table.entries if name.text == "codes"), None)
        if found is None:
            return None
        if not isinstance(found, Table) or not found.entries:
            entry.note(found.line, f"the codes of {key} are no table of keys", "write {code: meaning, code: meaning}")
            return None
        inner = self.entry(found, [name.text for name, _ in found.entries], "codes")
        meant = {" ".join(name.text.split()): inner.text(name.text) for name, _ in found.entries}
        for value in meant.values():
            if value:
                self.try_value(key, value)
        return {name: value.text.strip() for name, value in meant.items() if value}

    def listed(self, key: str, node: Node | None) -> tuple[Node, ...]:
        """Give the nodes of a key that may hold one or a list, none of which may be empty."""
        if not isinstance(node, Items):
            return (node,) if node else ()
        blank = [item for item in node.items if isinstance(item, Text) and not item.text.strip()]
        for line in [item.line for item in blank] or ([] if node.items else [node.line]):
            self.note(line, f"{key} holds nothing", "name a column, or remove it")
        return node.items

    def try_value(self, key: str, value: Text) -> None:
        """Note a value that a key cannot have."""
        text, known = value.text.strip(), KNOWN.get(key)
        if known and text not in known:
            self.note(value.line, f"unknown {key} {text!r}", nearest(text, known) or f"one of: {', '.join(known)}")
        if key in READS:
            try:
                READS[key](text)
            except (Unfit, UnreadableInput) as error:
                self.note(value.line, f"{key}: {error}")

    def who(self, key: str, node: Node | None, role: Role | None = None) -> Iterator[Who]:
        """Give the actors of a role: those of one cell or of several."""
        for one in self.listed(key, node):
            cell, kind = self.cell(key, one, ("actorKind", *(("separator",) if role else ()))), None
            if isinstance(one, Table):
                kind = Entry(one, self.path, self.index, [k.text for k, _ in one.entries], key)
                kind.problems = self.problems
            yield Who(cell, role, (kind and kind.one_of("actorKind", ACTOR_KINDS)) or "group")

    def somebody(self, key: str, nodes: Mapping[str, Node]) -> Who:
        """Give the one actor of a key."""
        found = list(self.who(key, nodes.get(key)))
        if len(found) > 1:
            self.note(nodes[key].line, f"{key} is a list", "name one column")
        return found[0] if found else Who(NONE)

    def date(self, node: Node | None) -> tuple[Cell, ...]:
        """Give the cell of a date, or those of its year, month and day."""
        found = self.listed("date", node)
        if isinstance(node, Items) and not 2 <= len(found) <= 3:
            self.note(node.line, f"date is a list of {len(found)}", "name one column, or those of year, month and day")
        return tuple(self.cell("date" if isinstance(node, Table) else "part of date", one) for one in found)

    def places(self, nodes: Mapping[str, Node]) -> Iterator[Where]:
        """Give the places, each in its relation to the event."""
        for relation in PLACE_RELATIONS:
            for node in self.listed(relation, nodes.get(relation)):
                if not isinstance(node, Table):
                    yield Where(relation, self.cell(relation, node))
                    continue
                entry = self.entry(node, PLACE_KEYS, "place")
                told = {key.text: value for key, value in node.entries}
                kind, label, lat, lon = (
                    self.cell(key, told[key]) if key in told else NONE for key in ("placeKind", "label", "lat", "lon")
                )
                if ("lat" in told) != ("lon" in told):
                    entry.note(node.line, "one of lat and lon without the other", "add it, or remove both")
                if "lat" in told and kind.value in EXTENTS:
                    entry.note(node.line, f"a point for a {kind.value}", "remove lat and lon: a point is not an area")
                if not told.keys() & {"label", "lat", "within"}:
                    entry.note(node.line, f"{relation} names no place", "add label, lat and lon, or within")
                yield Where(relation, label, kind, tuple(self.levels(told.get("within"))), lat, lon)

    def levels(self, node: Node | None) -> Iterator[Level]:
        """Give the larger places from the largest, which the mapping names last: country, region, then districts."""
        for at, one in enumerate(reversed(self.listed("within", node))):
            kind: PlaceKind | None = None
            if isinstance(one, Table):
                entry = Entry(one, self.path, self.index, [key.text for key, _ in one.entries], "within")
                entry.problems = self.problems
                kind = entry.one_of("placeKind", PLACE_KINDS)
            yield Level(self.cell("within", one, ("placeKind",)), kind or _OUTWARD[min(at, 2)])

    def count(self, table: Table) -> Counted:
        """Give how many people of one kind and group."""
        entry = self.entry(table, COUNT_KEYS, "count")
        told = {key.text: value for key, value in table.entries}
        if "countKind" not in told:
            entry.note(table.line, "count without countKind", f"add countKind: one of {', '.join(COUNT_KINDS)}")
        if not told.keys() & {"low", "best", "high", "asWritten"}:
            entry.note(table.line, "a count without a number", "add low, best, high or asWritten")
        kind = entry.one_of("countKind", COUNT_KINDS) or "killed"
        low, best, high, of, written = (
            self.cell(key, told[key]) if key in told else NONE for key in ("low", "best", "high", "ofWhom", "asWritten")
        )
        return Counted(kind, low, best, high, of, self.somebody("ofGroup", told), written)


_MANY: Final = frozenset({*ROLES, *PLACE_RELATIONS, "date", "count", "claimant", "onBehalfOf", "primarySource"})
"""Keys that take more than one plain cell."""
