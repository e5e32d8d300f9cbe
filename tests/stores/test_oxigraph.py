"""The graph in Oxigraph's own server."""

from __future__ import annotations

from tests.stores.every_store import EveryStore


class TestOxigraph(EveryStore):
    kind = "oxigraph"
