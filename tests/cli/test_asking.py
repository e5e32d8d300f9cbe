"""query, show, stats on the graph of the first six facts."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Said

pytestmark = pytest.mark.usefixtures("graph")
ABOUT = "SELECT ?claim ?event { ?claim kg:about ?event ; kg:stance kg:Accuses } ORDER BY ?event"


def test_an_inline_query_prints_a_table_with_short_names(kg: Callable[..., Said]) -> None:
    said = kg("query", ABOUT)
    assert said.code == 0
    assert said.out.splitlines()[0].split() == ["claim", "event"]
    assert said.out.splitlines()[2].split()[1] == "event:alleged-attack-near-ber"
    assert said.err == "(2 rows)\n"


@pytest.mark.parametrize(("form", "start"), [("json", '{\n "head"'), ("csv", "claim,event\r\n"), ("tsv", "?claim\t?event\n")])
def test_a_format_is_data_alone(kg: Callable[..., Said], form: str, start: str) -> None:
    said = kg("query", ABOUT, "--format", form)
    assert said.out.startswith(start)
    assert said.err == ""


def test_the_ending_of_a_file_tells_the_format(kg: Callable[..., Said], folder: Path) -> None:
    assert kg("query", ABOUT, "-o", "rows.csv") == Said(0, "", "wrote rows.csv\n")
    assert (folder / "rows.csv").read_bytes().startswith(b"claim,event\r\n")


def test_an_ending_that_tells_no_format_is_a_wrong_call(kg: Callable[..., Said], folder: Path) -> None:
    assert kg("query", ABOUT, "-o", "rows.xls").code == 2
    assert not (folder / "rows.xls").exists()


def test_construct_gives_turtle(kg: Callable[..., Said]) -> None:
    assert kg("query", "CONSTRUCT WHERE { ?c kg:about event:soldiers-killed }").out.startswith("@prefix ")


def test_a_select_is_no_turtle(kg: Callable[..., Said]) -> None:
    said = kg("query", ABOUT, "--format", "ttl")
    assert (said.code, said.out) == (2, "")


def test_a_query_comes_from_a_file_or_standard_input(
    kg: Callable[..., Said], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "mine.rq").write_text(ABOUT)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ABOUT.encode())))
    assert kg("query", "mine.rq").out == kg("query", ABOUT).out == kg("query", "-").out


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        ((), 2, "say one query"),
        ((ABOUT, "-q", "x"), 2, "say one query"),
        (("nix.rq",), 4, "nix.rq"),
        (("nothing",), 4, "kg query -q nothing"),
        (("-q", "nothing-of-that-name"), 4, "no query is named"),
        ((ABOUT, "-p", "a=b"), 2, "no parameters"),
        (("-q", "SELECT ?x {}"), 4, "this is SPARQL, not the name of a query"),
        (("-q", "events-at-place", "-p", "place=Nowhere"), 4, "no place 'Nowhere' in this graph"),
        (("-q", "events-at-place", "-p", "place=berr"), 4, "did you mean ber?"),
        (("-q", "names", "-p", "of=actor:cmaa"), 4, "did you mean cma?"),
        (("-q", "evidence", "-p", "actor=actor:cmaa"), 4, "did you mean cma?"),
        (("SELECT ?x { ?x a kg:Claim ",), 2, "line 1, column"),
        (("PREFIX a: <http://a/>\nSELEC ?x {}",), 2, "line 2, column 1: a query begins with SELECT"),
        (("DROP ALL",), 2, "kg: "),
        ((ABOUT, "--graph", "nix.ttl"), 4, "nix.ttl"),
    ],
)
def test_a_question_that_cannot_be_asked(kg: Callable[..., Said], args: tuple[str, ...], code: int, words: str) -> None:
    said = kg("query", *args)
    assert (said.code, said.out) == (code, "")
    assert words in said.err
    assert "Traceback" not in said.err


def test_malformed_sparql_is_pointed_at(kg: Callable[..., Said]) -> None:
    assert kg("query", "SELECT ?x WHERE { ?x a }").err.splitlines()[-1].strip() == "^"


def test_a_file_that_is_no_graph_is_unreadable(kg: Callable[..., Said], folder: Path) -> None:
    (folder / "bad.ttl").write_text("this is\nno Turtle")
    said = kg("stats", "--graph", "bad.ttl")
    assert said.code == 3
    assert "bad.ttl:1:" in said.err


def test_list_names_each_query_with_its_help(kg: Callable[..., Said]) -> None:
    said = kg("query", "--list")
    assert said.out.splitlines()[0].split()[:2] == ["question", "name"]


def test_list_honours_the_format(kg: Callable[..., Said], folder: Path) -> None:
    listed = json.loads(kg("query", "--list", "--format", "json").out)["results"]["bindings"]
    assert "contradictions" in {row["name"]["value"] for row in listed}
    assert kg("query", "--list", "--format", "csv").out.startswith("question,name,help,parameters\r\n")
    assert kg("query", "--list", "-o", "queries.tsv").code == 0
    assert (folder / "queries.tsv").read_text().startswith("?question\t?name")
    assert kg("query", "--list", "--format", "ttl").code == 2


def test_python_m_kg_is_kg() -> None:
    said = subprocess.run([sys.executable, "-m", "kg", "query", "nothing"], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout) == (4, "")
    assert said.stderr.startswith("kg: 'nothing' is neither SPARQL")


def test_show_gives_every_claim_with_speaker_source_and_evidence(kg: Callable[..., Said]) -> None:
    out = kg("show", "minusma-leaves-ber").out
    assert "1. " in out
    assert "2. " in out
    assert "char=839,916 of source:rhc-2023-08-14" in out
    assert "actor:security-official-rhc" in out


def test_show_takes_a_name_a_reference_or_an_iri(kg: Callable[..., Said]) -> None:
    names = ("soldiers-killed", "event:soldiers-killed", "https://w3id.org/conflict-kg/event/soldiers-killed")
    assert len({kg("show", name).out for name in (*names, "Soldiers-Killed")}) == 1


def test_show_names_the_nearest_event(kg: Callable[..., Said]) -> None:
    said = kg("show", "soldiers-kiled")
    assert said.code == 4
    assert "did you mean soldiers-killed?" in said.err


def test_show_takes_a_label_and_tells_what_is_no_event(kg: Callable[..., Said]) -> None:
    mali = ("--graph", Path(__file__).parent.parent.parent / "exports" / "mali.ttl")
    assert kg("show", "minusma leaves Ber", *mali).out == kg("show", "minusma-leaves-ber", *mali).out != ""
    said = kg("show", "CMA", *mali)
    assert said.code == 4
    assert "CMA is actor:cma, not an event" in said.err


def test_show_as_json_holds_the_claims(kg: Callable[..., Said]) -> None:
    shown = json.loads(kg("show", "soldiers-killed", "--format", "json").out)
    assert shown["status"] == "attributed-only"
    assert [claim["counts"][0]["best"] for claim in shown["claims"]] == [6]


def test_another_lens_settles_otherwise(kg: Callable[..., Said]) -> None:
    assert "under the lens any" in kg("show", "soldiers-killed", "--lens", "any").out
    assert kg("show", "soldiers-killed", "--lens", "anny").code == 4


def test_stats_count(kg: Callable[..., Said]) -> None:
    counted = json.loads(kg("stats", "--format", "json").out)
    assert counted["claims"] == 11
    assert counted["stance: accuses"] == 2
    assert counted["events"] == 7


def test_the_one_graph_of_the_folder_is_meant(kg: Callable[..., Said], graph: Path) -> None:
    graph.rename(graph.with_name("sahel.ttl"))
    assert kg("stats").code == 0


def test_of_several_graphs_none_is_guessed(kg: Callable[..., Said], graph: Path) -> None:
    shutil.copy(graph, graph.with_name("a.ttl"))
    graph.rename(graph.with_name("b.ttl"))
    said = kg("stats")
    assert said.code == 2
    assert "exports/a.ttl, exports/b.ttl" in said.err
