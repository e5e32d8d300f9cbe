"""Triples and quads as text for people and tools: sorted, with prefixes, the same bytes for the same set."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from kg.graph.store import prefixes
from kg.model.errors import UsageError
from kg.model.refs import BASE, VOCABULARIES

_TYPE = VOCABULARIES["rdf"] + "type"
_XSD = VOCABULARIES["xsd"]
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def turtle(triples: Iterable[Triple], base: str = BASE) -> bytes:
    """Give Turtle: a block for each subject, sorted, the type first, only the prefixes that are used."""
    return _spaced(_serialized(_sorted(triples), RdfFormat.TURTLE, base))


def trig(quads: Iterable[Quad], base: str = BASE) -> bytes:
    """Give TriG: a block for each graph, inside it as in Turtle."""
    return _spaced(_serialized(sorted(set(quads), key=_quad_key), RdfFormat.TRIG, base))


def ntriples(triples: Iterable[Triple]) -> bytes:
    """Give canonical N-Triples, sorted by line."""
    return "".join(sorted({f"{triple} .\n" for triple in triples})).encode()


def nquads(quads: Iterable[Quad]) -> bytes:
    """Give canonical N-Quads, sorted by line."""
    lines = set()
    for quad in quads:
        graph = "" if isinstance(quad.graph_name, DefaultGraph) else f" {quad.graph_name}"
        lines.add(f"{quad.triple}{graph} .\n")
    return "".join(sorted(lines)).encode()


def rdf_xml(triples: Iterable[Triple], base: str = BASE) -> bytes:
    """Give RDF/XML; raise UsageError where a text holds a character that XML has no way to write."""
    found = _sorted(triples)
    for triple in found:
        if isinstance(triple.object, Literal) and _NOT_IN_XML.search(triple.object.value):
            raise UsageError(
                f"{triple.subject} {triple.predicate}: a control character in its text has no form in XML; use Turtle"
            )
    return _serialized(found, RdfFormat.RDF_XML, base)


def json_ld(triples: Iterable[Triple], base: str = BASE) -> bytes:
    """Give JSON-LD: a context of prefixes inside the document, and one object a subject."""
    found = _sorted(triples)
    known = _used(found, prefixes(base))
    nodes = [_json_node(subject, list(group), known) for subject, group in groupby(found, key=lambda triple: triple.subject)]
    return (json.dumps({"@context": known, "@graph": nodes}, ensure_ascii=False, indent=1) + "\n").encode()


def _json_node(subject: NamedNode | BlankNode, triples: list[Triple], known: dict[str, str]) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": _compact(subject, known)}
    for triple in triples:
        if triple.predicate.value == _TYPE and not isinstance(triple.object, Literal):
            node.setdefault("@type", []).append(_compact(triple.object, known))
        else:
            node.setdefault(_compact(triple.predicate, known), []).append(_json_value(triple.object, known))
    return {key: value[0] if isinstance(value, list) and len(value) == 1 else value for key, value in node.items()}


def _json_value(term: Any, known: dict[str, str]) -> Any:
    if not isinstance(term, Literal):
        return {"@id": _compact(term, known)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    kind = term.datatype.value
    if kind == _XSD + "string":
        return term.value
    if kind == _XSD + "boolean" and term.value in ("true", "false"):
        return term.value == "true"
    return {"@value": term.value, "@type": _compact(term.datatype, known)}


def _compact(term: Any, known: dict[str, str]) -> str:
    """Give an IRI in its short form where the same IRI comes back from it."""
    if isinstance(term, BlankNode):
        return str(term)
    iri: str = term.value
    for prefix, namespace in known.items():
        if iri.startswith(namespace) and not iri[len(namespace) :].startswith("//"):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def _serialized(found: list[Any], format_: RdfFormat, base: str) -> bytes:
    return serialize(found, format=format_, prefixes=_used(found, prefixes(base))) or b""


def _used(found: Iterable[Triple | Quad], known: dict[str, str]) -> dict[str, str]:
    """Give the prefixes that some IRI of these triples starts with."""
    namespaces = set()
    for triple in found:
        for term in (triple.subject, triple.predicate, triple.object, getattr(triple, "graph_name", None)):
            iri = term.datatype.value if isinstance(term, Literal) else term.value if isinstance(term, NamedNode) else ""
            cut = max(iri.rfind("#"), iri.rfind("/")) + 1
            namespaces.add(iri[:cut])
    return {prefix: namespace for prefix, namespace in known.items() if any(n.startswith(namespace) for n in namespaces)}


def _sorted(triples: Iterable[Triple]) -> list[Triple]:
    return sorted(set(triples), key=_key)


def _key(triple: Triple | Quad) -> tuple[str, bool, str, str]:
    predicate = triple.predicate.value
    return str(triple.subject), predicate != _TYPE, predicate, str(triple.object)


def _quad_key(quad: Quad) -> tuple[str, str, bool, str, str]:
    return (str(quad.graph_name), *_key(quad))


def _spaced(document: bytes) -> bytes:
    """Sort the prefixes that are used, put an empty line before each block and four spaces for a tab.

    This may go by lines, as a literal holds neither line breaks nor tabs as such.
    """
    written = document.decode().split("\n")
    first = sum(line.startswith("@prefix") for line in written)
    body_text = "\n".join(written[first:])
    head = sorted(line for line in written[:first] if re.search(rf"(?:^|[\s^]){line.split()[1]}", body_text, re.MULTILINE))
    lines: list[str] = []
    for line in [*head, *written[first:]]:
        body = line.lstrip("\t")
        depth = len(line) - len(body)
        before = lines[-1] if lines else ""
        if depth == 0 and body not in ("", "}") and before and not (body.startswith("@prefix") and before.startswith("@prefix")):
            lines.append("")
        lines.append("    " * depth + body)
    return "\n".join(lines).encode()
