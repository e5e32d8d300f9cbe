"""What the service says of itself and of its graph, as triples: SPARQL service description, VoID, DCAT."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from kg.graph.answer import Term
from kg.model.refs import VOCABULARIES, digest
from kg.web.forms import DATASETS, GRAPHS, TABLES, Form
from kg.web.pages.site import Site
from kg.web.pages.statistics import Rows, number

_KNOWN = {**VOCABULARIES, "sd": "http://www.w3.org/ns/sparql-service-description#", "formats": "http://www.w3.org/ns/formats/"}
_PATIENCE = 5.0
_FORMATS = {
    "json": "SPARQL_Results_JSON", "xml": "SPARQL_Results_XML", "csv": "SPARQL_Results_CSV", "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle", "nt": "N-Triples", "rdf": "RDF_XML", "jsonld": "JSON-LD", "trig": "TriG", "nq": "N-Quads",
}  # fmt: skip
_USED = ("kg", "sem", "prov", "skos", "dcterms", "org", "geo")
_INTEGER = NamedNode(VOCABULARIES["xsd"] + "integer")


def term(name: str) -> NamedNode:
    """Give the IRI of a prefixed name."""
    prefix, _, local = name.partition(":")
    return NamedNode(_KNOWN[prefix] + local)


@dataclass(frozen=True, slots=True)
class Told:
    """Triples about one subject, by prefixed names."""

    subject: NamedNode

    def says(self, name: str, *values: Term | str | int | None) -> Iterator[Triple]:
        """Yield what is said: a number, a text in English, or a term; nothing for None."""
        for value in values:
            if isinstance(value, int):
                yield Triple(self.subject, term(name), Literal(str(value), datatype=_INTEGER))
            elif isinstance(value, str):
                yield Triple(self.subject, term(name), Literal(value, language="en"))
            elif value is not None:
                yield Triple(self.subject, term(name), value)


def _node(site: Site, path: str) -> NamedNode:
    return NamedNode(site.settings.address + path)


def _media(form: Form) -> NamedNode:
    return term(f"formats:{_FORMATS[form.name]}")


async def service_description(site: Site) -> list[Triple]:
    """Give the SPARQL 1.1 Service Description: the default graph is the union of the named graphs, whose sizes are told."""
    service = Told(_node(site, "/sparql#service"))
    dataset, default = Told(_node(site, "/sparql#dataset")), Told(_node(site, "/sparql#default"))
    languages = ["sd:SPARQL11Query"] + ["sd:SPARQL11Update"] * site.settings.update
    graphs = await site.statistics.rows("graphs", _PATIENCE)
    return [
        *service.says("rdf:type", term("sd:Service")),
        *service.says("rdfs:label", site.settings.title),
        *service.says("sd:endpoint", _node(site, "/sparql")),
        *service.says("sd:supportedLanguage", *map(term, languages)),
        *service.says("sd:resultFormat", *map(_media, (*TABLES, *GRAPHS))),
        *(service.says("sd:inputFormat", *map(_media, (*GRAPHS, *DATASETS))) if site.settings.update else ()),
        *service.says("sd:feature", term("sd:UnionDefaultGraph")),
        *service.says("sd:defaultDataset", dataset.subject),
        *dataset.says("rdf:type", term("sd:Dataset")),
        *dataset.says("sd:defaultGraph", default.subject),
        *default.says("rdf:type", term("sd:Graph")),
        *default.says("void:triples", number(await site.statistics.exact("triples", _PATIENCE))),
        *_graphs(site, dataset, graphs),
    ]


def _graphs(site: Site, dataset: Told, rows: Rows | None) -> Iterator[Triple]:
    for row in rows or ():
        name, size = row["g"], number([row])
        mark = digest(str(name))
        named, graph = Told(_node(site, f"/sparql#named-{mark}")), Told(_node(site, f"/sparql#graph-{mark}"))
        yield from dataset.says("sd:namedGraph", named.subject)
        yield from named.says("rdf:type", term("sd:NamedGraph"))
        yield from named.says("sd:name", name)
        yield from named.says("sd:graph", graph.subject)
        yield from graph.says("rdf:type", term("sd:Graph"))
        yield from graph.says("void:triples", size)


async def records(site: Site) -> tuple[NamedNode, list[Triple]]:
    """Give the node of all that is served, and what the graph's own data-set records say.

    Where the graph has one data set, that is it; else a node of the service's own, of which the data sets are parts.
    """
    rows = await site.statistics.rows("datasets", _PATIENCE) or []
    said = [Triple(row["x"], row["p"], row["o"]) for row in rows if isinstance(row["x"], NamedNode)]  # type: ignore[arg-type]
    subjects = list(dict.fromkeys(triple.subject for triple in said))
    if len(subjects) == 1 and isinstance(subjects[0], NamedNode):
        return subjects[0], said
    whole = Told(_node(site, "/void#all"))
    return whole.subject, [
        *said,
        *whole.says("rdf:type", term("void:Dataset"), term("dcat:Dataset")),
        *whole.says("dcterms:title", site.settings.title),
        *whole.says("void:subset", *subjects),
        *whole.says("dcterms:hasPart", *subjects),
    ]


async def void(site: Site) -> list[Triple]:
    """Give the VoID description: how much there is of what, where it is fetched. What takes too long to count is left out."""
    subject, said = await records(site)
    data = Told(subject)
    page = Told(_node(site, "/void"))
    counts = await site.statistics.several(("entities", "subjects", "objects", "classes", "example"), _PATIENCE)
    triples, properties = [await site.statistics.exact(name, _PATIENCE) for name in ("triples", "properties")]
    example = next((row["x"] for row in counts["example"] or ()), None)
    return [
        *said,
        *page.says("rdf:type", term("void:DatasetDescription")),
        *page.says("foaf:primaryTopic", subject),
        *page.says("foaf:topic", subject),
        *data.says("rdf:type", term("void:Dataset")),
        *data.says("void:sparqlEndpoint", _node(site, "/sparql")),
        *data.says("void:dataDump", _node(site, "/store")),
        *data.says("void:uriSpace", Literal(site.settings.base)),
        *data.says("void:feature", *map(_media, (*GRAPHS, *DATASETS))),
        *data.says("void:exampleResource", example),
        *data.says("void:vocabulary", *(NamedNode(VOCABULARIES[prefix]) for prefix in _USED)),
        *data.says("void:triples", number(triples)),
        *data.says("void:entities", number(counts["entities"])),
        *data.says("void:distinctSubjects", number(counts["subjects"])),
        *data.says("void:distinctObjects", number(counts["objects"])),
        *data.says("void:classes", _length(counts["classes"])),
        *data.says("void:properties", _length(properties)),
        *_partitions(site, data, "class", counts["classes"]),
        *_partitions(site, data, "property", properties),
    ]


def _length(rows: Rows | None) -> int | None:
    return None if rows is None else len(rows)


def _partitions(site: Site, data: Told, kind: str, rows: Rows | None) -> Iterator[Triple]:
    counted = "void:entities" if kind == "class" else "void:triples"
    for row in rows or ():
        part = Told(_node(site, f"/void#{kind}-{digest(str(row['x']))}"))
        yield from data.says(f"void:{kind}Partition", part.subject)
        yield from part.says(f"void:{kind}", row["x"])
        yield from part.says(counted, number([row]))


async def dcat(site: Site) -> list[Triple]:
    """Give the DCAT description: a catalogue with the data set, its distributions, and the service that answers queries."""
    subject, said = await records(site)
    data, catalog, service = Told(subject), Told(_node(site, "/dcat#catalog")), Told(_node(site, "/dcat#sparql"))
    licences = list(dict.fromkeys(t.object for t in said if t.predicate == term("dcterms:license")))
    makers = _values(said, subject, "dcterms:publisher") or _values(said, subject, "dcterms:creator")
    datasets = list(dict.fromkeys([subject, *(t.subject for t in said)]))
    return [
        *said,
        *catalog.says("rdf:type", term("dcat:Catalog")),
        *catalog.says("dcterms:title", site.settings.title),
        *catalog.says("dcat:dataset", *datasets),
        *catalog.says("dcat:service", service.subject),
        *service.says("rdf:type", term("dcat:DataService")),
        *service.says("dcterms:title", f"{site.settings.title}: SPARQL 1.1 endpoint"),
        *service.says("dcat:endpointURL", _node(site, "/sparql")),
        *service.says("dcat:endpointDescription", _node(site, "/sparql")),
        *service.says("dcat:servesDataset", subject),
        *service.says("dcterms:conformsTo", NamedNode("http://www.w3.org/TR/sparql11-protocol/")),
        *data.says("dcat:landingPage", _node(site, "/")),
        *data.says("dcterms:publisher", *makers),
        *_distributions(site, data, service, licences),
        *await _coverage(site, data),
    ]


def _values(said: Iterable[Triple], subject: NamedNode, name: str) -> list[Term]:
    return [triple.object for triple in said if triple.subject == subject and triple.predicate == term(name)]


def _distributions(site: Site, data: Told, service: Told, licences: list[Term]) -> Iterator[Triple]:
    for form in DATASETS:
        dump = Told(_node(site, f"/dcat#{form.name}"))
        yield from data.says("dcat:distribution", dump.subject)
        yield from dump.says("rdf:type", term("dcat:Distribution"))
        yield from dump.says("dcterms:title", f"All graphs as {_FORMATS[form.name]}")
        yield from dump.says("dcat:accessURL", _node(site, "/store"))
        yield from dump.says("dcat:mediaType", NamedNode(f"https://www.iana.org/assignments/media-types/{form.media}"))
        yield from dump.says("dcat:accessService", service.subject)
        yield from dump.says("dcterms:license", *licences[:1])


async def _coverage(site: Site, data: Told) -> list[Triple]:
    """Give the time and the area that the claims and places span, as they stand in the graph."""
    found = await site.statistics.several(("period", "area"), _PATIENCE)
    (time,) = found["period"] or ({},)
    (area,) = found["area"] or ({},)
    triples: list[Triple] = []
    if time:
        period = Told(_node(site, "/dcat#period"))
        triples += data.says("dcterms:temporal", period.subject)
        triples += period.says("rdf:type", term("dcterms:PeriodOfTime"))
        triples += period.says("dcat:startDate", time.get("first"))
        triples += period.says("dcat:endDate", time.get("last"))
    if {"west", "south", "east", "north"} <= area.keys():
        west, south, east, north = (getattr(area[name], "value", "") for name in ("west", "south", "east", "north"))
        corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
        box = Told(_node(site, "/dcat#area"))
        triples += data.says("dcterms:spatial", box.subject)
        triples += box.says("rdf:type", term("dcterms:Location"))
        wkt = f"POLYGON(({', '.join(f'{x} {y}' for x, y in corners)}))"
        triples += box.says("dcat:bbox", Literal(wkt, datatype=term("geo:wktLiteral")))
    return triples
