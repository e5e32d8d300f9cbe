"""`kg import` as a user sees it, and tables joined to the facts. Rows here are invented; whole files are read from ../shared."""

from __future__ import annotations

import csv
import io
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import rdflib

from kg.build import Built, make_graph
from kg.graph.query import find_query, named_queries, run_query
from kg.graph.store import Store, read_graph, to_rdflib
from kg.model.claim import Claim, Occurrence
from kg.model.data import data_path
from kg.model.errors import Findings
from kg.model.table import read_parquet
from tests.cli.conftest import Said
from tests.importing.invented import ACLED, ACLED_ROW, numbered, table

Run = Callable[..., Said]
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
MALI = SHARED / "ucdp" / "ged_mali_1990_2020.csv"
GOLD_MINE = SHARED / "gdelt" / "20180326044500.export.CSV"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is absent: real data are no part of a clone")
BER = ("152439", "268699")  # the rows of GED that the facts have too
FEW = 100  # rows of GED that rdflib is asked about: these take it some 15 s in all queries, all 891 rows minutes
OF_THE_FACTS = set(
    "attributed-only causal-chain contradictions evidence names same-or-not unanswered-accusations who-killed".split()
)  # queries to which rows of UCDP add nothing: they deny, accuse and answer nobody
OF_EACH_ROW = {"independent-origins", "view-claims", "view-map", "view-roles", "view-timeline"}
MAPPING = """\
dataset: {id: arru, label: Incidents in Arru, licence: "https://creativecommons.org/licenses/by/4.0/",
  citation: "Invented (2024): Incidents in Arru.", coder: our-desk}
columns: {id: no, about: event, eventType: {column: kind}, earliest: day, latest: day}
"""


def write(name: str, text: str) -> Path:
    """Write an input."""
    path = Path(name)
    path.write_text(text, encoding="utf-8")
    return path


# What the command says


def test_an_import_says_what_became_of_the_rows_and_where_it_lies(kg: Run) -> None:
    write("ged.csv", table(numbered(3)))
    said = kg("import", "ged.csv")
    assert (said.code, said.err) == (0, "")
    lines = Path("ged.nt").read_text().count("\n")
    assert said.out.splitlines() == [
        "3 rows read; 3 claims; 0 skipped",
        f"wrote ged.nt ({lines} triples) and ged.nt.report.csv",
    ]
    assert sorted(path.name for path in Path().iterdir()) == ["ged.csv", "ged.nt", "ged.nt.report.csv"]
    assert Path("ged.nt.report.csv").read_text() == "kind,file,line,what,remedy\n"


def test_what_is_skipped_and_noted_is_counted_by_reason(kg: Run) -> None:
    bad = [{"id": str(at), "latitude": str(90 + at)} for at in range(1, 4)]
    more = [{"id": ""}, {"id": "9", "low": "9"}, {"id": "10", "best": "x"}, {"id": "11", "where_prec": "0"}, {"id": "12"}]
    more += [{"id": "13", "date_prec": "7"}, {"id": "14", "event_clarity": "7"}, {"id": "15", "type_of_violence": "7"}]
    write("ged.csv", table([*bad, *more]))
    said = kg("import", "ged.csv", "--to", "out.nq.gz")
    assert said.code == 1
    told = said.out.splitlines()
    assert told[0] == "11 rows read; 2 claims; 9 skipped; 1 with a note"
    assert told[1] == "  skipped 3 × the latitude … is not between -90 and 90"
    assert told[6] == "  and 2 other reasons"
    assert told[7].startswith("wrote out.nq.gz (")
    with Path("out.nq.gz.report.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["line"] for row in rows if row["kind"] == "skipped"] == ["2", "3", "4", "5", "7", "8", "10", "11", "12"]
    assert [row["line"] for row in rows if row["kind"] == "noted"] == ["6"]


def test_cells_of_a_report_are_no_formulas_for_a_spreadsheet(kg: Run) -> None:
    write("ged.csv", table([{"id": "1"}, {"id": "=1+1 ", "latitude": "91"}, {"id": '=HYPERLINK("http://example.org")'}]))
    assert kg("import", "ged.csv").code == 1
    with Path("ged.nt.report.csv").open(encoding="utf-8", newline="") as file:
        assert not any(cell.startswith(("=", "+", "@")) for row in csv.reader(file) for cell in row)


def test_what_was_not_asked_for_and_what_changed_is_counted(kg: Run) -> None:
    write("old.csv", table(numbered(4)))
    write("new.csv", table([*numbered(3), {"id": "9", "country": "Elsewhere"}]))
    said = kg("import", "new.csv", "--country", "Nowhere", "--against", "old.csv", "--to", "out.nt")
    assert said.code == 0
    assert said.out.splitlines()[:2] == [
        "4 rows read; 3 claims; 1 not asked for; 0 skipped",
        "against the earlier release: 0 added, 0 changed, 1 withdrawn, 3 unchanged",
    ]


def test_the_output_is_named_after_the_first_file(kg: Run) -> None:
    write("ged.v2.csv", table(numbered(1)))
    Path("deep").mkdir()
    write("deep/acled.csv", table([{}], ACLED, ACLED_ROW))
    assert kg("import", "deep/acled.csv", "ged.v2.csv").code == 0
    assert Path("acled.nt").is_file()
    assert kg("import", "ged.v2.csv").code == 0
    assert Path("ged.nt").is_file()


def test_the_parquet_of_claims_is_one_that_the_library_reads(kg: Run) -> None:
    write("ged.csv", table(numbered(3)))
    assert kg("import", "ged.csv", "--to", "claims.parquet").out.endswith("wrote claims.parquet and claims.parquet.report.csv\n")
    assert [claim.locator for claim in read_parquet(Path("claims.parquet"))] == ["row=1", "row=2", "row=3"]


def test_a_table_of_ones_own_is_read_by_its_mapping_and_an_event_of_several_rows_named_once(kg: Run) -> None:
    write("mapping.yaml", MAPPING)
    rows = ["1,raid,attack,2024-05-01", "2,raid,attack,2024-05-02", "3,,clash,2024-05-02", "4,3,clash,2024-05-03"]
    write("own.csv", "\n".join(["no,event,kind,day", *rows]) + "\n")
    said = kg("import", "own.csv", "--dataset", "mapping.yaml")
    assert said.code == 0, said
    lines = Path("own.nt").read_text().splitlines()
    assert len(lines) == len(set(lines))
    assert f"({len(lines)} triples)" in said.out
    assert sorted(line.split('"')[1] for line in lines if "/event/arru/" in line.split(" ")[0] and "#label" in line) == [
        "Incidents in Arru 3", "Incidents in Arru raid",
    ]  # fmt: skip


def test_a_graph_of_an_import_can_be_asked_and_shown(kg: Run) -> None:
    write("ged.csv", table(numbered(3)))
    assert kg("import", "ged.csv").code == 0
    assert "row=2" in kg("query", "SELECT ?l WHERE { ?claim kg:locator ?l }", "--graph", "ged.nt").out
    assert kg("show", "event:ged/2", "--graph", "ged.nt").code == 0
    assert len(list(read_graph(Path("ged.nt")))) == Path("ged.nt").read_text().count("\n")


def test_help_tells_the_options(kg: Run) -> None:
    said = kg("import", "--help")
    assert said.code == 0
    for word in ("--dataset", "--country", "--since", "--until", "--to", "--against", "--encoding", "--workers", "--engine"):
        assert word in said.out
    assert "import" in kg("--help").out


def test_on_a_terminal_a_bar_shows_rows_and_their_rate(folder: Path) -> None:
    write("ged.csv", table(numbered(1200)))
    own, far = pty.openpty()
    command = [sys.executable, "-c", "import sys; from kg.cli import main; sys.exit(main(sys.argv[1:]))"]
    process = subprocess.Popen(
        [*command, "import", "ged.csv", "--workers", "1"], cwd=folder, stdout=subprocess.PIPE, stderr=far,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    )  # fmt: skip
    os.close(far)
    shown = b"".join(_read_all(own))
    assert process.wait() == 0
    assert process.stdout is not None
    assert b"1,200 claims" in process.stdout.read()
    process.stdout.close()
    assert b"1,200 rows, " in shown
    assert b" a second" in shown


def _read_all(file: int) -> Iterator[bytes]:
    while True:
        try:
            data = os.read(file, 65_536)
        except OSError:  # the other side has closed the terminal
            data = b""
        if not data:
            os.close(file)
            return
        yield data


# Joined to the facts


def few(path: Path, number: int, folder: Path) -> Path:
    """Write the two rows at Ber and some others of the rows of Mali."""
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    at_ber = [row for row in rows if row[0].removesuffix(".0") in BER]
    assert len(at_ber) == 2
    others = [row for row in rows[:: len(rows) // number] if row not in at_ber]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([head, *at_ber, *others[: number - 2]])
    out = folder / "few.csv"
    out.write_text(text.getvalue(), encoding="utf-8")
    return out


@cache
def curated() -> Built:
    """Give the graph of the facts alone."""
    return make_graph(data_path("facts", "mali"))


@cache
def joined() -> Built:
    """Give the graph of the facts with all rows of GED about Mali; the shapes are checked on the way."""
    return make_graph(data_path("facts", "mali"), tables=[MALI])


@cache
def joined_store() -> Store:
    """Give it in a store."""
    return joined().store()


@cache
def curated_store() -> Store:
    """Give the graph of the facts alone in a store."""
    return curated().store()


def claims_of(built: Built) -> list[Claim]:
    """Give the claims of a graph."""
    return [record for record in built.records if isinstance(record, Claim)]


@needs_shared
def test_the_rows_of_mali_join_the_facts() -> None:
    assert len(claims_of(joined())) == len(claims_of(curated())) + 891
    known = {claim.id for claim in claims_of(curated())}
    assert known <= {claim.id for claim in claims_of(joined())}
    events = {event.event for event in joined().settlement.events}
    assert {event.event for event in curated().settlement.events} <= events
    ged = {c.content.event for c in claims_of(joined()) if isinstance(c.content, Occurrence) and c.run == "run:import-ucdp-ged"}
    assert len(ged) == 891
    assert ged <= events


@needs_shared
def test_what_the_facts_settle_is_settled_as_before() -> None:
    before = {event.event: event for event in curated().settlement.events}
    after = {event.event: event for event in joined().settlement.events}
    changed = {event for event in before if after[event] != before[event]}
    assert changed == {f"event:ged/{id_}" for id_ in BER}


@needs_shared
def test_ucdp_does_not_corroborate_itself() -> None:
    events = {event.event: event for event in joined().settlement.events}
    for id_ in BER:
        event = events[f"event:ged/{id_}"]
        assert (event.claims, event.origins, event.status, event.contested) == (2, 1, "single-origin", ())
        assert [(c.count.low, c.count.best, c.count.high) for c in event.counts] == [(3, 3, 3)]
    statuses = {event.status for ref, event in events.items() if ref.startswith("event:ged/")}
    assert statuses == {"single-origin"}


@needs_shared
@pytest.mark.parametrize("query", sorted(named_queries()))
def test_a_named_query_runs_on_the_joined_graph(query: str) -> None:
    rows = run_query(joined_store(), find_query(query).text).rows
    alone = run_query(curated_store(), find_query(query).text).rows
    assert rows
    assert len(rows) >= len(alone)
    if query in OF_THE_FACTS:
        assert rows == alone
    if query in OF_EACH_ROW:
        assert len(rows) >= len(alone) + 880


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, rdflib.Graph]:
    """Give the facts with a few rows of GED, in both engines."""
    built = make_graph(data_path("facts", "mali"), tables=[few(MALI, FEW, tmp_path_factory.mktemp("few"))])
    assert len(claims_of(built)) == len(claims_of(curated())) + FEW
    store = built.store()
    return store, to_rdflib(store)


@needs_shared
@pytest.mark.parametrize("query", sorted(named_queries()))
def test_a_named_query_gives_as_many_rows_in_both_engines(both: tuple[Store, rdflib.Graph], query: str) -> None:
    store, graph = both
    text = find_query(query).text
    assert len(list(graph.query(text))) == len(run_query(store, text).rows) > 0


def test_the_queries_are_as_many_as_there_were() -> None:
    assert len(named_queries()) == 17
    assert set(named_queries()) > OF_THE_FACTS | OF_EACH_ROW


@needs_shared
def test_what_gdelt_reads_about_a_gold_mine_settles_nothing(tmp_path: Path) -> None:
    with GOLD_MINE.open(encoding="utf-8", newline="") as file:
        lines = [line for line in file if "\tMLI\t" in line]
    assert len(lines) == 4
    (tmp_path / "mine.csv").write_text("".join(lines), encoding="utf-8")
    built = make_graph(data_path("facts", "mali"), tables=[tmp_path / "mine.csv"])
    assert len(claims_of(built)) == len(claims_of(curated())) + 4
    events = {event.event: event for event in built.settlement.events if event.event.startswith("event:gdelt/")}
    assert len(events) == 4
    for event in events.values():
        assert (event.status, event.roles, event.origins, event.contested) == ("machine-coded", (), 0, ())
    others = [event for event in built.settlement.events if event.event not in events]
    assert others == list(curated().settlement.events)


def test_a_row_that_cannot_be_read_stops_a_build_with_its_line(kg: Run) -> None:
    write("ged.csv", table([{"id": "1"}, {"id": "2", "latitude": "91"}, {"id": "3", "date_start": "2020"}]))
    with pytest.raises(Findings) as found:
        make_graph(None, tables=[Path("ged.csv")])
    assert [(problem.path, problem.line) for problem in found.value.problems] == [("ged.csv", 3), ("ged.csv", 4)]
    said = kg("build", "--table", "ged.csv", "--out", "new")
    assert said.code == 1
    assert "ged.csv:3: the latitude '91' is not between -90 and 90" in said.err
    assert not Path("new").exists()


def test_a_build_takes_an_id_once(folder: Path) -> None:
    write("a.csv", table([{"id": "1"}]))
    write("b.csv", table([{"id": "1", "best": "5"}]))
    with pytest.raises(Findings, match="two claims have the id"):
        make_graph(None, tables=[Path("a.csv"), Path("b.csv")])
    assert len(claims_of(make_graph(None, tables=[Path("a.csv"), Path("a.csv")]))) == 1
