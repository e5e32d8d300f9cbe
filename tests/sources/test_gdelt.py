"""GDELT's rows as what a machine read as mentioned. Rows in this file are invented; whole files are read from ../shared."""

from __future__ import annotations

import csv
import io
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyoxigraph
import pytest

from kg.graph.check import check_lines
from kg.graph.encode import encode
from kg.graph.settle import settle
from kg.model.claim import Claim, Location, Occurrence, Words
from kg.model.codes import FIPS
from kg.model.dates import When
from kg.model.reference import Actor, Place, Record, Reference, Source
from kg.sources.tables.cells import Unfit
from kg.sources.tables.chunks import Chunk, Form, rows_of
from kg.sources.tables.dataset import Row, Wanted
from kg.sources.tables.gdelt import COLUMNS_1, COLUMNS_2, GDELT

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "gdelt"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data/gdelt is absent: real data are no part of a clone")
INVENTED = {
    "GLOBALEVENTID": "900000001",
    "SQLDATE": "20230811",
    "Actor1Code": "MLI",
    "Actor1Name": "MALI",
    "Actor1CountryCode": "MLI",
    "Actor2Code": "NGACOP",
    "Actor2Name": "POLICE",
    "Actor2CountryCode": "NGA",
    "Actor2Type1Code": "COP",
    "EventCode": "190",
    "EventBaseCode": "190",
    "EventRootCode": "19",
    "NumMentions": "10",
    "NumSources": "2",
    "NumArticles": "9",
    "AvgTone": "-3.50",
    "ActionGeo_Type": "4",
    "ActionGeo_FullName": "Berville, Mali (general), Mali",
    "ActionGeo_CountryCode": "ML",
    "ActionGeo_ADM1Code": "ML00",
    "ActionGeo_Lat": "16.8",
    "ActionGeo_Long": "-2.5",
    "DATEADDED": "20230811120000",
    "SOURCEURL": "https://www.example.org/2023/08/invented",
}


def row(**cells: str) -> Row:
    """Give the invented row of GDELT 2.0 with other cells."""
    given = {**INVENTED, **cells}
    return GDELT.reader(COLUMNS_2).read([given.get(name, "") for name in COLUMNS_2])


def content(given: Row) -> Occurrence:
    """Give what a row's claim says."""
    assert isinstance(given.claim.content, Occurrence)
    return given.claim.content


def when(day: str, added: str) -> When | None:
    """Give what a row of a day, added on a day, says about its time."""
    return content(row(SQLDATE=day, DATEADDED=added)).when


def named(given: Row, class_: type[Reference]) -> list[str]:
    """Give the labels of what a row names of one class."""
    return [record.label for record in given.records if isinstance(record, class_) and not hasattr(record, "title")]


def records_of(*given: Row) -> list[Record]:
    """Give all that stands in a graph of rows."""
    return [*GDELT.about(), *(record for each in given for record in (*each.records, each.claim))]


def test_a_row_is_a_claim_of_gdelt_that_a_machine_read() -> None:
    claim = row().claim
    assert (claim.claimant, claim.source, claim.coding, claim.stance, claim.narrator, claim.locator) == (
        "actor:gdelt", "source:gdelt", "machine", "asserts", True, "row=900000001",
    )  # fmt: skip
    assert (content(row()).event, content(row()).type) == ("event:gdelt/900000001", "clash")


def test_a_row_keeps_its_code_and_what_the_machine_counted() -> None:
    assert dict(row().claim.also) == {
        "kg:codedAs": "https://w3id.org/conflict-kg/code/cameo/190",
        "kg:mentions": "10",
        "kg:mentioningSources": "2",
        "kg:mentioningArticles": "9",
        "kg:tone": "-3.5",
    }


@pytest.mark.parametrize(("cell", "tone"), [("-0", "0"), ("0.0", "0"), ("-7.1e-15", "-0.0000000000000071"), ("20", "20")])
def test_a_tone_has_no_exponent_and_no_trailing_zeros(cell: str, tone: str) -> None:
    assert dict(row(AvgTone=cell).claim.also)["kg:tone"] == tone


def test_the_day_of_the_article_is_an_upper_bound_and_no_more() -> None:
    assert when("20230811", "20230811120000") == When(None, date(2023, 8, 11), "vague", "publication-date")


def test_a_row_of_a_backfile_has_the_date_of_its_article() -> None:
    assert when("19790102", "20130203") == When(None, date(1979, 1, 2), "vague", "publication-date")


def test_yesterday_is_a_day() -> None:
    assert when("20230810", "20230811") == When(date(2023, 8, 10), date(2023, 8, 10), "day", "coder")


@pytest.mark.parametrize(
    ("day", "added", "precision", "edtf"),
    [
        ("20230804", "20230811", "day-range", "2023-07-29/2023-08-10"),
        ("20230712", "20230811", "month", "2023-07"),
        ("20220811", "20230811", "year", "2022"),
        ("20130813", "20230811", "vague", "2008-01-01/2018-12-31"),
    ],
)
def test_a_step_back_of_whole_weeks_months_or_years_is_no_day(day: str, added: str, precision: str, edtf: str) -> None:
    found = when(day, added)
    assert found is not None
    assert (found.precision, found.edtf, found.basis, found.as_written) == (precision, edtf, "inferred", day)
    assert found.reason


@pytest.mark.parametrize(
    ("day", "added", "edtf"),
    [
        ("20230101", "20230131", "2022-12-01/2023-01-31"),  # in the article's month: last month is December
        ("20230130", "20230301", "2023-01-01/2023-02-28"),  # last month is February
        ("20160101", "20161231", "2015-01-01/2016-12-31"),  # last year is 2015
    ],
)
def test_a_step_back_that_misses_the_period_before_the_article_means_either(day: str, added: str, edtf: str) -> None:
    found = when(day, added)
    assert found is not None
    assert (found.precision, found.edtf) == ("vague", edtf)


def test_a_row_dated_after_it_was_added_is_refused() -> None:
    with pytest.raises(Unfit, match="dated 2023-08-12, after it was added on 2023-08-11"):
        row(SQLDATE="20230812")


@pytest.mark.parametrize(
    "cells",
    [
        {"GLOBALEVENTID": ""},
        {"SQLDATE": ""},
        {"SQLDATE": "20230231"},
        {"DATEADDED": "yesterday"},
        {"EventCode": "---", "EventBaseCode": "---", "EventRootCode": "--"},
        {"EventCode": "", "EventBaseCode": "", "EventRootCode": ""},
        {"NumMentions": "-1"},
        {"AvgTone": "1e999999999"},
        {"AvgTone": "nice"},
        {"ActionGeo_Lat": "91"},
        {"ActionGeo_Long": "-180.5"},
        {"ActionGeo_Lat": ""},
        {"ActionGeo_Type": "7"},
    ],
)
def test_a_bad_row_is_refused_with_its_reason(cells: dict[str, str]) -> None:
    with pytest.raises(Unfit, match=r"\w"):
        row(**cells)


@pytest.mark.parametrize(
    ("code", "base", "root", "read"),
    [
        ("010", "010", "01", "010"),
        ("10", "10", "1", "010"),
        ("10", "", "", "010"),
        ("100", "100", "10", "100"),
        ("173", "173", "17", "173"),
        ("211", "21", "2", "0211"),
        ("211", "21", "", "0211"),
        ("190.0", "190.0", "19.0", "190"),
    ],
)
def test_a_leading_zero_that_a_spreadsheet_lost_is_given_back(code: str, base: str, root: str, read: str) -> None:
    given = row(EventCode=code, EventBaseCode=base, EventRootCode=root)
    assert dict(given.claim.also)["kg:codedAs"].endswith(f"/cameo/{read}")
    assert not given.notes


def test_a_code_that_is_not_listed_is_read_as_its_base_then_its_root_and_noted() -> None:
    given = row(EventCode="1909", EventBaseCode="190", EventRootCode="19")
    assert dict(given.claim.also)["kg:codedAs"].endswith("/cameo/190")
    assert given.notes == ("EventCode 1909 is not listed: read as 190",)
    assert row(EventCode="XXXX", EventBaseCode="XXX", EventRootCode="19").notes == ("EventCode XXXX is not listed: read as 19",)


def test_a_city_is_a_point_in_its_region_in_its_country() -> None:
    given = row()
    places = {record.kind: record for record in given.records if isinstance(record, Place)}
    city, region, country = places["populated-place"], places["region"], places["country"]
    assert (city.label, city.lat, city.lon, city.within) == ("Berville", 16.8, -2.5, region.ref)
    assert (region.label, region.lat, region.within) == ("Mali (general)", None, country.ref)
    assert (country.label, country.kind, country.within) == ("Mali", "country", None)
    assert content(given).places == (Location("in", city.ref),)
    assert content(given).place_precision is None


def test_a_country_is_no_point() -> None:
    given = row(ActionGeo_Type="1", ActionGeo_FullName="Mali")
    (country,) = (record for record in given.records if isinstance(record, Place))
    assert (country.label, country.kind, country.lat) == ("Mali", "country", None)
    assert content(given).place_precision == "country"


@pytest.mark.parametrize(
    ("type_", "full", "code", "region", "words"),
    [
        ("2", "California, United States", "US", "California", None),
        ("5", "Ondo State, Ondo, Nigeria", "NI", "Ondo", Words("Ondo State")),
    ],
)
def test_a_state_is_the_region_in_which_its_cities_lie(
    type_: str, full: str, code: str, region: str, words: Words | None
) -> None:
    given = row(ActionGeo_Type=type_, ActionGeo_FullName=full, ActionGeo_CountryCode=code)
    place = next(record for record in given.records if isinstance(record, Place) and record.kind == "region")
    assert (place.label, place.lat, content(given).place_precision) == (region, None, "region")
    assert content(given).places == (Location("in", place.ref, words),)
    city = row(ActionGeo_Type="4", ActionGeo_FullName=f"Invented, {region}, {FIPS[code].name}", ActionGeo_CountryCode=code)
    assert place in city.records


def test_country_codes_are_fips_and_not_iso() -> None:
    given = row(ActionGeo_Type="1", ActionGeo_FullName="Nigeria", ActionGeo_CountryCode="NI")
    assert named(given, Place) == ["Nigeria"]
    cells = [{**INVENTED, "ActionGeo_CountryCode": "NI"}.get(name, "") for name in COLUMNS_2]
    reader = GDELT.reader(COLUMNS_2)
    assert reader.is_in(cells, [Wanted("NG", FIPS["NI"], "NI")])
    assert not reader.is_in(cells, [Wanted("NI", FIPS["NU"], "NU")])
    assert reader.is_in(cells, [Wanted("Mali"), Wanted("nigeria", FIPS["NI"])])
    assert not reader.is_in(cells, [Wanted("Niger")])


def test_a_country_is_one_place_under_all_its_names_and_the_name_read_is_kept() -> None:
    given = row(ActionGeo_Type="1", ActionGeo_FullName="Cote D'ivoire", ActionGeo_CountryCode="IV")
    assert named(given, Place) == ["Ivory Coast"]
    assert content(given).places[0].words == Words("Cote D'ivoire")


@pytest.mark.parametrize(
    "cells",
    [
        {"ActionGeo_Lat": "0", "ActionGeo_Long": "0"},
        {"ActionGeo_Lat": "", "ActionGeo_Long": ""},
        {"ActionGeo_Lat": "NA", "ActionGeo_Long": "NA"},
        {"ActionGeo_Type": "0"},
        {"ActionGeo_Type": ""},
    ],
)
def test_no_point_or_no_type_is_no_place_and_a_name_left_out_is_noted(cells: dict[str, str]) -> None:
    given = row(**cells)
    assert content(given).places == ()
    assert content(given).place_precision is None
    assert not named(given, Place)
    assert len(given.notes) == 1
    assert not row(**cells, ActionGeo_FullName="").notes


def test_a_point_on_one_of_the_two_zero_lines_is_a_place() -> None:
    assert content(row(ActionGeo_Lat="5.75", ActionGeo_Long="0")).places


def test_a_country_and_a_known_group_are_somebody() -> None:
    nato = {"Actor2Code": "IGOWSTNAT", "Actor2Name": "THE ALLIANCE", "Actor2KnownGroupCode": "NAT", "Actor2Type1Code": "IGO"}
    given = row(**nato, Actor2CountryCode="")
    first, second = content(given).participants
    assert (first.actor, second.actor) == ("actor:gdelt/country-MLI", "actor:gdelt/group-NAT")
    labels = {record.ref: (record.label, record.kind, record.identified) for record in given.records if isinstance(record, Actor)}
    assert labels[first.actor] == ("Mali", "state", True)
    assert labels[second.actor] == ("North Atlantic Treaty Organization (NATO)", "group", True)
    assert (first.words, second.words) == (None, Words("THE ALLIANCE"))


def test_a_part_of_the_world_is_no_state() -> None:
    given = row(Actor1Code="AFR", Actor1Name="AFRICA", Actor1CountryCode="AFR")
    assert next(r.kind for r in given.records if isinstance(r, Actor) and r.ref == "actor:gdelt/country-AFR") == "group"


@pytest.mark.parametrize(
    ("name", "country", "types", "label", "kind"),
    [
        ("POLICE", "NGA", ("COP",), "police (Nigeria, police forces)", "state-force"),
        ("COMPANY", "", ("BUS",), "company (business)", "group"),
        ("PRESIDENT", "USA", ("GOV",), "president (United States, government)", "government"),
        ("VILLAGER", "", ("CVL",), "villager (civilian)", "civilians"),
        ("MEDIA", "", ("MED",), "media", "media"),
        ("FIGHTER", "", ("UAF",), "fighter (unaligned armed forces)", "armed-group"),
        ("ENVOY", "", ("IGO", "UNO"), "envoy (inter-governmental organization, United Nations)", "international-organisation"),
        ("STRANGER", "", (), "stranger", "group"),
        ("", "NGA", ("MIL",), "Nigeria, military", "state-force"),
        ("", "", (), "coded as XYZ", "group"),
    ],
)
def test_all_others_are_somebody_of_the_row_in_the_words_of_name_and_codes(
    name: str, country: str, types: tuple[str, ...], label: str, kind: str
) -> None:
    coded = {f"Actor2Type{number}Code": code for number, code in enumerate((*types, "", "")[:3], 1)}
    given = row(Actor2Code="XYZ", Actor2Name=name, Actor2CountryCode=country, **coded)
    actor = next(record for record in given.records if isinstance(record, Actor) and record.ref.endswith("-2"))
    assert (actor.ref, actor.label, actor.kind) == ("actor:gdelt/900000001-2", label, kind)
    assert (actor.identified, actor.scope) == (False, "source:gdelt")


def test_an_unidentified_actor_is_never_that_of_another_row() -> None:
    cells = {"Actor1Code": "COP", "Actor1Name": "POLICE", "Actor1CountryCode": "", "Actor1Type1Code": "COP"}
    actors = [part.actor for id_ in ("1", "2") for part in content(row(GLOBALEVENTID=id_, **cells)).participants]
    assert len(set(actors)) == 4


def test_no_name_and_no_code_is_nobody() -> None:
    given = row(Actor1Code="NA", Actor1Name="NA", Actor1CountryCode="NA", Actor2Code="", Actor2Name="", Actor2CountryCode="")
    assert content(given).participants == ()


def test_an_article_is_a_primary_source_of_its_host() -> None:
    given = row()
    (article,) = (r for r in given.records if isinstance(r, Source))
    assert (article.label, article.url) == (INVENTED["SOURCEURL"], INVENTED["SOURCEURL"])
    assert given.claim.primary_sources == (article.ref,)
    publisher = next(r for r in given.records if isinstance(r, Actor) and r.ref == article.publisher)
    assert (publisher.label, publisher.kind, publisher.identified) == ("example.org", "media", True)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/two words",
        'https://example.org/"quoted"',
        "https://example.org/{a}|b",
        "https://example.org/a[1]",
        "https://example.org/100%",
        "https://example.org/%u00e9",
        "https://example.org/#a#b",
        "https://example.org:port/",
        "http://[bad",
        "http:///nowhere",
        "HTTPS://EXAMPLE.ORG/",
    ],
)
def test_an_address_that_is_none_is_kept_as_words_and_noted(url: str) -> None:
    given = row(SOURCEURL=url)
    (article,) = (r for r in given.records if isinstance(r, Source))
    assert (article.label, article.url) == (url, None)
    list(pyoxigraph.parse("\n".join(encode(records_of(given))).encode(), pyoxigraph.RdfFormat.N_TRIPLES))
    reader = GDELT.reader(COLUMNS_2)
    cells = [{**INVENTED, "SOURCEURL": url}.get(name, "") for name in COLUMNS_2]
    noted = [reader.read([*cells]).notes for _ in range(2)]
    assert noted[0] == noted[1]  # in each row, not only where the article is named first
    assert bool(noted[0]) is (url != "http:///nowhere")


@pytest.mark.parametrize("url", ["https://example.org/é?q=a%20b&c=1#d/e?f", "http://example.org:80", "http://münchen.example/ß"])
def test_an_address_with_letters_of_any_script_is_one(url: str) -> None:
    given = row(SOURCEURL=url)
    assert [r.url for r in given.records if isinstance(r, Source)] == [url]
    list(pyoxigraph.parse("\n".join(encode(records_of(given))).encode(), pyoxigraph.RdfFormat.N_TRIPLES))


def test_a_source_that_is_no_address_is_named_by_its_words() -> None:
    given = row(SOURCEURL="BBC Monitoring")
    (article,) = (r for r in given.records if isinstance(r, Source))
    assert (article.label, article.url, given.notes) == ("BBC Monitoring", None, ())
    assert next(r.label for r in given.records if isinstance(r, Actor) and r.ref == article.publisher) == "BBC Monitoring"
    nobody = row(SOURCEURL="unspecified")
    assert next(r.identified for r in nobody.records if isinstance(r, Actor) and r.label == "unspecified") is False


def test_a_row_without_its_last_columns_has_no_source() -> None:
    cells = [INVENTED.get(name, "") for name in COLUMNS_1[:57]]
    given = GDELT.reader(COLUMNS_1).read(cells)
    assert given.claim.primary_sources == ()
    assert given.claim.content == content(row())


def test_a_table_without_header_is_known_by_its_width_and_first_cells() -> None:
    wide = ["900000001", "20230811", *[""] * 59]
    assert GDELT.columns_of(wide) == COLUMNS_2
    assert GDELT.columns_of(wide[:58]) == GDELT.columns_of(wide[:57]) == COLUMNS_1
    assert GDELT.columns_of(wide[:60]) is None
    assert GDELT.columns_of(["id", *wide[1:]]) is None
    assert GDELT.columns_of([wide[0], "2023", *wide[2:]]) is None
    assert (len(COLUMNS_1), len(COLUMNS_2), COLUMNS_2[51], COLUMNS_2[60]) == (58, 61, "ActionGeo_Type", "SOURCEURL")


def test_a_header_of_gdelt_is_recognised() -> None:
    assert GDELT.recognises([name.lower() for name in COLUMNS_1])
    assert not GDELT.recognises(["id", "type_of_violence"])


def test_all_kinds_of_rows_fit_the_shapes() -> None:
    rows = [
        row(GLOBALEVENTID=str(number), **cells)
        for number, cells in enumerate(
            [
                {},
                {"SQLDATE": "20230810"},
                {"SQLDATE": "20230804"},
                {"SQLDATE": "20230712"},
                {"SQLDATE": "20220811"},
                {"SQLDATE": "20130813"},
                {"SQLDATE": "20230101", "DATEADDED": "20230131"},
                {"ActionGeo_Type": "1", "ActionGeo_FullName": "Cote D'ivoire", "ActionGeo_CountryCode": "IV"},
                {"ActionGeo_Type": "5", "ActionGeo_FullName": "Ondo State, Ondo, Nigeria", "ActionGeo_CountryCode": "NI"},
                {"EventCode": "112", "EventBaseCode": "112", "EventRootCode": "11"},
                {"Actor2Code": "MLI", "Actor2Name": "MALIAN", "Actor2CountryCode": "MLI", "Actor2Type1Code": ""},
                {"SOURCEURL": "BBC Monitoring"},
                {"SOURCEURL": "unspecified"},
                {"SOURCEURL": "https://example.org/a b"},
            ],
            1,
        )
    ]
    assert check_lines(encode(records_of(*rows))) == []


def tables() -> Iterator[tuple[str, tuple[str, ...], Form, bytes]]:
    """Yield the real tables: name, columns, form, the bytes of the rows."""
    for path in sorted([*SHARED.glob("*.export.CSV"), *SHARED.glob("*.tsv")]):
        data = path.read_bytes()
        columns = GDELT.columns_of(data.partition(b"\n")[0].decode().split("\t"))
        assert columns is not None
        yield path.name, columns, Form(delimiter="\t", quoted=False, widths=(57, 58) if len(columns) == 58 else (61,)), data
    with tarfile.open(SHARED / "gdelt1_westafrica_1979_1997.tar.gz") as archive:
        for member in archive:
            stream = archive.extractfile(member)
            assert stream is not None
            header, _, data = stream.read().partition(b"\n")
            columns = tuple(next(csv.reader(io.StringIO(header.decode()))))
            assert GDELT.recognises([name.lower() for name in columns])
            yield "archive", columns, Form(widths=(len(columns),)), data


@needs_shared
def test_every_row_of_the_real_files_is_one_claim_and_a_reference_always_means_the_same() -> None:
    found: Counter[str] = Counter()
    means: defaultdict[str, set[Reference]] = defaultdict(set)
    claims = set()
    for name, columns, form, data in tables():
        reader = GDELT.reader(columns)
        for _, cells in rows_of(Chunk(name, 1, data), form):
            assert isinstance(cells, list)
            given = reader.read(cells)
            found[name] += 1
            claims.add(given.claim.id)
            for record in given.records:
                means[record.ref].add(record)
    assert found == {
        "20180326044500.export.CSV": 1540, "20191024143000.export.CSV": 2111, "gdelt1_raw_sample.tsv": 710, "archive": 83659,
    }  # fmt: skip
    assert len(claims) == sum(found.values())
    assert [ref for ref, meant in means.items() if len(meant) > 1] == []


@needs_shared
def test_what_gdelt_says_of_mali_settles_to_machine_coded_without_roles() -> None:
    path = SHARED / "20180326044500.export.CSV"
    reader = GDELT.reader(COLUMNS_2)
    table = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    named = [cells for cells in table if "MLI" in (cells[5], cells[15])]
    inside = [cells for cells in named if reader.is_in(cells, [Wanted("ML", FIPS["ML"], "ML")])]
    assert (len(named), len(inside)) == (4, 3)  # the fourth has Mali as an actor, in Canada
    rows = [reader.read(cells) for cells in named]
    records = records_of(*rows)
    settled = settle(records, "cautious")
    assert [(event.status, event.roles) for event in settled.events] == [("machine-coded", ())] * 4
    assert check_lines(encode(records)) == []


@needs_shared
def test_real_rows_fit_the_shapes() -> None:
    records: list[Record] = []
    for name, columns, form, data in tables():
        reader = GDELT.reader(columns)
        rows = [cells for _, cells in rows_of(Chunk(name, 1, data), form) if isinstance(cells, list)][::400]
        records += records_of(*map(reader.read, rows))
    assert sum(isinstance(record, Claim) for record in records) > 200
    assert check_lines(encode(records)) == []
