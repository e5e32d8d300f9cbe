"""The codes of others: each is read as one of our types, and Python has what the ontology says."""

from __future__ import annotations

import csv
import gzip
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, RDFS, SKOS, Graph, URIRef

from kg.model import codes, terms
from kg.model.codes import ACLED_TYPES, CAMEO_EVENTS, FIPS, UCDP_TYPES, Coded, find_cameo

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
sys.path.insert(0, str(ROOT / "tools"))
import make_codes  # noqa: E402  (a tool of this repository, not an installed package)
from make_terms import BASE, KG, read_ontology  # noqa: E402

READ = {"UCDP_TYPES": UCDP_TYPES, "ACLED_TYPES": ACLED_TYPES, "CAMEO_EVENTS": CAMEO_EVENTS}


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return read_ontology()


def shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"../shared/data/{name} is absent: real data are no part of a clone")
    return path


def look_up(name: str) -> Iterator[dict[str, str]]:
    with shared(f"gdelt/CAMEO.{name}.txt").open(encoding="ascii") as stream:
        yield from (row for row in csv.DictReader(stream, delimiter="\t") if next(iter(row.values())) != "0")


def reading(coded: Coded | None) -> str:
    return " ".join(coded[1:]) if coded else ""


# The module


def test_the_python_module_is_made_from_the_ontology(ontology: Graph) -> None:
    assert make_codes.CODES.read_text(encoding="utf-8") == make_codes.make_codes(ontology), (
        "run: python tools/make_codes.py > kg/model/codes.py"
    )


def test_check_tells_an_old_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(make_codes, "CODES", tmp_path / "codes.py")
    monkeypatch.setattr(sys, "argv", ["make_codes.py", "--check"])
    assert make_codes.main() == 1
    assert "python tools/make_codes.py > kg/model/codes.py" in capsys.readouterr().err


def test_it_loads_without_a_graph_library() -> None:
    script = "import sys, kg.model.codes; sys.exit('rdflib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT).returncode == 0


@pytest.mark.parametrize(("name", "size"), [("UCDP_TYPES", 8), ("ACLED_TYPES", 31 + 6 + 1), ("CAMEO_EVENTS", 20 + 292)])
def test_each_code_is_read_as_a_type_with_roles_and_a_modality(name: str, size: int, ontology: Graph) -> None:
    assert len(READ[name]) == size
    for coded in READ[name].values():
        assert coded.type in terms.EVENT_TYPES and coded.modality in terms.MODALITIES
        assert {coded.first, coded.second} <= set(terms.ROLES)
        assert (URIRef(coded.iri), RDF.type, SKOS.Concept) in ontology


def test_words_are_in_lower_case() -> None:
    for table in (UCDP_TYPES, ACLED_TYPES, codes.ACLED_INTER):
        assert [word for word in table if word != word.lower()] == []


# What stands in the code lists


def test_what_a_code_says_of_its_reading_is_a_term_of_the_scheme(ontology: Graph) -> None:
    for predicate, scheme in (
        (KG.importedAs, KG.EventType),
        (KG.firstSideAs, KG.Role),
        (KG.secondSideAs, KG.Role),
        (KG.importedModality, KG.Modality),
    ):
        found = list(ontology.subject_objects(predicate))
        assert found
        assert [pair for pair in found if (pair[1], SKOS.inScheme, scheme) not in ontology] == []


def test_each_code_has_one_scheme_one_code_and_one_label(ontology: Graph) -> None:
    found = [s for s in ontology.subjects(RDF.type, SKOS.Concept) if str(s).startswith(f"{BASE}code/")]
    assert len(found) > 1000
    for code in found:
        for predicate in (SKOS.inScheme, SKOS.notation, SKOS.prefLabel):
            assert len(list(ontology.objects(code, predicate))) == 1, (code, predicate)
        scheme = ontology.value(code, SKOS.inScheme)
        assert ontology.value(scheme, RDFS.label) and ontology.value(scheme, DCTERMS.source), scheme


def test_a_broader_code_is_of_the_same_scheme(ontology: Graph) -> None:
    for code, broader in ontology.subject_objects(SKOS.broader):
        if str(code).startswith(f"{BASE}code/"):
            assert ontology.value(code, SKOS.inScheme) == ontology.value(broader, SKOS.inScheme), code


def test_a_code_inherits_what_it_does_not_say_itself() -> None:
    graph = Graph().parse(
        data=f"""
        @prefix kg: <{KG}> . @prefix c: <{BASE}code/x/> . @prefix skos: <{SKOS}> .
        kg:Attack skos:notation "attack" . kg:Aid skos:notation "aid" . kg:agent skos:notation "agent" .
        kg:AsHappened skos:notation "happened" . kg:AsPlanned skos:notation "planned" .
        c:1 kg:importedAs kg:Attack ; kg:firstSideAs kg:agent ; kg:secondSideAs kg:agent ; kg:importedModality kg:AsPlanned .
        c:11 skos:broader c:1 . c:111 skos:broader c:11 ; kg:importedAs kg:Aid . c:2 kg:importedAs kg:Aid .""",
        format="turtle",
    )
    made = {n: make_codes.coded(graph, URIRef(f"{BASE}code/x/{n}")) for n in ("1", "11", "111")}
    assert [text.split(", ", 1)[1] for text in made.values()] == [
        '"attack", "agent", "agent", "planned")',
        '"attack", "agent", "agent", "planned")',
        '"aid", "agent", "agent", "planned")',
    ]
    with pytest.raises(ValueError, match="code/x/2 has no first"):
        make_codes.coded(graph, URIRef(f"{BASE}code/x/2"))


def test_a_word_that_would_mean_two_things_is_an_error() -> None:
    assert make_codes.entries([("a", "1"), ("a", "1")]) == {"a": "1"}
    with pytest.raises(ValueError, match="means two things"):
        make_codes.entries([("a", "1"), ("a", "2")])


# UCDP


def test_ucdp_types_are_read_by_number_and_by_word() -> None:
    assert {word: reading(coded) for word, coded in UCDP_TYPES.items() if word in "123" or word.endswith("violence")} == {
        "1": "clash party party happened",
        "state-based violence": "clash party party happened",
        "2": "clash party party happened",
        "non-state violence": "clash party party happened",
        "3": "killing agent target happened",
        "one-sided violence": "killing agent target happened",
    }


def test_each_word_of_the_world_file_is_known() -> None:
    with gzip.open(shared("ucdp/ged_global_1990_2020_14cols.csv.gz"), "rt", encoding="utf-8") as stream:
        found = {row["type_of_violence"].lower() for row in csv.DictReader(stream)}
    assert len(found) == 3 and found <= UCDP_TYPES.keys()


def test_precision_codes_have_our_precision_and_an_iri() -> None:
    assert codes.UCDP_DATE_PRECISIONS == {"1": "day", "2": "day-range", "3": "day-range", "4": "month", "5": "year"}
    assert codes.UCDP_WHERE_PRECISIONS["7"] == "international" and codes.UCDP_WHERE_PRECISIONS["4"] == "region"
    assert codes.ACLED_TIME_PRECISIONS == {"1": "day", "2": "day-range", "3": "month"}
    assert codes.ACLED_GEO_PRECISIONS == {"1": "exact", "2": "near", "3": "region"}
    assert codes.UCDP_DATE_CODES.keys() == codes.UCDP_DATE_PRECISIONS.keys()
    assert codes.UCDP_WHERE_CODES.keys() == codes.UCDP_WHERE_PRECISIONS.keys()
    assert {n: f"{BASE}code/ucdp/clarity-{n}" for n in "12"} == codes.UCDP_CLARITY


# ACLED


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("Armed clash", "clash party party happened"),
        ("Government regains territory", "capture party party happened"),
        ("Suicide bomb", "bombing agent target happened"),
        ("Air/drone strike", "air-strike agent target happened"),
        ("Chemical weapon", "attack agent target happened"),
        ("Explosions/Remote violence", "attack agent target happened"),
        ("Sexual violence", "attack agent target happened"),
        ("Arrests", "arrest agent target happened"),
        ("Peaceful protest", "protest agent party happened"),
        ("Mob violence", "riot agent party happened"),
        ("Agreement", "agreement party party happened"),
        ("Headquarters or base established", "deployment agent party happened"),
        ("Non-violent transfer of territory", "withdrawal party party happened"),
        ("Disrupted weapons use", "other party party happened"),
        ("Battle-Non-state actor overtakes territory", "capture party party happened"),
        ("Battle-No change of territory", "clash party party happened"),
        ("Remote violence", "attack agent target happened"),
        ("Strategic development", "other party party happened"),
        ("Riots/Protests", "protest agent party happened"),
    ],
)
def test_an_acled_type_is_read_as(word: str, wanted: str) -> None:
    assert reading(ACLED_TYPES[word.lower()]) == wanted


def test_a_kind_of_acled_actor_is_one_by_number_and_by_word() -> None:
    for number, words in (("1", "State forces"), ("2", "Rebel groups|Rebel group"), ("4", "Identity militias|Identity militia")):
        assert {codes.ACLED_INTER[key.lower()] for key in (number, *words.split("|"))} == {f"{BASE}code/acled/inter-{number}"}
    assert codes.ACLED_INTER["external/other forces"].endswith("inter-8") and set("012345678") <= codes.ACLED_INTER.keys()


# CAMEO


def test_each_event_code_of_the_look_up_table_is_read() -> None:
    rows = list(look_up("eventcodesfull"))
    assert len(rows) == 292
    assert {row["EventCode"] for row in rows} | {row["EventRootCode"] for row in rows} == CAMEO_EVENTS.keys()


def test_a_code_stands_under_the_longest_code_that_begins_it(ontology: Graph) -> None:
    for code, coded in CAMEO_EVENTS.items():
        broader = ontology.value(URIRef(coded.iri), SKOS.broader)
        assert broader == (URIRef(coded.iri[:-1]) if len(code) > 2 else None)


@pytest.mark.parametrize(("name", "table"), [("country", "COUNTRIES"), ("knowngroup", "GROUPS"), ("actortype", "ACTOR_TYPES")])
def test_each_actor_code_of_the_look_up_tables_has_its_label(name: str, table: str) -> None:
    assert {row["CODE"] for row in look_up(name)} == getattr(codes, f"CAMEO_{table}").keys()


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("010", "statement agent target happened"),
        ("016", "denial agent target happened"),
        ("0234", "appeal agent target happened"),
        ("030", "statement agent target happened"),
        ("0312", "agreement party party planned"),
        ("0333", "aid agent beneficiary planned"),
        ("0334", "deployment agent beneficiary planned"),
        ("0341", "political-change agent target planned"),
        ("0342", "statement agent target happened"),
        ("036", "talks party party planned"),
        ("042", "talks party party happened"),
        ("045", "talks agent party happened"),
        ("057", "agreement party party happened"),
        ("073", "aid agent beneficiary happened"),
        ("0841", "other agent beneficiary happened"),
        ("0861", "deployment beneficiary agent happened"),
        ("0871", "ceasefire party party happened"),
        ("0874", "withdrawal agent party happened"),
        ("1056", "demand agent target happened"),
        ("111", "statement agent target happened"),
        ("1122", "accusation agent target happened"),
        ("128", "violation agent target happened"),
        ("1384", "threat agent target happened"),
        ("139", "demand agent target happened"),
        ("1413", "protest agent target happened"),
        ("1452", "riot agent target happened"),
        ("152", "other agent target happened"),
        ("154", "deployment agent target happened"),
        ("163", "sanction agent target happened"),
        ("1661", "withdrawal party party happened"),
        ("173", "arrest agent target happened"),
        ("175", "attack agent target happened"),
        ("181", "abduction agent target happened"),
        ("1831", "bombing agent target happened"),
        ("185", "attack agent target happened"),
        ("186", "killing agent target happened"),
        ("190", "clash party party happened"),
        ("192", "capture agent target happened"),
        ("193", "attack agent target happened"),
        ("194", "shelling agent target happened"),
        ("195", "air-strike agent target happened"),
        ("196", "violation agent target happened"),
        ("201", "displacement agent target happened"),
        ("202", "killing agent target happened"),
    ],
)
def test_a_cameo_code_is_read_as(code: str, wanted: str) -> None:
    assert reading(CAMEO_EVENTS[code]) == wanted


def test_a_code_that_is_not_listed_is_read_as_its_base_or_root() -> None:
    assert find_cameo("1952") == CAMEO_EVENTS["195"] and find_cameo("199") == CAMEO_EVENTS["19"]
    assert find_cameo("0") is None and find_cameo("") is None and find_cameo("---") is None


def test_only_words_about_the_future_are_planned() -> None:
    assert {code[:2] for code, coded in CAMEO_EVENTS.items() if coded.modality != "happened"} == {"03"}


# FIPS


def test_fips_codes_are_not_iso_codes() -> None:
    wanted = {"ML": "MLI", "NI": "NGA", "NG": "NER", "UV": "BFA", "CH": "CHN", "CG": "COD", "UP": "UKR", "GZ": "PSE", "WE": "PSE"}
    assert {code: FIPS[code].iso3 for code in wanted} == wanted
    assert FIPS["ML"] == ("Mali", "ML", "MLI")


def test_each_country_is_whole() -> None:
    assert len(FIPS) == 250
    assert all(len(c.iso2) == 2 and len(c.iso3) == 3 and c.name for c in FIPS.values())
