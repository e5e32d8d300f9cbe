"""The vocabulary: it parses everywhere, explains each term, matches the schemes of others, and makes the Python module."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import get_args

import pyoxigraph
import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from kg.model import terms

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import make_ontology_page  # noqa: E402  (tools of this repository, not installed packages)
import make_terms  # noqa: E402
from make_terms import KG, SCHEMA  # noqa: E402

FILES = sorted((ROOT / "ontology").glob("*.ttl"))
BASE = "https://w3id.org/conflict-kg/"
SEM = "http://semanticweb.cs.vu.nl/2009/11/sem/"
MATCHES = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)


@cache
def ontology() -> Graph:
    return make_terms.read_ontology()


def ours(kind: URIRef) -> list[URIRef]:
    found = [s for s in ontology().subjects(RDF.type, kind) if isinstance(s, URIRef)]
    return sorted(s for s in found if str(s).startswith(BASE) and "/code/" not in str(s))


def lines_of_oxigraph(path: Path) -> list[str]:
    return sorted(str(t) for t in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE))


def test_all_files_are_here() -> None:
    codes_of = {f"codes-{name}" for name in ("plover", "cameo", "cameo-actors", "acled", "ucdp", "fips")}
    assert {path.stem for path in FILES} == {"conflict-kg", "terms", "event-types", "alignments", "shapes"} | codes_of


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_rdflib_and_oxigraph_read_the_same_triples(path: Path) -> None:
    read = Graph().parse(path)
    other = Graph().parse(data="".join(f"{line} .\n" for line in lines_of_oxigraph(path)), format="nt")
    assert len(read) == len(other) > 0
    assert isomorphic(read, other)


@pytest.mark.parametrize("command", ["serdi -i turtle -o ntriples", "rapper -q -i turtle -o ntriples"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_other_readers_read_the_same_triples(path: Path, command: str) -> None:
    if shutil.which(command.split()[0]) is None:
        pytest.skip(f"{command.split()[0]} is not installed")
    done = subprocess.run([*command.split(), str(path)], capture_output=True, text=True, check=True)
    assert isomorphic(Graph().parse(data=done.stdout, format="nt"), Graph().parse(path))


@pytest.mark.parametrize("path", [p for p in FILES if p.stem != "shapes"], ids=lambda path: path.stem)
def test_the_vocabulary_has_no_blank_nodes(path: Path) -> None:
    assert not [term for triple in Graph().parse(path) for term in triple if isinstance(term, BNode)]


@pytest.mark.parametrize("kind", [RDFS.Class, RDF.Property, RDFS.Datatype, SKOS.ConceptScheme, SKOS.Concept, KG.Lens])
def test_each_term_has_a_label_and_a_comment(kind: URIRef) -> None:
    found = ours(kind)
    assert found
    for term in found:
        for predicate in (RDFS.label, RDFS.comment):
            texts = [o for o in ontology().objects(term, predicate) if isinstance(o, Literal) and o.language == "en"]
            assert len(texts) == 1 and str(texts[0]).strip(), (term, predicate)
        assert ontology().value(term, RDFS.isDefinedBy) == URIRef(BASE + "ontology"), term


def test_each_property_says_where_it_stands_and_what_it_holds() -> None:
    for term in ours(RDF.Property):
        assert ontology().value(term, SCHEMA.domainIncludes) and ontology().value(term, SCHEMA.rangeIncludes), term
        assert ontology().value(term, RDFS.domain) is None and ontology().value(term, RDFS.range) is None, term


def test_what_is_intended_exists() -> None:
    known = set(ontology().subjects(RDF.type, None))
    for predicate in (SCHEMA.domainIncludes, SCHEMA.rangeIncludes, RDFS.subClassOf, RDFS.subPropertyOf):
        for term in ontology().objects(None, predicate):
            assert not str(term).startswith(BASE) or term in known, term


def test_the_ontology_has_title_creator_licence_and_version() -> None:
    head = URIRef(BASE + "ontology")
    for predicate in (DCTERMS.title, DCTERMS.creator, DCTERMS.license, OWL.versionInfo):
        assert ontology().value(head, predicate), predicate
    version = ontology().value(head, OWL.versionInfo)
    assert str(ontology().value(head, OWL.versionIRI)) == f"{head}/{version}"
    assert str(ontology().value(head, DCTERMS.license)) == "https://creativecommons.org/licenses/by/4.0/"


def test_each_property_of_the_contract_is_here() -> None:
    golden = ROOT / "tests" / "golden" / "first.ttl"
    if not golden.exists():
        pytest.skip("tests/golden/first.ttl is not written")
    used = {p for p in Graph().parse(golden).predicates() if str(p).startswith(str(KG))}
    assert used <= set(ours(RDF.Property))


# Python


def test_the_python_module_is_made_from_the_ontology() -> None:
    assert make_terms.TERMS.read_text(encoding="utf-8") == make_terms.make_terms(ontology()), (
        "run: python tools/make_terms.py > kg/model/terms.py"
    )


def test_each_scheme_is_a_literal_and_a_table() -> None:
    for scheme, concepts in make_terms.schemes(ontology()):
        name, table = make_terms.python_names(scheme)
        assert get_args(getattr(terms, name)) == tuple(getattr(terms, table))
        assert len(getattr(terms, table)) == len(concepts) > 0


def test_ranks_are_the_order_of_a_scheme() -> None:
    for scheme, concepts in make_terms.schemes(ontology()):
        ranks = [int(str(ontology().value(concept, KG.rank))) for concept in concepts]
        assert ranks == list(range(1, len(concepts) + 1)), scheme


def test_there_are_33_event_types_each_of_one_category() -> None:
    assert len(terms.EVENT_TYPES) == 33
    assert terms.CATEGORY_OF.keys() == terms.EVENT_TYPES.keys()
    assert set(terms.CATEGORY_OF.values()) == set(terms.EVENT_CATEGORIES)
    for type_ in dict(make_terms.schemes(ontology()))["EventType"]:
        assert len(list(ontology().objects(type_, SKOS.broader))) == 1
        assert ontology().value(type_, SKOS.definition) == ontology().value(type_, RDFS.comment)


def test_hostile_types_set_opponents_against_each_other() -> None:
    assert {"attack", "clash", "accusation", "threat", "air-strike"} <= terms.HOSTILE_TYPES
    assert not {"talks", "aid", "withdrawal", "statement", "denial", "presence"} & terms.HOSTILE_TYPES


def test_properties_tell_what_their_values_are() -> None:
    wanted = {
        "agent": "ref",
        "latest": "date",
        "low": "integer",
        "score": "decimal",
        "negated": "boolean",
        "quote": "text",
        "stance": "concept:Stance",
        "eventType": "concept:EventType",
        "spokespersonOf": "ref",
        "valueText": "text",
    }
    assert {name: terms.PROPERTIES[name] for name in wanted} == wanted
    assert len(terms.PROPERTIES) == len(ours(RDF.Property))


def test_check_tells_an_old_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    old = tmp_path / "terms.py"
    old.write_text("", encoding="utf-8")
    monkeypatch.setattr(make_terms, "TERMS", old)
    monkeypatch.setattr(sys, "argv", ["make_terms.py", "--check"])
    assert make_terms.main() == 1
    assert "python tools/make_terms.py > kg/model/terms.py" in capsys.readouterr().err


# Codes of others


def codes(name: str) -> set[URIRef]:
    return {c for c in ontology().subjects(SKOS.inScheme, URIRef(f"{BASE}code/{name}")) if isinstance(c, URIRef)}


@pytest.mark.parametrize(("name", "count"), [("plover", 16 + 5), ("cameo", 20), ("acled", 6 + 25), ("ucdp", 3)])
def test_each_code_of_others_is_matched_or_says_why_not(name: str, count: int) -> None:
    matched = {o for match in MATCHES for o in ontology().objects(None, match)}
    reasons = set(ontology().subjects(KG.unmatchedReason))
    by_root = {code for code in codes(name) if name == "cameo" and ontology().value(code, SKOS.broader)}
    assert len(codes(name) - by_root) == count
    for code in codes(name):
        assert code in by_root or (code in matched) != (code in reasons), code
        assert ontology().value(code, SKOS.notation) and ontology().value(code, SKOS.prefLabel), code
    assert ontology().value(URIRef(f"{BASE}code/{name}"), DCTERMS.source)


def test_each_event_type_is_matched_or_says_why_not() -> None:
    reasons = set(ontology().subjects(KG.unmatchedReason))
    for type_ in dict(make_terms.schemes(ontology()))["EventType"]:
        assert any(ontology().value(type_, match) for match in MATCHES) != (type_ in reasons), type_


def test_matches_lead_to_codes_that_exist() -> None:
    known = set().union(*(codes(name) for name in ("plover", "cameo", "acled", "ucdp")))
    targets = {o for match in MATCHES for o in ontology().objects(None, match) if "/code/" in str(o)}
    assert targets <= known


def test_alignments_link_terms_of_ours_and_say_their_licence() -> None:
    links = Graph().parse(ROOT / "ontology" / "alignments.ttl")
    head = URIRef(BASE + "alignments")
    assert links.value(head, OWL.versionIRI) and links.value(head, DCTERMS.license)
    pairs = [(s, o) for match in MATCHES for s, o in links.subject_objects(match)]
    known = set(ontology().subjects(RDFS.comment)) | {URIRef(SEM + name) for name in ("Event", "Actor", "Place")}
    assert {s for s, _ in pairs} <= known
    for theirs in ("cidoc-crm.org", "linkedevents.org", "schema.org", "purl.org/faro"):
        assert [o for _, o in pairs if theirs in str(o)], theirs


def test_nothing_is_imported_or_made_the_same() -> None:
    used = set(ontology().predicates())
    assert not used & {OWL.imports, OWL.sameAs, OWL.equivalentClass, OWL.equivalentProperty}


def test_no_code_is_matched_twice_by_one_type() -> None:
    pairs = Counter((s, o) for match in MATCHES for s, o in ontology().subject_objects(match))
    assert [pair for pair, times in pairs.items() if times > 1] == []


def test_acled_sub_events_stand_under_their_event_type() -> None:
    tops = {code for code in codes("acled") if ontology().value(code, SKOS.broader) is None}
    assert len(tops) == 6
    assert {ontology().value(code, SKOS.broader) for code in codes("acled") - tops} == tops


@pytest.mark.parametrize(
    ("datatype", "wanted"),
    [
        ("AcledTimePrecision", {"1": "day", "2": "day-range", "3": "month"}),
        ("UcdpDatePrecision", {"1": "day", "2": "day-range", "3": "day-range", "4": "month", "5": "year"}),
        ("GoldNotation", {name: name for name in ("day", "day-range", "month", "year", "vague")}),
        ("AcledGeoPrecision", {"1": "exact", "2": "near", "3": "region"}),
        (
            "UcdpWherePrecision",
            dict(zip("1234567", ("exact", "near", "district", "region", "feature", "country", "international"), strict=True)),
        ),
    ],
)
def test_precision_codes_of_others_lead_to_one_of_ours(datatype: str, wanted: dict[str, str]) -> None:
    found: dict[str, str] = {}
    for concept, value in ontology().subject_objects(SKOS.notation):
        if isinstance(value, Literal) and value.datatype == KG[datatype]:
            assert isinstance(concept, URIRef) and str(value) not in found
            found[str(value)] = make_terms.notation(ontology(), concept)
    assert found == wanted


def test_the_page_for_people_is_made_from_the_ontology() -> None:
    assert make_ontology_page.PAGE.read_text(encoding="utf-8") == make_ontology_page.make_page(ontology()), (
        "run: python tools/make_ontology_page.py > docs/ontology.md"
    )
