"""Write kg/model/terms.py from ontology/*.ttl, the one truth for terms: `python tools/make_terms.py [--check]`."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef

ROOT = Path(__file__).resolve().parent.parent
TERMS = ROOT / "kg" / "model" / "terms.py"
BASE = "https://w3id.org/conflict-kg/"
KG = Namespace(BASE + "ontology#")
SCHEMA = Namespace("https://schema.org/")
HEAD = '''"""The vocabulary, generated from ontology/*.ttl by tools/make_terms.py: change it there."""

from typing import Final, Literal, TypeAlias
'''
DATATYPES = {
    "date": "date",
    "string": "text",
    "langString": "text",
    "integer": "integer",
    "decimal": "decimal",
    "boolean": "boolean",
}


def read_ontology(folder: Path = ROOT / "ontology") -> Graph:
    """Give all vocabulary files as one graph, without the shapes."""
    graph = Graph()
    for path in sorted(folder.glob("*.ttl")):
        if path.name != "shapes.ttl":
            graph.parse(path)
    return graph


def python_names(scheme: str) -> tuple[str, str]:
    """Give the names of the Literal and of the table of a scheme.

    >>> python_names("DateBasis")
    ('DateBasis', 'DATE_BASES')
    >>> python_names("Modality")
    ('Modality', 'MODALITIES')
    """
    upper = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", scheme).upper()
    for ending, plural in (("SIS", "SES"), ("S", "SES"), ("Y", "IES"), ("", "S")):
        if upper.endswith(ending):
            return scheme, upper[: len(upper) - len(ending)] + plural
    raise AssertionError(scheme)


def reference(term: URIRef) -> str:
    """Give the short reference of a term of ours, `kg:Asserts` or `type:clash`."""
    text = str(term)
    return "kg:" + text[len(KG) :] if text.startswith(str(KG)) else text[len(BASE) :].replace("/", ":")


def schemes(graph: Graph) -> Iterator[tuple[str, list[URIRef]]]:
    """Yield each scheme of ours by name, with its concepts in rank order."""
    for scheme in sorted(graph.subjects(RDF.type, SKOS.ConceptScheme), key=str):
        if str(scheme).startswith(str(KG)):
            members = [c for c in graph.subjects(SKOS.inScheme, scheme) if isinstance(c, URIRef)]
            yield str(scheme)[len(KG) :], sorted(members, key=lambda c: int(str(graph.value(c, KG.rank))))


def notation(graph: Graph, concept: URIRef) -> str:
    """Give the plain notation of a concept, the one without a datatype."""
    (plain,) = [n for n in graph.objects(concept, SKOS.notation) if isinstance(n, Literal) and n.datatype is None]
    return str(plain)


def range_intent(graph: Graph, property_: URIRef) -> str:
    """Give what a property's values are meant to be: ref, date, text, integer, decimal, boolean, or concept:<Scheme>."""
    for target in sorted(graph.objects(property_, SCHEMA.rangeIncludes), key=str):
        if (target, RDF.type, SKOS.ConceptScheme) in graph:
            return "concept:" + str(target)[len(KG) :]
        if (property_, RDF.type, OWL.DatatypeProperty) in graph:
            return DATATYPES[re.split("[#/]", str(target))[-1]]
    return "ref"


def literal_lines(name: str, values: Iterable[str]) -> Iterator[str]:
    """Yield the definition of a Literal, a value a line as the formatter has it."""
    quoted = [f'"{value}"' for value in values]
    if len(quoted) == 1:
        yield f"{name}: TypeAlias = Literal[{quoted[0]}]"
        return
    yield from (f"{name}: TypeAlias = Literal[", *(f"    {value}," for value in quoted), "]")


def dict_lines(name: str, types: str, entries: Mapping[str, str]) -> Iterator[str]:
    """Yield the definition of a dictionary, an entry a line."""
    yield f"{name}: Final[dict[{types}]] = {{"
    yield from (f'    "{key}": "{value}",' for key, value in entries.items())
    yield "}"


def set_lines(name: str, type_: str, values: Iterable[str]) -> Iterator[str]:
    """Yield the definition of a frozen set, a value a line."""
    yield f"{name}: Final[frozenset[{type_}]] = frozenset("
    yield from ("    {", *(f'        "{value}",' for value in sorted(values)), "    }", ")")


def make_terms(graph: Graph) -> str:
    """Give the text of kg/model/terms.py for an ontology."""
    lines = [HEAD]
    labels: dict[str, str] = {}
    for scheme, concepts in schemes(graph):
        name, table = python_names(scheme)
        entries = {notation(graph, concept): reference(concept) for concept in concepts}
        labels.update({reference(concept): str(graph.value(concept, RDFS.label)) for concept in concepts})
        lines += [*literal_lines(name, entries), *dict_lines(table, f"{name}, str", entries), ""]
    lines += [*category_lines(graph), "", *hostile_lines(graph), *kin_lines(graph), "", *property_lines(graph), ""]
    lines += dict_lines("LABELS", "str, str", dict(sorted(labels.items())))
    return "\n".join(lines) + "\n"


def category_lines(graph: Graph) -> Iterator[str]:
    """Yield the table of the category of each event type."""
    types = dict(schemes(graph))["EventType"]
    broader = {notation(graph, t): graph.value(t, SKOS.broader) for t in types}
    entries = {name: notation(graph, b) for name, b in broader.items() if isinstance(b, URIRef)}
    yield from dict_lines("CATEGORY_OF", "EventType, EventCategory", entries)


def hostile_lines(graph: Graph) -> Iterator[str]:
    """Yield the set of event types between opponents."""
    hostile = [t for t in graph.subjects(KG.hostile, Literal(True)) if isinstance(t, URIRef)]
    yield from set_lines("HOSTILE_TYPES", "EventType", (notation(graph, t) for t in hostile))


def kin_lines(graph: Graph) -> Iterator[str]:
    """Yield the sets of properties that make kin of two actors, and that tie them otherwise."""
    for name, mark in (("KIN_PROPERTIES", KG.kin), ("TIE_PROPERTIES", KG.tie)):
        marked = [p for p in graph.subjects(mark, Literal(True)) if isinstance(p, URIRef)]
        yield from set_lines(name, "str", (reference(p) for p in marked))


def property_lines(graph: Graph) -> Iterator[str]:
    """Yield the table of properties with what their values are meant to be."""
    found = [p for p in graph.subjects(RDF.type, RDF.Property) if isinstance(p, URIRef) and str(p).startswith(str(KG))]
    yield from dict_lines("PROPERTIES", "str, str", {str(p)[len(KG) :]: range_intent(graph, p) for p in sorted(found)})


def main() -> int:
    """Write the module to standard output, or with --check say whether the checked-in one is up to date."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", action="store_true", help="compare with kg/model/terms.py and exit 1 if it differs")
    text = make_terms(read_ontology())
    if not options.parse_args().check:
        sys.stdout.write(text)
        return 0
    if TERMS.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write("kg/model/terms.py is not what ontology/*.ttl says: run python tools/make_terms.py > kg/model/terms.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
