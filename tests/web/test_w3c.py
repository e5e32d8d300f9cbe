"""The W3C's own tests of the SPARQL 1.1 Protocol and of the Graph Store Protocol, sent to a real service."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import rdflib
from rdflib import RDF, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.term import Node

from tests.web.services import ROOT, Service, service

MANIFESTS = ROOT.parent / "shared" / "data" / "w3c"
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
STATUS = {"OK": range(200, 201), "Created": range(201, 202), "NoContent": range(204, 205), "NotFound": range(404, 405)}
TABULAR = {"application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"}
RDF_MEDIA = {"text/turtle": "turtle", "application/n-triples": "nt", "application/rdf+xml": "xml"}


@dataclass(frozen=True)
class Entry:
    """One test of a manifest."""

    graph: rdflib.Graph
    node: Node
    folder: Path
    prefix: str

    @property
    def name(self) -> str:
        return str(self.node).rpartition("#")[2]

    def requests(self) -> list[Node]:
        connection = self.graph.value(self.node, MF.action)
        found = self.graph.value(connection, HT.requests)
        return list(Collection(self.graph, found))


def entries(folder: str, manifest: str, kind: URIRef, prefix: str) -> list[Entry]:
    path = MANIFESTS / folder / manifest
    if not path.exists():
        return []
    graph = rdflib.Graph().parse(path, format="turtle", publicID=path.as_uri())
    listed = Collection(graph, graph.value(URIRef(path.as_uri()), MF.entries))
    assert all((node, RDF.type, kind) in graph for node in listed)
    return [Entry(graph, node, path.parent, prefix) for node in listed]


PROTOCOL = entries("protocol", "manifest.ttl", MF.ProtocolTest, "/sparql/")
STORE = [
    entry
    for manifest in ("manifest-direct.ttl", "manifest-indirect.ttl")
    for entry in entries("graph-store-protocol", manifest, MF.GraphStoreProtocolTest, "/gsp")
]


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    path = tmp_path_factory.mktemp("w3c") / "one.ttl"
    path.write_text("<http://example.org/s> <http://example.org/p> 1 .")
    with service(str(path), "--update") as running:
        yield running


def test_all_of_the_suites_are_run() -> None:
    if not MANIFESTS.exists():
        assert not os.environ.get("CI"), f"{MANIFESTS} is not there, and in CI it must be"
        pytest.skip(f"{MANIFESTS} is not there: the manifests come with the project's shared folder")
    assert (len(PROTOCOL), len(STORE)) == (34, 13)


@pytest.mark.parametrize("entry", PROTOCOL, ids=lambda entry: entry.name)
def test_the_sparql_protocol(entry: Entry, writable: Service) -> None:
    run(entry, writable)


@pytest.mark.parametrize("entry", STORE, ids=lambda entry: entry.name)
def test_the_graph_store_protocol(entry: Entry, writable: Service) -> None:
    run(entry, writable)


def run(entry: Entry, service: Service) -> None:
    with httpx.Client(headers=service.writing, timeout=60) as client:
        prepare(entry, service, client)
        location = ""
        sent = entry.requests()
        for request in sent:
            answer = send(entry, request, service, client, location)
            check(entry, request, answer, service)
            location = answer.headers.get("location", location)
        assert sent, "a test without a request tests nothing"


def prepare(entry: Entry, service: Service, client: httpx.Client) -> None:
    """Begin with the data that a test names, and nothing else."""
    assert client.post(service.sparql, data={"update": "DROP ALL"}).status_code == 204
    for data in entry.graph.objects(entry.node, UT.graphData):
        file = str(entry.graph.value(data, UT.graph)).rpartition("/")[2]
        name = str(entry.graph.value(data, rdflib.RDFS.label))
        content = (entry.folder / file).read_bytes()
        headers = {"content-type": "application/n-triples"}
        assert client.put(f"{service.address}/store", params={"graph": name}, content=content, headers=headers).status_code == 201


def send(entry: Entry, request: Node, service: Service, client: httpx.Client, location: str) -> httpx.Response:
    graph = entry.graph
    path = str(graph.value(request, HT.absolutePath)).replace("$LOCATION$", location)
    path = path.replace("/gsp", "/store", 1) if entry.prefix == "/gsp" and path.startswith("/gsp") else path
    body = graph.value(request, HT.body)
    content = None
    if body is not None:
        text = str(graph.value(body, CNT.chars)).replace("$LOCATION$", location)
        content = text.encode(str(graph.value(body, CNT.characterEncoding)))
    return client.request(
        str(graph.value(request, HT.methodName)), service.address + path, headers=headers_of(graph, request), content=content
    )


def headers_of(graph: rdflib.Graph, node: Node | None) -> dict[str, str]:
    listed = graph.value(node, HT.headers)
    pairs = Collection(graph, listed) if listed is not None else []
    return {str(graph.value(pair, HT.fieldName)): str(graph.value(pair, HT.fieldValue)) for pair in pairs}


def check(entry: Entry, request: Node, answer: httpx.Response, service: Service) -> None:
    graph = entry.graph
    expected = graph.value(request, HT.resp)
    names = [str(status).rpartition("#")[2] for status in graph.objects(expected, MF.expectedStatus)]
    assert any(answer.status_code in statuses(name) for name in names), (names, answer.status_code, answer.text)
    media = answer.headers.get("content-type", "").partition(";")[0]
    formats = {"boolean": TABULAR, "tabular": TABULAR, "RDF": set(RDF_MEDIA)}
    format_ = graph.value(expected, MF.expectedFormat)
    assert format_ is None or media in formats[str(format_)]
    truth = graph.value(expected, MF.expectedBoolean)
    assert truth is None or answer.json()["boolean"] == truth.toPython()  # type: ignore[attr-defined]
    if graph.value(expected, MF.expectedLocation) is not None:
        assert answer.headers["location"].startswith("http")
    body = graph.value(expected, HT.body)
    if body is not None:
        base = str(answer.url)
        wanted = rdflib.Graph().parse(data=str(graph.value(body, CNT.chars)), format="turtle", publicID=base)
        given = rdflib.Graph().parse(data=answer.text, format=RDF_MEDIA[media], publicID=base)
        assert isomorphic(wanted, given), answer.text


def statuses(name: str) -> range:
    if name.startswith("StatusCode"):
        first = int(name[len("StatusCode")]) * 100
        return range(first, first + 100)
    return STATUS[name]
