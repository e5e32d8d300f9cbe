"""The rows of a user's own table to claims, by what a mapping tells of its columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from kg.model.claim import Claim, Location, Occurrence, Participant, Words
from kg.model.counts import Count
from kg.model.dates import When
from kg.model.errors import UnreadableInput, UsageError, nearest
from kg.model.reference import Actor, EventNode, Source
from kg.model.refs import claim_ref, digest
from kg.model.terms import PlacePrecision, TimePrecision
from kg.sources.tables.cells import Unfit, id_of, is_nothing, key_of, point_of
from kg.sources.tables.chunks import Cells
from kg.sources.tables.column_map import (
    EXTENTS,
    Cell,
    ColumnMap,
    Where,
    Who,
    cells_of,
    event_type_of,
    fitted,
    joined_date,
    modality_of,
    place_kind_of,
    place_precision_of,
    share_of,
    shown,
    stance_of,
    time_of,
    time_precision_of,
    truth_of,
)
from kg.sources.tables.dataset import Reader, TableDataset, Wanted

T = TypeVar("T")

_UNNAMED = re.compile(r"(unidentified|unknown|unnamed)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


class MappedReader(Reader):
    """Reads the rows of a table by a mapping."""

    def __init__(self, table: TableDataset, told: ColumnMap, found: Sequence[str]) -> None:
        self.told = told
        names = list(dict.fromkeys(cell.column for cell in cells_of(told)))
        self.at = {name: at for at, name in enumerate(names)}
        self.columns = [(name.strip().lower(),) for name in (*names, told.id.column)]  # type: ignore[misc]  # each mapping has its own
        self.cells: tuple[str, ...] = ()
        self.row = ""
        self.shares_events = bool(told.about.column or told.about.value)
        super().__init__(table, found)

    def is_in(self, cells: Cells, countries: Sequence[Wanted]) -> bool:
        """Tell by the column of countries, else by the country that the places are within."""
        levels = [level.cell for where in self.told.places for level in where.within if level.kind == "country"]
        told = self.told.country
        named = [told] if told.column or told.value else levels
        if not named:
            raise UsageError("the mapping names no column of countries: add “country: COLUMN” to its columns")
        self.cells = self.pick([*cells, ""])
        try:
            names = [self.word(cell) for cell in named]
        except Unfit:
            return False
        return any(country.fits(name, name) for country in countries for name in names if name)

    def read_cells(self, *cells: str) -> Claim:
        """Give the claim of a row."""
        told, self.cells = self.told, cells
        self.row = id_of(self.word(told.id))
        about = self.made(told.about, id_of) or self.row
        type_ = self.made(told.type, event_type_of)
        if type_ is None:
            raise Unfit(f"{told.type.column} is empty: no event type")
        precision = self.made(told.place_precision, place_precision_of)
        content = Occurrence(
            event=f"event:{self.table.folder}/{about}",
            type=type_,
            when=self.when(),
            modality=self.made(told.modality, modality_of) or "happened",
            places=tuple(self.locations(precision)),
            counts=tuple(self.counts()),
            participants=tuple(
                dict.fromkeys(Participant(who.role, ref) for who in told.roles if who.role for ref in self.actors(who))
            ),
            place_precision=precision,
        )
        made = self.said(content)
        if about != self.row:
            self._new[-1] = EventNode(content.event, f"{self.table.short} {about}")  # the rows about one event give it one name
        return made

    # words

    def words(self, cell: Cell) -> list[str]:
        """Give the words of a cell, those between its separators each; words for nothing are none."""
        if not cell.separator:
            word = self.word(cell)
            return [word] if word else []
        parts = self.cells[self.at[cell.column]].split(cell.separator) if cell.column else [cell.value]
        return [word for part in parts if (word := self.meant(cell, " ".join(part.split())))]

    def word(self, cell: Cell) -> str:
        """Give the words of a cell that holds one value, or an empty text."""
        return self.meant(cell, " ".join(self.cells[self.at[cell.column]].split())) if cell.column else cell.value

    def meant(self, cell: Cell, text: str) -> str:
        """Give what a text stands for by the codes of its column; raise Unfit for one that is not among them."""
        if cell.codes:
            code = cell.codes.get(text) or cell.codes.get(text.removesuffix(".0"))
            if code is not None:
                return code
        nothing = is_nothing(text) or text.lower() in self.told.empty
        if cell.codes and not nothing:
            remedy = nearest(text, cell.codes) or f"one of {shown(cell.codes)}"
            raise Unfit(f"{cell.column} is {text!r}, not among its codes: {remedy}")
        return "" if nothing else text

    def made(self, cell: Cell, read: Callable[[str], T]) -> T | None:
        """Give what a function makes of the words of a cell; None where there are none."""
        word = self.word(cell)
        if not word:
            return None
        try:
            return read(word)
        except (Unfit, UnreadableInput) as error:
            raise Unfit(f"{cell.column}: {error}") from error

    # who

    def actors(self, who: Who) -> Iterator[str]:
        """Give the actors that a cell names; one that is not identified is nobody else's."""
        for name in self.words(who.cell):
            yield self.actor(name, who)

    def actor(self, name: str, who: Who) -> str:
        """Give an actor by its name; the name in a column of another kind is another actor."""
        folder, source = self.table.folder, self.table.source
        if _UNNAMED.match(name):
            ref = f"actor:{folder}/{key_of(name, self.row, who.cell.column or str(who.role))}"
            return self.named(Actor(ref, name, who.kind, identified=False, scope=source))
        kind = self.told.actors.get(name)
        ref = f"actor:{folder}/{key_of(name) if kind or who.kind == 'group' else key_of(name, who.kind)}"
        return ref if self.is_named(ref) else self.named(Actor(ref, name, kind or who.kind, source=source))

    def said(self, content: Occurrence) -> Claim:
        """Give the claim with who says it and how."""
        told = self.told
        claimant = next(self.actors(told.claimant), None)
        speaks_for = next(self.actors(told.on_behalf_of), None)
        if speaks_for and not claimant:
            raise Unfit(f"{told.on_behalf_of.cell.column}: somebody is spoken for, but no claimant is named")
        claim = self.claim(
            self.row,
            content,
            negated=self.made(told.negated, truth_of) or False,
            on_behalf_of=speaks_for,
            quote=self.word(told.quote) or None,
            confidence=self.made(told.confidence, share_of),
            primary_sources=tuple(dict.fromkeys(self.cited(text) for cell in told.cited for text in self.words(cell))),
        )
        stance = self.made(told.stance, stance_of) or "asserts"
        if claimant or stance != "asserts":
            id_ = claim_ref(claim.source, claim.locator or "", "occurrence", content.type, stance)
            claim = replace(claim, id=id_, stance=stance, claimant=claimant or claim.claimant, narrator=not claimant)
        _refuse_contradiction(claim, content)
        return claim

    def cited(self, text: str) -> str:
        """Give a source that a row cites; its publisher is not known, and so nobody else's."""
        ref = f"source:{self.table.folder}/{digest(text)}"
        if self.is_named(ref):
            return ref
        publisher = f"actor:{self.table.folder}/publisher-{digest(text)}"
        self.named(Actor(publisher, "publisher not named", "media", identified=False, scope=ref))
        return self.named(Source(ref, text, publisher, url=text if _ADDRESS.fullmatch(text) else None))

    # when, where, how many

    def when(self) -> When | None:
        """Give the bounds of a row's time."""
        dated = self.told.dated
        given = self.made(dated.precision, time_precision_of)
        when = self.date(given) if dated.date else self.bounded(given)
        written = self.word(dated.as_written)
        return replace(when, as_written=written) if when and written else when

    def date(self, given: TimePrecision | None) -> When | None:
        """Give the time of one cell, or of those of year, month and day; the coarser of what is written and what is told."""
        cells = self.told.dated.date
        try:
            text = self.word(cells[0]) if len(cells) == 1 else joined_date(*map(self.word, cells))
            when = time_of(text) if text else None
        except (Unfit, UnreadableInput) as error:
            raise Unfit(f"{', '.join(cell.column for cell in cells)}: {error}") from error
        if not when or not when.earliest or not when.latest:
            return when
        if when.precision == "day":
            return fitted(when.earliest, when.latest, given or "day")
        return fitted(when.earliest, when.earliest, "year") if (when.precision, given) == ("month", "year") else when

    def bounded(self, given: TimePrecision | None) -> When | None:
        """Give the time between two cells; where no precision is told, two equal days are not taken for the day."""
        dated = self.told.dated
        low, high = self.made(dated.earliest, time_of), self.made(dated.latest, time_of)
        first, last = low.earliest if low else None, high.latest if high else None
        if first and last and last < first:
            raise Unfit(f"it ends on {last}, before it begins on {first}")
        if low and low == high and low.precision != "day":
            return low
        if first and last:
            return fitted(first, last, given or "vague")
        return When(first, last, "vague", "coder") if first or last else None

    def locations(self, precision: PlacePrecision | None) -> Iterator[Location]:
        """Give the places of a row; its precision is that of where it happened, not of whence and whither."""
        for where in self.told.places:
            found = self.location(where, precision if where.relation in ("in", "near") else None)
            if found:
                yield found

    def location(self, where: Where, precision: PlacePrecision | None) -> Location | None:
        """Give a place as precisely as it is known: a point that stands for a district is that district."""
        name, relation = self.word(where.label), where.relation
        lat, lon = self.word(where.lat), self.word(where.lon)
        point, kind = point_of(lat, lon), self.made(where.kind, place_kind_of)
        outer = None
        for level in where.within if precision != "international" else ():
            larger = self.word(level.cell)
            outer = self.area(level.kind, larger, outer) if larger else outer
            if larger and level.kind == precision:
                return Location(relation, outer or "", Words(name) if name not in ("", larger) else None)
        if point and kind not in EXTENTS and precision in (None, "exact", "near"):
            made = self.point(kind or ("populated-place" if name else "feature"), name or f"point {lat}, {lon}", point, outer)
            return Location("near" if precision == "near" and relation == "in" else relation, made)
        if name:
            return Location(relation, self.area(kind or "area", name, outer))
        return Location(relation, outer) if outer else None

    def counts(self) -> Iterator[Count]:
        """Give the numbers of people of a row."""
        for counted in self.told.counts:
            try:
                count = self.bounds(counted.kind, *map(self.word, (counted.low, counted.best, counted.high)))
            except Unfit as error:
                raise Unfit(f"{counted.kind}: {error}") from error
            written = self.word(counted.as_written)
            if count is None and not written:
                continue
            of, group = self.word(counted.of) or None, next(self.actors(counted.group), None)
            count = count or Count(counted.kind)
            yield replace(count, of=of, group=group, as_written=count.as_written or written or None)


def _refuse_contradiction(claim: Claim, content: Occurrence) -> None:
    """Raise Unfit for what the shapes refuse, while the row is still known."""
    if claim.stance == "denies" and claim.negated:
        raise Unfit("a denial that is negated as well: keep the stance, or assert the negated claim")
    if claim.coding != "hand" or claim.stance not in ("accuses", "claims-responsibility"):
        return
    agents = {part.actor for part in content.participants if part.role == "agent"}
    parties = {part.actor for part in content.participants if part.role == "party"}
    if claim.stance == "accuses" and not agents | parties:
        raise Unfit("an accusation of nobody: it needs an agent or a party")
    if claim.stance == "accuses" and claim.claimant in agents:
        raise Unfit("the claimant accuses itself")
    if claim.stance == "claims-responsibility" and agents.isdisjoint({claim.claimant, claim.on_behalf_of}):
        raise Unfit("who claims responsibility is not the agent, nor speaks for the agent")
