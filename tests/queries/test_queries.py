"""Each named query gives the rows that were written by hand from the facts, the same in Oxigraph and in rdflib."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import pytest
import rdflib

from kg.graph.encode import encode, encode_settlement
from kg.graph.export import write_graph
from kg.graph.query import find_query, named_queries, run_query
from kg.graph.settle import settle
from kg.graph.store import Store, load_lines, open_store, read_graph, to_rdflib
from kg.model.claim import Claim
from kg.model.data import data_path
from kg.model.errors import Problem
from kg.model.reference import Record
from kg.sources.facts import read_facts

HERE = Path(__file__).parent
FOLDERS = {"first": HERE.parent / "golden" / "first", "disputed": HERE / "disputed", "mali": data_path("facts", "mali")}
CASES = sorted((path.parent.name, path.stem) for path in HERE.glob("*/*.csv"))
ANSWERED = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15}


def records_of(name: str) -> list[Record]:
    """Give a folder's records, without the judgements on the sample dispatch: its text is not read here."""
    found = list(read_facts(FOLDERS[name]))
    problems = [str(record) for record in found if isinstance(record, Problem)]
    assert problems == []
    return [r for r in found if not isinstance(r, Problem) and not (isinstance(r, Claim) and "dispatch" in r.source)]


@cache
def store_of(name: str) -> Store:
    records = records_of(name)
    store = open_store()
    load_lines(store, encode(records))
    load_lines(store, encode_settlement(settle(records)))
    return store


@cache
def rdflib_of(name: str) -> rdflib.Graph:
    return to_rdflib(store_of(name))


def test_all_expected_rows_are_found() -> None:
    by_folder = {folder: sum(name == folder for name, _ in CASES) for folder in FOLDERS}
    assert by_folder == {"first": 4, "disputed": 1, "mali": 13}


def test_every_query_has_expected_rows_and_every_question_a_query() -> None:
    public = {name for name in named_queries() if not name.startswith("view-")}
    assert {query for folder, query in CASES if folder == "mali"} == public
    assert {find_query(name).question for name in public} == ANSWERED


@pytest.mark.parametrize(("folder", "query"), CASES)
def test_a_query_gives_the_rows_written_by_hand(folder: str, query: str) -> None:
    with (HERE / folder / f"{query}.csv").open(encoding="utf-8", newline="") as file:
        head, *expected = csv.reader(file)
    answer = run_query(store_of(folder), find_query(query).text)
    # A claim's id is a hash: rows written by hand name its source and locator instead.
    columns = [answer.variables.index(name) for name in head]
    assert set(answer.variables) - set(head) <= {"claim", "first", "second", "first_source", "second_source"}
    assert [[row[column] or "" for column in columns] for row in answer.short_rows] == expected


@pytest.mark.parametrize(("folder", "query"), CASES)
def test_rdflib_gives_the_same_rows_in_the_same_order(folder: str, query: str) -> None:
    text = find_query(query).text
    found = [tuple(None if value is None else str(value) for value in row) for row in rdflib_of(folder).query(text)]
    assert found == run_query(store_of(folder), text).rows


@pytest.mark.parametrize("query", sorted(query for folder, query in CASES if folder == "mali"))
def test_the_union_of_the_graphs_of_trig_gives_the_same_rows(query: str, trig: Store) -> None:
    text = find_query(query).text
    assert run_query(trig, text).rows == run_query(store_of("mali"), text).rows


@pytest.fixture(scope="module")
def trig(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Give the graph of Mali as it comes back from TriG: a graph a source, and the settlements of every lens."""
    path = tmp_path_factory.mktemp("trig") / "mali.trig"
    write_graph(store_of("mali"), path)
    return read_graph(path)


@pytest.mark.parametrize("query", sorted(named_queries()))
def test_no_query_depends_on_an_engine_or_a_graph_clause(query: str) -> None:
    text = re.sub(r"#[^\n<>]*\n|<[^>]*>|\"[^\"]*\"", "", named_queries()[query].text)
    words = {word.upper() for word in re.findall(r"(?<![?:\w])[A-Za-z_]+\b(?!:)", text)}
    assert not words & {
        "GRAPH",
        "SERVICE",
        "FROM",
        "NOW",
        "RAND",
        "UUID",
        "STRUUID",
        "GROUP_CONCAT",
        "SAMPLE",
        "LATERAL",
        "DESCRIBE",
    }
    assert set(re.findall(r"\b(\w+):", text)) <= set(re.findall(r"PREFIX (\w+):", text))


def test_parameters_change_the_rows() -> None:
    def rows(query: str, **values: str) -> list[tuple[str | None, ...]]:
        return run_query(store_of("mali"), find_query(query).filled(values)).short_rows

    assert {row[0] for row in rows("events-at-place", place="lere")} == {"event:attack-near-lere"}
    assert {row[0] for row in rows("events-at-place", since="2014-01-01", until="2014-12-31")} >= {"event:ged/152439"}
    assert rows("unanswered-accusations", asof="2023-08-01") == []
    assert {row[3] for row in rows("unanswered-accusations", accused="wagner-group")} == {"actor:wagner-group"}
    assert {row[3] for row in rows("unanswered-accusations", accused="wagner-group,malian-forces")} == {
        "actor:malian-army",
        "actor:wagner-group",
    }
    claim = str(rows("evidence", of="soldiers-killed")[0][0])
    assert [row[0] for row in rows("evidence", of=claim)] == [claim]
    accused = rows("evidence", of="alleged-attack-near-ber", actor="actor:wagner-group")
    assert [row[9] for row in accused] == ["source:rhc-2023-08-14"]
    assert {row[4] for row in rows("evidence", of="attack-on-leaving-convoy")} == {None, "2"}
    assert {row[5] for row in rows("evidence", of="minusma-leaves-ber")} == {None, "1", "3"}
    for query in ("who-killed", "events-at-place", "claims-by-party"):
        assert rows(query, coding="kg:Machine") == []
        assert rows(query, coding="kg:Hand,kg:Machine") == rows(query)


TOLD = """
PREFIX kg: <https://w3id.org/conflict-kg/ontology#>
PREFIX event: <https://w3id.org/conflict-kg/event/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX : <http://example.org/>
event:raid kg:lead event:raid .
:army rdfs:label "Army" ; kg:lead :army .
:wing rdfs:label "Wing" ; kg:lead :army .
:guards rdfs:label "Guards" ; kg:lead :guards .
:rebels rdfs:label "Rebels" ; kg:lead :rebels .
:armed rdfs:label "armed men" ; kg:lead :armed ; kg:identified false .
:first kg:origin :first . :copy kg:origin :first . :second kg:origin :second .
"""
TELLS = """
:{key} kg:about event:raid ; kg:agent {agents} ; kg:claimant :{key} ; kg:stance kg:Asserts ; kg:negated false ;
  kg:coding kg:{coding} ; prov:wasDerivedFrom :{source} .
"""


@pytest.mark.parametrize(
    ("agents", "source", "coding", "differs"),
    [
        (":rebels", "second", "Hand", True),
        (":rebels , :guards", "second", "Hand", True),
        (":army , :guards", "second", "Hand", False),
        (":wing", "second", "Hand", False),
        (":armed", "second", "Hand", False),
        (":rebels", "copy", "Hand", False),
        (":rebels", "second", "Machine", False),
    ],
)
def test_who_killed_differs_only_where_another_origin_names_nobody_of_the_same(
    agents: str, source: str, coding: str, differs: bool
) -> None:
    one = TELLS.format(key="one", agents=":army", source="first", coding="Hand")
    other = TELLS.format(key="other", agents=agents, source=source, coding=coding)
    graph = rdflib.Graph().parse(data=TOLD + one + other, format="turtle")
    found = graph.query(find_query("who-killed").filled({"of": "raid"}))
    assert {bool(row["differs"].value) for row in found if str(row["claimant"]).endswith("one")} == {differs}


def test_what_contradicts_is_what_is_contested() -> None:
    contested = {
        (str(row["e"]), str(row["on"]))
        for row in run_query(store_of("mali"), "SELECT ?e ?on { ?e a sem:Event ; kg:contestedOn ?on }").records
    }
    found = run_query(store_of("mali"), find_query("contradictions").text).records
    assert {(str(row["event"]), str(row["aspect"])) for row in found} == contested
