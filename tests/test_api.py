"""The Python face: what a notebook does with a graph."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest
import rdflib
from matplotlib.figure import Figure

import kg
from kg.api import Graph
from kg.graph.encode import encode, encode_settlement
from kg.graph.export import write_graph
from kg.graph.settle import settle
from kg.model.errors import KgError, NotFound, Problem, UsageError
from kg.model.table import CLAIMS, EVENTS
from kg.sources.facts import read_facts

TESTS = Path(__file__).parent


def loaded(folder: Path, path: Path) -> Graph:
    records = [record for record in read_facts(folder) if not isinstance(record, Problem)]
    write_graph([*encode(records), *encode_settlement(settle(records))], path)
    return kg.load(path)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return loaded(TESTS / "golden" / "first", tmp_path_factory.mktemp("first") / "first.ttl")


@pytest.fixture(scope="module")
def disputed(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return loaded(TESTS / "queries" / "disputed", tmp_path_factory.mktemp("disputed") / "disputed.ttl")


def test_events_are_in_possible_time_order(first: Graph) -> None:
    events = first.events()
    assert [event.event for event in events][-1] == "event:attack-on-leaving-convoy"
    assert len(events) == len(events.df()) == events.table.num_rows == 7
    assert events.table.schema.equals(EVENTS)
    assert isinstance(events.df(), pd.DataFrame)


@pytest.mark.parametrize(
    ("sieve", "found"),
    [
        ({"actor": "wagner-group"}, ["alleged-attack-near-ber", "alleged-ceasefire-violation", "cma-accuses-malian-forces"]),
        ({"actor": "actor:malian-forces", "type": "attack"}, ["alleged-attack-near-ber"]),
        ({"actor": "https://w3id.org/conflict-kg/actor/minusma", "place": "ber"}, ["minusma-leaves-ber"]),
        ({"place": "mali", "since": "2023-08-13", "type": "withdrawal"}, ["minusma-leaves-ber"]),
        ({"type": "attack", "until": date(2023, 8, 12)}, ["alleged-attack-near-ber"]),
        ({"type": "withdrawal", "since": "2023-09"}, []),
        ({"type": "withdrawal", "until": "2023-08"}, ["minusma-leaves-ber"]),
    ],
)
def test_events_are_sifted(first: Graph, sieve: dict[str, str], found: list[str]) -> None:
    assert [event.event for event in first.events(**sieve)] == [f"event:{name}" for name in found]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sieve", "remedy"),
    [
        ({"actor": "wagner"}, "did you mean wagner-group"),
        ({"place": "bur"}, "did you mean ber"),
        ({"type": "atack"}, "did you mean attack"),
    ],
)
def test_an_unknown_name_is_not_found(first: Graph, sieve: dict[str, str], remedy: str) -> None:
    with pytest.raises(NotFound, match=remedy):
        first.events(**sieve)  # type: ignore[arg-type]


def test_claims_are_all_or_those_of_an_event(first: Graph) -> None:
    assert len(first.claims()) == 11
    assert [claim.claimant for claim in first.claims("minusma-leaves-ber")] == [
        "actor:radio-habana-cuba",
        "actor:security-official-rhc",
    ]
    assert first.claims().table.schema.equals(CLAIMS)
    assert len(first.claims()[:3]) == 3


def test_show_gives_claims_and_what_contradicts(disputed: Graph) -> None:
    shown = disputed.show("raid")
    by_key = {claim.id: (claim.locator or "").removeprefix("entry=") for claim in shown.claims}
    found = {(frozenset((by_key[one], by_key[other])), aspect) for one, other, aspect in shown.contradictions}
    assert found == {
        (frozenset(("told-at-hill", "told-at-lake")), "when"),
        (frozenset(("told-at-hill", "told-at-lake")), "where"),
        (frozenset(("told-at-hill", "told-at-lake")), "count"),
        (frozenset(("told-wide", "denied-by-red")), "agent"),
        (frozenset(("told-at-hill", "denied-by-red")), "agent"),
        (frozenset(("told-wide", "denied-whole")), "occurrence"),
        (frozenset(("told-at-hill", "denied-whole")), "occurrence"),
        (frozenset(("told-at-lake", "denied-whole")), "occurrence"),
    }
    with pytest.raises(NotFound, match="did you mean raid"):
        disputed.show("rade")


def test_stats_count_what_is_there(first: Graph) -> None:
    stats = first.stats()
    assert (stats["triples"], stats["claims"], stats["actors"], stats["places"], stats["events"]) == (
        len(first.rdf),
        11,
        11,
        2,
        7,
    )
    assert sum(number for name, number in stats.items() if name.startswith("status: ")) == stats["events"]


def test_queries_are_asked_by_text_by_name_and_by_number(first: Graph) -> None:
    assert len(first.query("SELECT ?e { ?e a sem:Event ; kg:status kg:Alleged }")) == 2
    assert first.query("8").rows == first.query("independent-origins").rows
    assert len(first.query("events-at-place", place="mali", since=str(date(2023, 8, 1)))) == 5
    assert "contradictions" in first.queries
    with pytest.raises(UsageError, match="no parameters"):
        first.query("SELECT * { ?s ?p ?o }", place="ber")


def test_it_shows_itself_in_a_notebook(first: Graph) -> None:
    assert "Six facts of Ber" in first._repr_html_()
    assert "2 alleged" in first._repr_html_()
    assert first.events()._repr_html_().startswith("<table><caption>7 found</caption>")
    assert "&lt;" in loaded_with_markup(first)


def loaded_with_markup(graph: Graph) -> str:
    return graph.query('SELECT ("<b>" AS ?x) {}')._repr_html_()


def test_it_gives_networkx_rdflib_and_files(first: Graph, tmp_path: Path) -> None:
    assert isinstance(first.to_networkx(), nx.MultiDiGraph)
    assert isinstance(first.rdf, rdflib.Graph)
    assert len(first.rdf) == len(first.store)
    first.save(tmp_path / "graph.nt")
    assert len(kg.load(str(tmp_path / "graph.nt")).store) == len(first.store)


@pytest.mark.parametrize("view", ["timeline", "storyline", "network", "claims", "map"])
def test_a_plot_is_a_figure(first: Graph, view: str) -> None:
    assert isinstance(getattr(first.plot, view)(title="Ber"), Figure)


def test_a_figure_shows_itself_where_pyplot_was_never_loaded() -> None:
    code = (
        "import sys, kg\n"
        f"figure = kg.load({str(TESTS / 'golden' / 'first.ttl')!r}).plot.timeline()\n"
        "assert figure._repr_png_().startswith(b'\\x89PNG')\n"
        "assert figure._repr_svg_().startswith('<?xml') and '<desc' in figure._repr_svg_()\n"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_pictures_of_a_graph_are_told(first: Graph) -> None:
    assert ".plot.storyline()" in repr(first.plot)
    assert "who took part in what" in repr(first.plot)
    assert not hasattr(first.plot, "nope")
    with pytest.raises(NotFound, match="did you mean timeline"):
        first.plot.timelines()
    with pytest.raises(KgError, match="there are timeline, "):
        first.plot.nope()


def test_claims_are_drawn_of_events_by_name(first: Graph) -> None:
    drawn = [
        first.plot.claims(event="soldiers-killed"),
        first.plot.claims("Soldiers-Killed"),
        first.plot.claims(events=["event:soldiers-killed"]),
        first.plot.claims(events=["https://w3id.org/conflict-kg/event/soldiers-killed"]),
    ]
    shown = {figure._repr_svg_() for figure in drawn}  # type: ignore[attr-defined]
    assert len(shown) == 1
    assert "event/minusma-leaves-ber" not in shown.pop()
    with pytest.raises(NotFound, match="did you mean soldiers-killed"):
        first.plot.claims(event="soldiers-kiled")


@pytest.mark.parametrize(
    ("view", "option", "remedy"),
    [
        ("claims", "evnts", "did you mean events"),
        ("timeline", "titel", "did you mean title"),
        ("map", "events", "there are title"),
    ],
)
def test_an_unknown_option_of_a_picture_gets_the_nearest(first: Graph, view: str, option: str, remedy: str) -> None:
    with pytest.raises(UsageError, match=remedy):
        getattr(first.plot, view)(**{option: ["soldiers-killed"]})


def test_actors_and_places_are_found_by_label_and_other_names_in_any_case() -> None:
    g = kg.load()
    by_ref = g.events(actor="cma")
    assert len(by_ref) > 3
    for name in ("CMA", "coordination of azawad movements", "actor:CMA"):
        assert g.events(actor=name).items == by_ref.items
    assert g.events(place="Tombouctou").items == g.events(place="timbuktu").items
    assert g.show("SOLDIERS-KILLED") == g.show("soldiers-killed")
    with pytest.raises(NotFound, match="CMA is actor:cma, not an event"):
        g.show("CMA")
    with pytest.raises(NotFound, match="did you mean Republic of Niger"):
        g.events(place="republic of nigr")


def test_the_events_shown_in_a_notebook_are_those_of_the_stats() -> None:
    g = kg.load()
    assert f"{g.stats()['events']} events;" in g._repr_html_()


@pytest.mark.parametrize("since", ["2023-13", "June", "2023-02-30"])
def test_a_day_that_is_none_is_a_wrong_call(first: Graph, since: str) -> None:
    with pytest.raises(UsageError, match=r"since=.*write YYYY, YYYY-MM or YYYY-MM-DD"):
        first.events(since=since)


def test_what_is_nearly_sparql_is_told_so(first: Graph) -> None:
    with pytest.raises(NotFound, match="did you mean SELECT"):
        first.query("SELEC")
    for query in ("SELEC ?x {}", "SELEC\t?x", "SELEC{}"):
        with pytest.raises(UsageError, match=r"line 1, column 1: a query begins with SELECT.*did you mean SELECT"):
            first.query(query)


def test_a_value_that_the_graph_does_not_hold_is_not_found(first: Graph) -> None:
    assert first.query("events-at-place", place="BER").rows == first.query("events-at-place", place="ber").rows != []
    with pytest.raises(NotFound, match="did you mean ber"):
        first.query("events-at-place", place="berr")


def test_a_graph_that_is_not_there_is_told_without_options() -> None:
    with pytest.raises(NotFound, match=r"nope\.ttl: no such file") as found:
        kg.load("nope.ttl")
    assert "--" not in str(found.value)


def test_another_lens_settles_anew(first: Graph) -> None:
    accused = next(event for event in first.settled_as("any").events if event.event == "event:alleged-attack-near-ber")
    assert [role.accused for role in accused.roles if role.role == "agent"] == [True, True]
    assert first.lens == "lens:cautious"
