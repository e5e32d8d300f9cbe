"""ACLED's rows as claims. EVERY ROW HERE IS INVENTED, with ids, outlets and notes: ACLED's terms forbid to hand its rows on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from kg.graph.check import check_lines
from kg.graph.encode import encode
from kg.model.claim import Occurrence
from kg.model.codes import ACLED_TYPES, FIPS
from kg.model.counts import Count
from kg.model.dates import When
from kg.model.reference import Actor, Dataset, EventNode, Place, Record, Source
from kg.sources.tables.acled import ACLED, AcledReader
from kg.sources.tables.cells import Unfit
from kg.sources.tables.dataset import Row, Wanted

NEW = (
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 actor2 "
    "assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude longitude "
    "geo_precision source source_scale notes fatalities tags timestamp"
).split()
OLD = (
    "data_id iso event_id_cnty event_id_no_cnty event_date year time_precision event_type actor1 assoc_actor_1 inter1 actor2 "
    "assoc_actor_2 inter2 interaction region country admin1 admin2 admin3 location latitude longitude geo_precision source "
    "source_scale notes fatalities timestamp iso3"
).split()
INVENTED = {
    "event_id_cnty": "MLI90001",
    "event_date": "11 August 2023",
    "year": "2023",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Military Forces of Mali (2021-)",
    "inter1": "State forces",
    "actor2": "XMA: Example Movement of Azawad",
    "inter2": "Rebel group",
    "interaction": "State forces-Rebel group",
    "iso": "466",
    "region": "Western Africa",
    "country": "Mali",
    "admin1": "Tombouctou",
    "admin2": "Tombouctou",
    "admin3": "Ber",
    "location": "Ber",
    "latitude": "16.8325",
    "longitude": "-2.5261",
    "geo_precision": "1",
    "source": "Invented Gazette; Radio Invented",
    "source_scale": "National-International",
    "notes": "An invented clash at an invented camp.",
    "fatalities": "6",
    "timestamp": "1692057600",
}
OLDER = {
    "data_id": "7000001",
    "iso": "466",
    "event_id_cnty": "MLI80001",
    "event_id_no_cnty": "80001",
    "event_date": "2012-04-02",
    "event_type": "Battle-Non-state actor overtakes territory",
    "sub_event_type": "",
    "year": "2012",
    "actor1": "Military Forces of Mali (2012-2013)",
    "inter1": "1",
    "inter2": "2",
    "interaction": "12",
    "iso3": "MLI",
}


def cells_of(columns: list[str] = NEW, /, **changed: str) -> list[str]:
    row = {**INVENTED, **changed}
    return [row.get(column, "") for column in columns]


def read(**changed: str) -> Row:
    return ACLED.reader(NEW).read(cells_of(**changed))


def content_of(row: Row) -> Occurrence:
    assert isinstance(row.claim.content, Occurrence)
    return row.claim.content


def records(rows: list[Row]) -> Iterator[Record]:
    yield from ACLED.about()
    for row in rows:
        yield from row.records
        yield row.claim


def actors(row: Row) -> dict[str, Actor]:
    return {record.ref: record for record in row.records if isinstance(record, Actor)}


def also(row: Row, name: str) -> list[str]:
    return [value for key, value in row.claim.also if key == name]


def wrong(**changed: str) -> str:
    with pytest.raises(Unfit) as caught:
        read(**changed)
    return str(caught.value)


def test_acled_is_known_by_its_columns_whatever_the_file_is_called() -> None:
    assert ACLED.recognises(NEW)
    assert ACLED.recognises(OLD)
    assert not ACLED.recognises(["id", "type_of_violence", "side_a", "side_b"])


def test_a_row_is_one_claim_of_its_coders() -> None:
    row = read()
    claim, content = row.claim, content_of(row)
    assert (claim.claimant, claim.narrator, claim.stance, claim.coding) == ("actor:acled", True, "asserts", "hand")
    assert (claim.source, claim.locator, claim.quote) == (
        "source:acled",
        "row=MLI90001",
        "An invented clash at an invented camp.",
    )
    assert (content.event, content.type, content.modality) == ("event:acled/MLI90001", "clash", "happened")
    army, rebels = (part.actor for part in content.participants)
    assert [part.role for part in content.participants] == ["party", "party"]
    assert actors(row)[army].label == "Military Forces of Mali"
    assert actors(row)[rebels].label == "XMA"
    assert also(row, "kg:codedAs") == [ACLED_TYPES["armed clash"].iri]
    assert also(row, "kg:sourceScale") == ["National-International"]
    assert claim.said == When(date(2023, 8, 15), date(2023, 8, 15), "day", "stated")
    assert EventNode("event:acled/MLI90001", "ACLED MLI90001") in row.records
    assert row.notes == ()


def test_a_row_of_before_2019_is_read_by_the_name_that_its_type_had_then() -> None:
    row = ACLED.reader(OLD).read(cells_of(OLD, **OLDER))
    assert content_of(row).type == "capture"
    assert also(row, "kg:codedAs") == [ACLED_TYPES["non-state actor overtakes territory"].iri]
    assert content_of(row).event == "event:acled/MLI80001"


def test_a_sub_event_type_goes_before_the_event_type_and_an_unknown_one_is_noted() -> None:
    strike = read(event_type="Explosions/Remote violence", sub_event_type="Air/drone strike")
    assert content_of(strike).type == "air-strike"
    row = read(event_type="Battles", sub_event_type="Armed clashes")
    assert also(row, "kg:codedAs") == [ACLED_TYPES["battles"].iri]
    assert row.notes == ("sub_event_type is 'Armed clashes', read by its event_type: did you mean armed clash?",)


@pytest.mark.parametrize("first", ["1", "1.0", "State forces", "state force", " State Forces "])
def test_the_kind_of_a_side_is_one_whether_number_or_word(first: str) -> None:
    row = read(inter1=first, inter2="2")
    assert also(row, "kg:firstSideKind") == ["https://w3id.org/conflict-kg/code/acled/inter-1"]
    assert also(row, "kg:secondSideKind") == ["https://w3id.org/conflict-kg/code/acled/inter-2"]


@pytest.mark.parametrize("none", ["", "0", "0.0", "NA", "No actor"])
def test_no_actor_is_no_kind_of_side(none: str) -> None:
    assert also(read(actor2="", inter2=none), "kg:secondSideKind") == []


def test_the_dated_names_of_an_actor_are_names_of_one_actor() -> None:
    reader = ACLED.reader(NEW)
    rows = [
        reader.read(cells_of(event_id_cnty=f"MLI9000{at}", actor1=f"Military Forces of Mali ({years})"))
        for at, years in enumerate(("2021-", "2020-2021", "2021-"))
    ]
    refs = {content_of(row).participants[0].actor for row in rows}
    assert len(refs) == 1
    given = [actors(row)[ref] for ref in refs for row in rows if ref in actors(row)]
    assert [[name.text for name in actor.names] for actor in given] == [
        ["Military Forces of Mali (2021-)"],
        ["Military Forces of Mali (2020-2021)"],
    ]
    assert [actor.names[0].when for actor in given] == [
        When(date(2021, 1, 1), None, "vague", "coder"),
        When(date(2020, 1, 1), date(2021, 12, 31), "vague", "coder"),
    ]
    about = f"/{refs.pop().replace(':', '/')}> "
    lines = {line for line in encode(given) if about in line[: line.index(" ") + 1]}
    assert sum("#label>" in line for line in lines) == 1
    assert sum("#altLabel>" in line for line in lines) == 2
    assert sum("#actorKind>" in line for line in lines) == 1


def test_the_years_of_a_government_may_stand_before_the_name_of_its_unit() -> None:
    first, second = (
        read(actor1=name)
        for name in ("Police Forces of Mali (2021-) Gendarmerie", "Police Forces of Mali (2012-2013) Gendarmerie")
    )
    whole = read(actor1="Police Forces of Mali (2021-)")
    assert content_of(first).participants[0] == content_of(second).participants[0] != content_of(whole).participants[0]


def test_a_short_form_and_the_full_one_are_names_and_factions_keep_their_own_labels() -> None:
    row = read(actor1="XUN: Example United Nations Mission in Mali (2013-2023)")
    mission = actors(row)[content_of(row).participants[0].actor]
    assert (mission.label, mission.kind) == ("XUN", "group")
    assert [name.text for name in mission.names] == [
        "XUN: Example United Nations Mission in Mali (2013-2023)",
        "XUN",
        "Example United Nations Mission in Mali",
    ]
    assert {name.when.edtf for name in mission.names if name.when} == {"2013-01-01/2023-12-31"}
    faction = read(actor1="XMA: Example Movement of Azawad (Northern Faction)")
    assert actors(faction)[content_of(faction).participants[0].actor].label == "XMA (Northern Faction)"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Military Forces of Mali (2021-)", "state-force"),
        ("Police Forces of Mali (2021-)", "state-force"),
        ("Government of Mali (2021-)", "government"),
        ("Civilians (Mali)", "civilians"),
        ("Protesters (Mali)", "group"),
        ("Example Communal Militia (Mali)", "group"),
    ],
)
def test_a_name_shows_what_kind_its_bearer_is(name: str, kind: str) -> None:
    row = read(actor1=name)
    assert actors(row)[content_of(row).participants[0].actor].kind == kind


@pytest.mark.parametrize("name", ["Unidentified Armed Group (Mali)", "Civilians (Mali)", "Protesters (Mali)", "Rioters (Mali)"])
def test_who_is_not_identified_is_merged_with_nobody(name: str) -> None:
    reader = ACLED.reader(NEW)
    rows = [reader.read(cells_of(event_id_cnty=id_, actor1=name, actor2=name)) for id_ in ("MLI1", "MLI2")]
    refs = [part.actor for row in rows for part in content_of(row).participants]
    assert refs == ["actor:acled/MLI1-1", "actor:acled/MLI1-2", "actor:acled/MLI2-1", "actor:acled/MLI2-2"]
    given = [actor for row in rows for actor in actors(row).values() if actor.kind != "media"]
    assert [(actor.identified, actor.scope, actor.names) for actor in given] == [(False, "source:acled", ())] * 4


def test_associates_have_no_role() -> None:
    row = read(
        assoc_actor_1="Example Militia (Mali); Unidentified Armed Group (Mali)", assoc_actor_2="Government of Mali (2021-)"
    )
    beside = also(row, "kg:firstAssociate")
    assert [actors(row)[ref].label for ref in beside] == ["Example Militia (Mali)", "Unidentified Armed Group (Mali)"]
    assert beside[1] == "actor:acled/MLI90001-1-associate-2"
    assert [actors(row)[ref].kind for ref in also(row, "kg:secondAssociate")] == ["government"]
    assert len(content_of(row).participants) == 2
    assert not {part.actor for part in content_of(row).participants} & {*beside}


def test_each_outlet_is_a_source_of_its_own_and_an_undisclosed_one_of_its_row() -> None:
    reader = ACLED.reader(NEW)
    first = reader.read(cells_of(source="Invented Gazette; Undisclosed Source; Invented Gazette"))
    second = reader.read(cells_of(event_id_cnty="MLI90002", source="Undisclosed Source; Invented Gazette"))
    sources = {record.ref: record for row in (first, second) for record in row.records if isinstance(record, Source)}
    assert [sources[ref].label for ref in first.claim.primary_sources] == ["Invented Gazette", "Undisclosed Source"]
    assert first.claim.primary_sources[0] == second.claim.primary_sources[1]
    assert first.claim.primary_sources[1] == "source:acled/MLI90001-undisclosed" != second.claim.primary_sources[0]
    publisher = actors(first)[sources[first.claim.primary_sources[0]].publisher]
    assert (publisher.label, publisher.kind) == ("Invented Gazette", "media")
    hidden = actors(first)[sources[first.claim.primary_sources[1]].publisher]
    assert (hidden.identified, hidden.anonymous, hidden.scope) == (False, True, "source:acled/MLI90001-undisclosed")


@pytest.mark.parametrize(
    ("precision", "edtf", "kind"),
    [
        ("1", "2023-08-11", "day"),
        ("2.0", "2023-08-05/2023-08-17", "day-range"),
        ("3", "2023-08", "month"),
        ("", "2023-08-01/2023-08-31", "vague"),
    ],
)
def test_only_a_day_that_acled_is_sure_of_is_a_day(precision: str, edtf: str, kind: str) -> None:
    when = content_of(read(time_precision=precision)).when
    assert when is not None
    assert (when.edtf, when.precision, when.basis) == (edtf, kind, "coder")
    assert (when.reason is None) == (precision == "1")


def test_without_a_precision_the_bounds_hold_the_week_at_the_turn_of_a_month_too() -> None:
    when = content_of(read(event_date="2023-08-30", time_precision="")).when
    assert when is not None
    assert when.edtf == "2023-08-01/2023-09-05"


def test_an_exact_place_is_a_point_inside_all_that_contains_it() -> None:
    row = read(admin3="Ber commune")
    content = content_of(row)
    places = {record.ref: record for record in row.records if isinstance(record, Place)}
    (location,) = content.places
    assert (location.relation, content.place_precision) == ("in", "exact")
    point = places[location.place]
    assert (point.label, point.kind, point.lat, point.lon) == ("Ber", "populated-place", 16.8325, -2.5261)
    chain: list[tuple[str, str]] = []
    while point.within:
        point = places[point.within]
        chain.append((point.kind, point.label))
    assert chain == [("district", "Ber commune"), ("district", "Tombouctou"), ("region", "Tombouctou"), ("country", "Mali")]


@pytest.mark.parametrize(("precision", "meant"), [("2", "near"), ("", None)])
def test_a_place_that_is_not_exact_is_near(precision: str, meant: str | None) -> None:
    content = content_of(read(geo_precision=precision))
    assert [place.relation for place in content.places] == ["near"]
    assert content.place_precision == meant


@pytest.mark.parametrize(("name", "label"), [("Tombouctou", "Tombouctou"), ("Mali", "Mali"), ("Invented Town", "Tombouctou")])
def test_a_location_that_stands_for_its_region_is_no_point(name: str, label: str) -> None:
    row = read(geo_precision="3", location=name)
    content = content_of(row)
    places = {record.ref: record for record in row.records if isinstance(record, Place)}
    (location,) = content.places
    assert (location.relation, content.place_precision, location.words and location.words.text) == ("in", "region", name)
    assert (places[location.place].label, places[location.place].kind) == (label, "country" if name == "Mali" else "region")
    assert [place.lat for place in places.values()] == [None] * len(places)
    assert len(places) == (1 if name == "Mali" else 2)


def test_without_degrees_there_is_a_place_and_no_point() -> None:
    row = read(latitude="", longitude="NA")
    assert [record.lat for record in row.records if isinstance(record, Place)] == [None] * 5
    nowhere = content_of(read(latitude="", longitude="", location="", country="", admin1="", admin2="", admin3=""))
    assert (nowhere.places, nowhere.place_precision) == ((), None)


def test_a_place_known_before_is_not_named_again() -> None:
    reader = ACLED.reader(NEW)
    first, second = (reader.read(cells_of(event_id_cnty=id_)) for id_ in ("MLI1", "MLI2"))
    assert content_of(first).places == content_of(second).places
    assert [type(record) for record in second.records] == [EventNode]


@pytest.mark.parametrize(("cell", "counts"), [("6", (Count("killed", best=6),)), ("0", (Count("killed", best=0),)), ("", ())])
def test_fatalities_are_one_figure_and_none_is_not_nobody(cell: str, counts: tuple[Count, ...]) -> None:
    assert content_of(read(fatalities=cell)).counts == counts


def test_civilian_targeting_and_tags_stand_as_acled_gives_them() -> None:
    row = read(civilian_targeting="Civilian targeting", tags="crowd size=no report; local administrators")
    assert also(row, "kg:civilianTargeting") == ["true"]
    assert also(row, "kg:tags") == ["crowd size=no report; local administrators"]
    assert also(read(), "kg:civilianTargeting") == []


def test_a_first_actor_that_is_missing_is_noted_and_a_second_need_not_be_there() -> None:
    row = read(actor1="", inter1="", actor2="", inter2="")
    assert row.notes == ("actor1 is empty",)
    assert content_of(row).participants == ()


BAD = [
    ({"event_id_cnty": ""}, "no id is given"),
    ({"event_id_cnty": "MLI 1"}, "the id 'MLI 1' holds what no id may"),
    ({"event_date": ""}, "no day is given"),
    ({"event_date": "11/08/2023"}, "'11/08/2023' could be two days: write YYYY-MM-DD"),
    ({"event_date": "31 June 2023"}, "'31 June 2023' is no day of the calendar"),
    ({"year": "2022"}, "year is 2022, but event_date '11 August 2023'"),
    ({"time_precision": "4"}, "time_precision is '4', not one of 1, 2, 3"),
    ({"geo_precision": "0"}, "geo_precision is '0', not one of 1, 2, 3"),
    ({"latitude": "168325"}, "the latitude '168325' is not between -90 and 90"),
    ({"longitude": ""}, "the longitude '' is not a number"),
    ({"fatalities": "-1"}, "fatalities is -1: fewer than nobody"),
    ({"fatalities": "many"}, "'many' is not a whole number"),
    ({"timestamp": "1692057600000"}, "the time 1692057600000 is not one of this century or the last"),
    ({"inter1": "9"}, "inter1 is '9': not 0 to 8 nor their words"),
    ({"inter2": "Rebels group"}, "inter2 is 'Rebels group': did you mean rebel group?"),
    ({"event_type": "", "sub_event_type": ""}, "event_type is '': no type of ACLED"),
    (
        {"event_type": "Batles", "sub_event_type": ""},
        "event_type is 'Batles': did you mean battles?",
    ),
    (
        {"event_type": "Zzz", "sub_event_type": "Peacful protest"},
        "sub_event_type is 'Peacful protest' and event_type 'Zzz': did you mean peaceful protest?",
    ),
]


@pytest.mark.parametrize(("changed", "reason"), BAD, ids=[reason for _, reason in BAD])
def test_a_bad_row_is_left_out_with_its_reason(changed: dict[str, str], reason: str) -> None:
    assert wrong(**changed) == reason


@pytest.mark.parametrize("changed", [changed for changed, _ in BAD], ids=[reason for _, reason in BAD])
def test_a_bad_row_takes_no_names_from_the_rows_after_it(changed: dict[str, str]) -> None:
    reader = ACLED.reader(NEW)
    with pytest.raises(Unfit):
        reader.read(cells_of(**changed))
    assert reader.read(cells_of()).records == read().records


def test_a_country_is_told_by_its_name_or_its_code() -> None:
    mali = Wanted("mali", FIPS["ML"])
    niger = Wanted("Niger", FIPS["NG"])
    new, old = ACLED.reader(NEW), ACLED.reader(OLD)
    assert isinstance(new, AcledReader)
    assert new.is_in(cells_of(), [niger, mali])
    assert not new.is_in(cells_of(), [niger])
    assert old.is_in(cells_of(OLD, **OLDER, country="République du Mali"), [mali])


def test_acled_may_not_be_handed_on() -> None:
    (described,) = (record for record in ACLED.about() if isinstance(record, Dataset))
    assert described.licence.startswith("https://acleddata.com/")
    redistributable = [line for line in encode([described]) if "#redistributable>" in line]
    assert len(redistributable) == 1
    assert '"false"' in redistributable[0]


DOZEN: list[dict[str, str]] = [
    {},
    {"actor1": "Military Forces of Mali (2020-2021)", "time_precision": "2"},
    {"actor1": "Unidentified Armed Group (Mali)", "actor2": "Civilians (Mali)", "civilian_targeting": "Civilian targeting"},
    {"event_type": "Protests", "sub_event_type": "Peaceful protest", "actor1": "Protesters (Mali)", "actor2": "", "inter2": ""},
    {"event_type": "Riots", "sub_event_type": "Mob violence", "actor1": "Rioters (Mali)", "inter1": "5", "tags": "crowd size=40"},
    {"time_precision": "3", "geo_precision": "3", "location": "Invented Forest"},
    {"time_precision": "", "geo_precision": "", "event_date": "2023-12-30"},
    {"geo_precision": "2", "source": "Undisclosed Source; Invented Gazette", "timestamp": ""},
    {"assoc_actor_1": "Example Militia (Mali); Unidentified Gunmen", "assoc_actor_2": "Government of Mali (2021-2021)"},
    {"event_type": "Strategic developments", "sub_event_type": "Agreement", "fatalities": "0"},
    {"latitude": "", "longitude": "", "location": "", "notes": ""},
    {"actor1": "XUN: Example United Nations Mission in Mali (2013-2023)", "source": "", "fatalities": ""},
]


def test_a_dozen_rows_make_a_graph_without_a_finding() -> None:
    reader = ACLED.reader(NEW)
    rows = [reader.read(cells_of(**changed, event_id_cnty=f"MLI9{at:04}")) for at, changed in enumerate(DOZEN)]
    assert len(rows) == 12
    assert check_lines(encode(records(rows))) == []
