"""UCDP GED's rows as claims, in every layout. Rows in this file are invented; whole files are read from ../shared."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from kg.graph.check import check_lines
from kg.graph.encode import encode
from kg.model.claim import Claim, Occurrence, Words
from kg.model.counts import Count
from kg.model.dates import When
from kg.model.errors import Problem
from kg.model.reference import Actor, Conflict, EventNode, Place, Record, Reference, Source
from kg.sources.tables.cells import Unfit
from kg.sources.tables.dataset import Row
from kg.sources.tables.opening import read_tables
from kg.sources.tables.ucdp_ged import UCDP_GED
from tests.importing.invented import GED, ROW, table

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "ucdp"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data/ucdp is absent: real data are no part of a clone")
FORTY_ONE = (
    "id,year,active_year,type_of_violence,conflict_new_id,conflict_name,dyad_new_id,dyad_name,side_a_new_id,side_a,side_b_new_id,"
    "gwnob,side_b,number_of_sources,source_article,source_office,source_date,source_headline,source_original,where_prec,"
    "where_coordinates,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,date_prec,"
    "date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,low,best,high"
).split(",")
FOURTEEN = (
    "id,year,month,day,country,type_of_violence,conflict_name,side_a,side_b,latitude,longitude,low_death,best_death,high_death"
).split(",")
HDX = [*GED[:3], "start_year", "end_year", *GED[3:30], "iso3", *GED[30:]]
# 2.0 to 18.1 had estimates called best_est, high_est, low_est, ids of the data sets of then and, from 5.0, new ones beside them.
ESTIMATES = [{"best": "best_est", "high": "high_est", "low": "low_est"}.get(name, name) for name in GED]
OLDEST = [name for name in ESTIMATES if not name.endswith("_new_id")]
LAYOUTS = {"49": GED, "41": FORTY_ONE, "hdx": HDX, "14": FOURTEEN, "estimates": ESTIMATES, "oldest": OLDEST}
OTHER = {
    "best_est": "4", "high_est": "5", "low_est": "3", "best_death": "4", "high_death": "5", "low_death": "3",
    "month": "3", "day": "1", "iso3": "NWH", "start_year": "2020", "end_year": "2020",
}  # fmt: skip


def row(columns: Sequence[str] = GED, **cells: str) -> Row:
    """Give the invented row with other cells, under a header."""
    given = {**ROW, **OTHER, **cells}
    return UCDP_GED.reader(columns).read([given.get(name, "") for name in columns])


def content(given: Row) -> Occurrence:
    """Give what a row's claim says."""
    assert isinstance(given.claim.content, Occurrence)
    return given.claim.content


def named(given: Row, class_: type[Reference]) -> dict[str, Reference]:
    """Give what a row names of one class, by reference."""
    return {record.ref: record for record in given.records if isinstance(record, class_)}


def records_of(*given: Row) -> list[Record]:
    """Give all that stands in a graph of rows."""
    return [*UCDP_GED.about(), *(record for each in given for record in (*each.records, each.claim))]


# A row


def test_a_row_is_a_claim_of_ucdp_with_its_own_id() -> None:
    claim = row(id="13104.0").claim
    assert (claim.claimant, claim.source, claim.run, claim.coding, claim.stance, claim.narrator, claim.locator) == (
        "actor:ucdp", "source:ucdp-ged", "run:import-ucdp-ged", "hand", "asserts", True, "row=13104",
    )  # fmt: skip
    assert content(row(id="13104.0")).event == "event:ged/13104"
    assert named(row(id="13104.0"), EventNode) == {"event:ged/13104": EventNode("event:ged/13104", "UCDP GED 13104")}


def test_an_id_is_the_same_however_it_is_written() -> None:
    assert row(id="13104.0").claim.id == row(id="13104").claim.id == row(id=" 13104.00 ").claim.id
    assert row(id="13104").claim.id != row(id="13105").claim.id


@pytest.mark.parametrize(
    ("type_", "code", "event_type", "roles"),
    [
        ("1", "1", "clash", ("party", "party")),
        ("2.0", "2", "clash", ("party", "party")),
        ("3", "3", "killing", ("agent", "target")),
        ("State-based violence", "1", "clash", ("party", "party")),
        ("non-state violence", "2", "clash", ("party", "party")),
        ("One-sided violence", "3", "killing", ("agent", "target")),
    ],
)
def test_the_type_of_violence_says_who_is_what(type_: str, code: str, event_type: str, roles: tuple[str, str]) -> None:
    given = row(type_of_violence=type_)
    assert content(given).type == event_type
    assert [part.role for part in content(given).participants] == list(roles)
    assert [part.actor for part in content(given).participants] == ["actor:ged/31", "actor:ged/41"]
    assert dict(given.claim.also)["kg:codedAs"].endswith(f"/code/ucdp/type-{code}")


def test_sides_without_ids_are_known_by_their_names() -> None:
    given = row(FOURTEEN)
    assert {ref.rpartition("-")[0]: actor.label for ref, actor in named(given, Actor).items() if isinstance(actor, Actor)} == {
        "actor:ged/government-of-nowhere": "Government of Nowhere",
        "actor:ged/northern-band": "Northern Band",
    }


def test_what_a_name_alone_shows_is_the_kind_of_a_side() -> None:
    given = row(side_b="Civilians", side_b_new_id="9999", type_of_violence="3")
    sides = [*named(given, Actor).values(), *named(row(), Actor).values()]
    kinds = {actor.label: actor.kind for actor in sides if isinstance(actor, Actor) and actor.kind != "media"}
    assert kinds == {"Government of Nowhere": "government", "Civilians": "civilians", "Northern Band": "group"}


def test_a_dyad_is_part_of_its_conflict_and_the_row_part_of_the_dyad() -> None:
    given = row()
    assert ("kg:partOfConflict", "conflict:ged/dyad-21") in given.claim.also
    assert named(given, Conflict) == {
        "conflict:ged/11": Conflict("conflict:ged/11", "Nowhere: Government", source="source:ucdp-ged"),
        "conflict:ged/dyad-21": Conflict(
            "conflict:ged/dyad-21", "Government of Nowhere - Northern Band", "conflict:ged/11", "source:ucdp-ged"
        ),
    }


def test_without_a_dyad_the_row_is_part_of_its_conflict_and_without_a_conflict_of_the_dyad() -> None:
    (ref,) = named(row(FOURTEEN), Conflict)
    assert ("kg:partOfConflict", ref) in row(FOURTEEN).claim.also
    alone = row(conflict_new_id="", conflict_name="NA", dyad_name="")
    assert named(alone, Conflict) == {
        "conflict:ged/dyad-21": Conflict("conflict:ged/dyad-21", "21", None, "source:ucdp-ged")
    }
    none = row(conflict_new_id="", conflict_name="", dyad_new_id="", dyad_name="")
    assert "kg:partOfConflict" not in dict(none.claim.also)


def test_an_actor_or_conflict_whose_name_changed_has_both_names() -> None:
    reader = UCDP_GED.reader(GED)
    cells = [{**ROW, "id": "2", "side_b": "Renamed Band", "conflict_name": "Nowhere: North"}, ROW, ROW]
    rows = [reader.read([given[name] for name in GED]) for given in (ROW, *cells)]
    labels = [sorted(getattr(r, "label", "") for r in given.records if isinstance(r, Actor | Conflict)) for given in rows]
    assert "Northern Band" in labels[0]
    assert labels[1] == ["Nowhere: North", "Renamed Band"]
    assert labels[2:] == [[], []]


# Deaths


def test_deaths_are_counted_in_all_and_for_each_group_that_has_any() -> None:
    assert content(row()).counts == (
        Count("killed", 3, 4, 5),
        Count("killed", best=1, group="actor:ged/31"),
        Count("killed", best=2, group="actor:ged/41"),
        Count("killed", best=1, of="civilians"),
    )
    assert content(row(deaths_unknown="6.0")).counts[-1] == Count("killed", best=6, of="people of unknown status")
    assert content(row(FOURTEEN)).counts == content(row(ESTIMATES)).counts[:1] == (Count("killed", 3, 4, 5),)


def test_a_best_figure_of_nought_is_a_figure() -> None:
    nobody = {"best": "0", "low": "0", "high": "0", "deaths_a": "0", "deaths_b": "0", "deaths_civilians": "0"}
    assert content(row(**nobody)).counts == (Count("killed", 0, 0, 0),)
    assert content(row(**{**nobody, "best": "", "low": "NA", "high": ""})).counts == ()


@pytest.mark.parametrize(
    ("bounds", "count"),
    [
        (("3", "2", "5"), Count("killed", None, 2, 5, as_written="low 3, best 2, high 5")),
        (("3", "6", "5"), Count("killed", 3, 6, None, as_written="low 3, best 6, high 5")),
        (("7", "6", "5"), Count("killed", None, 6, None, as_written="low 7, best 6, high 5")),
        (("7", "", "5"), Count("killed", as_written="low 7, best , high 5")),
    ],
)
def test_a_bound_that_contradicts_the_best_figure_is_left_out_noted_and_kept_in_words(
    bounds: tuple[str, str, str], count: Count
) -> None:
    given = row(**dict(zip(("low", "best", "high"), bounds, strict=True)))
    assert content(given).counts[0] == count
    assert given.notes == (f"{count.as_written}: the bounds contradict each other",)


# Time


@pytest.mark.parametrize(
    ("code", "end", "precision"),
    [
        ("1", "2020-03-01", "day"),
        ("2", "2020-03-04", "day-range"),
        ("3", "2020-03-07", "day-range"),
        ("4", "2020-03-31", "month"),
        ("5", "2020-12-31", "year"),
        ("", "2020-03-01", "vague"),
        ("NA", "2020-03-01", "vague"),
        ("1", "2020-03-02", "day-range"),
        ("4.0", "2020-04-02", "vague"),
        ("5", "2021-02-01", "vague"),
    ],
)
def test_a_precision_is_what_its_code_and_its_bounds_say(code: str, end: str, precision: str) -> None:
    given = row(date_prec=code, date_end=end)
    when = content(given).when
    assert when is not None
    assert (when.earliest, when.latest) == (date(2020, 3, 1), date.fromisoformat(end))
    assert (when.precision, when.basis) == (precision, "coder")
    told = dict(given.claim.also).get("kg:datePrecisionCode")
    assert told == (f"https://w3id.org/conflict-kg/code/ucdp/date-prec-{code[0]}" if code[:1].isdigit() else None)


@pytest.mark.parametrize(
    ("cells", "when"),
    [
        (
            {"date_start": "2020-03-01 00:00:00.000", "date_end": "2020/03/01"},
            When(date(2020, 3, 1), date(2020, 3, 1), "day", "coder"),
        ),
        ({"date_end": "", "date_prec": ""}, When(date(2020, 3, 1), None, "vague", "coder")),
        ({"date_start": "", "date_end": ""}, When(date(2020, 1, 1), date(2020, 12, 31), "year", "coder")),
        ({"date_start": "NA", "date_end": "NA", "date_prec": "NA"}, When(date(2020, 1, 1), date(2020, 12, 31), "year", "coder")),
    ],
)
def test_days_are_read_in_the_forms_of_the_releases(cells: dict[str, str], when: When) -> None:
    assert content(row(**cells)).when == when


def test_a_table_of_year_month_and_day_tells_a_first_day_and_no_last_one() -> None:
    assert content(row(FOURTEEN, year="2020.0", month="3.0", day="1")).when == When(date(2020, 3, 1), None, "vague", "coder")
    assert content(row(FOURTEEN, day="")).when == When(date(2020, 3, 1), date(2020, 3, 31), "month", "coder")
    assert content(row(FOURTEEN, day="NA", month="NA")).when == When(date(2020, 1, 1), date(2020, 12, 31), "year", "coder")
    with pytest.raises(Unfit, match="no day is given"):
        row(FOURTEEN, year="", month="", day="")
    with pytest.raises(Unfit, match="'2020--1' is not a day"):
        row(FOURTEEN, month="", day="1")


def test_a_clarity_that_is_not_given_is_none() -> None:
    assert ("kg:eventClarity", "https://w3id.org/conflict-kg/code/ucdp/clarity-2") in row(event_clarity="2.0").claim.also
    for cell in ("", "NA"):
        assert "kg:eventClarity" not in dict(row(event_clarity=cell).claim.also)


# Place


@pytest.mark.parametrize(
    ("code", "relation", "label", "kind", "precision", "within"),
    [
        ("1", "in", "Berville town", "populated-place", "exact", "Upper district"),
        ("2", "near", "Berville town", "populated-place", "near", "Upper district"),
        ("3", "in", "Berville town", "district", "district", "North region"),
        ("4", "in", "Berville town", "region", "region", "Nowhere"),
        ("5", "in", "Berville town", "area", "feature", "North region"),
        ("6", "in", "Nowhere", "country", "country", None),
        ("7", "in", "Berville town", "area", "international", None),
        ("", "near", "Berville town", "populated-place", None, "Upper district"),
    ],
)
def test_where_prec_says_how_near_and_whether_the_point_is_one(
    code: str, relation: str, label: str, kind: str, precision: str | None, within: str | None
) -> None:
    given = row(where_prec=code)
    (location,) = content(given).places
    place = named(given, Place)[location.place]
    assert isinstance(place, Place)
    assert (location.relation, place.label, place.kind, content(given).place_precision) == (relation, label, kind, precision)
    outer = named(given, Place).get(place.within or "")
    assert (outer.label if isinstance(outer, Place) else None) == within
    assert (place.lat, place.lon) == ((16.5, -2.25) if code in ("1", "2", "") else (None, None))
    assert location.words == Words("in the market of Berville")
    points = [p for p in named(given, Place).values() if isinstance(p, Place) and p.lat is not None]
    assert len(points) == (code in ("1", "2", ""))


@pytest.mark.parametrize(
    ("code", "cells", "label"),
    [
        ("3", {"where_coordinates": "Upper district"}, "Upper district"),
        ("4", {"where_coordinates": "North region"}, "North region"),
        ("4", {"where_coordinates": ""}, "North region"),
        ("3", {"where_coordinates": "", "adm_2": ""}, "North region"),
        ("1", {"where_coordinates": ""}, "point 16.5, -2.25"),
        ("1", {"latitude": "", "longitude": "", "where_coordinates": ""}, "Upper district"),
    ],
)
def test_a_place_is_named_by_what_is_given(code: str, cells: dict[str, str], label: str) -> None:
    given = row(where_prec=code, **cells)
    (location,) = content(given).places
    assert named(given, Place)[location.place].label == label


def test_where_nothing_is_told_there_is_no_place() -> None:
    nowhere = dict.fromkeys(
        ("where_prec", "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "country"), ""
    )
    assert content(row(**nowhere)).places == ()
    assert content(row(**{**nowhere, "where_description": "somewhere"})).places == ()


def test_a_place_is_one_for_all_its_rows_and_another_where_its_point_is_another() -> None:
    reader = UCDP_GED.reader(GED)
    cells = [ROW, {**ROW, "id": "2"}, {**ROW, "id": "3", "latitude": "16.6"}, {**ROW, "id": "4", "adm_2": "Lower district"}]
    rows = [reader.read([given[name] for name in GED]) for given in cells]
    places = [content(given).places[0].place for given in rows]
    assert places[0] == places[1]
    assert len(set(places)) == 3
    assert [sum(isinstance(r, Place) for r in given.records) for given in rows] == [4, 0, 1, 2]


# What a row cites


def test_each_article_is_a_source_with_its_outlet_and_day() -> None:
    given = row()
    sources = [record for record in given.records if isinstance(record, Source)]
    assert [(source.label, source.published and source.published.edtf) for source in sources] == [
        ("Two sides meet at Berville", "2020-03-02"),
        ("Four dead, officials say", "2020-03-03"),
    ]
    assert given.claim.primary_sources == tuple(source.ref for source in sources)
    outlets = named(given, Actor)
    assert [outlets[source.publisher].label for source in sources] == ["Invented Wire", "Made-up Post"]


def test_a_citation_in_free_words_is_a_source_of_a_publisher_that_is_not_named() -> None:
    words = 'Invented Wire 2020-03-02 "TWO SIDES MEET", and others'
    given = row(source_article=words)
    (source,) = [record for record in given.records if isinstance(record, Source)]
    assert (source.label, source.published) == (words, None)
    publisher = named(given, Actor)[source.publisher]
    assert isinstance(publisher, Actor)
    assert (publisher.label, publisher.identified, publisher.scope) == ("publisher not named", False, source.ref)


def test_an_article_that_two_rows_cite_is_one_source() -> None:
    reader = UCDP_GED.reader(GED)
    first, second = (reader.read([{**ROW, "id": id_}[name] for name in GED]) for id_ in "12")
    assert first.claim.primary_sources == second.claim.primary_sources
    assert not any(isinstance(record, Source) for record in second.records)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("", 0),
        ("NA", 0),
        ('""', 0),
        ('"A,2020-01-01,one"', 1),
        ('"A,2020-01-01,one";"B,2020-01-01,one"', 2),
    ],
)
def test_a_cell_cites_as_many_articles_as_it_lists(cell: str, number: int) -> None:
    assert len(row(source_article=cell).claim.primary_sources) == number


def test_the_original_source_is_kept_in_words() -> None:
    assert ("kg:originalSource", "army statement") in row().claim.also
    assert "kg:originalSource" not in dict(row(source_original="NA").claim.also)


# Layouts


def test_a_table_of_latitudes_alone_places_nothing_and_says_so() -> None:
    with pytest.raises(Unfit, match="the longitude '' is not a number"):
        row([name for name in GED if name != "longitude"])


def test_every_layout_is_recognised_and_holds_the_same_event() -> None:
    full = content(row())
    for name, columns in LAYOUTS.items():
        assert UCDP_GED.recognises([column.lower() for column in columns]), name
        given = content(row(columns))
        assert (given.event, given.type, given.counts[0], len(given.participants), len(given.places)) == (
            full.event, full.type, full.counts[0], 2, 1,
        ), name  # fmt: skip
        assert (given.when and given.when.earliest) == date(2020, 3, 1), name
    assert [len(columns) for columns in LAYOUTS.values()] == [49, 41, 52, 14, 49, 45]


def test_layouts_of_the_same_columns_under_other_names_give_the_same_claim() -> None:
    assert row(ESTIMATES).claim == row(HDX).claim == row(GED).claim == row([name.upper() for name in GED], **_upper()).claim
    oldest = row(OLDEST, conflict_dset_id="1-259", dyad_dset_id="1-259-524")
    assert {"conflict:ged/1-259", "conflict:ged/dyad-1-259-524"} == set(named(oldest, Conflict))


def _upper() -> dict[str, str]:
    return {name.upper(): cell for name, cell in ROW.items()}


@pytest.mark.parametrize("without", sorted(set(GED) - {"id", "type_of_violence", "side_a", "side_b"}))
def test_a_reduced_table_may_lack_any_column_but_four(without: str) -> None:
    together = {"date_start": "date_end", "latitude": "longitude", "longitude": "latitude"}
    columns = [name for name in GED if name not in (without, together.get(without))]
    given = row(columns)
    assert content(given).event == "event:ged/1"
    assert len(content(given).participants) == 2


def test_a_table_without_one_of_the_four_is_not_ged() -> None:
    for without in ("id", "type_of_violence", "side_a", "side_b"):
        assert not UCDP_GED.recognises([name for name in GED if name != without])


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_graph_of_invented_rows_passes_the_shapes_in_every_layout(name: str) -> None:
    columns = LAYOUTS[name]
    reader = UCDP_GED.reader(columns)
    varied: list[dict[str, str]] = [{"where_prec": code} for code in "1234567"] + [{"date_prec": code} for code in "12345"]
    varied += [{"source_article": "free words"}, {"source_article": ""}, {"low": "9", "low_est": "9", "low_death": "9"}]
    civilians = {"side_b": "Civilians", "side_b_new_id": "9999", "side_b_dset_id": "9999"}
    varied += [{"side_b": "", "side_b_new_id": "", "side_b_dset_id": ""}, {"type_of_violence": "3", **civilians}]
    varied += [{"side_b": "Renamed Band"}, {"conflict_new_id": "", "conflict_name": "", "conflict_dset_id": ""}]
    rows = []
    for at, cells in enumerate(varied):
        given = {**ROW, **OTHER, **cells, "id": str(at)}
        rows.append(reader.read([given.get(column, "") for column in columns]))
    assert check_lines(sorted(set(encode(records_of(*rows))))) == []


def sample(path: Path, number: int) -> Iterator[str]:
    """Yield the header (and tags) of a table and every so many lines of rows."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(islice(csv.reader(file), 20_000))
    head = 2 if rows[1][2].startswith("#") else 1
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([*rows[:head], *rows[head :: max(1, len(rows) // number)]])
    yield out.getvalue()


@needs_shared
def test_the_graph_of_a_sample_of_every_real_file_passes_the_shapes(tmp_path: Path) -> None:
    files = sorted(SHARED.iterdir())
    assert len(files) == 5
    for path in files:
        few = tmp_path / "few.csv"
        few.write_text("".join(sample(path, 60)), encoding="utf-8")
        records = list(read_tables(few))
        assert [str(record) for record in records if isinstance(record, Problem)] == []
        claims = [record for record in records if isinstance(record, Claim)]
        assert len(claims) >= 60
        assert check_lines(sorted(set(encode([r for r in records if not isinstance(r, Problem)])))) == [], path.name


@needs_shared
def test_the_two_events_at_ber_that_may_be_one_stay_two() -> None:
    claims = {r.locator: r for r in read_tables(SHARED / "ged_mali_1990_2020.csv") if isinstance(r, Claim)}
    first, second = (claims[f"row={id_}"].content for id_ in ("13104", "13174"))
    assert isinstance(first, Occurrence)
    assert isinstance(second, Occurrence)
    assert first.event != second.event
    assert (first.when, first.places[0].place, first.counts) == (second.when, second.places[0].place, second.counts)


def test_read_tables_gives_claims_what_they_name_and_problems_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "ged.csv"
    path.write_text(table([{"id": "1"}, {"id": "2", "latitude": "91"}, {"id": "3"}]))
    found = list(read_tables(path))
    assert [r.locator for r in found if isinstance(r, Claim)] == ["row=1", "row=3"]
    assert [(r.path, r.line) for r in found if isinstance(r, Problem)] == [(str(path), 3)]
    assert check_lines(sorted(set(encode([r for r in found if not isinstance(r, Problem)])))) == []
