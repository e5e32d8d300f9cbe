"""The graph in RDF4J's own server."""

from __future__ import annotations

from tests.stores.every_store import EveryStore


class TestRdf4j(EveryStore):
    kind = "rdf4j"
