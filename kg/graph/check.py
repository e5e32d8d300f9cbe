"""Validation: the ontology's SHACL shapes over a graph, findings in a curator's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from kg.model.data import data_path
from kg.model.errors import Problem
from kg.model.refs import BASE, VOCABULARIES, ref_of

if TYPE_CHECKING:
    import rdflib

SH = "http://www.w3.org/ns/shacl#"


def check_lines(lines: Iterable[str], where: Mapping[str, str] | None = None, base: str = BASE) -> list[Problem]:
    """Give what the shapes find in N-Triples lines; `where` tells for a reference where its user wrote it."""
    import rdflib

    graph = rdflib.Graph()
    graph.parse(data="\n".join(lines), format="nt")
    return check_graph(graph, where, base)


def check_graph(graph: rdflib.Graph, where: Mapping[str, str] | None = None, base: str = BASE) -> list[Problem]:
    """Give what the shapes find in a graph, each finding once, sorted by place."""
    import pyshacl
    import rdflib

    shapes = rdflib.Graph().parse(data_path("ontology", "shapes.ttl"))
    _, report, text = pyshacl.validate(graph, shacl_graph=shapes, inference="none", advanced=False, do_owl_imports=False)
    if not isinstance(report, rdflib.Graph):
        return [Problem("graph", None, f"the shapes could not be checked: {text}")]
    return sorted(set(_problems(report, where or {}, base)))


def _problems(report: rdflib.Graph, where: Mapping[str, str], base: str) -> Iterator[Problem]:
    from rdflib import BNode, URIRef

    for result in report.objects(None, URIRef(SH + "result")):
        parts = [report.value(result, URIRef(SH + name)) for name in ("focusNode", "resultPath", "value")]
        if isinstance(parts[2], BNode):
            parts[2] = None  # its name is of this run only
        focus, path, value = (ref_of(str(part), base) if part is not None else "" for part in parts)
        if focus.partition(":")[0] in VOCABULARIES:
            # a rule about a term ("whoever uses kg:Denies …") has the term in focus and the node at fault as value
            focus, value = value, focus
        detail = " ".join(part for part in (path, repr(value) if value else "") if part)
        message = str(report.value(result, URIRef(SH + "resultMessage")))
        yield Problem(_place(focus, where), None, message + (f" [{detail}]" if detail else ""))


def _place(focus: str, where: Mapping[str, str]) -> str:
    """Give where the user wrote the node: its own place, or that of the claim whose count it is."""
    written = where.get(focus) or where.get(focus.rpartition("-")[0])
    return f"{written} ({focus})" if written else focus
