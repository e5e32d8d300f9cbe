"""Each shape has a graph that it accepts and one that it, and only it, reports."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import DCTERMS, OWL, RDF, SH, BNode, Graph, Literal, Node, URIRef
from rdflib.collection import Collection

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import make_terms  # noqa: E402  (a tool of this repository, not an installed package)

PAIRS = Path(__file__).parent / "shapes"
NAMES = sorted(path.name for path in PAIRS.iterdir() if path.is_dir())
SHAPE = "https://w3id.org/conflict-kg/shape/"


@cache
def shapes() -> Graph:
    return Graph().parse(ROOT / "ontology" / "shapes.ttl")


def named_shapes() -> set[URIRef]:
    kinds = (SH.NodeShape, SH.PropertyShape)
    return {s for kind in kinds for s in shapes().subjects(RDF.type, kind) if isinstance(s, URIRef)}


def findings(*paths: Path, data: str = "") -> list[tuple[str, str]]:
    """Give the shape and the message of each finding in the base graph with these files."""
    graph = Graph().parse(PAIRS / "base.ttl")
    for path in paths:
        graph.parse(path)
    if data:
        graph.parse(data=data, format="turtle")
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes(), inference="none", advanced=False, do_owl_imports=False)
    assert isinstance(report, Graph)
    results = report.objects(None, SH.result)
    return sorted((str(report.value(r, SH.sourceShape)), str(report.value(r, SH.resultMessage))) for r in results)


def test_each_shape_has_its_pair() -> None:
    assert {SHAPE + name for name in NAMES} == {str(shape) for shape in named_shapes()}
    assert len(NAMES) == 107


@pytest.mark.parametrize("name", NAMES)
def test_what_is_right_passes(name: str) -> None:
    assert findings(PAIRS / name / "pass.ttl") == []


@pytest.mark.parametrize("name", NAMES)
def test_what_is_wrong_is_reported_by_its_shape_alone(name: str) -> None:
    found = findings(PAIRS / name / "fail.ttl")
    message = shapes().value(URIRef(SHAPE + name), SH.resultMessage) or shapes().value(URIRef(SHAPE + name), SH.message)
    assert {shape for shape, _ in found} == {SHAPE + name}
    assert {text for _, text in found} == {str(message)}


def test_each_message_says_what_to_do() -> None:
    for shape in named_shapes():
        messages = list(shapes().objects(shape, SH.message))
        assert len(messages) == 1 and isinstance(messages[0], Literal) and messages[0].language == "en", shape
        assert len(str(messages[0]).split()) >= 6, shape


def test_no_shape_is_named_like_the_message_of_another() -> None:
    messages = [str(message) for shape in named_shapes() for message in shapes().objects(shape, SH.message)]
    assert len(messages) == len(set(messages))


def test_lists_of_values_are_those_of_the_schemes() -> None:
    ontology = make_terms.read_ontology()
    wanted = {frozenset[Node](concepts): name for name, concepts in make_terms.schemes(ontology)}
    roles = {c for name, concepts in make_terms.schemes(ontology) if name in ("Role", "PlaceRelation") for c in concepts}
    wanted[frozenset[Node](roles | {make_terms.KG.claimant})] = "what a mention is for"
    stated = [head for shape, head in shapes().subject_objects(SH["in"]) if (None, SH["not"], shape) not in shapes()]
    lists = {frozenset(Collection(shapes(), head)) for head in stated}
    assert [sorted(map(str, values)) for values in lists if values not in wanted] == []
    unchecked = {"EventCategory", "Role", "PlaceRelation"}
    assert {wanted[values] for values in lists} == (set(wanted.values()) - unchecked)


@pytest.mark.parametrize(
    "value",
    ['"2023"^^xsd:gYear', '"2023-02-30"^^xsd:date', '"2023-08-11T00:00:00Z"^^xsd:dateTime', '"soon"', "17", "kg:Day"],
)
@pytest.mark.parametrize("end", ["earliest", "latest"])
def test_an_ill_typed_day_is_a_finding_and_no_crash(end: str, value: str) -> None:
    other = "latest" if end == "earliest" else "earliest"
    data = f"""
        @prefix kg: <https://w3id.org/conflict-kg/ontology#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <https://w3id.org/conflict-kg/name/x> a kg:Name ; kg:nameText "x"@en ; kg:timePrecision kg:Vague ;
            kg:dateBasis kg:Stated ; kg:edtf "2023" ; kg:{end} {value} ; kg:{other} "2023-08-11"^^xsd:date ."""
    assert f"{SHAPE}time-{end}-is-a-day" in {shape for shape, _ in findings(data=data)}


def test_shapes_target_classes_or_subjects_by_name() -> None:
    targets = {p for p in shapes().predicates() if "target" in str(p)}
    assert targets == {SH.targetClass, SH.targetSubjectsOf, SH.targetNode}
    assert not any(isinstance(target, BNode) for target in shapes().objects(None, SH.targetClass))


def test_shapes_have_version_and_licence() -> None:
    (head,) = shapes().subjects(RDF.type, OWL.Ontology)
    assert shapes().value(head, OWL.versionIRI) and shapes().value(head, DCTERMS.license)
