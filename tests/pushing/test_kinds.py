"""Which store it is, and where its endpoints are."""

from __future__ import annotations

import pytest

from kg.model.errors import UsageError
from kg.pushing.address import read_address
from kg.pushing.kinds import KINDS, find_kind, generic_endpoint, make_endpoint
from kg.pushing.wire import Wire
from tests.pushing.conftest import Hostile, hang_up, reply

YES = b'{"head":{},"boolean":true}'


@pytest.mark.parametrize("url", ["http://h:3030/ds", "http://h:3030/ds/data", "http://h:3030/ds/query"])
def test_the_address_may_be_the_stores_or_an_endpoints(url: str) -> None:
    found = make_endpoint(url, KINDS["fuseki"], authenticated=False)
    assert (found.query, found.graphs) == ("http://h:3030/ds/query", "http://h:3030/ds/data")


def test_virtuoso_is_written_to_where_it_asks_for_the_password() -> None:
    found = make_endpoint("http://h:8890", KINDS["virtuoso"], authenticated=True)
    assert found.graph_url("urn:a b&c") == "http://h:8890/sparql-graph-crud-auth?graph=urn%3Aa%20b%26c"
    assert found.fallback_graph == "https://w3id.org/conflict-kg/graph/all"
    assert make_endpoint("http://h:8890", KINDS["virtuoso"], authenticated=False).graphs == "http://h:8890/sparql-graph-crud"


@pytest.mark.parametrize(("server", "kind"), [
    ("Oxigraph/0.5.13", "oxigraph"), ("Virtuoso/07.20.3229 (Linux)", "virtuoso"), ("Apache Jena Fuseki (5.6.0)", "fuseki"),
])  # fmt: skip
def test_a_store_that_names_itself_is_known(hostile: Hostile, server: str, kind: str) -> None:
    hostile.will(lambda handler: (setattr(handler, "version_string", lambda: server), reply(200, YES)(handler))[1])
    with Wire(read_address(hostile.url)) as wire:
        assert find_kind(wire).name == kind
    assert {request.method for request in hostile.asked} == {"GET"}


def test_a_store_that_nobody_knows_is_to_be_named(hostile: Hostile) -> None:
    hostile.will(hang_up)
    with Wire(read_address(hostile.url)) as wire, pytest.raises(UsageError, match="say --kind oxigraph, fuseki"):
        find_kind(wire)


def test_a_generic_store_needs_an_address_for_queries() -> None:
    with pytest.raises(UsageError, match="--query URL"):
        generic_endpoint("http://h/graphs", None)
    assert generic_endpoint("http://h/graphs", "http://h/sparql").query == "http://h/sparql"
