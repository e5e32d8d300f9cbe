"""UCDP GED: the Georeferenced Event Dataset of the Uppsala Conflict Data Program, in its releases, at HDX and in reduced tables.

Columns and codes: the codebook of GED (https://ucdp.uu.se/downloads/ged/ged231.pdf). A row is a claim of UCDP's coders. Left out
are what follows from other columns (priogrid_gid, geom_wkt, region, Gleditsch-Ward numbers) and the coders' own marks (relid,
code_status, active_year). A zero of one side's deaths is not written: UCDP writes it for none and for what its type of violence
excludes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kg.model.claim import Claim, Location, Occurrence, Participant, Words
from kg.model.codes import UCDP_CLARITY, UCDP_DATE_CODES, UCDP_DATE_PRECISIONS, UCDP_TYPES, UCDP_WHERE_PRECISIONS, Coded
from kg.model.counts import Count
from kg.model.dates import When
from kg.model.reference import Actor, Conflict, Name, Source
from kg.model.refs import digest
from kg.model.terms import ActorKind, PlaceKind, PlacePrecision, TimePrecision
from kg.sources.tables.cells import Unfit, day_of, id_of, is_nothing, key_of, people_of, point_of, whole_of
from kg.sources.tables.chunks import Cells
from kg.sources.tables.dataset import ROOM, Reader, TableDataset, Wanted

_DATED = re.compile(r",\s*(\d{4}-\d{2}-\d{2}),\s*")
_SETTLED = re.compile(r"\b(town|village|city|villages|towns)$", re.IGNORECASE)
_OUTER: dict[PlacePrecision | None, PlaceKind] = {"district": "district", "region": "region"}


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
        coded = self.coded(type_)
        first, second = self.side("side_a", a_id, a), self.side("side_b", b_id, b)
        location, precision = self.where(where_prec, where, adm1, adm2, lat, lon, country)
        if described and not described.isspace():
            location = Location(location.relation, location.place, Words(described)) if location else None
        content = Occurrence(
            event=f"event:{self.table.folder}/{row}",
            type=coded.type,
            participants=tuple(
                Participant(role, side) for role, side in ((coded.first, first), (coded.second, second)) if side is not None
            ),
            places=(location,) if location else (),
            counts=tuple(self.deaths((low, best, high), (of_a, of_b, civilian, unknown), first, second)),
            when=self.when(start, end, date_prec, year, month, day),
            place_precision=precision,
        )
        also = [("kg:codedAs", coded.iri)]
        if not is_nothing(dyad_id) or not is_nothing(conflict_id) or not is_nothing(conflict):
            also.append(("kg:partOfConflict", self.conflict(conflict_id, conflict, dyad_id, dyad)))
        if clarity:
            also.append(("kg:eventClarity", _code(UCDP_CLARITY, clarity, "event_clarity")))
        if date_prec:
            also.append(("kg:datePrecisionCode", _code(UCDP_DATE_CODES, date_prec, "date_prec")))
        if not is_nothing(original):
            also.append(("kg:originalSource", original.strip()))
        return self.claim(row, content, primary_sources=tuple(self.articles(article)), also=tuple(also))

    def coded(self, type_: str) -> Coded:
        """Give how a type of violence is read, given as a number or in words."""
        coded = UCDP_TYPES.get(type_.strip().lower().removesuffix(".0"))
        if coded is None:
            raise Unfit(f"type_of_violence is {type_!r}, not 1, 2 or 3")
        return coded

    def side(self, column: str, id_: str, name: str) -> str | None:
        """Give the actor of a side; None, and a note, where it is empty."""
        if is_nothing(name):
            self.note(f"{column} is empty")
            return None
        label = name.strip()
        ref = f"actor:{self.table.folder}/{key_of(label) if is_nothing(id_) else id_of(id_)}"
        if self.is_named(ref):
            return ref
        source = self.table.source
        return self.named(Actor(ref, label, _kind_of(label), (Name(label, source=source),), source=source))

    def conflict(self, id_: str, name: str, dyad_id: str, dyad: str) -> str:
        """Give the dyad that a row belongs to, or its conflict where no dyad is given."""
        key = key_of(name.strip()) if is_nothing(id_) else id_of(id_)
        whole = f"conflict:{self.table.folder}/{key}"
        if not self.is_named(whole):
            self.named(Conflict(whole, name.strip() or key, source=self.table.source))
        if is_nothing(dyad_id):
            return whole
        part = f"conflict:{self.table.folder}/dyad-{id_of(dyad_id)}"
        if self.is_named(part):
            return part
        return self.named(Conflict(part, dyad.strip() or dyad_id, part_of=whole, source=self.table.source))

    def deaths(
        self, bounds: tuple[str, str, str], sides: tuple[str, str, str, str], first: str | None, second: str | None
    ) -> Iterator[Count]:
        """Give the deaths in all, then those of each group that has any."""
        total = self.bounds("killed", *bounds)
        if total:
            yield total
        of_a, of_b, civilian, unknown = sides
        groups = (
            ("deaths_a", of_a, None, first),
            ("deaths_b", of_b, None, second),
            ("deaths_civilians", civilian, "civilians", None),
            ("deaths_unknown", unknown, "people of unknown status", None),
        )
        for column, cell, of, group in groups:
            number = people_of(cell, column)
            if number and (of or group):
                yield _killed(number, of, group)

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

    def articles(self, cell: str) -> Iterator[str]:
        """Give the sources that a cell cites, each with its outlet: `"outlet,day,headline"` one after another, or free words."""
        text = cell.strip()
        if not text:
            return
        for cited in text[1:-1].split('";"') if text.startswith('"') and text.endswith('"') else (text,):
            if cited.strip():
                yield self.article(cited.strip())

    def article(self, cited: str) -> str:
        """Give one source that a row cites."""
        ref = f"source:{self.table.folder}/{digest(cited)}"
        if self.is_named(ref):
            return ref
        found = _DATED.search(cited)
        office, headline = (cited[: found.start()].strip(), cited[found.end() :].strip()) if found else ("", cited)
        published = _published(found[1] if found else "")
        return self.named(Source(ref, headline or cited, self.publisher(office, ref), published=published))

    def publisher(self, office: str, article: str) -> str:
        """Give the outlet of an article; one that is not named apart is nobody else's."""
        folder = self.table.folder
        if not office:
            ref = f"actor:{folder}/publisher-{article.rpartition('/')[2]}"
            return self.named(Actor(ref, "publisher not named", "media", identified=False, scope=article))
        ref = f"actor:{folder}/outlet-{key_of(office)}"
        return ref if self.is_named(ref) else self.named(Actor(ref, office, "media", source=self.table.source))


@lru_cache(maxsize=ROOM)
def _killed(number: int, of: str | None, group: str | None) -> Count:
    return Count("killed", best=number, of=of, group=group)


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
    if not start:
        if is_nothing(day) and not is_nothing(year):
            number = whole_of(year)
            return When(day_of(f"{number}-01-01"), day_of(f"{number}-12-31"), "year", "coder")
        start = "-".join(str(whole_of(cell)) for cell in (year, month, day))
    first = day_of(start)
    if not end:
        return When(first, None, "vague", "coder")
    last = day_of(end)
    if last < first:
        raise Unfit(f"it ends on {last}, before it begins on {first}")
    if not precision:
        return When(first, last, "vague", "coder")
    given = UCDP_DATE_PRECISIONS.get(precision.strip().removesuffix(".0"))
    if given is None:
        raise Unfit(f"date_prec is {precision!r}, not 1 to 5")
    return When(first, last, _fitting(given, first, last), "coder")


def _fitting(given: TimePrecision, first: date, last: date) -> TimePrecision:
    """Give a precision as the bounds bear it out: no day where they are two, no month where they lie in two."""
    if given == "day" and first != last:
        return "day-range"
    if given == "month" and (first.year, first.month) != (last.year, last.month):
        return "vague"
    return "vague" if given == "year" and first.year != last.year else given


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
