"""What may not be handed on leaves no trace in what is. Every row and claim here is invented."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from kg.api import load
from kg.cli import main
from kg.graph.check import check_lines
from kg.graph.encode import encode, encode_settlement
from kg.graph.export import is_settled
from kg.graph.rights import redistributable
from kg.graph.settle import settle
from kg.importing.tables import Order, import_tables
from kg.model.claim import Cause, Claim, EntityFact, Identity, Occurrence, Participant
from kg.model.counts import Count
from kg.model.errors import Problem
from kg.model.reference import Actor, Dataset, EventNode, Record, Run, Source
from kg.sources.tables.opening import read_tables
from tests.importing.invented import ACLED, ACLED_ROW, table

UNDISCLOSED = {"event_id_cnty": "INV2", "actor1": "Unidentified Band (Nowhere)", "location": "Elsewhere", "geo_precision": "3"}
UNDISCLOSED |= {"source_scale": "Regional"}  # a word that GED's first row has as well
TEXTS = (
    "Southtown", "Elsewhere", "Southern Band", "Military Forces of Nowhere", "Invented Monitor", "Undisclosed Source",
    "Unidentified", "Invented Allies", "Invented: a clash", "Raleigh", "National", "Lower",
)  # fmt: skip


@pytest.fixture
def rows(tmp_path: Path) -> list[Record]:
    """Give the records of two rows of ACLED and two of GED."""
    (tmp_path / "acled.csv").write_text(table([{}, UNDISCLOSED], ACLED, ACLED_ROW))
    ged = [{"id": "1", "source_original": "Regional"}, {"id": "2", "side_b": "Eastern Band", "side_b_new_id": "43"}]
    (tmp_path / "ged.csv").write_text(table(ged))
    found = [*read_tables(tmp_path / "acled.csv"), *read_tables(tmp_path / "ged.csv")]
    return [record for record in dict.fromkeys(found) if not isinstance(record, Problem)]


def said(id_: str, content: Occurrence | EntityFact | Cause | Identity, **more: object) -> Claim:
    """Give a claim of an article."""
    return Claim(f"claim:{id_}", "source:article", "actor:paper", "run:reading", content, **more)  # type: ignore[arg-type]


PAPER: tuple[Record, ...] = (
    Actor("actor:paper", "The Invented Paper", "media"),
    Actor("actor:army", "The Army", "state-force"),
    Source("source:article", "An invented article", "actor:paper"),
    Run("run:reading", "Reading", "1"),
    EventNode("event:raid", "A raid"),
)


def assert_no_trace(lines: Sequence[str]) -> None:
    """Assert that nothing of ACLED is left."""
    assert [line for line in lines if "acled" in line.lower()] == []
    assert [line for line in lines if any(text in line for text in TEXTS)] == []


def test_rows_of_acled_and_all_that_only_they_name_are_left_out(rows: list[Record]) -> None:
    assert all(any(text in line for line in encode(rows)) for text in TEXTS)
    kept = redistributable(rows)
    lines = sorted(set(encode(kept)))
    assert_no_trace(lines)
    assert check_lines(lines) == []
    assert [record for record in kept if isinstance(record, Claim)] == [
        record for record in rows if isinstance(record, Claim) and record.source == "source:ucdp-ged"
    ]
    assert kept == [record for record in rows if record in kept]


def test_rows_that_may_be_handed_on_stay_as_they_are(rows: list[Record]) -> None:
    others = [r for r in rows if "acled" not in (r.id if isinstance(r, Claim) else r.ref)]
    others = [r for r in others if not (isinstance(r, Claim) and r.source == "source:acled")]
    assert redistributable(others) == others
    assert [r for r in redistributable(rows) if r in others] == others


def test_what_is_said_of_them_elsewhere_goes_too_and_what_is_not_said_of_them_stays(rows: list[Record]) -> None:
    barred = next(r for r in rows if isinstance(r, Claim) and r.source == "source:acled")
    actor = next(r.ref for r in rows if isinstance(r, Actor) and r.label == "Southern Band")
    judged = [
        said("same", Identity("event:acled/INV1", "event:ged/1", "same"), coding="hand"),
        said("names", EntityFact(actor, "rdfs:label", text="Southern Band")),
        said("because", Cause("event:acled/INV1", "event:raid", "caused")),
        said("by-them", Occurrence("event:raid", "attack", (Participant("agent", actor),))),
        said("counts", Occurrence("event:raid", "attack", counts=(Count("killed", best=1, group=actor),))),
        said("answers", Occurrence("event:raid", "attack"), stance="denies", responds_to=barred.id),
        said("cites", Occurrence("event:raid", "attack"), primary_sources=("source:acled",)),
        said("quotes", Occurrence("event:raid", "attack"), on_behalf_of=actor),
        said("also", Occurrence("event:raid", "attack"), also=(("kg:firstAssociate", actor),)),
    ]
    free = [said("raid", Occurrence("event:raid", "attack", (Participant("agent", "actor:army"),)))]
    kept = redistributable([*rows, *PAPER, *judged, *free])
    assert_no_trace(sorted(set(encode(kept))))
    assert [r for r in kept if isinstance(r, Claim) and r.source == "source:article"] == free
    assert [r for r in kept if r in PAPER] == list(PAPER)


def test_an_actor_that_others_name_too_stays(rows: list[Record]) -> None:
    own = Actor("actor:army", "The Army", "state-force")
    content = Occurrence("event:acled/INV9", "clash", (Participant("party", "actor:army"),))
    row = Claim("claim:row", "source:acled", "actor:acled", "run:import-acled", content, locator="row=INV9")
    free = said("raid", Occurrence("event:raid", "attack", (Participant("agent", "actor:army"),)))
    kept = redistributable([*rows, *PAPER, row, free])
    assert own in kept
    assert free in kept
    assert row not in kept


def test_a_data_set_that_may_be_handed_on_keeps_its_source_and_one_that_may_not_loses_it(rows: list[Record]) -> None:
    datasets = {record.ref: record.redistributable for record in rows if isinstance(record, Dataset)}
    assert datasets == {"dataset:acled": False, "dataset:ucdp-ged": True}
    assert [record.ref for record in redistributable(rows) if isinstance(record, Dataset)] == ["dataset:ucdp-ged"]


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize("ending", ["nt", "ttl", "trig"])
def test_an_export_leaves_no_trace_of_acled_and_settles_again_what_was_settled(
    rows: list[Record], tmp_path: Path, settled: bool, ending: str, capfd: pytest.CaptureFixture[str]
) -> None:
    lines = {*encode(rows), *(encode_settlement(settle(rows)) if settled else ())}
    (tmp_path / "graph.nt").write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")
    out = tmp_path / f"ours.{ending}"
    assert main(["export", "--redistributable", "--graph", str(tmp_path / "graph.nt"), "--to", str(out)]) == 0, capfd.readouterr()
    text = out.read_text(encoding="utf-8")
    assert_no_trace(text.splitlines())
    assert "Northern Band" in text
    graph = load(out)
    claims = [record for record in graph.records if isinstance(record, Claim)]
    assert {claim.locator for claim in claims} == {"row=1", "row=2"}
    assert is_settled(graph.store) is (settled or ending == "trig")
    if settled:
        assert {event.event for event in graph.settlement.events} == {"event:ged/1", "event:ged/2"}
    if settled and ending == "nt":
        kept = redistributable(rows)
        expected = {*encode(kept), *encode_settlement(settle(kept))}
        assert set(text.splitlines()) == expected


def test_an_export_that_is_not_asked_to_leave_out_leaves_nothing_out(rows: list[Record], tmp_path: Path) -> None:
    (tmp_path / "graph.nt").write_text("".join(f"{line}\n" for line in sorted(set(encode(rows)))), encoding="utf-8")
    assert main(["export", "--graph", str(tmp_path / "graph.nt"), "--to", str(tmp_path / "all.nt")]) == 0
    assert (tmp_path / "all.nt").read_text() == (tmp_path / "graph.nt").read_text()


def test_an_import_of_acled_says_that_its_rows_may_not_be_handed_on(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "acled.csv").write_text(table([{}], ACLED, ACLED_ROW))
    assert main(["import", str(tmp_path / "acled.csv"), "--to", str(tmp_path / "acled.nt")]) == 0
    assert "its terms do not let its rows be handed on (https://acleddata.com/eula)" in capfd.readouterr().err
    assert 'ontology#redistributable> "false"' in (tmp_path / "acled.nt").read_text()


def test_an_imported_graph_of_both_is_left_with_ged(tmp_path: Path) -> None:
    (tmp_path / "acled.csv").write_text(table([{}, UNDISCLOSED], ACLED, ACLED_ROW))
    (tmp_path / "ged.csv").write_text(table([{}]))
    both, ged = tmp_path / "both.nt", tmp_path / "ged.nt"
    import_tables(Order((tmp_path / "acled.csv", tmp_path / "ged.csv"), both))
    import_tables(Order((tmp_path / "ged.csv",), ged))
    lines = [f"{quad.triple} ." for quad in load(both).redistributable().store]
    assert_no_trace(lines)
    assert len(lines) == len(ged.read_text().splitlines())
