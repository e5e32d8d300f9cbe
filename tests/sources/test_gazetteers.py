"""Gazetteers: dumps are read row by row, a choice says why, and no name takes a namesake's point in silence."""

from __future__ import annotations

import gzip
import zipfile
from datetime import date
from pathlib import Path

import pytest

from kg.model.dates import read_edtf
from kg.model.errors import NotFound, Problem, UnreadableInput
from kg.model.reference import Actor, Name, Place, Source
from kg.sources.article import Article, parse
from kg.sources.gazetteers.atlas import Atlas, theatre
from kg.sources.gazetteers.choose import Choice, Setting, choose
from kg.sources.gazetteers.entry import THEATRE, Entry, key_of
from kg.sources.gazetteers.geonames import read_dump
from kg.sources.gazetteers.store import GazetteerFile
from kg.sources.gazetteers.world import find_town, state_of
from kg.sources.gazetteers.writer import write_gazetteer
from kg.sources.text.gazetteer import Gazetteer, country_table, is_country, is_national

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "geonames"


def row(id_: int, name: str, feature: str = "P", code: str = "PPL", admin1: str = "01", people: int = 0, **cells: str) -> str:
    """Give a row of a dump of an invented country, XW."""
    also, at = cells.get("also", ""), cells.get("at", "10.5\t20.25")
    return "\t".join(
        (str(id_), name, name, also, at, feature, code, "XW", "", admin1, "", "", "", str(people), "", "0", "Z", "2024-01-01")
    )


DUMP = [
    row(1, "Tarbo Region", "A", "ADM1"),
    row(2, "Wiro", also="Wirou,Viro,Виро", people=9000),
    row(3, "Wiro", "H", "MRSH"),
    row(4, "Selma", "H", "MRSH"),
]


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "XW.txt"
    path.write_text("\n".join(DUMP) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def file(dump: Path, tmp_path: Path) -> GazetteerFile:
    write_gazetteer([dump], tmp_path / "own.sqlite")
    return GazetteerFile(tmp_path / "own.sqlite")


class TestDumps:
    def test_a_dump_is_read_plain_or_packed(self, dump: Path, tmp_path: Path) -> None:
        (tmp_path / "XW.txt.gz").write_bytes(gzip.compress(dump.read_bytes()))
        with zipfile.ZipFile(tmp_path / "XW.zip", "w") as archive:
            archive.writestr("readme.txt", "The columns are …")
            archive.writestr("XW.txt", dump.read_bytes())
        rows = [list(read_dump(tmp_path / name)) for name in ("XW.txt", "XW.txt.gz", "XW.zip")]
        assert [len(found) for found in rows] == [4, 4, 4]
        assert rows[0] == rows[1] == rows[2]

    def test_only_names_in_latin_letters_are_kept(self, dump: Path) -> None:
        rows = [found for found in read_dump(dump) if not isinstance(found, Problem)]
        assert rows[1][1] == ("Wiro", "Wirou", "Viro")

    def test_each_bad_row_is_reported_with_its_line(self, dump: Path) -> None:
        bad = ["a\tb", row(5, "Nowhere", at="91\t0"), row(6, "Nowhere", at="x\t0"), row(7, "")]
        dump.write_bytes("\n".join([*DUMP, "", *bad]).encode() + b"\n\xff\xfe\n")
        problems = [found for found in read_dump(dump) if isinstance(found, Problem)]
        assert [(p.line, p.what.split(":")[0]) for p in problems] == [
            (6, "2 columns instead of 19"),
            (7, "coordinates that are on no map"),
            (8, "no coordinates"),
            (9, "no GeoNames id and name"),
            (10, "not UTF-8"),
        ]


class TestFile:
    def test_a_name_is_found_without_accents_and_hyphens_and_by_its_other_names(self, file: GazetteerFile) -> None:
        assert [entry.id for entry in file.find("wirou")] == ["2"]
        assert {entry.id for entry in file.find("WÍRO")} == {"2", "3"}

    def test_an_entry_knows_its_region(self, file: GazetteerFile) -> None:
        assert [entry.region for entry in file.find("Viro")] == ["Tarbo Region"]

    def test_a_file_says_its_licence_and_what_was_read(self, file: GazetteerFile) -> None:
        assert file.about["licence"] == "https://creativecommons.org/licenses/by/4.0/"
        assert file.about["files"] == "XW.txt"
        assert file.countries() == {"XW": 4}

    def test_the_same_dumps_give_the_same_places(self, dump: Path, tmp_path: Path) -> None:
        done = write_gazetteer([dump, dump], tmp_path / "twice.sqlite")
        assert (done.places, done.problems) == (4, [])

    def test_nothing_is_written_from_what_is_no_dump(self, tmp_path: Path) -> None:
        (tmp_path / "no.txt").write_text("once upon a time\n")
        with pytest.raises(UnreadableInput, match=r"no\.txt:1: 1 columns instead of 19"):
            write_gazetteer([tmp_path / "no.txt"], tmp_path / "out.sqlite")
        assert [path.name for path in tmp_path.iterdir()] == ["no.txt"]

    def test_what_is_no_gazetteer_file_is_said_with_the_remedy(self, dump: Path, tmp_path: Path) -> None:
        with pytest.raises(NotFound, match="kg gazetteer import"):
            GazetteerFile(tmp_path / "none.sqlite")
        with pytest.raises(UnreadableInput, match="not a gazetteer file"):
            GazetteerFile(dump)

    @pytest.mark.skipif(not SHARED.is_dir(), reason="the GeoNames dumps (../shared) are not beside this checkout")
    def test_a_country_dump_of_geonames_is_read_whole(self, tmp_path: Path) -> None:
        done = write_gazetteer([SHARED / "ML.txt.gz"], tmp_path / "ml.sqlite")
        assert (done.places, done.problems, list(done.countries)) == (23_647, [], ["ML"])


def town(id_: str, country: str, people: int = 0, **fields: str) -> Entry:
    return Entry(id_, fields.pop("name", "Wiro"), 1.0, 2.0, "P", fields.pop("code", "PPL"), country, population=people, **fields)  # type: ignore[arg-type]


MALI = {"ML": "Mali"}


class TestChoice:
    def test_the_state_that_the_text_names_decides(self) -> None:
        choice = choose("Wiro", [town("1", "ML"), town("2", "FR", 900_000)], Setting(states={"ML": "Malian"}))
        assert (choice.entry and choice.entry.id, choice.reason.rpartition(", ")[2]) == (
            "1",
            "chosen among 2: the text names Malian",
        )

    def test_a_region_beside_it_decides(self) -> None:
        entries = [town("1", "ML", region="Mopti Region"), town("2", "ML", region="Gao Region")]
        choice = choose("Wiro", entries, Setting(states=MALI, beside=("Mopti", "Mali")))
        assert choice.entry == entries[0]
        assert "Mopti stands beside it" in choice.reason

    def test_what_stays_ambiguous_is_not_chosen_and_the_candidates_are_named(self) -> None:
        far = Entry("2", "Wiro", 9.0, 2.0, "P", "PPL", "ML")
        choice = choose("Wiro", [town("1", "ML"), far], Setting(states=MALI))
        assert choice.entry is None
        assert choice.reason.startswith("ambiguous: GeoNames 1 (Wiro, populated place, ML); GeoNames 2 (")

    def test_two_entries_on_one_spot_are_one_place(self) -> None:
        near = Entry("2", "Wiro", 1.05, 2.0, "P", "PPL", "ML", population=50)
        assert choose("Wiro", [town("1", "ML"), near], Setting(states=MALI)).entry == near

    def test_a_town_takes_no_point_of_a_marsh_that_is_called_so(self) -> None:
        marsh = Entry("9", "Wiro", 1.0, 2.0, "H", "MRSH", "ML")
        assert choose("Wiro", [marsh], Setting(states=MALI)) == Choice(
            None, "GeoNames has only a marsh (9, ML) of that name, which is not meant"
        )

    def test_a_small_town_of_a_state_that_nobody_names_is_not_chosen(self) -> None:
        choice = choose("Wiro", [town("1", "PT", 9000)], Setting(states=MALI))
        assert choice.entry is None
        assert "of which the text says nothing" in choice.reason

    def test_a_city_known_to_all_needs_no_state_but_the_note_says_so(self) -> None:
        choice = choose("Wiro", [town("1", "PT", 2_000_000), town("2", "US", 9000)], Setting(states=MALI))
        assert choice.entry and choice.entry.id == "1"
        assert "by far the largest (2,000,000 people)" in choice.reason

    def test_another_name_of_a_large_city_is_not_preferred_to_a_town_of_that_name(self) -> None:
        choice = choose("Ber", [town("1", "ML", name="Ber"), town("2", "DE", 3_000_000, name="Berlin")], Setting())
        assert choice.entry is None

    def test_a_place_chosen_before_speaks_for_its_state(self) -> None:
        entries = [town("1", "AF"), town("2", "IR", 90_000)]
        choice = choose("Wiro", entries, Setting(states=MALI, around={"AF": "Kabul"}))
        assert choice.entry == entries[0]
        assert choice.reason.endswith("chosen among 2: Kabul is named too")

    def test_the_words_decide_between_region_and_town(self) -> None:
        region = Entry("3", "Wiro Region", 1.0, 2.0, "A", "ADM1", "ML", population=100)
        for kind, outer, chosen in (
            (None, False, "1"),
            (None, True, "3"),
            ("region", False, "3"),
            ("populated-place", False, "1"),
        ):
            choice = choose("Wiro", [town("1", "ML"), region], Setting(kind, MALI, outer=outer))
            assert choice.entry and choice.entry.id == chosen


class TestShipped:
    def test_each_row_of_the_theatre_names_its_source(self) -> None:
        entries = {entry for entries in theatre().values() for entry in entries}
        assert len(entries) == 62
        assert all(
            entry.by == THEATRE and (entry.id if entry.provider == "GeoNames" else "UCDP" in entry.provider) for entry in entries
        )

    @pytest.mark.skipif(not SHARED.is_dir(), reason="the GeoNames dumps (../shared) are not beside this checkout")
    def test_the_theatre_agrees_with_geonames(self, tmp_path: Path) -> None:
        write_gazetteer([SHARED / f"{code}.txt.gz" for code in ("ML", "BF", "NE")], tmp_path / "sahel.sqlite")
        file = GazetteerFile(tmp_path / "sahel.sqlite")
        for entry in {entry for entries in theatre().values() for entry in entries if entry.id}:
            (same,) = [found for found in file.find(entry.name) if found.id == entry.id]
            assert (same.lat, same.lon, same.code, same.region) == (entry.lat, entry.lon, entry.code, entry.region)

    def test_the_towns_of_the_world_are_at_hand(self) -> None:
        assert find_town("Maiduguri")[0].country == "NG"
        assert {entry.code for entry in find_town("Niamey")} == {"PPLC"}
        state = state_of("ML")
        assert state and (state.name, state.kind) == ("Mali", "country")

    def test_each_state_has_a_code_of_its_own_and_an_adjective(self) -> None:
        states = [country for country in country_table() if len(country.code) == 2 and state_of(country.code)]
        bare = {country.name for country in states if not country.adjectives} - {"Gaza Strip", "West Bank"}
        assert len({country.code for country in states}) == 200
        assert bare == {"Dominica"}  # whose people are called like those of the Dominican Republic

    def test_names_and_adjectives_of_states_are_told_apart(self) -> None:
        assert is_country("Côte d'Ivoire") and is_country("DR Congo") and is_country("the U.S.")
        assert is_national("Beninese") and is_national("Timorese") and not is_country("Beninese")
        assert not is_national("car") and not is_country("us army")


class TestActorNames:
    def test_a_name_is_not_known_before_it_was_in_use(self) -> None:
        names = (Name("Wiro Front", when=read_edtf("2021/..")), Name("Wiro Movement"))
        actor = Actor("actor:wiro", "Alliance of Wiro", "armed-group", names)
        before, after = (Gazetteer.of([actor], [], date(year, 5, 4)) for year in (2020, 2023))
        assert (before.find_actor("the Wiro Front"), after.find_actor("the Wiro Front")) == (None, "actor:wiro")
        assert before.find_actor("Wiro Movement") == before.find_actor("Alliance of Wiro (AW)") == "actor:wiro"

    def test_a_states_actor_is_found_by_its_adjective_and_by_its_owner(self) -> None:
        army = Actor("actor:army", "Mali's army", "state-force", (Name("Nigerien army"),))
        gazetteer = Gazetteer.of([army], [], date(2023, 8, 14))
        for words in ("the Malian army", "Mali’s army", "Niger's army", "Nigerien army"):
            assert gazetteer.find_actor(words) == "actor:army"
        assert gazetteer.find_actor("Chadian army") is None


def places_of(text: str) -> dict[str, Place]:
    article = Article("made-up", text, read_edtf("2023-08-14"))
    return {record.label: record for record in parse(article) if isinstance(record, Place)}


class TestInArticles:
    """The events are made up."""

    def test_a_chosen_place_has_its_point_and_says_why(self) -> None:
        kidal = places_of("Rebels attacked a post in Kidal. The Malian army fled.")["Kidal"]
        assert (kidal.ref, kidal.exact_match) == ("place:geonames/2455290", ("https://sws.geonames.org/2455290/",))
        assert (kidal.lat, kidal.lon, kidal.within) == (18.44111, 1.40778, "place:geonames/2453866")
        assert kidal.note and kidal.note.startswith("In source:made-up: GeoNames 2455290 by the theatre table (Kidal,")
        assert "the text names Malian" in kidal.note

    def test_its_source_has_the_licence(self) -> None:
        article = Article("made-up", "Rebels attacked a post in Kidal, Mali.", read_edtf("2023-08-14"))
        sources = {record.ref: record for record in parse(article) if isinstance(record, Source)}
        assert sources["source:gazetteer-geonames"].licence == "https://creativecommons.org/licenses/by/4.0/"

    def test_ber_is_the_town_of_ucdp_and_not_the_marsh_of_geonames(self) -> None:
        ber = places_of("A bomb killed two men in Ber, Mali.")["Ber"]
        assert (ber.kind, ber.exact_match, ber.lat) == ("populated-place", (), 16.833055)

    def test_a_name_that_no_gazetteer_has_gets_no_point(self) -> None:
        wiro = places_of("Gunmen attacked the village of Wirotarbo in Mali.")["Wirotarbo"]
        assert (wiro.kind, wiro.lat, wiro.note) == ("populated-place", None, "read in a text; in no gazetteer at hand")

    def test_a_region_has_no_point(self) -> None:
        region = places_of("Gunmen killed two men in Mopti Region, Mali.")["Mopti Region"]
        assert (region.kind, region.lat, region.exact_match) == ("region", None, ("https://sws.geonames.org/2453347/",))

    def test_a_part_of_a_state_is_an_area_within_it(self) -> None:
        part = places_of("Gunmen killed two men in northern Nigeria.")["northern Nigeria"]
        assert (part.kind, part.within, part.lat) == ("area", "place:geonames/2328926", None)

    def test_a_place_of_the_facts_wins(self) -> None:
        known = Place("place:kidal", "Kidal town", "populated-place", exact_match=("https://sws.geonames.org/2455290/",))
        article = Article("made-up", "Rebels attacked a post in Kidal, Mali.", read_edtf("2023-08-14"))
        records = list(parse(article, places=[known]))
        assert "place:kidal" in str(records) and "place:geonames/2455290" not in {r.ref for r in records if isinstance(r, Place)}

    def test_a_file_of_ones_own_is_asked(self, file: GazetteerFile) -> None:
        assert [entry.id for entry in Atlas(file).find("Viro")] == ["2"]
        assert key_of("Viro") == "viro"
