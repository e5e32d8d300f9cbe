"""What we write holds only forms of literals that no store rewrites into another value, and no blank nodes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings

from kg.graph.encode import encode
from kg.model.claim import Claim
from tests.stores.questions import EXPORT
from tests.strategies import claims

XSD = "http://www.w3.org/2001/XMLSchema#"
NUMBER = r"-?(0|[1-9]\d*)"
FORMS = {
    XSD + "string": r".*",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString": r".*",
    XSD + "integer": NUMBER,
    XSD + "decimal": NUMBER + r"(\.\d*[1-9])?",
    XSD + "boolean": r"true|false",
    XSD + "double": r"-?\d\.\d+E-?\d+",
    XSD + "date": r"\d{4}-\d\d-\d\d",
    XSD + "dateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z",
    "http://www.opengis.net/ont/geosparql#wktLiteral": rf"POINT\({NUMBER}(\.\d+)? {NUMBER}(\.\d+)?\)",
}


def unportable(triples: Iterable[ox.Triple]) -> list[str]:
    """Give the triples that some store would change."""
    return [str(triple) for triple in triples if not portable(triple)]


def portable(triple: ox.Triple) -> bool:
    if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode):
        return False
    if not isinstance(triple.object, ox.Literal):
        return True
    form = FORMS.get(triple.object.datatype.value)
    return form is not None and re.fullmatch(form, triple.object.value, re.DOTALL) is not None and triple.object.value != "-0"


def test_the_graph_that_ships_holds_portable_literals_only() -> None:
    triples = [quad.triple for quad in ox.parse(path=EXPORT)]
    assert unportable(triples) == []
    kinds = Counter(t.object.datatype.value.removeprefix(XSD) for t in triples if isinstance(t.object, ox.Literal))
    assert kinds["date"] > 500
    assert kinds["boolean"] > 200
    assert kinds["decimal"] == 97


def test_golden_graphs_hold_portable_literals_only() -> None:
    paths = sorted((Path(__file__).parents[1] / "golden").glob("*.ttl"))
    assert len(paths) >= 1
    assert unportable(quad.triple for path in paths for quad in ox.parse(path=path)) == []


@given(claims())
@settings(max_examples=300)
def test_any_claim_is_written_in_portable_literals(claim: Claim) -> None:
    lines = "\n".join(encode([claim]))
    assert unportable(quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)) == []


@pytest.mark.parametrize(
    "term",
    ['"007"^^<{x}integer>', '"+1"^^<{x}integer>', '"1.0"^^<{x}decimal>', '".5"^^<{x}decimal>', '"1"^^<{x}boolean>',
     '"2023"^^<{x}gYear>', '"P1D"^^<{x}duration>', '"-0044-03-15"^^<{x}date>', '"2023-01-01Z"^^<{x}date>', "_:b"],
)  # fmt: skip
def test_what_stores_rewrite_would_be_found(term: str) -> None:
    line = f"<http://example.org/s> <http://example.org/p> {term.format(x=XSD)} ."
    assert len(unportable(quad.triple for quad in ox.parse(line, format=ox.RdfFormat.N_TRIPLES))) == 1
