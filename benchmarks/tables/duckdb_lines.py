"""The lines that DuckDB makes, as templates: `{…}` is an SQL expression, `?` leads a line that is left out where one is NULL."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    **{folder: f"{BASE}{folder}/" for folder in "actor claim code conflict event mention name place run source type".split()},
}

TOTAL = """
claim:{c}-{k0} rdf:type kg:Count
?claim:{c}-{k0} kg:asWritten "{written}"
claim:{c}-{k0} kg:best "{best}"^^xsd:integer
claim:{c}-{k0} kg:countKind kg:Killed
?claim:{c}-{k0} kg:high "{many}"^^xsd:integer
?claim:{c}-{k0} kg:low "{few}"^^xsd:integer
"""
OF_A = """
claim:{c}-{k1} rdf:type kg:Count
claim:{c}-{k1} kg:best "{of_a}"^^xsd:integer
claim:{c}-{k1} kg:countKind kg:Killed
claim:{c}-{k1} kg:ofGroup actor:ged/{a}
"""
OF_B = """
claim:{c}-{k2} rdf:type kg:Count
claim:{c}-{k2} kg:best "{of_b}"^^xsd:integer
claim:{c}-{k2} kg:countKind kg:Killed
claim:{c}-{k2} kg:ofGroup actor:ged/{b}
"""
OF_CIVILIANS = """
claim:{c}-{k3} rdf:type kg:Count
claim:{c}-{k3} kg:best "{of_civilians}"^^xsd:integer
claim:{c}-{k3} kg:countKind kg:Killed
claim:{c}-{k3} kg:ofWhom "civilians"
"""
OF_UNKNOWN = """
claim:{c}-{k4} rdf:type kg:Count
claim:{c}-{k4} kg:best "{of_unknown}"^^xsd:integer
claim:{c}-{k4} kg:countKind kg:Killed
claim:{c}-{k4} kg:ofWhom "people of unknown status"
"""
CLAIM = """
claim:{c} rdf:type kg:OccurrenceClaim
{primaries}
claim:{c} prov:wasDerivedFrom source:ucdp-ged
claim:{c} prov:wasGeneratedBy run:import-ucdp-ged
claim:{c} kg:about event:ged/{id}
{agent}
claim:{c} kg:claimant actor:ucdp
claim:{c} kg:codedAs code:ucdp/type-{type}
claim:{c} kg:coding kg:Hand
{counted}
claim:{c} kg:dateBasis kg:CoderDate
claim:{c} kg:datePrecisionCode code:ucdp/date-prec-{date_prec}
claim:{c} kg:earliest "{first}"^^xsd:date
claim:{c} kg:edtf "{edtf}"
claim:{c} kg:eventClarity code:ucdp/clarity-{clarity}
claim:{c} kg:eventType type:{event_type}
{inside}
claim:{c} kg:latest "{last}"^^xsd:date
claim:{c} kg:locator "row={id}"
claim:{c} kg:modality kg:AsHappened
{nearby}
claim:{c} kg:negated "false"^^xsd:boolean
?claim:{c} kg:originalSource "{esc(original)}"
claim:{c} kg:partOfConflict conflict:ged/dyad-{dyad}
{parties}
claim:{c} kg:placePrecision kg:{prec}Precision
claim:{c} kg:stance kg:Asserts
{target}
claim:{c} kg:timePrecision kg:{time_prec}
claim:{c} kg:voice kg:Narrator
"""
MENTION = """
mention:{m} rdf:type kg:Mention
mention:{m} kg:entity place:{place}
mention:{m} kg:mentionRole kg:{relation}
mention:{m} kg:mentionedIn claim:{c}
mention:{m} kg:words "{esc(described)}"
"""
AFTER = """
claim:{c} kg:contentHash "{hashed}"
event:ged/{id} rdf:type sem:Event
event:ged/{id} rdfs:label "UCDP GED {id}"@en
"""
PLACE = """
place:{ref} rdf:type sem:Place
place:{ref} rdfs:label "{esc(label)}"@en
place:{ref} kg:placeKind kg:{kind}Place
?place:{ref} geo:sfWithin place:{outer_of}
place:{ref} prov:wasDerivedFrom source:ucdp-ged
?place:{ref} wgs84:lat "{lat}"^^xsd:decimal
?place:{ref} wgs84:long "{lon}"^^xsd:decimal
?place:{ref} geo:hasGeometry place:{pointed}-geometry
?place:{pointed}-geometry rdf:type geo:Geometry
?place:{pointed}-geometry geo:asWKT "POINT({lon} {lat})"^^geo:wktLiteral
"""
ACTOR = """
actor:ged/{ref} rdf:type sem:Actor
actor:ged/{ref} rdfs:label "{esc(label)}"@en
actor:ged/{ref} kg:actorKind kg:{kind}
actor:ged/{ref} prov:wasDerivedFrom source:ucdp-ged
"""
NAMED = """
actor:ged/{ref} skos:altLabel "{esc(label)}"@en
actor:ged/{ref} kg:hasName name:{n}
name:{n} rdf:type kg:Name
name:{n} kg:nameText "{esc(label)}"@en
name:{n} prov:wasDerivedFrom source:ucdp-ged
"""
UNNAMED = """
actor:ged/{publisher} rdf:type sem:Actor
actor:ged/{publisher} rdfs:label "publisher not named"@en
actor:ged/{publisher} kg:actorKind kg:Media
actor:ged/{publisher} kg:identified "false"^^xsd:boolean
actor:ged/{publisher} kg:scopedTo source:ged/{s}
"""
CONFLICT = """
conflict:ged/{ref} rdf:type kg:Conflict
conflict:ged/{ref} rdfs:label "{esc(label)}"@en
?conflict:ged/{ref} dcterms:isPartOf conflict:ged/{outer_of}
conflict:ged/{ref} prov:wasDerivedFrom source:ucdp-ged
"""
ARTICLE = """
source:ged/{s} rdf:type kg:Source
source:ged/{s} rdf:type prov:Entity
source:ged/{s} dcterms:publisher actor:ged/{publisher}
source:ged/{s} rdfs:label "{esc(headline)}"@en
?source:ged/{s} kg:earliest "{day}"^^xsd:date
?source:ged/{s} kg:latest "{day}"^^xsd:date
?source:ged/{s} kg:edtf "{day}"
?source:ged/{s} dcterms:issued "{day}"^^xsd:date
"""
DATED = """
source:ged/{s} kg:timePrecision kg:Day
source:ged/{s} kg:dateBasis kg:Stated
"""


def text_of(template: str) -> str:
    """Give the SQL expression of the lines of a template."""
    pieces: list[str] = []
    for line in template.strip().splitlines():
        if line.startswith("{"):
            pieces.append(line[1:-1])
        elif line.startswith("?"):
            pieces.append(" || ".join(_pieces(_line(line[1:]))))
        else:
            pieces += _pieces(_line(line))
    merged: list[str] = []
    for piece in pieces:
        if merged and merged[-1].startswith("'") and merged[-1].endswith("'") and _is_words(piece) and _is_words(merged[-1]):
            merged[-1] = merged[-1][:-1] + piece[1:]
        else:
            merged.append(piece)
    return f"concat({', '.join(merged)})"


def _is_words(piece: str) -> bool:
    return re.fullmatch(r"'(?:[^']|'')*'", piece) is not None


def _pieces(text: str) -> Iterator[str]:
    for at, part in enumerate(re.split(r"\{(.*?)\}", text)):
        if at % 2:
            yield part
        elif part:
            yield "'" + part.replace("'", "''") + "'"


def _line(line: str) -> str:
    subject, name, value = line.split(" ", 2)
    literal = value.startswith('"')
    if literal and "^^" in value:
        words, _, datatype = value.rpartition("^^")
        value = f"{words}^^{_iri(datatype)}"
    return f"{_iri(subject)} {_iri(name)} {value if literal else _iri(value)} .\n"


def _iri(name: str) -> str:
    prefix, _, rest = name.partition(":")
    return f"<{XSD if prefix == 'xsd' else PREFIXES[prefix]}{rest}>"
