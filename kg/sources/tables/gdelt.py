"""GDELT Events 1.0 and 2.0, as the project publishes them (no header) and as others hand them on (with one).

Columns: the codebooks of GDELT 1.0 and 2.0 (http://data.gdeltproject.org/documentation/). A row is what a machine read as
mentioned, so its claim never votes. SQLDATE is counted back from the day of the article, so most rows have no more than an upper
bound. Left out are the places of the two actors, ethnic and religious codes, and what follows from other columns (QuadClass,
GoldsteinScale, MonthYear …).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from kg.model.claim import Claim, Location, Occurrence, Participant, Words
from kg.model.codes import CAMEO_ACTOR_TYPES, CAMEO_COUNTRIES, CAMEO_EVENTS, CAMEO_GROUPS, FIPS, Coded, find_cameo
from kg.model.dates import When, month_bounds, year_bounds
from kg.model.reference import Actor, Source
from kg.model.refs import digest
from kg.model.terms import ActorKind, PlacePrecision, Role, TimePrecision
from kg.sources.tables.cells import Unfit, day_of, id_of, key_of, point_of, whole_of
from kg.sources.tables.chunks import Cells
from kg.sources.tables.dataset import ROOM, Reader, TableDataset, Wanted

_EMPTY = frozenset({"", "NA", "NaN", "nan", "NULL", "null", "None"})  # not in any letters: NAT is NATO
_ACTOR = "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code".split()
_READ = ("Code", "Name", "CountryCode", "KnownGroupCode", "Type1Code", "Type2Code", "Type3Code")
_KINDS: dict[str, ActorKind] = {
    "COP": "state-force", "MIL": "state-force", "SPY": "state-force", "GOV": "government", "CVL": "civilians", "MED": "media",
    "REB": "armed-group", "SEP": "armed-group", "INS": "armed-group", "UAF": "armed-group", "IGO": "international-organisation",
}  # fmt: skip
_NAMES = frozenset({"AMN", "GRP", "IRC", "UNO"})  # actor types that are the name of one organisation
_PLACED: dict[str, PlacePrecision | None] = {"1": "country", "2": "region", "3": None, "4": None, "5": "region"}
_HOST = re.compile(r"https?://(?:[^/?#@]*@)?(?:www\.)?([^\s/?#:@]+)", re.IGNORECASE)
_IN_ADDRESS = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2}|[^\x00-\x7f\s])*"
_ADDRESS = re.compile(rf"https?://[\w.~-]+(?::\d{{1,5}})?(?:[/?]{_IN_ADDRESS})?(?:#{_IN_ADDRESS})?")
_DECIMAL = re.compile(r"[+-]?\d{1,30}(?:\.\d{0,60})?(?:[eE][+-]?\d{1,2})?")


def _columns(geography: str) -> tuple[str, ...]:
    names = "GLOBALEVENTID SQLDATE MonthYear Year FractionDate".split()
    names += [f"Actor{number}{part}" for number in "12" for part in _ACTOR]
    names += "IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale".split()
    names += "NumMentions NumSources NumArticles AvgTone".split()
    names += [f"{whose}Geo_{part}" for whose in ("Actor1", "Actor2", "Action") for part in geography.split()]
    return (*names, "DATEADDED", "SOURCEURL")


COLUMNS_1 = _columns("Type FullName CountryCode ADM1Code Lat Long FeatureID")
"""The columns of GDELT 1.0; rows added before April 2013 end before the last."""
COLUMNS_2 = _columns("Type FullName CountryCode ADM1Code ADM2Code Lat Long FeatureID")
"""The columns of GDELT 2.0."""


class GdeltReader(Reader):
    """Reads rows of GDELT Events."""

    columns = tuple(
        (name,)
        for name in (
            *"GLOBALEVENTID SQLDATE DATEADDED EventCode EventBaseCode EventRootCode".lower().split(),
            *"NumMentions NumSources NumArticles AvgTone SOURCEURL".lower().split(),
            *(f"ActionGeo_{part}".lower() for part in ("Type", "FullName", "CountryCode", "Lat", "Long")),
            *(f"Actor{number}{part}".lower() for number in "12" for part in _READ),
        )
    )

    def __init__(self, table: TableDataset, found: Sequence[str]) -> None:
        super().__init__(table, found)
        names = [name.strip().lower() for name in found]
        self.country = names.index("actiongeo_countrycode") if "actiongeo_countrycode" in names else len(names)
        self.wheres: dict[tuple[str, ...], Location] = {}

    def is_in(self, cells: Cells, countries: Sequence[Wanted]) -> bool:
        """Tell by the FIPS code of the country where it was."""
        code = cells[self.country].strip() if self.country < len(cells) else ""
        known = FIPS.get(code)
        return any(
            code == country.fips if country.fips else known is not None and country.fits(known.name, known.iso3)
            for country in countries
        )

    def read_cells(self, *cells: str) -> Claim:
        """Give the claim of a row."""
        id_, day, added, code, base, root, mentions, sources, articles, tone, url, type_, full, country, lat, lon, *actors = cells
        row = id_of(id_)
        coded, read_as = _coded_of(code, base, root)
        if read_as:
            self.note(f"EventCode {code.strip()} is not listed: read as {read_as}")
        location, precision = self.where(type_, full, country, lat, lon)
        content = Occurrence(
            event=f"event:{self.table.folder}/{row}",
            type=coded.type,
            participants=self.participants(row, coded, actors),
            places=(location,) if location else (),
            when=_when_of(day, added),
            modality=coded.modality,
            place_precision=precision,
        )
        measured = (
            ("kg:mentions", _number_of("NumMentions", mentions)),
            ("kg:mentioningSources", _number_of("NumSources", sources)),
            ("kg:mentioningArticles", _number_of("NumArticles", articles)),
            ("kg:tone", _tone_of(tone)),
        )
        also = (("kg:codedAs", coded.iri), *((name, value) for name, value in measured if value is not None))
        return self.claim(row, content, primary_sources=self.article(url), also=also)

    def participants(self, row: str, coded: Coded, cells: Sequence[str]) -> tuple[Participant, ...]:
        """Give the two actors in their roles; a pair of one actor in one role is one participant."""
        first = self.participant(f"{row}-1", coded.first, *cells[:7])
        second = self.participant(f"{row}-2", coded.second, *cells[7:])
        return tuple(part for part in (first, second if second != first else None) if part is not None)

    def participant(self, number: str, role: Role, *cells: str) -> Participant | None:
        """Give an actor in its role: one that the codes identify, or somebody of this row only; None for an empty one."""
        read = _read_of(*cells)
        if read is None:
            return None
        folder = self.table.folder
        if not read.key:
            ref = f"actor:{folder}/{number}"
            self._new.append(Actor(ref, read.label, read.kind, identified=False, scope=self.table.source))
            return Participant(role, ref)
        ref = f"actor:{folder}/{read.key}"
        if not self.is_named(ref):
            self.named(Actor(ref, read.label, read.kind, source=self.table.source))
        return Participant(role, ref, read.words)

    def where(self, type_: str, full: str, code: str, lat: str, lon: str) -> tuple[Location | None, PlacePrecision | None]:
        """Give where it was, remembered by the cells, and how precisely the machine says so; nothing where it gives no point."""
        kind, name, point = _given(type_).removesuffix(".0"), _given(full), point_of(lat, lon)
        if kind in ("", "0") or point in (None, (0.0, 0.0)):
            if name:
                self.note(f"the place {name!r} is left out: it has {'no type' if kind in ('', '0') else 'no point'}")
            return None, None
        if kind not in _PLACED:
            raise Unfit(f"ActionGeo_Type is {kind!r}, not 0 to 5")
        cells = (kind, name, code, lat, lon)
        location = self.wheres.get(cells)
        if location is None or not self.is_named(location.place):
            if len(self.wheres) > ROOM:
                self.wheres.clear()
            location = self._where(kind, name, _given(code), point)
            if location is None:
                return None, None
            self.wheres[cells] = location
        return location, _PLACED[kind]

    def _where(self, kind: str, name: str, code: str, point: tuple[float, float]) -> Location | None:
        known = FIPS.get(code)
        head, middle, tail = ("", "", name) if kind == "1" else _parts_of(name, known.name if known else "")
        label = known.name if known else tail
        country = self.area("country", label, None) if label else None
        if not head:
            words = Words(name) if name and name != label else None
            return Location("in", country, words) if country else None
        if kind in ("2", "5"):
            region = middle or head
            return Location("in", self.area("region", region, country), Words(head) if head != region else None)
        within = self.area("region", middle, country) if middle else country
        return Location("in", self.point("populated-place", head, point, within))

    def article(self, cell: str) -> tuple[str, ...]:
        """Give the article that a row was read from, with its outlet; it may be named by words that are no address."""
        words = _given(cell)
        if not words:
            return ()
        cited = _cited_of(words)
        if cited.host and not cited.url:
            self.note(f"SOURCEURL {words!r} is no valid address: kept as a label only")
        ref = f"source:{self.table.folder}/{cited.digest}"
        if not self.is_named(ref):
            self.named(Source(ref, words, self.publisher(cited.host or words, ref), url=cited.url))
        return (ref,)

    def publisher(self, name: str, article: str) -> str:
        """Give the outlet of an article; one that is not specified is nobody else's."""
        folder, source = self.table.folder, self.table.source
        if name.lower() == "unspecified":
            ref = f"actor:{folder}/publisher-{article.rpartition('/')[2]}"
            return self.named(Actor(ref, name, "media", identified=False, scope=article))
        ref = f"actor:{folder}/outlet-{key_of(name)}"
        return ref if self.is_named(ref) else self.named(Actor(ref, name, "media", source=source))


def _given(cell: str) -> str:
    """Give what a cell holds, empty where it says that there is no value."""
    text = cell.strip()
    return "" if text in _EMPTY else text


@lru_cache(maxsize=ROOM)
def _coded_of(code: str, base: str, root: str) -> tuple[Coded, str]:
    """Give how an event code is read, and the code that it was read as where it is not listed itself."""
    given = [_given(cell).removesuffix(".0") for cell in (code, base, root)]
    if len(given[2]) == 1 or (not given[2] and len(given[1] or given[0]) == 2):
        given = [f"0{cell}" if cell else "" for cell in given]  # a spreadsheet took 010 for the number 10
    for cell in given:
        coded = find_cameo(cell) if cell else None
        if coded is not None:
            return coded, "" if given[0] in CAMEO_EVENTS else coded.iri.rpartition("/")[2]
    raise Unfit(f"EventCode {code.strip()!r} is no code of CAMEO, nor are those of its base and root")


class _Read(NamedTuple):
    """An actor as its codes say: key (empty where they identify nobody), label, kind, and the name read if it is another."""

    key: str
    label: str
    kind: ActorKind
    words: Words | None = None


@lru_cache(maxsize=ROOM)
def _read_of(code: str, name: str, country: str, group: str, *types: str) -> _Read | None:
    code, name, country, group = map(_given, (code, name, country, group))
    if not code and not name:
        return None
    if group in CAMEO_GROUPS:
        return _identified(f"group-{group}", CAMEO_GROUPS[group], "group", name)
    if code == country and country in CAMEO_COUNTRIES:
        return _identified(f"country-{country}", CAMEO_COUNTRIES[country], "state" if _is_state(country) else "group", name)
    listed = [cell for cell in dict.fromkeys(map(_given, types)) if cell in CAMEO_ACTOR_TYPES]
    words = [CAMEO_COUNTRIES[country]] if country in CAMEO_COUNTRIES else []
    words += [CAMEO_ACTOR_TYPES[cell] if cell in _NAMES else CAMEO_ACTOR_TYPES[cell].lower() for cell in listed]
    said = ", ".join(word for word in words if word.lower() != name.lower())
    label = f"{name.lower()} ({said})" if name and said else name.lower() or said or f"coded as {code}"
    return _Read("", label, next((_KINDS[cell] for cell in listed if cell in _KINDS), "group"))


def _identified(key: str, label: str, kind: ActorKind, name: str) -> _Read:
    return _Read(key, label, kind, Words(name) if name and name.lower() != label.lower() else None)


def _is_state(code: str) -> bool:
    """Tell whether a country code of CAMEO is that of a country: Africa, Scandinavia and Baghdad have one too."""
    return any(code == country.iso3 or CAMEO_COUNTRIES[code] == country.name for country in FIPS.values())


def _parts_of(full: str, country: str) -> tuple[str, str, str]:
    """Give place, region and country of a full name; a country or region may have a comma of its own.

    >>> _parts_of("Kenieba, Mali (general), Mali", "Mali")
    ('Kenieba', 'Mali (general)', 'Mali')
    >>> _parts_of("Gambia, Gambia, The (general), Gambia", "Gambia")
    ('Gambia', 'Gambia, The (general)', 'Gambia')
    >>> _parts_of("Nassau, New Providence, Bahamas, The", "Bahamas")
    ('Nassau', 'New Providence', 'Bahamas, The')
    """
    cut = full.rfind(f", {country}") if country else -1
    if cut < 0:
        cut = full.rfind(", ")
    inner, outer = (full[:cut], full[cut + 2 :]) if cut >= 0 else (full, "")
    head, _, middle = inner.partition(", ")
    return head, middle, outer


@lru_cache(maxsize=ROOM)
def _when_of(day: str, added: str) -> When:
    """Give what the distance of SQLDATE from DATEADDED (YYYYMMDD, or with the time) tells about when it was."""
    sqldate, day_added = _day("SQLDATE", day), _day("DATEADDED", added[:8]) if _given(added) else None
    lag = (day_added - sqldate).days if day_added else 0
    if day_added and lag < 0:
        raise Unfit(f"dated {sqldate}, after it was added on {day_added}")
    if day_added is None or lag not in _LAGS:
        return When(None, sqldate, "vague", "publication-date")
    precision, reason = _LAGS[lag]
    if precision == "day":
        return When(sqldate, sqldate, "day", "coder")
    if precision == "day-range":
        earliest, latest = sqldate - timedelta(6), sqldate + timedelta(6)
    elif precision == "vague":
        earliest, latest = year_bounds(sqldate.year - 5)[0], year_bounds(sqldate.year + 5)[1]
    else:
        earliest, latest, precision = _period(sqldate, day_added, precision)
    return When(earliest, min(latest, day_added), precision, "inferred", reason, day.strip())


_LAGS: dict[int, tuple[TimePrecision, str]] = {
    1: ("day", ""),
    7: ("day-range", "GDELT goes back 7 days for words like 'last week'"),
    **dict.fromkeys((30, 31), ("month", "GDELT goes back 30 days for words like 'last month'")),
    **dict.fromkeys((365, 366), ("year", "GDELT goes back 365 days for words like 'last year'")),
    **dict.fromkeys(range(3650, 3654), ("vague", "GDELT goes back 3650 days for words like 'a decade ago'")),
}


def _period(day: date, added: date, precision: TimePrecision) -> tuple[date, date, TimePrecision]:
    """Give the month or year of a day; where it is not the one before the article's (30 days before 31 January), both of them."""
    if precision == "month":
        before = added.replace(day=1) - timedelta(1)
        own, last = month_bounds(day.year, day.month), month_bounds(before.year, before.month)
    else:
        own, last = year_bounds(day.year), year_bounds(added.year - 1)
    return min(own[0], last[0]), max(own[1], last[1]), precision if own == last else "vague"


def _day(column: str, cell: str) -> date:
    try:
        return day_of(_given(cell).removesuffix(".0"))
    except Unfit as error:
        raise Unfit(f"{column}: {error}") from error


@lru_cache(maxsize=ROOM)
def _number_of(column: str, cell: str) -> str | None:
    number = whole_of(cell)
    if number is not None and number < 0:
        raise Unfit(f"{column} is {number}: fewer than none")
    return None if number is None else str(number)


@lru_cache(maxsize=ROOM)
def _tone_of(cell: str) -> str | None:
    """Give a number as the text of a decimal: no exponent, no trailing zeros.

    >>> _tone_of("-3.50"), _tone_of("-0.0"), _tone_of("1e-7"), _tone_of("NA")
    ('-3.5', '0', '0.0000001', None)
    """
    text = _given(cell)
    if not text:
        return None
    if not _DECIMAL.fullmatch(text):
        raise Unfit(f"AvgTone is {text!r}, not a number")
    plain = format(Decimal(text), "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain == "-0" else plain


class _Cited(NamedTuple):
    """An article: the digest of its words, and host and address where they are one."""

    digest: str
    host: str
    url: str | None


@lru_cache(maxsize=ROOM)
def _cited_of(words: str) -> _Cited:
    """Give what the words for an article are; an address that a store of graphs would refuse is none."""
    host = _HOST.match(words)
    return _Cited(digest(words), host[1].lower() if host else "", words if _ADDRESS.fullmatch(words) else None)


@dataclass(frozen=True)
class Gdelt(TableDataset):
    """GDELT Events as a data set."""

    def recognises(self, columns: Sequence[str]) -> bool:
        """Tell by the id, the day and the code of an event, which GDELT alone calls so."""
        return {"globaleventid", "sqldate", "eventcode"} <= set(columns)

    def reader(self, columns: Sequence[str]) -> GdeltReader:
        """Give a reader of its rows."""
        return GdeltReader(self, columns)

    def columns_of(self, cells: Sequence[str]) -> tuple[str, ...] | None:
        """Give the columns of a table without header by its first row; None where it is no row of GDELT."""
        columns = {57: COLUMNS_1, 58: COLUMNS_1, 61: COLUMNS_2}.get(len(cells))
        if columns is None or not re.fullmatch(r"[0-9]+", cells[0]) or not re.fullmatch(r"[0-9]{8}", cells[1]):
            return None
        return columns


GDELT = Gdelt(
    name="gdelt",
    short="GDELT",
    folder="gdelt",
    label="GDELT Event Database",
    coder="actor:gdelt",
    coder_label="GDELT Project",
    licence="https://www.gdeltproject.org/about.html#termsofuse",
    citation="Leetaru, Kalev, and Philip A. Schrodt (2013): GDELT: Global Data on Events, Location, and Tone, 1979-2012. "
    "International Studies Association Annual Convention.",
    url="https://www.gdeltproject.org/",
    coding="machine",
)
