"""Write docs/ontology.md, the terms with their meanings: `python tools/make_ontology_page.py > docs/ontology.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from make_terms import BASE, KG, ROOT, SCHEMA, notation, range_intent, read_ontology, reference, schemes
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, Literal, Node, URIRef

PAGE = ROOT / "docs" / "ontology.md"
HEAD = """# The ontology

Made from `ontology/*.ttl` by `tools/make_ontology_page.py`; change it there. Version {version}, CC BY 4.0.
Terms stand under `https://w3id.org/conflict-kg/ontology#` (`kg:`),
event types under `https://w3id.org/conflict-kg/type/` (`type:`).
The vocabulary stands on SEM (events, actors, places), PROV-O, SKOS, ORG and GeoSPARQL; `ontology/alignments.ttl` maps it to
CIDOC CRM, LODE, schema.org and FARO.
"""
MATCHES = {
    "exactMatch": "=",
    "closeMatch": "≈",
    "broadMatch": "in",
    "narrowMatch": "holds",
    "relatedMatch": "near",
}
CODES = ("plover", "cameo", "acled", "ucdp")


def table(*columns: str) -> Iterator[str]:
    """Yield the head of a table."""
    yield "| " + " | ".join(columns) + " |"
    yield "|" + " --- |" * len(columns)


def row(*cells: str) -> str:
    """Give one row of a table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def text(graph: Graph, term: Node, predicate: URIRef = RDFS.comment) -> str:
    """Give a term's comment, or another text of it."""
    return str(graph.value(term, predicate) or "")


def terms_of(graph: Graph, kind: URIRef) -> list[URIRef]:
    """Give our terms of a kind in alphabetical order."""
    return sorted(s for s in graph.subjects(RDF.type, kind) if isinstance(s, URIRef) and str(s).startswith(str(KG)))


def short(term: Node) -> str:
    """Give a term of ours as a short reference, and another's by its last part."""
    name = str(term)
    return reference(URIRef(name)) if name.startswith(BASE) else name.replace("#", "/").rpartition("/")[2]


def class_lines(graph: Graph) -> Iterator[str]:
    """Yield the classes."""
    yield "\n## Classes\n"
    yield from table("class", "meaning")
    yield from (row(f"`{short(term)}`", text(graph, term)) for term in terms_of(graph, RDFS.Class))


def property_lines(graph: Graph) -> Iterator[str]:
    """Yield the properties, with what they are meant for."""
    yield "\n## Properties\n\nA key of a facts file is the name of a property without `kg:`.\n"
    yield from table("property", "on", "value", "meaning")
    for term in terms_of(graph, RDF.Property):
        domain = ", ".join(sorted(short(d) for d in graph.objects(term, SCHEMA.domainIncludes)))
        intent = range_intent(graph, term)
        values = ", ".join(sorted(short(r) for r in graph.objects(term, SCHEMA.rangeIncludes))) if intent == "ref" else intent
        yield row(f"`{short(term)}`", domain, values.replace("concept:", "scheme "), text(graph, term))


def scheme_lines(graph: Graph) -> Iterator[str]:
    """Yield the schemes with their values, the event types last."""
    for name, concepts in schemes(graph):
        if name == "EventType":
            continue
        yield f"\n## {text(graph, KG[name], RDFS.label).capitalize()} (`{name}`)\n\n{text(graph, KG[name])}\n"
        yield from table("value", "term", "meaning", "codes of others")
        for concept in concepts:
            codes = ", ".join(foreign_notations(graph, concept))
            yield row(f"`{notation(graph, concept)}`", f"`{reference(concept)}`", text(graph, concept), codes)


def foreign_notations(graph: Graph, concept: Node) -> list[str]:
    """Give the codes that other data use for a concept, with the name of their column."""
    found = [n for n in graph.objects(concept, SKOS.notation) if isinstance(n, Literal) and n.datatype is not None]
    return sorted(f"{text(graph, n.datatype, RDFS.label)} {n}" for n in found if n.datatype and "Gold" not in n.datatype)


def event_type_lines(graph: Graph) -> Iterator[str]:
    """Yield the event types with their matches."""
    yield f"\n## Event types\n\n{text(graph, KG.EventType)}"
    yield "Matches: = the same, ≈ nearly, in = theirs is broader, holds = theirs is narrower, near = related.\n"
    yield from table("type", "category", "hostile", "meaning", "PLOVER", "CAMEO", "ACLED", "UCDP")
    for type_ in dict(schemes(graph))["EventType"]:
        category = notation(graph, URIRef(str(graph.value(type_, SKOS.broader))))
        hostile = "yes" if (type_, KG.hostile, Literal(True)) in graph else ""
        matched = [", ".join(matches_of(graph, type_, name)) for name in CODES]
        yield row(f"`{notation(graph, type_)}`", category, hostile, text(graph, type_), *matched)


def matches_of(graph: Graph, type_: URIRef, name: str) -> Iterator[str]:
    """Yield the codes of one scheme that a type matches, with the kind of match."""
    for kind, sign in MATCHES.items():
        for code in sorted(graph.objects(type_, SKOS[kind]), key=str):
            if f"/code/{name}/" in str(code):
                yield f"{sign} {text(graph, code, SKOS.notation)}"


def unmatched_lines(graph: Graph) -> Iterator[str]:
    """Yield what has no match, with the reason."""
    yield "\n## Without a match\n"
    yield from table("term", "why")
    for term, reason in sorted(graph.subject_objects(KG.unmatchedReason), key=str):
        yield row(f"`{str(term)[len(BASE) :]}`", str(reason))


def shape_lines(shapes: Graph) -> Iterator[str]:
    """Yield the rules that a graph must keep."""
    yield "\n## Rules for valid data\n\n`ontology/shapes.ttl` (SHACL). What a curator reads when a rule is broken:\n"
    yield from table("rule", "checked on", "message")
    for shape in sorted((s for s in shapes.subjects(SH.message) if isinstance(s, URIRef)), key=str):
        targets = sorted(short(t) for p in (SH.targetClass, SH.targetSubjectsOf, SH.targetNode) for t in shapes.objects(shape, p))
        yield row(f"`{str(shape).rpartition('/')[2]}`", ", ".join(targets), text(shapes, shape, SH.message))


def make_page(graph: Graph, shapes_path: Path = ROOT / "ontology" / "shapes.ttl") -> str:
    """Give the text of docs/ontology.md for an ontology."""
    version = str(graph.value(URIRef(BASE + "ontology"), OWL.versionInfo))
    parts: Iterable[Iterator[str]] = (
        class_lines(graph),
        property_lines(graph),
        event_type_lines(graph),
        unmatched_lines(graph),
        scheme_lines(graph),
        shape_lines(Graph().parse(shapes_path)),
    )
    return HEAD.format(version=version) + "\n".join(line for part in parts for line in part) + "\n"


if __name__ == "__main__":
    sys.stdout.write(make_page(read_ontology()))
