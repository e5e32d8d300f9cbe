"""What the service says of itself: it is RDF of the vocabularies it claims, and its numbers are those of the graph."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyoxigraph import RdfFormat, parse
from rdflib import RDF, XSD, Literal, Namespace, URIRef

from kg.graph.store import read_graph
from kg.model.data import data_path
from kg.web.pages import describe
from kg.web.settings import Settings
from tests.web.pages.conftest import MALI, Client, HereEngine

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
DATASET = URIRef("https://w3id.org/conflict-kg/dataset/mali")


def graph_of(client: Client, path: str) -> rdflib.Graph:
    got = client.get(path, "text/turtle")
    assert got.status_code == 200
    list(parse(got.content, RdfFormat.TURTLE))
    return rdflib.Graph().parse(data=got.content, format="turtle")


def integer(graph: rdflib.Graph, subject: Any, property_: URIRef) -> int:
    value = graph.value(subject, property_)
    assert isinstance(value, Literal)
    assert value.datatype == XSD.integer
    return int(value)


def test_void_counts_what_the_graph_holds(mali: Client) -> None:
    found, store = graph_of(mali, "/void"), read_graph(MALI)
    assert integer(found, DATASET, VOID.triples) == len(store)
    assert integer(found, DATASET, VOID.distinctSubjects) == len({quad.subject for quad in store})
    assert integer(found, DATASET, VOID.distinctObjects) == len({quad.object for quad in store})
    assert integer(found, DATASET, VOID.properties) == len({quad.predicate for quad in store})
    parts = list(found.objects(DATASET, VOID.propertyPartition))
    assert sum(integer(found, part, VOID.triples) for part in parts) == len(store)
    assert len(list(found.objects(DATASET, VOID.classPartition))) == integer(found, DATASET, VOID.classes)


def test_the_well_known_address_leads_to_void(mali: Client) -> None:
    got = mali.get("/.well-known/void", "text/turtle")
    assert (got.status_code, got.headers["location"]) == (303, "/void")


def test_dcat_has_the_graph_s_own_record_its_period_and_its_area(mali: Client) -> None:
    found = graph_of(mali, "/dcat")
    assert found.value(DATASET, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
    period = found.value(DATASET, DCTERMS.temporal)
    assert str(found.value(period, DCAT.startDate)) == "2012-01-01"
    assert str(found.value(found.value(DATASET, DCTERMS.spatial), DCAT.bbox)).startswith("POLYGON((-")
    (service,) = found.subjects(RDF.type, DCAT.DataService)
    assert found.value(service, DCAT.servesDataset) == DATASET
    assert len(list(found.objects(DATASET, DCAT.distribution))) == 2


@pytest.mark.parametrize("path", ["/void", "/dcat"])
def test_descriptions_pass_our_shapes_for_data_sets(mali: Client, path: str) -> None:
    import pyshacl

    shapes = rdflib.Graph().parse(data_path("ontology", "shapes.ttl"))
    conforms, _, told = pyshacl.validate(graph_of(mali, path), shacl_graph=dataset_shapes(shapes))
    assert conforms, told


def dataset_shapes(shapes: rdflib.Graph) -> rdflib.Graph:
    """Give the shapes of data sets alone: a description holds no claims for the others."""
    sh = Namespace("http://www.w3.org/ns/shacl#")
    kept = rdflib.Graph()
    for shape in shapes.subjects(sh.targetClass, DCAT.Dataset):
        for triple in shapes.triples((shape, None, None)):
            kept.add(triple)
    assert len(set(kept.subjects())) == 3
    return kept


def described(trig: str = "", update: bool = False) -> rdflib.Graph:
    from pyoxigraph import Store, serialize

    store = Store() if trig else read_graph(MALI)
    store.load(trig.encode(), format=RdfFormat.TRIG)
    engine: Any = HereEngine(store)
    triples = asyncio.run(describe(engine, Settings(public_url="https://x.org", update=update)))
    return rdflib.Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")


def test_the_service_description_tells_language_formats_and_union() -> None:
    found = described()
    (service,) = found.subjects(RDF.type, SD.Service)
    assert found.value(service, SD.endpoint) == URIRef("https://x.org/sparql")
    assert set(found.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert set(found.objects(service, SD.feature)) == {SD.UnionDefaultGraph}
    assert len(set(found.objects(service, SD.resultFormat))) == 8


def test_the_service_description_tells_named_graphs_with_their_sizes() -> None:
    found = described("<urn:one> { <urn:a> <urn:b> <urn:c> , <urn:d> } <urn:two> { <urn:a> <urn:b> <urn:c> }", update=True)
    sizes = {}
    for named in found.objects(None, SD.namedGraph):
        sizes[str(found.value(named, SD.name))] = integer(found, found.value(named, SD.graph), VOID.triples)
    assert sizes == {"urn:one": 2, "urn:two": 1}
    assert integer(found, next(found.objects(None, SD.defaultGraph)), VOID.triples) == 2
    assert SD.SPARQL11Update in set(found.objects(None, SD.supportedLanguage))


def test_a_statistic_is_asked_once_a_generation(mali: Client) -> None:
    store = read_graph(MALI)
    engine: Any = HereEngine(store)
    settings = Settings(public_url="https://x.org")

    async def twice() -> tuple[int, int, int]:
        await describe(engine, settings)
        first = len(engine.asked)
        await describe(engine, settings)
        second = len(engine.asked)
        engine.generation = "000002"
        await describe(engine, settings)
        return first, second, len(engine.asked)

    first, second, third = asyncio.run(twice())
    assert second == first > 0
    assert third == 2 * first


def test_without_a_record_of_its_own_the_service_speaks_for_the_whole(over: Callable[..., Client]) -> None:
    client = over('dataset:a a dcat:Dataset ; dcterms:title "A" . dataset:b a dcat:Dataset ; dcterms:title "B" .')
    found = graph_of(client, "/void")
    assert len(list(found.objects(URIRef("http://testserver/void#all"), VOID.subset))) == 2


def test_no_term_of_a_described_vocabulary_is_made_up() -> None:
    """Hold the terms that we use of three vocabularies against lists of what they define."""
    source = (Path(__file__).parents[3] / "kg" / "web" / "pages" / "description.py").read_text(encoding="utf-8")
    import re

    used = {name for name in re.findall(r'"((?:sd|void|dcat):[A-Za-z]\w*)"', source) if not name.endswith("Partition")}
    known = (
        "sd:Service sd:endpoint sd:supportedLanguage sd:resultFormat sd:inputFormat sd:feature sd:UnionDefaultGraph sd:Dataset "
        "sd:defaultDataset sd:defaultGraph sd:Graph sd:namedGraph sd:NamedGraph sd:name sd:graph sd:SPARQL11Query "
        "sd:SPARQL11Update void:Dataset void:DatasetDescription void:subset void:triples void:entities void:classes "
        "void:properties void:distinctSubjects void:distinctObjects void:sparqlEndpoint void:dataDump void:uriSpace void:feature "
        "void:exampleResource void:vocabulary dcat:Dataset dcat:Catalog dcat:dataset dcat:service dcat:DataService "
        "dcat:endpointURL dcat:endpointDescription dcat:servesDataset dcat:landingPage dcat:distribution dcat:Distribution "
        "dcat:accessURL dcat:mediaType dcat:accessService dcat:startDate dcat:endDate dcat:bbox"
    ).split()
    assert used == set(known)
