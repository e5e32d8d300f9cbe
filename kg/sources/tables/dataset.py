"""What every data set of event tables gives: how its tables are recognised, what stands for it in a graph, its rows as claims."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, ClassVar

from kg import __version__
from kg.model.claim import Claim, Occurrence
from kg.model.codes import Country
from kg.model.counts import Count
from kg.model.errors import UnreadableInput
from kg.model.reference import Actor, Dataset, EventNode, Place, Record, Reference, Run, Source
from kg.model.refs import claim_ref
from kg.model.terms import Coding, CountKind, PlaceKind
from kg.sources.tables.cells import Unfit, is_nothing, key_of, people_of
from kg.sources.tables.chunks import Cells

ROOM = 20_000  # values remembered by their cells
NAMED = 60_000  # references remembered as given


@dataclass(frozen=True, slots=True)
class Row:
    """What one row gives: its claim, the records that it names for the first time, and what was left out of it, in words."""

    claim: Claim
    records: tuple[Reference, ...] = ()
    notes: tuple[str, ...] = ()


class Reader(ABC):
    """Reads the rows of one table; made from its columns. What it remembers only saves saying it again."""

    columns: ClassVar[Sequence[Sequence[str]]]
    """The columns that `read_cells` takes, each by its names in the releases; absent ones come as an empty text."""

    shares_events: bool = False
    """Whether several rows may be about one event, so that it must be named once for all of them."""

    def __init__(self, table: TableDataset, found: Sequence[str]) -> None:
        self.table = table
        self.folder, self.source, self.run = table.folder, table.source, table.run
        places = {name.strip().lower(): at for at, name in reversed(list(enumerate(found)))}
        at = [next((places[name] for name in names if name in places), len(found)) for names in self.columns]
        self.pick: Callable[[Cells], tuple[str, ...]] = itemgetter(*at)
        self.width = len(found)
        self._named: set[str] = set()
        self._new: list[Reference] = []
        self._notes: list[str] = []

    def read(self, cells: Cells) -> Row:
        """Give the claim of a row with what it names; raise Unfit or UnreadableInput where the row is none."""
        cells += [""] * (self.width + 1 - len(cells))
        self._new, self._notes = [], []
        if len(self._named) > NAMED:
            self._forget_most()
        try:
            claim = self.read_cells(*self.pick(cells))
        except (Unfit, UnreadableInput):
            self.forget(self._new)
            raise
        return Row(claim, tuple(self._new), tuple(self._notes))

    def forget(self, records: Iterable[Reference]) -> None:
        """Forget that records were named, since the row that gave them is left out: the next that names them must give them."""
        for record in records:
            self._named.discard(record.ref)
            self._named.discard(key_as(record))
            if isinstance(record, Actor):  # ACLED remembers each dated name apart
                self._named.difference_update([f"{record.ref} {name.text}" for name in record.names])

    def _forget_most(self) -> None:
        """Forget the articles that were named, which hardly recur far apart; all, where it is not they that fill the memory."""
        self._named = {ref for ref in self._named if not ref.startswith("source:")}
        if len(self._named) > NAMED / 2:
            self._named.clear()

    @abstractmethod
    def read_cells(self, *cells: str) -> Claim:
        """Give the claim of a row from the cells of `columns`."""

    @abstractmethod
    def is_in(self, cells: Cells, countries: Sequence[Wanted]) -> bool:
        """Tell whether a row lies in one of the countries."""

    def named(self, record: Reference) -> str:
        """Give a record's reference, and the record with this row if it was not given lately."""
        if record.ref not in self._named:
            self._named.add(record.ref)
            self._new.append(record)
        return record.ref

    def named_as(self, record: Reference) -> str:
        """Give the key of a record whose id may come with other words in another row, and the record, each time with others."""
        key = key_as(record)
        if key not in self._named:
            self._named.add(key)
            self._new.append(record)
        return key

    def is_named(self, ref: str) -> bool:
        """Tell whether a record need not be made again."""
        return ref in self._named

    def point(self, kind: PlaceKind, label: str, at: tuple[float, float], within: str | None) -> str:
        """Give a place that has a point (degrees north and east), named for the first time or not."""
        ref = f"place:{self.table.folder}/{key_of(label, kind, within or '', *map(str, at))}"
        if self.is_named(ref):
            return ref
        return self.named(Place(ref, label, kind, lat=at[0], lon=at[1], within=within, source=self.table.source))

    def area(self, kind: PlaceKind, label: str, within: str | None) -> str:
        """Give a place that is no point."""
        ref = f"place:{self.table.folder}/{key_of(label, kind, within or '')}"
        return ref if self.is_named(ref) else self.named(Place(ref, label, kind, within=within, source=self.table.source))

    def inside(self, *divisions: str) -> str | None:
        """Give the narrowest that is named of country, region and districts, each in the one before."""
        kinds: tuple[PlaceKind, ...] = ("country", "region")
        outer = None
        for depth, cell in enumerate(divisions):
            if not is_nothing(cell):
                outer = self.area(kinds[depth] if depth < len(kinds) else "district", cell.strip(), outer)
        return outer

    def note(self, what: str) -> None:
        """Note what was left out of the row, for the report."""
        self._notes.append(what)

    def bounds(self, kind: CountKind, low: str, best: str, high: str) -> Count | None:
        """Give a count from three cells; a bound that contradicts the best figure is left out, noted, and kept in words."""
        count = _count_of(kind, low, best, high)
        if count and count.as_written:
            self.note(f"{count.as_written}: the bounds contradict each other")
        return count

    def claim(
        self,
        row: str,
        content: Occurrence,
        primary_sources: tuple[str, ...] = (),
        also: tuple[tuple[str, str], ...] = (),
        **more: Any,
    ) -> Claim:
        """Give the claim of a row with all that the claims of the data set share; its event gets its name."""
        table = self.table
        self._new.append(EventNode(content.event, f"{table.short} {row}"))
        locator = f"row={row}"
        return Claim(
            id=claim_ref(self.source, locator, "occurrence", content.type, "asserts"),
            source=self.source,
            claimant=table.coder,
            run=self.run,
            content=content,
            narrator=True,
            locator=locator,
            coding=table.coding,
            primary_sources=primary_sources,
            also=also,
            **more,
        )


def key_as(record: Reference) -> str:
    """Give by what a record is remembered whose id may come with other words."""
    return f"{record.ref} {getattr(record, 'part_of', '')} {getattr(record, 'label', '')}"


@lru_cache(maxsize=ROOM)
def _count_of(kind: CountKind, low: str, best: str, high: str) -> Count | None:
    few, likely, many = people_of(low, "low"), people_of(best, "best"), people_of(high, "high")
    given = [number for number in (few, likely, many) if number is not None]
    if given == sorted(given):
        return Count(kind, few, likely, many) if given else None
    written = f"low {low}, best {best}, high {high}"
    if likely is None:
        return Count(kind, as_written=written)
    few = few if few is not None and few <= likely else None
    many = many if many is not None and many >= likely else None
    return Count(kind, few, likely, many, as_written=written)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A country that a user asked for: the words given, and the country's names and codes where they are known."""

    words: str
    country: Country | None = None
    fips: str = ""

    def fits(self, name: str, iso3: str = "") -> bool:
        """Tell whether a cell names this country, as data sets do: "Yemen (North Yemen)" is Yemen."""
        cell = name.strip().lower()
        if cell == self.words.lower():
            return True
        if self.country is None:
            return False
        known = self.country.name.lower()
        return cell == known or cell.startswith(f"{known} (") or (bool(iso3) and iso3.strip().upper() == self.country.iso3)


@dataclass(frozen=True)
class TableDataset(ABC):
    """One data set: its names in commands and references, who codes it, and under which terms it is published."""

    name: str
    short: str
    folder: str
    label: str
    coder: str
    coder_label: str
    licence: str
    citation: str
    url: str | None = None
    coding: Coding = "hand"
    redistributable: bool = True

    @property
    def source(self) -> str:
        """Give the reference of the table as a source: the same for every release, so that a claim keeps its id."""
        return f"source:{self.name}"

    @property
    def run(self) -> str:
        """Give the reference of the coding run."""
        return f"run:import-{self.name}"

    def about(self) -> list[Record]:
        """Give what stands for the data set in a graph: its description with licence, its coder, itself as a source, the run."""
        dataset = f"dataset:{self.name}"
        described = Dataset(
            dataset,
            self.label,
            f"Rows of {self.label}, each as a claim of its coder.",
            self.licence,
            self.citation,
            self.coder,
            "1",
            redistributable=self.redistributable,
        )
        return [
            described,
            Actor(self.coder, self.coder_label, "researcher"),
            Source(self.source, self.label, self.coder, url=self.url, licence=self.licence, dataset=dataset),
            Run(self.run, f"Import of {self.label}", __version__),
        ]

    @abstractmethod
    def recognises(self, columns: Sequence[str]) -> bool:
        """Tell whether a header, in small letters, is one of this data set's."""

    @abstractmethod
    def reader(self, columns: Sequence[str]) -> Reader:
        """Give a reader of the rows under a header."""
