"""UCDP GED: the Georeferenced Event Dataset of the Uppsala Conflict Data Program, in its releases, at HDX and in reduced tables.

Columns and codes: the codebook of GED (https://ucdp.uu.se/downloads/ged/ged231.pdf). A row is a claim of UCDP's coders. Left out
are what follows from other columns (priogrid_gid, geom_wkt, region, Gleditsch-Ward numbers) and the coders' own marks (relid,
code_status, active_year). A zero of one side's deaths is not written: UCDP writes it for none and for what its type of violence
excludes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from kg.model.claim import Claim, Location, Occurrence, Participant, Words
from kg.model.codes import UCDP_CLARITY, UCDP_DATE_CODES, UCDP_DATE_PRECISIONS, UCDP_TYPES, UCDP_WHERE_PRECISIONS, Coded
from kg.model.counts import Count
from kg.model.dates import When, month_bounds
from kg.model.reference import Actor, Conflict, Name, Source
from kg.model.refs import digest
from kg.model.terms import ActorKind, PlaceKind, PlacePrecision, TimePrecision
from kg.sources.tables.cells import Unfit, day_of, id_of, is_nothing, key_of, people_of, point_of, whole_of
from kg.sources.tables.chunks import Cells
from kg.sources.tables.dataset import ROOM, Reader, TableDataset, Wanted

_DATED = re.compile(r",\s*(\d{4}-\d{2}-\d{2}),\s*")
_SETTLED = re.compile(r"\b(town|village|city|villages|towns)$", re.IGNORECASE)
_OUTER: dict[PlacePrecision | None, PlaceKind] = {"district": "district", "region": "region"}


@dataclass(frozen=True, slots=True)
class Sides:
    """What the columns of the two sides and their conflict give."""

    coded: Coded
    first: str | None
    second: str | None
    participants: tuple[Participant, ...]
    also: tuple[tuple[str, str], ...]
    named: frozenset[str]
    notes: tuple[str, ...]


class GedReader(Reader):
    """Reads rows of UCDP GED."""

    columns = (
        ("id",), ("type_of_violence",),
        ("conflict_new_id", "conflict_id", "conflict_dset_id"), ("conflict_name",),
        ("dyad_new_id", "dyad_id", "dyad_dset_id"), ("dyad_name",),
        ("side_a_new_id", "side_a_id", "side_a_dset_id"), ("side_a",),
        ("side_b_new_id", "side_b_id", "side_b_dset_id"), ("side_b",),
        ("source_article",), ("source_original",),
        ("where_prec",), ("where_coordinates",), ("where_description",), ("adm_1", "adm1"), ("adm_2", "adm2"),
        ("latitude", "lat"), ("longitude", "lon", "long"), ("country",),
        ("event_clarity",), ("date_prec",), ("date_start",), ("date_end",), ("year",), ("month",), ("day",),
        ("deaths_a",), ("deaths_b",), ("deaths_civilians",), ("deaths_unknown",),
        ("low", "low_est", "low_death"), ("best", "best_est", "best_death"), ("high", "high_est", "high_death"),
    )  # fmt: skip

    def __init__(self, table: TableDataset, found: Sequence[str]) -> None:
        super().__init__(table, found)
        names = [name.strip().lower() for name in found]
        self.country = names.index("country") if "country" in names else -1
        self.iso3 = names.index("iso3") if "iso3" in names else -1
        self.known_sides: dict[tuple[str, ...], Sides] = {}
        self.whens: dict[tuple[str, ...], When | None] = {}
        self.wheres: dict[tuple[str, ...], tuple[Location | None, PlacePrecision | None]] = {}

    def is_in(self, cells: Cells, countries: Sequence[Wanted]) -> bool:
        """Tell by the columns country and iso3."""
        name = cells[self.country] if self.country >= 0 else ""
        iso3 = cells[self.iso3] if self.iso3 >= 0 else ""
        return any(country.fits(name, iso3) for country in countries)

    def read_cells(self, *cells: str) -> Claim:
        """Give the claim of a row."""
        (
            id_, type_, conflict_id, conflict, dyad_id, dyad, a_id, a, b_id, b, article, original, where_prec, where, described,
            adm1, adm2, lat, lon, country, clarity, date_prec, start, end, year, month, day, of_a, of_b, civilian, unknown,
            low, best, high,
        ) = cells  # fmt: skip
        row = id_of(id_)
        sides = self.sides(type_, conflict_id, conflict, dyad_id, dyad, a_id, a, b_id, b)
        location, precision = self.where(where_prec, where, adm1, adm2, lat, lon, country)
        if location and not is_nothing(described):
            location = Location(location.relation, location.place, Words(described))
        content = Occurrence(
            event=f"event:{self.folder}/{row}",
            type=sides.coded.type,
            participants=sides.participants,
            places=(location,) if location else (),
            counts=self.deaths(sides.first, sides.second, low, best, high, of_a, of_b, civilian, unknown),
            when=self.when(start, end, date_prec, year, month, day),
            place_precision=precision,
        )
        also = sides.also + _codes(clarity, date_prec)
        if not is_nothing(original):
            also += (("kg:originalSource", original.strip()),)
        return self.claim(row, content, self.articles(article), also)

    def sides(self, *cells: str) -> Sides:
        """Give who is named in which role and in which conflict, remembered by the cells while all of them are named."""
        known = self.known_sides.get(cells)
        if known is None or not self._named.issuperset(known.named):
            if len(self.known_sides) > ROOM:
                self.known_sides.clear()
            known = self.known_sides[cells] = self._sides(*cells)
        self._notes += known.notes
        return known

    def _sides(
        self, type_: str, conflict_id: str, conflict: str, dyad_id: str, dyad: str, a_id: str, a: str, b_id: str, b: str
    ) -> Sides:
        coded = UCDP_TYPES.get(type_.strip().lower().removesuffix(".0"))
        if coded is None:
            raise Unfit(f"type_of_violence is {type_!r}, not 1, 2 or 3")
        first, second = self.side(a_id, a), self.side(b_id, b)
        roles = ((coded.first, first, "side_a"), (coded.second, second, "side_b"))
        conflicts = self.conflicts(conflict_id, conflict, dyad_id, dyad)
        also: tuple[tuple[str, str], ...] = (("kg:codedAs", coded.iri),)
        if conflicts:
            also += (("kg:partOfConflict", conflicts[-1].ref),)
        named = frozenset([self.named_as(record) for record in (first, second, *conflicts) if record])
        participants = tuple(Participant(role, side.ref) for role, side, _ in roles if side)
        notes = tuple(f"{column} is empty" for _, side, column in roles if side is None)
        a_ref, b_ref = first.ref if first else None, second.ref if second else None
        return Sides(coded, a_ref, b_ref, participants, also, named, notes)

    def side(self, id_: str, name: str) -> Actor | None:
        """Give the actor of a side, None where it is empty."""
        if is_nothing(name):
            return None
        label = name.strip()
        ref = f"actor:{self.folder}/{key_of(label) if is_nothing(id_) else id_of(id_)}"
        return Actor(ref, label, _kind_of(label), (Name(label, source=self.source),), source=self.source)

    def conflicts(self, id_: str, name: str, dyad_id: str, dyad: str) -> list[Conflict]:
        """Give the conflict that a row belongs to, and its dyad, as far as they are given."""
        found: list[Conflict] = []
        if not (is_nothing(id_) and is_nothing(name)):
            key = key_of(name.strip()) if is_nothing(id_) else id_of(id_)
            label = key if is_nothing(name) else name.strip()
            found.append(Conflict(f"conflict:{self.folder}/{key}", label, source=self.source))
        if not is_nothing(dyad_id):
            number = id_of(dyad_id)
            label, whole = number if is_nothing(dyad) else dyad.strip(), found[0].ref if found else None
            found.append(Conflict(f"conflict:{self.folder}/dyad-{number}", label, part_of=whole, source=self.source))
        return found

    def deaths(self, first: str | None, second: str | None, low: str, best: str, high: str, *groups: str) -> tuple[Count, ...]:
        """Give the deaths in all, then those of each group that has any: side A, side B, civilians, people of unknown status."""
        total = self.bounds("killed", low, best, high)
        counts = _deaths(first, second, *groups)
        return (total, *counts) if total else counts

    def when(self, *cells: str) -> When | None:
        """Give the bounds of a row's time, remembered by its cells."""
        if cells not in self.whens:
            if len(self.whens) > ROOM:
                self.whens.clear()
            self.whens[cells] = _when_of(*cells)
        return self.whens[cells]

    def where(self, *cells: str) -> tuple[Location | None, PlacePrecision | None]:
        """Give where it was and how precisely that is known, remembered by the cells."""
        known = self.wheres.get(cells)
        if known and known[0] and self.is_named(known[0].place):
            return known
        if len(self.wheres) > ROOM:
            self.wheres.clear()
        made = self.wheres[cells] = self._where(*cells)
        return made

    def _where(
        self, where_prec: str, where: str, adm1: str, adm2: str, lat: str, lon: str, country: str
    ) -> tuple[Location | None, PlacePrecision | None]:
        point = point_of(lat, lon)
        precision = None
        if not is_nothing(where_prec):
            precision = UCDP_WHERE_PRECISIONS.get(id_of(where_prec))
            if precision is None:
                raise Unfit(f"where_prec is {where_prec!r}, not 1 to 7")
        name = "" if is_nothing(where) else where.strip()
        divisions = () if precision == "international" else (country, adm1, adm2)
        if precision in ("exact", "near", None) and point:
            kind: PlaceKind = "populated-place" if _SETTLED.search(name) else "facility" if name else "feature"
            label = name or f"point {lat.strip()}, {lon.strip()}"
            ref = self.point(kind, label, point, self.inside(*divisions))
            return Location("in" if precision == "exact" else "near", ref), precision
        depth = {"district": 3, "region": 2, "country": 1}.get(precision or "country", 3)
        outer = self.inside(*divisions[:depth])
        if precision == "country" or not name or name in (divisions[depth - 1 : depth]):
            return Location("in", outer) if outer else None, precision
        kind = _OUTER.get(precision, "area")
        return Location("in", self.area(kind, name, self.inside(*divisions[: min(depth, 3) - 1]))), precision

    def articles(self, cell: str) -> tuple[str, ...]:
        """Give the sources that a cell cites: `"outlet,day,headline"` one after another, or free words."""
        text = cell.strip()
        if is_nothing(text):
            return ()
        listed = text[1:-1].split('";"') if text[0] == text[-1] == '"' else (text,)
        return tuple([self.article(cited) for cited in map(str.strip, listed) if cited])

    def article(self, cited: str) -> str:
        """Give one source that a row cites."""
        key = digest(cited)
        ref = f"source:{self.folder}/{key}"
        if self.is_named(ref):
            return ref
        found = _DATED.search(cited)
        if found is None:
            return self.named(Source(ref, cited, self.publisher("", ref, key)))
        office, headline = cited[: found.start()].strip(), cited[found.end() :].strip()
        return self.named(Source(ref, headline or cited, self.publisher(office, ref, key), _published(found[1])))

    def publisher(self, office: str, article: str, key: str) -> str:
        """Give the outlet of an article; one that is not named apart is nobody else's."""
        if not office:
            ref = f"actor:{self.folder}/publisher-{key}"
            self._new.append(Actor(ref, "publisher not named", "media", identified=False, scope=article))
            return ref
        ref = f"actor:{self.folder}/outlet-{key_of(office)}"
        return ref if self.is_named(ref) else self.named(Actor(ref, office, "media", source=self.source))


@lru_cache(maxsize=ROOM)
def _deaths(first: str | None, second: str | None, of_a: str, of_b: str, civilian: str, unknown: str) -> tuple[Count, ...]:
    groups = (
        ("deaths_a", of_a, None, first),
        ("deaths_b", of_b, None, second),
        ("deaths_civilians", civilian, "civilians", None),
        ("deaths_unknown", unknown, "people of unknown status", None),
    )
    found = [(people_of(cell, column), of, group) for column, cell, of, group in groups]
    return tuple(Count("killed", best=number, of=of, group=group) for number, of, group in found if number and (of or group))


@cache
def _codes(clarity: str, date_prec: str) -> tuple[tuple[str, str], ...]:
    """Give the properties for the data set's codes of how clear an event and how precise its date is."""
    codes: tuple[tuple[str, str], ...] = ()
    if not is_nothing(clarity):
        codes += (("kg:eventClarity", _code(UCDP_CLARITY, clarity, "event_clarity")),)
    if not is_nothing(date_prec):
        codes += (("kg:datePrecisionCode", _code(UCDP_DATE_CODES, date_prec, "date_prec")),)
    return codes


def _code(table: dict[str, str], cell: str, column: str) -> str:
    code = table.get(cell.strip().removesuffix(".0"))
    if code is None:
        raise Unfit(f"{column} is {cell!r}, not one of {', '.join(table)}")
    return code


def _kind_of(name: str) -> ActorKind:
    """Give what a side's name alone shows: a group that is no government may be a rebel army or a community."""
    if name.startswith("Government of"):
        return "government"
    return "civilians" if name == "Civilians" else "group"


def _when_of(start: str, end: str, precision: str, year: str, month: str, day: str) -> When | None:
    if is_nothing(start):
        given = [whole_of(cell) for cell in (year, month, day)]
        if given[0] is not None and given[2] is None:
            return _period(given[0], given[1])
        start = "-".join("" if number is None else str(number) for number in given).strip("-")
    first = day_of(start)
    if is_nothing(end):
        return When(first, None, "vague", "coder")
    last = day_of(end)
    if last < first:
        raise Unfit(f"it ends on {last}, before it begins on {first}")
    if is_nothing(precision):
        return When(first, last, "vague", "coder")
    known = UCDP_DATE_PRECISIONS.get(precision.strip().removesuffix(".0"))
    if known is None:
        raise Unfit(f"date_prec is {precision!r}, not 1 to 5")
    return When(first, last, _fitting(known, first, last), "coder")


def _period(year: int, month: int | None) -> When:
    """Give the month of a row that tells no day, or its year."""
    if month is None:
        return When(day_of(f"{year}-01-01"), day_of(f"{year}-12-31"), "year", "coder")
    first = day_of(f"{year}-{month}-01")
    return When(first, month_bounds(first.year, first.month)[1], "month", "coder")


def _fitting(given: TimePrecision, first: date, last: date) -> TimePrecision:
    """Give a precision as the bounds bear it out: no day where they are two, no month where they lie in two."""
    if given == "day" and first != last:
        return "day-range"
    if given == "month" and (first.year, first.month) != (last.year, last.month):
        return "vague"
    return "vague" if given == "year" and first.year != last.year else given


@lru_cache(maxsize=ROOM)
def _published(day: str) -> When | None:
    try:
        known = day_of(day)
    except Unfit:
        return None
    return When(known, known, "day", "stated")


@dataclass(frozen=True)
class UcdpGed(TableDataset):
    """UCDP GED as a data set."""

    def recognises(self, columns: Sequence[str]) -> bool:
        """Tell by an id, the type of violence and the two sides."""
        return {"id", "type_of_violence", "side_a", "side_b"} <= set(columns)

    def reader(self, columns: Sequence[str]) -> GedReader:
        """Give a reader of its rows."""
        return GedReader(self, columns)


UCDP_GED = UcdpGed(
    name="ucdp-ged",
    short="UCDP GED",
    folder="ged",
    label="UCDP Georeferenced Event Dataset",
    coder="actor:ucdp",
    coder_label="Uppsala Conflict Data Program",
    licence="https://creativecommons.org/licenses/by/4.0/",
    citation="Sundberg, Ralph, and Erik Melander (2013): Introducing the UCDP Georeferenced Event Dataset. "
    "Journal of Peace Research 50 (4).",
    url="https://ucdp.uu.se/downloads/",
)
