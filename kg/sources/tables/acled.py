"""ACLED: the Armed Conflict Location & Event Data project's tables, of 2023 and later, older ones, and HDX's form of them.

Columns and codes: ACLED's codebook (https://acleddata.com/knowledge-base/codebook/). A row is a claim of ACLED's coders. Left out
are columns that follow from others (disorder_type, interaction, region, iso, iso3, event_id_no_cnty), and data_id, which changed
with every release.

- Actors: "Military Forces of Mali (2021-)" and "Military Forces of Mali (2020-2021)" are one actor with two dated names.
  "Unidentified …" is somebody else in each row, and so are "Civilians (Mali)", "Protesters (Mali)" and "Rioters (Mali)": two
  crowds are not one actor. Associates have no role, as ACLED gives them none.
- Sources are outlets: ACLED names no article. An undisclosed one is another in each row.
- Time: a day only where time_precision is 1. ACLED puts an event known to a week on a day of that week, and one known to a month
  on a day of that month; without time_precision any of the three may be meant, and the bounds hold them all.
- Place: where geo_precision is 3 the location stands for its region: the place is the first division, the location its words.
- fatalities is one figure, without bounds; its 0 is written, as ACLED gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

from kg.model.claim import Claim, Location, Occurrence, Participant, Words
from kg.model.codes import ACLED_GEO_PRECISIONS, ACLED_INTER, ACLED_TIME_PRECISIONS, ACLED_TYPES, Coded
from kg.model.counts import Count
from kg.model.dates import When, month_bounds
from kg.model.errors import nearest
from kg.model.reference import Actor, Name, Source
from kg.model.terms import ActorKind, PlacePrecision, TimePrecision
from kg.sources.tables.cells import Unfit, day_of, id_of, is_nothing, key_of, moment_of, people_of, point_of, whole_of
from kg.sources.tables.chunks import Cells
from kg.sources.tables.dataset import ROOM, Reader, TableDataset, Wanted

_YEARS = re.compile(r"\s*\(((?:1[89]|20)\d\d)\s*[-–]\s*((?:1[89]|20)\d\d)?\)")
_SHORT = re.compile(r"([^:]{1,40}): (.+)")
_FACTION = re.compile(r" (?:\([^()]+\)|- .+)$")
_NOBODY_KNOWN = re.compile(r"(?:Unidentified|Unknown)\b|(?:Civilians|Protesters|Rioters)(?: \(|$)", re.IGNORECASE)
_UNDISCLOSED = re.compile(r"(?:Undisclosed|Unknown|Anonymous|Confidential)(?: sources?)?", re.IGNORECASE)
_KINDS: tuple[tuple[str, ActorKind], ...] = (
    ("Military Forces of", "state-force"),
    ("Police Forces of", "state-force"),
    ("Government of", "government"),
    ("Civilians", "civilians"),
)
_NO = frozenset({"0", "false", "no"})
_ABOUT_A_WEEK = timedelta(days=6)
_WEEK_REASON = "ACLED's day stands for the week or so in which it was: time_precision 2"
_MONTH_REASON = "ACLED's day stands for its month: time_precision 3"
_UNKNOWN_REASON = "ACLED's day may stand for its week or its month: time_precision is not given"
_V = TypeVar("_V")


class AcledReader(Reader):
    """Reads rows of ACLED."""

    columns = (
        ("event_id_cnty",), ("event_date",), ("year",), ("time_precision",), ("event_type",), ("sub_event_type",),
        ("actor1",), ("assoc_actor_1", "ally_actor_1"), ("inter1",),
        ("actor2",), ("assoc_actor_2", "ally_actor_2"), ("inter2",), ("civilian_targeting",),
        ("geo_precision",), ("location",), ("latitude", "lat"), ("longitude", "lon", "long"),
        ("country",), ("admin1",), ("admin2",), ("admin3",),
        ("source",), ("source_scale",), ("notes",), ("fatalities",), ("tags",), ("timestamp",),
    )  # fmt: skip

    def __init__(self, table: TableDataset, found: Sequence[str]) -> None:
        super().__init__(table, found)
        names = [name.strip().lower() for name in found]
        self.country = names.index("country") if "country" in names else -1
        self.iso3 = names.index("iso3") if "iso3" in names else -1
        self.whens: dict[tuple[str, ...], When] = {}
        self.wheres: dict[tuple[str, ...], tuple[Location | None, PlacePrecision | None]] = {}

    def is_in(self, cells: Cells, countries: Sequence[Wanted]) -> bool:
        """Tell by the columns country and iso3."""
        name = cells[self.country] if self.country >= 0 else ""
        iso3 = cells[self.iso3] if self.iso3 >= 0 else ""
        return any(country.fits(name, iso3) for country in countries)

    def read_cells(self, *cells: str) -> Claim:
        """Give the claim of a row. All that can fail is read before anybody is named: a row left out names nobody."""
        (
            id_, day, year, time_precision, type_, sub_type, one, with_one, kind_one, two, with_two, kind_two, targeting,
            *where, outlets, scale, notes, fatalities, tags, timestamp,
        ) = cells  # fmt: skip
        row = id_of(id_)
        coded = self.coded(type_, sub_type)
        also = [("kg:codedAs", coded.iri), *_sides_of(kind_one, kind_two)]
        when = self.when(day, time_precision, year)
        dead = people_of(fatalities, "fatalities")
        said = moment_of(timestamp)
        location, precision = self.where(*where)
        sides = ((coded.first, self.side("1", one, row)), (coded.second, self.side("2", two, row)))
        also += [("kg:firstAssociate", ref) for ref in self.associates("1", with_one, row)]
        also += [("kg:secondAssociate", ref) for ref in self.associates("2", with_two, row)]
        if not is_nothing(targeting) and targeting.strip().lower() not in _NO:
            also.append(("kg:civilianTargeting", "true"))
        also += [(name, cell.strip()) for name, cell in (("kg:sourceScale", scale), ("kg:tags", tags)) if not is_nothing(cell)]
        content = Occurrence(
            event=f"event:{self.table.folder}/{row}",
            type=coded.type,
            participants=tuple(Participant(role, actor) for role, actor in sides if actor is not None),
            places=(location,) if location else (),
            counts=() if dead is None else (_killed(dead),),
            when=when,
            modality=coded.modality,
            place_precision=precision,
        )
        return self.claim(
            row,
            content,
            quote=None if is_nothing(notes) else notes.strip(),
            said=When(said, said, "day", "stated") if said else None,
            primary_sources=tuple(self.outlet(outlet, row) for outlet in _parts_of(outlets)),
            also=tuple(also),
        )

    def coded(self, type_: str, sub_type: str) -> Coded:
        """Give how the sub-event type is read, or, where it is not given or not known, the event type."""
        kind, narrow = type_.strip(), sub_type.strip()
        found = ACLED_TYPES.get(narrow.lower())
        if found:
            return found
        found = ACLED_TYPES.get(kind.lower())
        if is_nothing(narrow):
            if found is None:
                raise Unfit(f"event_type is {kind!r}: {nearest(kind, ACLED_TYPES) or 'no type of ACLED'}")
            return found
        near = nearest(narrow, ACLED_TYPES) or nearest(kind, ACLED_TYPES) or "no type of ACLED"
        if found is None:
            raise Unfit(f"sub_event_type is {narrow!r} and event_type {kind!r}: {near}")
        self.note(f"sub_event_type is {narrow!r}, read by its event_type: {near}")
        return found

    def side(self, number: str, cell: str, row: str) -> str | None:
        """Give the actor of a side; None where it is empty, and a note where the first is."""
        if not is_nothing(cell):
            return self.actor(cell, f"{row}-{number}")
        if number == "1":
            self.note("actor1 is empty")
        return None

    def associates(self, number: str, cell: str, row: str) -> Iterator[str]:
        """Give the actors beside a side."""
        for at, name in enumerate(_parts_of(cell), 1):
            yield self.actor(name, f"{row}-{number}-associate-{at}")

    def actor(self, written: str, own: str) -> str:
        """Give an actor by its name; `own` tells one that nobody can be known by from all others."""
        table = self.table
        written = " ".join(written.split())
        if _NOBODY_KNOWN.match(written):
            label = _YEARS.sub("", written)
            ref = f"actor:{table.folder}/{own}"
            self._new.append(Actor(ref, label, _kind_of(label), identified=False, scope=table.source))
            return ref
        actor = _actor_of(written, table.folder, table.source)
        key = f"{actor.ref} {written}"
        if key not in self._named:
            self._named.add(key)
            self._new.append(actor)
        return actor.ref

    def outlet(self, name: str, row: str) -> str:
        """Give an outlet that a row names as a source of its own; one that is not disclosed is nobody else's."""
        folder = self.table.folder
        if _UNDISCLOSED.fullmatch(name):
            ref, by = f"source:{folder}/{row}-undisclosed", f"actor:{folder}/{row}-undisclosed"
            self._new += [Actor(by, name, "group", identified=False, anonymous=True, scope=ref), Source(ref, name, by)]
            return ref
        key = key_of(name)
        ref = f"source:{folder}/{key}"
        if self.is_named(ref):
            return ref
        by = self.named(Actor(f"actor:{folder}/outlet-{key}", name, "media", source=self.table.source))
        return self.named(Source(ref, name, by))

    def when(self, *cells: str) -> When:
        """Give the bounds of a row's time, remembered by its cells."""
        return _kept(self.whens, cells) or self.whens.setdefault(cells, _when_of(*cells))

    def where(self, *cells: str) -> tuple[Location | None, PlacePrecision | None]:
        """Give where it was and how precisely that is known, remembered by the cells."""
        known = _kept(self.wheres, cells)
        if known and known[0] and self.is_named(known[0].place):
            return known
        made = self.wheres[cells] = self._where(*cells)
        return made

    def _where(
        self, geo_precision: str, location: str, lat: str, lon: str, *divisions: str
    ) -> tuple[Location | None, PlacePrecision | None]:
        point = point_of(lat, lon)
        precision = None if is_nothing(geo_precision) else _coded(ACLED_GEO_PRECISIONS, geo_precision, "geo_precision")
        name = "" if is_nothing(location) else location.strip()
        if precision == "region":
            depth = 1 if name.lower() == divisions[0].strip().lower() else 2
            region = self.inside(*divisions[:depth])
            return Location("in", region, Words(name) if name else None) if region else None, precision
        within = self.inside(*divisions)
        if point:
            label = name or f"point {lat.strip()}, {lon.strip()}"
            place = self.point("populated-place" if name else "feature", label, point, within)
        elif name:
            place = self.area("populated-place", name, within)
        else:
            return Location("in", within) if within else None, None
        return Location("in" if precision == "exact" else "near", place), precision


def _kept(memory: dict[tuple[str, ...], _V], cells: tuple[str, ...]) -> _V | None:
    """Give what is remembered for cells; a memory that is too full is emptied first."""
    if len(memory) > ROOM:
        memory.clear()
    return memory.get(cells)


def _parts_of(cell: str) -> list[str]:
    """Give the parts of a cell that holds several, each once.

    >>> _parts_of("Radio One; Paper Two; Radio One")
    ['Radio One', 'Paper Two']
    """
    return [] if not cell else list(dict.fromkeys(part.strip() for part in cell.split(";") if not is_nothing(part)))


def _coded(table: Mapping[str, _V], cell: str, column: str) -> _V:
    code = table.get(cell.strip().removesuffix(".0"))
    if code is None:
        raise Unfit(f"{column} is {cell.strip()!r}, not one of {', '.join(table)}")
    return code


def _sides_of(first: str, second: str) -> Iterator[tuple[str, str]]:
    """Give what kind each side is, from numbers or words; nothing for "no actor"."""
    for name, column, cell in (("kg:firstSideKind", "inter1", first), ("kg:secondSideKind", "inter2", second)):
        kind = None if is_nothing(cell) else _side_kind(cell, column)
        if kind and kind != ACLED_INTER["0"]:
            yield name, kind


@lru_cache(maxsize=256)
def _side_kind(cell: str, column: str) -> str:
    word = cell.strip().lower().removesuffix(".0")
    kind = ACLED_INTER.get(word)
    if kind is None:
        hint = nearest(word, ACLED_INTER) or "not 0 to 8 nor their words"
        raise Unfit(f"{column} is {cell.strip()!r}: {hint}")
    return kind


@lru_cache(maxsize=ROOM)
def _killed(number: int) -> Count:
    return Count("killed", best=number)


def _kind_of(name: str) -> ActorKind:
    """Give what a name without its years alone shows.

    >>> _kind_of("Police Forces of Mali"), _kind_of("Protesters (Mali)")
    ('state-force', 'group')
    """
    return next((kind for start, kind in _KINDS if name.startswith(start)), "group")


@lru_cache(maxsize=ROOM)
def _actor_of(written: str, folder: str, source: str) -> Actor:
    """Give an actor with its name as written; reference, label and kind depend on the name without its years alone.

    >>> made = _actor_of("Police Forces of Mali (2012-2013) Gendarmerie", "acled", "source:acled")
    >>> made.label, made.names[0].text, made.names[0].when.edtf
    ('Police Forces of Mali Gendarmerie', 'Police Forces of Mali (2012-2013) Gendarmerie', '2012-01-01/2013-12-31')
    >>> made = _actor_of("UNX: United Nations Example Mission in Mali (2013-)", "acled", "source:acled")
    >>> made.label, [name.text for name in made.names[1:]]
    ('UNX', ['UNX', 'United Nations Example Mission in Mali'])
    """
    when, plain = _years_of(written)
    texts, label = [written], plain
    short = _SHORT.fullmatch(plain)
    if short:
        texts += short.groups()
        faction = _FACTION.search(short[2])
        label = short[1] + (faction[0] if faction else "")  # the factions of one movement share its short form
    names = tuple(Name(text, when=when, source=source) for text in dict.fromkeys(texts))
    return Actor(f"actor:{folder}/{key_of(plain)}", label, _kind_of(plain), names, source=source)


def _years_of(written: str) -> tuple[When | None, str]:
    """Give the years in which a name was in use, and the name without them.

    >>> _years_of("Military Forces of Mali (2021-)")[0].edtf
    '2021-01-01/'
    >>> _years_of("Forces (2021-2013)")
    (None, 'Forces (2021-2013)')
    """
    found = _YEARS.search(written)
    if not found or (found[2] and found[2] < found[1]):
        return None, written
    first = date(int(found[1]), 1, 1)
    last = date(int(found[2]), 12, 31) if found[2] else None
    precision: TimePrecision = "year" if found[1] == found[2] else "vague"
    return When(first, last, precision, "coder"), (written[: found.start()] + written[found.end() :]).strip()


def _when_of(day: str, precision: str, year: str) -> When:
    """Give the time of an event from ACLED's day and how precise that is.

    >>> _when_of("11 August 2023", "3", "2023").edtf
    '2023-08'
    """
    given = day_of(day)
    number = whole_of(year)
    if number is not None and number != given.year:
        raise Unfit(f"year is {number}, but event_date {day.strip()!r}")
    first, last = month_bounds(given.year, given.month)
    before, after = given - _ABOUT_A_WEEK, given + _ABOUT_A_WEEK
    if is_nothing(precision):
        return When(min(first, before), max(last, after), "vague", "coder", _UNKNOWN_REASON)
    known = _coded(ACLED_TIME_PRECISIONS, precision, "time_precision")
    if known == "day":
        return When(given, given, "day", "coder")
    if known == "day-range":
        return When(before, after, "day-range", "coder", _WEEK_REASON)
    return When(first, last, "month", "coder", _MONTH_REASON)


@dataclass(frozen=True)
class Acled(TableDataset):
    """ACLED as a data set."""

    def recognises(self, columns: Sequence[str]) -> bool:
        """Tell by ACLED's own id, the day and the first actor."""
        return {"event_id_cnty", "event_date", "actor1"} <= set(columns)

    def reader(self, columns: Sequence[str]) -> AcledReader:
        """Give a reader of its rows."""
        return AcledReader(self, columns)


ACLED = Acled(
    name="acled",
    short="ACLED",
    folder="acled",
    label="Armed Conflict Location & Event Data",
    coder="actor:acled",
    coder_label="Armed Conflict Location & Event Data (ACLED)",
    licence="https://acleddata.com/eula",
    citation="Raleigh, Clionadh, Roudabeh Kishi, and Andrew Linke (2023): Political instability patterns are obscured by "
    "conflict dataset scope conditions, sources, and coding choices. Humanities and Social Sciences Communications 10, 74. "
    "Data: ACLED, https://acleddata.com/.",
    url="https://acleddata.com/",
    redistributable=False,
)
