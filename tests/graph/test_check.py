"""Findings of the shapes in a curator's words."""

from __future__ import annotations

import rdflib

from kg.graph.check import SH, _problems


def test_a_value_without_a_name_is_not_shown() -> None:
    report = rdflib.Graph()
    result, sh = rdflib.BNode(), rdflib.Namespace(SH)
    report.add((rdflib.BNode(), sh.result, result))
    report.add((result, sh.focusNode, rdflib.URIRef("https://w3id.org/conflict-kg/claim/a")))
    report.add((result, sh.value, rdflib.BNode("n1b0")))
    report.add((result, sh.resultMessage, rdflib.Literal("a bound is missing")))
    assert [str(problem) for problem in _problems(report, {}, "https://w3id.org/conflict-kg/")] == ["claim:a: a bound is missing"]
