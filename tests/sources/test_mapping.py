"""A user's own table by a mapping: what its rows say, and every mistake in mapping, table and row with its place."""

from __future__ import annotations

import csv
import io
import pickle
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from textwrap import dedent, indent

import pytest

from kg.graph.check import check_lines
from kg.graph.encode import encode
from kg.model.claim import Occurrence, Words
from kg.model.codes import Country
from kg.model.counts import Count
from kg.model.dates import When
from kg.model.errors import Findings, NotFound, UnreadableInput, UsageError
from kg.model.reference import Actor, EventNode, Place, Record, Source
from kg.sources.tables import mapping
from kg.sources.tables.cells import Unfit
from kg.sources.tables.dataset import Row, Wanted
from kg.sources.tables.mapping import MappedDataset, read_mapping

PAGE = (Path(__file__).parents[2] / "docs" / "mapping.md").read_text(encoding="utf-8")
DATASET = """\
dataset:
  id: arru
  label: Incidents in Arru
  licence: https://creativecommons.org/licenses/by/4.0/
  citation: "Our desk (2024): Incidents in Arru."
  coder: our-desk
"""
EVERYTHING = """\
  id: no
  about: event
  eventType: {column: kind, codes: {Battle: clash, 7: attack}}
  modality: {value: happened}
  agent: {column: by, actorKind: armed-group}
  target: [against, {column: also, separator: ";"}]
  party: {value: Arru}
  supporter: helper
  beneficiary: gainer
  in: {label: town, lat: lat, lon: lon, within: [district, {column: region, placeKind: region}, {value: Arru}]}
  near: river
  from: {label: base, placeKind: {value: facility}}
  to: {within: [goal]}
  placePrecision: {column: prec, codes: {1: exact, 2: near, 3: district, 4: country, 5: feature, 6: international}}
  earliest: start
  latest: end
  timePrecision: {column: tprec, codes: {d: day, m: month, y: year, r: day-range}}
  dateAsWritten: told
  count:
  - {countKind: killed, low: min, best: deaths, high: max, ofWhom: {value: soldiers}, ofGroup: against, asWritten: dead}
  - {countKind: injured, best: hurt}
  claimant: speaker
  onBehalfOf: group
  stance: stance
  negated: {column: not, codes: {x: "true"}}
  confidence: {column: sure, codes: {high: "0.9"}}
  quote: note
  primarySource: {column: sources, separator: ";"}
  country: land
actors:
  Army of Arru: state-force
empty: [Nobody, "-99"]
"""
NAMES = re.findall(
    r"\w+",
    "no event kind by against also helper gainer town lat lon district region river base goal prec start end tprec told "
    "min deaths max dead hurt speaker group stance not sure note sources land",
)
FULL = {
    "no": "1", "event": "ber", "kind": "Battle", "by": "River  Front", "against": "Army of Arru",
    "also": "Night Guard; Nobody;River Front",
    "helper": "NA", "gainer": "Ouro", "town": "Senna", "lat": "14.5", "lon": "-3.25", "district": "Senna", "region": "Upper Arru",
    "river": "the Arru", "base": "Camp", "goal": "Mali", "prec": "1.0", "start": "2024-05-01", "end": "2024-05-03", "tprec": "r",
    "told": "early May", "min": "1", "deaths": "2", "max": "3", "dead": "two or three", "hurt": "-99", "speaker": "Colonel A",
    "group": "Army of Arru", "stance": "accuses", "not": "", "sure": "high", "note": "a raid", "sources": "Radio; https://example.org/a",
    "land": "Mali",
}  # fmt: skip


def make(columns: str, folder: Path, dataset: str = DATASET) -> MappedDataset:
    path = folder / "mapping.yaml"
    path.write_text(f"{dataset}columns:\n{columns}", encoding="utf-8")
    return read_mapping(path)


def few(columns: str, folder: Path) -> MappedDataset:
    return make("  id: no\n  eventType: kind\n" + indent(dedent(columns), "  "), folder)


def read(table: MappedDataset, **cells: str) -> Row:
    """Give a row of a table with these columns."""
    given = {"no": "1", "kind": "attack"} | cells
    return table.reader(list(given)).read(list(given.values()))


def content(row: Row) -> Occurrence:
    assert isinstance(row.claim.content, Occurrence)
    return row.claim.content


def findings(rows: Sequence[Row], table: MappedDataset) -> list[str]:
    records: list[Record] = [*table.about(), *(record for row in rows for record in (*row.records, row.claim))]
    return list(map(str, check_lines(encode(records))))


def problems(text: str, folder: Path) -> list[str]:
    path = folder / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Findings) as caught:
        read_mapping(path)
    assert all(problem.path == str(path) for problem in caught.value.problems)
    return [str(problem).removeprefix(f"{path}:") for problem in caught.value.problems]


@pytest.fixture
def everything(tmp_path: Path) -> MappedDataset:
    return make(EVERYTHING, tmp_path)


# What a row says


def test_a_row_says_all_that_its_mapping_tells(everything: MappedDataset) -> None:
    row = read(everything, **FULL)
    said = content(row)
    labels = {record.ref: record.label for record in row.records}
    assert (said.event, said.type, said.modality, said.place_precision) == ("event:arru/ber", "clash", "happened", "exact")
    assert [(part.role, labels[part.actor]) for part in said.participants] == [
        ("agent", "River Front"),
        ("target", "Army of Arru"),
        ("target", "Night Guard"),
        ("target", "River Front"),
        ("party", "Arru"),
        ("beneficiary", "Ouro"),
    ]
    assert [(place.relation, labels[place.place]) for place in said.places] == [
        ("in", "Senna"), ("near", "the Arru"), ("from", "Camp"), ("to", "Mali"),
    ]  # fmt: skip
    assert said.when == When(date(2024, 5, 1), date(2024, 5, 3), "day-range", "coder", as_written="early May")
    army = next(part.actor for part in said.participants if labels[part.actor] == "Army of Arru")
    assert said.counts == (Count("killed", 1, 2, 3, "soldiers", army, "two or three"),)
    claim = row.claim
    assert (labels[claim.claimant], claim.narrator, claim.stance, claim.negated) == ("Colonel A", False, "accuses", False)
    assert (claim.on_behalf_of, claim.quote, claim.confidence, claim.locator) == (army, "a raid", 0.9, "row=1")
    assert [labels[source] for source in claim.primary_sources] == ["Radio", "https://example.org/a"]
    assert findings([row], everything) == []


def test_what_it_names_is_described_once_and_of_its_kind(everything: MappedDataset) -> None:
    reader = everything.reader(NAMES)
    first = reader.read([FULL[name] for name in NAMES])
    again = reader.read([{**FULL, "no": "2"}[name] for name in NAMES])
    places = {record.label: record for record in first.records if isinstance(record, Place)}
    kinds = {record.label: record.kind for record in first.records if isinstance(record, Actor)}
    assert kinds["Army of Arru"] == "state-force"
    assert kinds["Night Guard"] == "group"
    assert {label: place.kind for label, place in places.items()} == {
        "Arru": "country", "Upper Arru": "region", "Senna": "populated-place",
        "the Arru": "area", "Camp": "facility", "Mali": "country",
    }  # fmt: skip
    assert (places["Senna"].lat, places["Senna"].lon) == (14.5, -3.25)
    sources = [record for record in first.records if isinstance(record, Source)]
    assert [source.url for source in sources] == [None, "https://example.org/a"]
    assert sources[0].publisher != sources[1].publisher  # nobody knows that they are one
    assert again.records == (EventNode("event:arru/ber", "Incidents in Arru ber"),)
    assert findings([first, again], everything) == []


def test_two_rows_tell_of_one_event(everything: MappedDataset) -> None:
    first, second = (
        read(everything, **{**FULL, "no": no, "stance": stance}) for no, stance in (("1", "accuses"), ("2", "denies"))
    )
    assert content(first).event == content(second).event
    assert first.claim.id != second.claim.id


def test_the_same_mapping_on_the_same_rows_gives_the_same_ids(tmp_path: Path) -> None:
    made = [read(make(EVERYTHING, tmp_path), **FULL) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0].claim.id == "claim:ec7a9ead622d85d6"


def test_a_mapping_travels_to_other_processes(everything: MappedDataset, tmp_path: Path) -> None:
    there = pickle.loads(pickle.dumps(everything))
    assert there == everything
    assert hash(there) == hash(everything)
    assert read(there, **FULL) == read(everything, **FULL)
    assert there.reader(NAMES).is_in([FULL[name] for name in NAMES], [Wanted("Mali")])
    few_there = pickle.loads(pickle.dumps(few("in: {within: [land]}", tmp_path)))
    assert few_there.reader(["no", "kind", "land"]).is_in(["1", "attack", "Mali"], [Wanted("Mali")])


def test_a_table_of_two_columns_is_enough(tmp_path: Path) -> None:
    row = read(make("  id: no\n  eventType: {value: attack}\n", tmp_path))
    assert content(row) == Occurrence("event:arru/1", "attack")
    assert row.claim.claimant == "actor:our-desk"
    assert row.claim.narrator


def test_the_dataset_is_described_as_its_mapping_says(tmp_path: Path) -> None:
    more = (
        DATASET
        + "  coderLabel: The desk\n  short: Arru\n  url: https://example.org/\n  coding: machine\n  redistributable: false\n"
    )
    table = make("  id: no\n  eventType: kind\n", tmp_path, more)
    assert (table.name, table.short, table.coder, table.coder_label) == ("arru", "Arru", "actor:our-desk", "The desk")
    assert (table.coding, table.redistributable, table.url) == ("machine", False, "https://example.org/")
    assert few("", tmp_path).coder_label == "Our desk"
    assert few("", tmp_path).redistributable
    assert read(table).claim.coding == "machine"


# Actors


def test_nobody_unidentified_is_the_unidentified_of_another_row(tmp_path: Path) -> None:
    table = few("agent: by\ntarget: against", tmp_path)
    rows = [read(table, no=no, by="Unidentified gunmen", against="Unknown") for no in "12"]
    actors = {part.actor for row in rows for part in content(row).participants}
    assert len(actors) == 4
    named = [record for row in rows for record in row.records if isinstance(record, Actor)]
    assert all(not actor.identified and actor.scope == table.source for actor in named)
    assert findings(rows, table) == []


def test_a_name_is_one_actor_unless_columns_give_it_two_kinds(tmp_path: Path) -> None:
    both = "agent: {column: by, actorKind: armed-group}\ntarget: against"
    apart = content(read(few(both, tmp_path), by="Front", against="Front")).participants
    assert len({part.actor for part in apart}) == 2
    named = make(f"  id: no\n  eventType: kind\n{indent(both, '  ')}\nactors: {{Front: armed-group}}\n", tmp_path)
    row = read(named, by="Front", against="Front")
    assert len({part.actor for part in content(row).participants}) == 1
    assert findings([row], named) == []


def test_a_row_that_is_none_takes_no_actor_away_from_the_next(tmp_path: Path) -> None:
    table = few("agent: by\ncount: {countKind: killed, best: dead}\nstance: stance", tmp_path)
    reader = table.reader(["no", "kind", "by", "dead", "stance"])
    with pytest.raises(Unfit):
        reader.read(["1", "attack", "Front", "2", "shouts"])
    row = reader.read(["2", "attack", "Front", "2", ""])
    assert [record.label for record in row.records if isinstance(record, Actor)] == ["Front"]


# Times


DATES = [
    ("2024-05-01", "2024-05-01", "day"),
    ("2024-05-01 00:00:00", "2024-05-01", "day"),
    ("11 August 2023", "2023-08-11", "day"),
    ("2024-05", "2024-05", "month"),
    ("2024", "2024", "year"),
    ("2024.0", "2024", "year"),
    ("2024-05-01/2024-05-03", "2024-05-01/2024-05-03", "day-range"),
    ("/2024-05", "/2024-05-31", "vague"),
]


@pytest.mark.parametrize(("cell", "edtf", "precision"), DATES)
def test_a_date_keeps_the_precision_that_it_is_written_with(cell: str, edtf: str, precision: str, tmp_path: Path) -> None:
    when = content(read(few("date: when", tmp_path), when=cell)).when
    assert when is not None
    assert (when.edtf, when.precision, when.basis) == (edtf, precision, "coder")


@pytest.mark.parametrize(
    ("year", "month", "day", "edtf"),
    [("2024", "5", "1", "2024-05-01"), ("2024.0", "5.0", "0", "2024-05"), ("2024", "", "3", "2024")],
)
def test_year_month_and_day_may_stand_in_three_columns(year: str, month: str, day: str, edtf: str, tmp_path: Path) -> None:
    when = content(read(few("date: [y, m, d]", tmp_path), y=year, m=month, d=day)).when
    assert when is not None
    assert when.edtf == edtf


TOLD_DATES = [
    ("2024-05-01", "month", "2024-05", "month"),
    ("2024-05-01", "year", "2024", "year"),
    ("2024-05", "year", "2024", "year"),
    ("2024-05", "day", "2024-05", "month"),
    ("2024-05-01", "vague", "2024-05-01", "vague"),
    ("2024-05-01", "", "2024-05-01", "day"),
]


@pytest.mark.parametrize(("cell", "given", "edtf", "precision"), TOLD_DATES)
def test_a_day_that_stands_for_its_month_is_that_month(cell: str, given: str, edtf: str, precision: str, tmp_path: Path) -> None:
    when = content(read(few("date: when\ntimePrecision: prec", tmp_path), when=cell, prec=given)).when
    assert when is not None
    assert (when.edtf, when.precision) == (edtf, precision)


BOUNDS = [
    ("2024-05-01", "2024-05-01", "", "2024-05-01", "vague"),  # the same day twice is no day yet
    ("2024-05-01", "2024-05-01", "day", "2024-05-01", "day"),
    ("2024-05-01", "2024-05-03", "day", "2024-05-01/2024-05-03", "day-range"),
    ("2024-05-01", "2024-05-03", "", "2024-05-01/2024-05-03", "vague"),
    ("2024-05-01", "2024-05-31", "month", "2024-05", "month"),
    ("2024-05-30", "2024-06-02", "month", "2024-05-30/2024-06-02", "vague"),
    ("2024-05", "2024-05", "", "2024-05", "month"),
    ("2024-05-01", "", "day", "2024-05-01/", "vague"),
    ("", "2024-05", "", "/2024-05-31", "vague"),
]


@pytest.mark.parametrize(("start", "end", "given", "edtf", "precision"), BOUNDS)
def test_two_bounds_are_as_precise_as_they_bear_out(
    start: str, end: str, given: str, edtf: str, precision: str, tmp_path: Path
) -> None:
    when = content(
        read(few("earliest: start\nlatest: end\ntimePrecision: prec", tmp_path), start=start, end=end, prec=given)
    ).when
    assert when is not None
    assert (when.edtf, when.precision) == (edtf, precision)


def test_all_these_times_pass_the_shapes(tmp_path: Path) -> None:
    table = few("date: when\ntimePrecision: prec", tmp_path)
    cells = [*((cell, "") for cell, *_ in DATES), *((cell, given) for cell, given, *_ in TOLD_DATES)]
    rows = [read(table, no=f"d{at}", when=cell, prec=given) for at, (cell, given) in enumerate(cells)]
    table = few("earliest: start\nlatest: end\ntimePrecision: prec", tmp_path)
    rows += [read(table, no=f"b{at}", start=start, end=end, prec=given) for at, (start, end, given, *_) in enumerate(BOUNDS)]
    assert len(rows) == len(DATES) + len(TOLD_DATES) + len(BOUNDS)
    assert findings(rows, table) == []


def test_no_date_is_no_time(tmp_path: Path) -> None:
    assert content(read(few("date: when", tmp_path), when="NA")).when is None


# Places


IN_SENNA = "in: {label: town, lat: lat, lon: lon, within: [district, region, {value: Arru}]}\nplacePrecision: prec"
SENNA = {"town": "Senna", "lat": "14.5", "lon": "-3.25", "district": "Ouro", "region": "Upper Arru", "prec": "exact"}
PLACES: list[tuple[dict[str, str], str, str, str, str | None]] = [
    ({"prec": "near"}, "near", "Senna", "populated-place", None),
    ({"prec": ""}, "in", "Senna", "populated-place", None),
    ({"town": ""}, "in", "point 14.5, -3.25", "feature", None),
    ({"lat": "", "lon": ""}, "in", "Senna", "area", None),
    ({"prec": "district"}, "in", "Ouro", "district", "Senna"),
    ({"prec": "country"}, "in", "Arru", "country", "Senna"),
    ({"prec": "district", "district": ""}, "in", "Senna", "area", None),
    ({"prec": "feature"}, "in", "Senna", "area", None),
    ({"town": "", "lat": "", "lon": ""}, "in", "Ouro", "district", None),
]


@pytest.mark.parametrize(("cells", "relation", "label", "kind", "words"), PLACES)
def test_a_point_is_drawn_only_where_it_was_seen(
    cells: dict[str, str], relation: str, label: str, kind: str, words: str | None, tmp_path: Path
) -> None:
    row = read(few(IN_SENNA, tmp_path), **(SENNA | cells))
    (location,) = content(row).places
    place = next(record for record in row.records if isinstance(record, Place) and record.ref == location.place)
    assert (location.relation, place.label, place.kind, location.words) == (relation, label, kind, words and Words(words))
    assert (place.lat is None) == (kind in ("area", "district", "country"))


def test_all_these_places_pass_the_shapes(tmp_path: Path) -> None:
    table = few(IN_SENNA, tmp_path)
    assert findings([read(table, **(SENNA | cells | {"no": str(at)})) for at, (cells, *_) in enumerate(PLACES)], table) == []


def test_no_place_is_none(tmp_path: Path) -> None:
    table = few("in: town\nnear: [river, road]", tmp_path)
    assert content(read(table, town="", river="-", road="")).places == ()
    assert [place.relation for place in content(read(table, town="", river="Arru", road="N1")).places] == ["near", "near"]


def test_a_region_has_no_point(tmp_path: Path) -> None:
    table = few("in: {label: where, placeKind: kind_of_place, lat: lat, lon: lon}", tmp_path)
    row = read(table, where="Upper Arru", kind_of_place="region", lat="14", lon="-3")
    assert isinstance(row.records[0], Place)
    assert (row.records[0].kind, row.records[0].lat) == ("region", None)


def test_rows_are_chosen_by_country(tmp_path: Path) -> None:
    mali = Wanted("Mali", Country("Mali", "ML", "MLI"))
    for columns in ("country: land", "in: {label: town, within: [region, land]}"):
        reader = few(columns, tmp_path).reader(["no", "kind", "town", "region", "land"])
        assert [reader.is_in(["1", "attack", "", "", land], [mali]) for land in ("Mali", "MLI", "mali", "Niger", "")] == [
            True, True, True, False, False,
        ]  # fmt: skip
    assert few("country: {value: Mali}", tmp_path).reader(["no", "kind"]).is_in(["1", "attack"], [mali])
    with pytest.raises(UsageError, match="add “country: COLUMN”"):
        few("", tmp_path).reader(["no", "kind"]).is_in(["1", "attack"], [mali])


# Counts


def test_a_bound_that_contradicts_the_best_figure_is_noted(tmp_path: Path) -> None:
    row = read(few("count: {countKind: killed, low: min, best: dead}", tmp_path), min="9", dead="4")
    assert content(row).counts == (Count("killed", None, 4, as_written="low 9, best 4, high "),)
    assert len(row.notes) == 1


def test_words_for_a_number_are_kept(tmp_path: Path) -> None:
    table = few("count: {countKind: killed, best: dead, asWritten: told}", tmp_path)
    assert content(read(table, dead="", told="dozens")).counts == (Count("killed", as_written="dozens"),)
    assert content(read(table, dead="0", told="")).counts == (Count("killed", best=0),)
    assert content(read(table, dead="", told="")).counts == ()


# Rows that are none


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"no": ""}, "no id is given"),
        ({"no": "a b"}, "the id 'a b' holds what no id may"),
        ({"kind": ""}, "kind is empty: no event type"),
        ({"kind": "Batle"}, "kind is 'Batle', not among its codes: did you mean Battle?"),
        ({"kind": "x"}, "kind is 'x', not among its codes: one of Battle, 7"),
        ({"prec": "9"}, "prec is '9', not among its codes: one of 1, 2, 3, 4, 5, 6"),
        ({"start": "2024-02-30"}, "start: '2024-02-30' is no day of the calendar"),
        ({"start": "03/04/2024"}, "start: '03/04/2024' could be two days: write YYYY-MM-DD"),
        ({"start": "1204-05"}, "start: the year 1204 of '1204-05' is not between 1800 and 2100"),
        ({"start": "2024-13"}, "start: '2024-13' is no day of the calendar: month must be in 1..12"),
        ({"start": "2024-05-04"}, "it ends on 2024-05-03, before it begins on 2024-05-04"),
        ({"lat": "95"}, "the latitude '95' is not between -90 and 90"),
        ({"lon": ""}, "the longitude '' is not a number"),
        ({"deaths": "-3"}, "killed: best is -3: fewer than nobody"),
        ({"hurt": "dozens"}, "injured: 'dozens' is not a whole number"),
        ({"stance": "deny"}, "stance: unknown stance 'deny': did you mean denies?"),
        ({"not": "perhaps"}, "not is 'perhaps', not among its codes: one of x"),
        ({"sure": "2"}, "sure is '2', not among its codes: one of high"),
        ({"speaker": ""}, "group: somebody is spoken for, but no claimant is named"),
        ({"stance": "denies", "not": "x"}, "a denial that is negated as well: keep the stance, or assert the negated claim"),
        ({"by": ""}, "an accusation of nobody: it needs an agent or a party"),
        ({"stance": "claims-responsibility"}, "who claims responsibility is not the agent, nor speaks for the agent"),
    ],
)
def test_a_row_that_cannot_be_read_says_why(cells: dict[str, str], reason: str, tmp_path: Path) -> None:
    table = make(EVERYTHING.replace("  party: {value: Arru}\n", ""), tmp_path)
    with pytest.raises((Unfit, UnreadableInput)) as caught:
        read(table, **(FULL | cells))
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    ("columns", "cells", "reason"),
    [
        ("", {"kind": "Battle"}, "kind: unknown eventType 'Battle': one of clash, attack, "),
        ("", {"kind": "atack"}, "kind: unknown eventType 'atack': did you mean attack?"),
        ("negated: n", {"n": "no"}, "n: unknown truth value 'no': one of true, false"),
        ("confidence: c", {"c": "1.5"}, "c: '1.5' is not a number from 0 to 1"),
        ("confidence: c", {"c": "nearly"}, "c: 'nearly' is not a number from 0 to 1"),
        ("date: [y, m, d]", {"y": "2024", "m": "13", "d": "1"}, "y, m, d: '2024-13-01' is no day of the calendar"),
        ("date: [y, m]", {"y": "2024", "m": "May"}, "y, m: 'May' is not a whole number"),
        ("claimant: by\nagent: by\nstance: {value: accuses}", {"by": "Front"}, "the claimant accuses itself"),
    ],
)
def test_a_row_that_few_columns_spoil_says_why(columns: str, cells: dict[str, str], reason: str, tmp_path: Path) -> None:
    with pytest.raises((Unfit, UnreadableInput)) as caught:
        read(few(columns, tmp_path), **cells)
    assert str(caught.value).startswith(reason)


def test_who_claims_its_own_act_is_heard(tmp_path: Path) -> None:
    table = few("claimant: by\nagent: by\nstance: {value: claims-responsibility}\nnegated: n", tmp_path)
    row = read(table, by="Front", n="FALSE")
    assert row.claim.claimant == content(row).participants[0].actor
    assert findings([row], table) == []


# Mappings and tables that do not fit


def test_all_that_is_wrong_in_a_mapping_is_said_at_once(tmp_path: Path) -> None:
    found = problems(
        dedent("""\
        dataset:
          id: Arru Incidents
          labell: Incidents
          licence: CC-BY
          coder: our-desk
          coding: by-hand
        columns:
          eventType: {column: kind, codes: {Battle: clsh, Raid: attack}}
          agnet: by
          agent: {colum: by, actorKind: rebels}
          target: {column: a, value: b}
          party: {value: Arru, codes: {a: b}}
          supporter: [helper, ""]
          near: []
          in: {label: town, lat: lat, latitude: x}
          to: {label: region, placeKind: {value: region}, lat: a, lon: b}
          from: {placeKind: {value: regoin}}
          date: [y]
          earliest: {value: 2024-13-01}
          stance: {value: denied}
          negated: {column: n, codes: {x: yes}}
          confidence: {value: "2"}
          quote: [a, b]
          country:
          onBehalfOf: group
          placePrecision: {column: p, codes: exact}
          count:
          - {countKind: kiled, best: dead}
          - {best: {value: many}}
          - {countKind: killed}
        actors: {Front: rebels}
        emtpy: [x]
        """),
        tmp_path,
    )
    assert [re.sub(r"government, state-force.*\)", "…)", line) for line in found] == EXPECTED


EXPECTED = """\
2: dataset without citation (add citation: …)
2: dataset without label (add label: …)
2: id: 'Arru Incidents' has not the form of it (small letters, digits and hyphens)
3: unknown key 'labell' in dataset (did you mean label?)
4: licence: 'CC-BY' is not an http(s) address
6: unknown coding 'by-hand' (did you mean hand?)
8: both date and earliest or latest (keep one of them)
8: columns without id (add id: COLUMN)
8: onBehalfOf without claimant (add claimant: who speaks for it)
8: unknown eventType 'clsh' (did you mean clash?)
9: unknown key 'agnet' in columns (did you mean agent?)
10: agent needs a column, or one value for all rows (write column: or value:, one of them)
10: unknown actorKind 'rebels' (one of: state, …)
10: unknown key 'colum' in agent (did you mean column?)
11: target needs a column, or one value for all rows (write column: or value:, one of them)
12: party has codes and no column (add column: …)
13: supporter holds nothing (name a column, or remove it)
14: near holds nothing (name a column, or remove it)
15: one of lat and lon without the other (add it, or remove both)
15: unknown key 'latitude' in place (the keys are label, placeKind, within, lat, lon)
16: a point for a region (remove lat and lon: a point is not an area)
17: from names no place (add label, lat and lon, or within)
17: unknown placeKind 'regoin' (did you mean region?)
18: date is a list of 1 (name one column, or those of year, month and day)
19: earliest: '2024-13-01' is no day of the calendar
20: unknown stance 'denied' (did you mean denies?)
21: unknown negated 'yes' (one of: true, false)
22: confidence: '2' is not a number from 0 to 1
23: quote is a list (name one column)
24: country has no value (write one, or remove the key)
26: the codes of placePrecision are no table of keys (write {code: meaning, code: meaning})
28: unknown countKind 'kiled' (did you mean killed?)
29: best: 'many' is not a whole number
29: count without countKind (add countKind: one of killed, injured, abducted, arrested, displaced, personnel)
30: a count without a number (add low, best, high or asWritten)
31: unknown actorKind 'rebels' (one of: state, …)
32: unknown key 'emtpy' in the mapping (did you mean empty?)""".splitlines()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dataset: {id: a}\n", "1: the mapping without columns (add columns: with keys below it)"),
        ("columns: [a]\ndataset: x\n", "1: columns is no table of keys (write “key: value” lines below it)"),
        ("columns:\n\tid: no\n", "2: a tab character (use spaces)"),
        ("columns: {id: {value: 1}, eventType: kind}\n", "1: id is no column (name the column that tells the rows apart)"),
        ("columns: {id: no, eventType: kind}\n", "1: the mapping without dataset (add dataset: with keys below it)"),
        ("columns: {claimant: [a, b]}\n", "1: claimant is a list (name one column)"),
        ("columns: {timePrecision: p}\n", "1: the precision or words of a time, but no time (add date, or earliest and latest)"),
        ("columns: {placePrecision: p}\n", "1: placePrecision without a place (add in or near)"),
        (
            "columns: {claimant: {column: c, separator: x}}\n",
            "1: unknown key 'separator' in claimant (the keys are column, value, codes, actorKind)",
        ),
        ("", "1: the file is empty (write entries, or remove the file)"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_mapping_has_its_line(text: str, found: str, tmp_path: Path) -> None:
    assert found in problems(text, tmp_path)


def test_a_mapping_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"docs/mapping\.md"):
        read_mapping(tmp_path / "none.yaml")
    with pytest.raises(UnreadableInput):
        read_mapping(tmp_path)


def test_a_table_without_a_column_is_not_taken(everything: MappedDataset) -> None:
    assert everything.recognises(NAMES)
    assert everything.recognises([*reversed(NAMES), "more"])
    lacking = [name for name in NAMES if name not in ("against", "lat")]
    assert not everything.recognises(lacking)
    assert [str(problem).removeprefix(f"{everything.path}: ") for problem in everything.missing([*lacking, "againts"])] == [
        "no column 'against', which line 13 of mapping.yaml names (did you mean againts?)",
        "no column 'lat', which line 17 of mapping.yaml names (there are no, event, kind, by, also, helper, gainer, town, lon, "
        "district, region, river, …)",
    ]


def test_columns_are_found_in_any_case(tmp_path: Path) -> None:
    table = make("  id: No\n  eventType: Kind of event\n", tmp_path)
    assert table.recognises(["no", "kind of event"])
    assert table.reader([" NO ", "Kind of Event"]).read(["7", "attack"]).claim.locator == "row=7"


# The page


def test_the_example_of_the_page_is_what_its_mapping_makes_of_it(tmp_path: Path) -> None:
    (told,), (table,) = (
        re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL) for language in ("yaml", "csv")
    )
    (tmp_path / "mapping.yaml").write_text(told, encoding="utf-8")
    dataset = read_mapping(tmp_path / "mapping.yaml")
    columns, *cells = csv.reader(io.StringIO(table))
    assert dataset.recognises(columns)
    reader = dataset.reader(columns)
    rows = [reader.read(row) for row in cells]
    said = [content(row) for row in rows]
    labels = {record.ref: record.label for row in rows for record in row.records}
    shown = [
        (
            one.type,
            [labels[part.actor] for part in one.participants],
            [(place.relation, labels[place.place]) for place in one.places],
            one.when and one.when.edtf,
            [(count.best, count.high) for count in one.counts],
            len(row.claim.primary_sources),
        )
        for one, row in zip(said, rows, strict=True)
    ]
    assert shown == [
        ("attack", ["River Front", "Army of Arru"], [("in", "Senna")], "2024-05-01", [(6, 9)], 2),
        ("clash", ["River Front", "Army of Arru", "Night Guard"], [("in", "Ouro")], "2024-05", [], 1),
        ("shelling", ["unknown"], [("near", "Ouro")], "2024", [], 1),
    ]
    assert findings(rows, dataset) == []


def test_the_page_tells_of_every_key() -> None:
    keys = {*mapping.DATASET_KEYS, *mapping.COLUMN_KEYS, *mapping.PLACE_KEYS, *mapping.COUNT_KEYS, *mapping.CELL_KEYS}
    prose = re.sub(r"^```.*?^```", "", PAGE, flags=re.MULTILINE | re.DOTALL)
    quoted = set(re.findall(r"\w+", " ".join(re.findall(r"`[^`]+`", prose))))
    assert sorted(keys - quoted) == []
    assert len(PAGE.splitlines()) <= 120
