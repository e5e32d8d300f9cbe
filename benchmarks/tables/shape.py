"""The keyed tables that mapping tools get, and what their columns mean: one description for rdflib, RML and OTTR.

Mapping languages neither hash nor split lists. So all that is hard is done for them beforehand and not timed: every id, key and
hash stands in a column as a whole IRI or a literal, each reference once, each list as a table of its own.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BASE = "https://w3id.org/conflict-kg/"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {
    "kg": BASE + "ontology#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "wgs84": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": XSD,
    "actor": BASE + "actor/",
    "source": BASE + "source/",
    "run": BASE + "run/",
}

@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the property that it fills, and its kind: iri, text, en (English text), or a datatype."""

    name: str
    property: str
    kind: str
    backwards: bool = False

    @property
    def datatype(self) -> str:
        """Give the IRI of a literal's datatype."""
        return expanded(self.kind)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns after `node`, the subject, and the properties that have the same value in all rows."""

    name: str
    columns: tuple[Column, ...]
    constants: tuple[tuple[str, str], ...] = ()


def expanded(name: str) -> str:
    """Give the IRI of a prefixed name."""
    prefix, _, rest = name.partition(":")
    return PREFIXES[prefix] + rest


def _table(name: str, words: str, *constants: str) -> Table:
    """Make a table from words `property=kind`, or `name@property=kind` where a column has not the property's local name."""
    columns = []
    for word in words.split():
        named, _, kind = word.partition("=")
        column, _, given = named.rpartition("@")
        backwards = given.startswith("^")
        given = given.removeprefix("^")
        columns.append(Column(column or given.partition(":")[2], given, kind, backwards))
    return Table(name, tuple(columns), tuple((one.partition("=")[0], one.partition("=")[2]) for one in constants))


TABLES = (
    _table(
        "claims",
        "kg:about=iri kg:agent=iri kg:codedAs=iri kg:contentHash=text kg:datePrecisionCode=iri kg:earliest=xsd:date kg:edtf=text "
        "kg:eventClarity=iri kg:eventType=iri kg:in=iri kg:latest=xsd:date kg:locator=text kg:near=iri kg:originalSource=text "
        "kg:partOfConflict=iri party_1@kg:party=iri party_2@kg:party=iri kg:placePrecision=iri kg:target=iri "
        "kg:timePrecision=iri",
        "rdf:type=kg:OccurrenceClaim", "prov:wasDerivedFrom=source:ucdp-ged", "prov:wasGeneratedBy=run:import-ucdp-ged",
        "kg:claimant=actor:ucdp", "kg:coding=kg:Hand", "kg:dateBasis=kg:CoderDate", "kg:modality=kg:AsHappened",
        'kg:negated="false"', "kg:stance=kg:Asserts", "kg:voice=kg:Narrator",
    ),
    _table("citations", "prov:hadPrimarySource=iri"),
    _table(
        "counts",
        "claim@^kg:count=iri kg:asWritten=text kg:best=xsd:integer kg:high=xsd:integer kg:low=xsd:integer kg:ofGroup=iri "
        "kg:ofWhom=text",
        "rdf:type=kg:Count", "kg:countKind=kg:Killed",
    ),
    _table("mentions", "kg:entity=iri kg:mentionRole=iri kg:mentionedIn=iri kg:words=text", "rdf:type=kg:Mention"),
    _table("events", "rdfs:label=en", "rdf:type=sem:Event"),
    _table(
        "actors", "rdfs:label=en kg:actorKind=iri skos:altLabel=en kg:hasName=iri", "rdf:type=sem:Actor",
        "prov:wasDerivedFrom=source:ucdp-ged",
    ),
    _table("publishers", "rdfs:label=en kg:actorKind=iri kg:scopedTo=iri", "rdf:type=sem:Actor", 'kg:identified="false"'),
    _table("names", "kg:nameText=en", "rdf:type=kg:Name", "prov:wasDerivedFrom=source:ucdp-ged"),
    _table(
        "places",
        "rdfs:label=en kg:placeKind=iri geo:sfWithin=iri wgs84:lat=xsd:decimal wgs84:long=xsd:decimal geo:hasGeometry=iri",
        "rdf:type=sem:Place", "prov:wasDerivedFrom=source:ucdp-ged",
    ),
    _table("geometries", "geo:asWKT=geo:wktLiteral", "rdf:type=geo:Geometry"),
    _table("conflicts", "rdfs:label=en dcterms:isPartOf=iri", "rdf:type=kg:Conflict", "prov:wasDerivedFrom=source:ucdp-ged"),
    _table(
        "articles",
        "dcterms:publisher=iri rdfs:label=en dcterms:issued=xsd:date kg:earliest=xsd:date kg:latest=xsd:date kg:edtf=text "
        "kg:timePrecision=iri kg:dateBasis=iri",
        "rdf:type=kg:Source", "rdf:type=prov:Entity",
    ),
)  # fmt: skip


def path_of(folder: Path, table: Table) -> Path:
    """Give where a table lies."""
    return folder / f"{table.name}.csv"


def rows_of(folder: Path, table: Table) -> Iterator[list[str]]:
    """Yield a table's rows, node first."""
    with path_of(folder, table).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows
