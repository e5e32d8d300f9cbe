"""Write kg/model/codes.py from the code lists in ontology/*.ttl: `python tools/make_codes.py [--check]`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from make_terms import BASE, KG, ROOT, notation, read_ontology
from rdflib import SKOS, Graph, Literal, URIRef

CODES = ROOT / "kg" / "model" / "codes.py"
WIDTH = 130
Maker: TypeAlias = Callable[[Graph, URIRef], str]
HEAD = '''"""How we read the codes of UCDP, ACLED, CAMEO and FIPS, generated from ontology/*.ttl by tools/make_codes.py.

Change it there. Words stand in lower case. Country names and ISO codes of FIPS: GeoNames (https://www.geonames.org/), CC BY 4.0.
"""

from typing import Final, NamedTuple

from kg.model.terms import EventType, Modality, PlacePrecision, Role, TimePrecision


class Coded(NamedTuple):
    """A code of others: its IRI, and the event type, roles of the two sides and modality that its row gets."""

    iri: str
    type: EventType
    first: Role
    second: Role
    modality: Modality


class Country(NamedTuple):
    """A country or territory: its English name and its two codes in ISO 3166-1."""

    name: str
    iso2: str
    iso3: str


def find_cameo(code: str) -> Coded | None:
    """Find how a CAMEO code is read; one that is not listed is read as its base (three digits), then as its root (two).

    >>> found = find_cameo("1951")
    >>> found and found.type
    'air-strike'
    >>> find_cameo("---")
    """
    return CAMEO_EVENTS.get(code) or CAMEO_EVENTS.get(code[:3]) or CAMEO_EVENTS.get(code[:2])

'''
READING = {
    "type": (KG.importedAs, None),
    "first": (KG.firstSideAs, None),
    "second": (KG.secondSideAs, None),
    "modality": (KG.importedModality, KG.AsHappened),
}
"""Each field of Coded with its property, and its value where neither the code nor a broader one has the property."""


def concepts(graph: Graph, *schemes: str) -> list[URIRef]:
    """Give the codes of some schemes in the order of their IRIs."""
    return sorted(c for s in schemes for c in graph.subjects(SKOS.inScheme, URIRef(f"{BASE}code/{s}")) if isinstance(c, URIRef))


def text(graph: Graph, concept: URIRef, predicate: URIRef) -> str:
    """Give the one value of a code's property."""
    (value,) = graph.objects(concept, predicate)
    return str(value)


def words(graph: Graph, concept: URIRef) -> list[str]:
    """Give in lower case how a code is written: its notation, its label and its other labels."""
    written = [o for p in (SKOS.notation, SKOS.prefLabel, SKOS.altLabel) for o in sorted(graph.objects(concept, p), key=str)]
    return list(dict.fromkeys(str(word).lower() for word in written))


def inherited(graph: Graph, concept: URIRef, predicate: URIRef) -> URIRef | None:
    """Find the value of a code's property, its own or that of the nearest broader code."""
    found = [value for value in graph.objects(concept, predicate) if isinstance(value, URIRef)]
    if found:
        (value,) = found
        return value
    broader = graph.value(concept, SKOS.broader)
    return inherited(graph, broader, predicate) if isinstance(broader, URIRef) else None


def coded(graph: Graph, concept: URIRef) -> str:
    """Give the expression that makes the Coded of a code."""
    values = [str(concept)]
    for field, (predicate, otherwise) in READING.items():
        value = inherited(graph, concept, predicate) or otherwise
        if value is None:
            raise ValueError(f"{concept} has no {field}: give it or a broader code {predicate}")
        values.append(notation(graph, value))
    return f"Coded({', '.join(map(quoted, values))})"


def country(graph: Graph, concept: URIRef) -> str:
    """Give the expression that makes the Country of a code."""
    values = [text(graph, concept, predicate) for predicate in (SKOS.prefLabel, KG.iso2, KG.iso3)]
    return f"Country({', '.join(map(quoted, values))})"


def quoted(value: str) -> str:
    """Give a text as the formatter quotes it.

    >>> print(quoted("Cote d'Ivoire"))
    "Cote d'Ivoire"
    """
    return json.dumps(value, ensure_ascii=False)


def entries(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give pairs of key and expression as one table; a key that would mean two things is an error."""
    table: dict[str, str] = {}
    for key, value in pairs:
        if table.setdefault(key, value) != value:
            raise ValueError(f"{key!r} means two things: {table[key]} and {value}")
    return table


def table_lines(name: str, values: str, table: Mapping[str, str]) -> Iterator[str]:
    """Yield the definition of a dictionary from text, an entry a line and a longer one broken as the formatter has it."""
    yield f"{name}: Final[dict[str, {values}]] = {{"
    for key, value in table.items():
        line = f"    {quoted(key)}: {value},"
        if len(line) <= WIDTH:
            yield line
        else:
            call, _, arguments = value.partition("(")
            yield from (f"    {quoted(key)}: {call}(", f"        {arguments.removesuffix(')')}", "    ),")
    yield "}"


def precisions(graph: Graph, datatype: URIRef) -> dict[str, str]:
    """Give our precision for each code of one column of others, from the notations in ontology/terms.ttl."""
    pairs = [(c, n) for c, n in graph.subject_objects(SKOS.notation) if isinstance(n, Literal) and n.datatype == datatype]
    return entries(sorted((str(n), quoted(notation(graph, c))) for c, n in pairs if isinstance(c, URIRef)))


def by_code(graph: Graph, make: Maker, *schemes: str) -> dict[str, str]:
    """Give what is made of each code of some schemes, by its notation."""
    return entries((text(graph, c, SKOS.notation), make(graph, c)) for c in concepts(graph, *schemes))


def by_word(graph: Graph, make: Maker, *schemes: str) -> dict[str, str]:
    """Give what is made of each code of some schemes, by each way to write it."""
    return entries((word, make(graph, c)) for c in concepts(graph, *schemes) for word in words(graph, c))


def iri(_: Graph, concept: URIRef) -> str:
    """Give the expression of a code's IRI."""
    return quoted(str(concept))


def label(graph: Graph, concept: URIRef) -> str:
    """Give the expression of a code's label."""
    return quoted(text(graph, concept, SKOS.prefLabel))


def make_codes(graph: Graph) -> str:
    """Give the text of kg/model/codes.py for an ontology."""
    tables = (
        ("UCDP_TYPES", "Coded", by_word(graph, coded, "ucdp")),
        ("UCDP_DATE_PRECISIONS", "TimePrecision", precisions(graph, KG.UcdpDatePrecision)),
        ("UCDP_WHERE_PRECISIONS", "PlacePrecision", precisions(graph, KG.UcdpWherePrecision)),
        ("UCDP_DATE_CODES", "str", by_code(graph, iri, "ucdp-date-precision")),
        ("UCDP_WHERE_CODES", "str", by_code(graph, iri, "ucdp-where-precision")),
        ("UCDP_CLARITY", "str", by_code(graph, iri, "ucdp-event-clarity")),
        ("ACLED_TYPES", "Coded", by_word(graph, coded, "acled", "acled-before-2019")),
        ("ACLED_TIME_PRECISIONS", "TimePrecision", precisions(graph, KG.AcledTimePrecision)),
        ("ACLED_GEO_PRECISIONS", "PlacePrecision", precisions(graph, KG.AcledGeoPrecision)),
        ("ACLED_INTER", "str", by_word(graph, iri, "acled-inter")),
        ("CAMEO_EVENTS", "Coded", by_code(graph, coded, "cameo")),
        ("CAMEO_COUNTRIES", "str", by_code(graph, label, "cameo-country")),
        ("CAMEO_GROUPS", "str", by_code(graph, label, "cameo-group")),
        ("CAMEO_ACTOR_TYPES", "str", by_code(graph, label, "cameo-actor-type")),
        ("FIPS", "Country", by_code(graph, country, "fips")),
    )
    return "\n".join([HEAD, *(line for table in tables for line in table_lines(*table))]) + "\n"


def main() -> int:
    """Write the module to standard output, or with --check say whether the checked-in one is up to date."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", action="store_true", help="compare with kg/model/codes.py and exit 1 if it differs")
    made = make_codes(read_ontology())
    if not options.parse_args().check:
        sys.stdout.write(made)
        return 0
    if CODES.exists() and CODES.read_text(encoding="utf-8") == made:
        return 0
    sys.stderr.write("kg/model/codes.py is not what ontology/*.ttl says: run python tools/make_codes.py > kg/model/codes.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
