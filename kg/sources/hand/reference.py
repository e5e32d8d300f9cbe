"""Entries that claims refer to: the data set and its run, actors, places, events, conditions and sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias, TypeVar

from kg.model.dates import When, read_edtf
from kg.model.errors import Problem
from kg.model.reference import Actor, Condition, Dataset, EventNode, Name, Place, Record, Run, Source
from kg.model.terms import ACTOR_KINDS, PLACE_KINDS
from kg.sources.hand.fields import Entry
from kg.sources.hand.index import Index
from kg.sources.hand.lines import Table, Text
from kg.sources.hand.times import TIME_KEYS, read_when

K = TypeVar("K", bound=str)
Maker: TypeAlias = Callable[[Entry], Record | None]

DATASET_KEYS = ("id", "title", "description", "licence", "citation", "creator", "version", "issued", "keywords")
RUN_KEYS = ("id", "label", "version", "coder", "coded")
SOURCE_KEYS = "id label publisher url language published sha256 credit licence primarySource note".split()
ACTOR_KEYS = "id label actorKind identified anonymous scopedTo names source note exactMatch".split()
PLACE_KEYS = "id label placeKind within lat lon names source note exactMatch".split()
EVENT_KEYS = ("id", "label", "note", "exactMatch")
CONDITION_KEYS = ("id", "label")
NAME_KEYS = ("text", "language", *TIME_KEYS, "source")


def read_entry(make: Maker, table: Table, path: str, index: Index) -> Iterator[Record | Problem]:
    """Give the record of an entry, or what is wrong with it."""
    entry = Entry(table, path, index, KEYS_OF[make], make.__name__.removeprefix("make_"))
    record = make(entry)
    yield from entry.problems
    if record is not None and entry.sound:
        yield record


def make_dataset(entry: Entry) -> Dataset:
    """Give the description of the data set."""
    return Dataset(
        ref="dataset:" + entry.name("id"),
        title=entry.needed("title"),
        description=entry.needed("description"),
        licence=_needed_address(entry, "licence"),
        citation=entry.needed("citation"),
        creator=_needed_ref(entry, "creator", "actor"),
        version=entry.needed("version"),
        issued=entry.day("issued"),
        keywords=entry.strings("keywords"),
    )


def make_run(entry: Entry) -> Run:
    """Give the coding run that made the entries."""
    return Run(
        ref="run:" + entry.name("id"),
        label=entry.needed("label"),
        version=entry.needed("version"),
        coder=entry.ref("coder", "actor"),
        coded=entry.day("coded"),
    )


def make_actor(entry: Entry) -> Actor:
    """Give an actor; one without a name must say in which source alone it stands."""
    identified = entry.one_of("identified", {"true": "", "false": ""}) != "false"
    anonymous = entry.truth("anonymous")
    if (anonymous or not identified) and not entry.has("scopedTo"):
        entry.note(entry.table.line, "an unidentified or anonymous actor without scopedTo", "name the one source it stands in")
    return Actor(
        ref="actor:" + entry.name("id"),
        label=entry.needed("label"),
        kind=_kind(entry, "actorKind", ACTOR_KINDS, "group"),
        names=_names(entry),
        identified=identified,
        anonymous=anonymous,
        scope=entry.ref("scopedTo", "source"),
        source=_needed_ref(entry, "source", "source"),
        note=entry.words("note"),
        exact_match=entry.addresses("exactMatch"),
    )


def make_place(entry: Entry) -> Place:
    """Give a place; a point needs both degrees, and a country is never a point."""
    lat, lon = entry.decimal("lat", -90, 90), entry.decimal("lon", -180, 180)
    if entry.has("lat") != entry.has("lon"):
        entry.note(entry.table.line, "one of lat and lon without the other", "add it, or remove both")
    kind = _kind(entry, "placeKind", PLACE_KINDS, "area")
    if entry.has("lat") and kind in ("country", "region"):
        entry.note(entry.table.line, f"a point for a {kind}", "remove lat and lon: a point is not an area")
    return Place(
        ref="place:" + entry.name("id"),
        label=entry.needed("label"),
        kind=kind,
        names=_names(entry),
        lat=lat,
        lon=lon,
        within=entry.ref("within", "place"),
        source=_needed_ref(entry, "source", "source"),
        note=entry.words("note"),
        exact_match=entry.addresses("exactMatch"),
    )


def make_event(entry: Entry) -> EventNode:
    """Give an event's name; what is said of it stands in claims."""
    return EventNode("event:" + entry.name("id"), entry.needed("label"), entry.words("note"), entry.addresses("exactMatch"))


def make_condition(entry: Entry) -> Condition:
    """Give a state of affairs that a claim names as a cause."""
    return Condition("condition:" + entry.name("id"), entry.needed("label"))


def make_source(entry: Entry) -> Source:
    """Give a document or table."""
    return Source(
        ref="source:" + entry.name("id"),
        label=entry.needed("label"),
        publisher=_needed_ref(entry, "publisher", "actor"),
        published=_published(entry),
        url=entry.address("url"),
        language=entry.language("language"),
        sha256=entry.sha256("sha256"),
        credit=entry.words("credit"),
        licence=entry.address("licence"),
        primary_sources=entry.refs("primarySource", "source"),
        note=entry.words("note"),
        dataset=next((f"dataset:{name}" for name in entry.index.defined["dataset"]), None),
    )


def _published(entry: Entry) -> When | None:
    """Give the date of publication: a date, or a table of the keys of a time."""
    tables = [node for node in entry.listed("published") if isinstance(node, Table)]
    if tables:
        return read_when(entry.inner(tables[0], TIME_KEYS, "published"))
    return entry.read("published", read_edtf)


def _names(entry: Entry) -> tuple[Name, ...]:
    names = []
    for node in entry.listed("names"):
        if isinstance(node, Text):
            names.append(Name(" ".join(node.text.split()), source=entry.ref("source", "source")))
            continue
        inner = entry.inner(node, NAME_KEYS, "name")
        source = inner.ref("source", "source") if inner.has("source") else entry.ref("source", "source")
        names.append(Name(inner.needed("text"), inner.language("language") or "en", read_when(inner), source))
    return tuple(names)


def _needed_ref(entry: Entry, key: str, folder: str) -> str:
    if not entry.has(key):
        entry.note(entry.table.line, f"{entry.what} without {key}", f"add {key}: …")
    return entry.ref(key, folder) or ""


def _needed_address(entry: Entry, key: str) -> str:
    if not entry.has(key):
        entry.note(entry.table.line, f"{entry.what} without {key}", f"add {key}: https://…")
    return entry.address(key) or ""


def _kind(entry: Entry, key: str, known: Mapping[K, str], stand_in: K) -> K:
    """Give a kind that must be there; what stands in until the problem is mended, where it is not."""
    if not entry.has(key):
        entry.note(entry.table.line, f"{entry.what} without {key}", f"add {key}: …")
    return entry.one_of(key, known) or stand_in


KEYS_OF: dict[Maker, tuple[str, ...] | list[str]] = {
    make_dataset: DATASET_KEYS,
    make_run: RUN_KEYS,
    make_actor: ACTOR_KEYS,
    make_place: PLACE_KEYS,
    make_event: EVENT_KEYS,
    make_condition: CONDITION_KEYS,
    make_source: SOURCE_KEYS,
}
