"""What every store must show: all triples come back, and each named query gives the rows of the embedded store."""

from __future__ import annotations

from typing import ClassVar

import pytest

from tests.stores.questions import ASKED, expected, graph, graphs, lines
from tests.stores.servers import Server
from tests.stores.sparql import GRAPH, Client, canonical_lines, digest

GEOMETRY = "<http://www.openlinksw.com/schemas/virtrdf#Geometry>"


class EveryStore:
    """Tests that a class for each store inherits, with its kind and what it is known to answer wrongly."""

    kind: ClassVar[str]
    wrong: ClassVar[dict[str, str]] = {}

    def test_it_counts_what_was_put(self, loaded: Client) -> None:
        assert loaded.count() == len(graph()) > 8000

    def test_it_gives_back_what_was_put(self, loaded: Client) -> None:
        assert digest(self.mended(loaded.got())) == digest(canonical_lines(lines()))

    def mended(self, found: bytes) -> list[str]:
        return canonical_lines(found)

    def test_a_put_replaces_and_a_post_adds_each_triple_once(self, server: Server) -> None:
        client, name = Client(server), GRAPH + "/small"
        one, two = (f"<http://example.org/{n}> <http://example.org/p> \"{n} é €\" .\n".encode() for n in "ab")
        client.put(one + two, name)
        client.put(two, name)
        client.post(one, name)
        client.post(one, name)
        assert canonical_lines(client.got(name)) == canonical_lines(one + two)
        client.drop(name)

    @pytest.mark.parametrize("asked", ASKED)
    def test_a_named_query_gives_the_rows_of_the_embedded_store(self, loaded: Client, asked: str) -> None:
        if asked in self.wrong:
            with pytest.raises(AssertionError):  # should it answer well one day, the page on stores says so no longer
                assert loaded.in_graph(ASKED[asked]) == expected(asked), self.wrong[asked]
            return
        assert loaded.in_graph(ASKED[asked]) == expected(asked)

    def test_a_graph_for_each_source_is_asked_as_their_union(self, by_source: Client) -> None:
        assert {name: by_source.count(name) for name in graphs()} == {name: c.count(b"\n") for name, c in graphs().items()}
        for asked in ("contradictions", "independent-origins", "view-map", "names"):
            assert by_source.in_union(ASKED[asked]) == expected(asked), asked
