"""The graph in Fuseki's own server."""

from __future__ import annotations

from tests.stores.every_store import EveryStore


class TestFuseki(EveryStore):
    kind = "fuseki"
