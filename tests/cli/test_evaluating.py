"""evaluate: what is compared, what is printed, and what bad input gets."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import Said

TEXT = "The army attacked the rebels near Ber on Friday. Six soldiers were killed, the army said."
RAID: dict[str, Any] = {
    "event_type": "attack",
    "quote": "The army attacked the rebels near Ber on Friday",
    "start": 0,
    "end": 47,
    "roles": [{"role": "agent", "text": "army"}, {"role": "target", "text": "rebels"}],
    "where": [{"text": "Ber", "relation": "near"}],
    "when": {"earliest": "2023-08-11", "latest": "2023-08-11", "precision": "day", "text": "on Friday"},
    "counts": [],
    "claimant": None,
    "stance": "asserts",
    "negated": False,
}
TALKS = {**RAID, "event_type": "talks", "start": 60, "end": 70, "quote": TEXT[60:70]}


@pytest.fixture
def write(folder: Path) -> Callable[..., Path]:
    """Give a function that writes JSON Lines and gives the file."""

    def lines(name: str, *entries: object) -> Path:
        path = folder / name
        path.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
        return path

    return lines


@pytest.fixture
def gold(write: Callable[..., Path]) -> Path:
    """Give a gold file of two texts."""
    other = {"id": "b", "date": "2023-08-14", "text": "Nothing happened.", "claims": []}
    return write("gold.jsonl", {"id": "a", "date": "2023-08-14", "text": TEXT, "claims": [RAID]}, other)


@pytest.fixture
def pred(write: Callable[..., Path]) -> Path:
    """Give a prediction that is right once, wrong in the stance, and says too much."""
    return write("pred.jsonl", {"id": "a", "claims": [{**RAID, "stance": "denies"}, TALKS]}, {"id": "b", "claims": []})


def test_a_prediction_is_scored_layer_by_layer(kg: Callable[..., Said], gold: Path, pred: Path) -> None:
    said = kg("evaluate", gold, pred)
    assert (said.code, said.err) == (0, "")
    lines = {line.split()[0]: line.split()[1:] for line in said.out.splitlines() if line.split()}
    assert lines["2"] == ["texts"]
    assert lines["events"] == ["0.500", "1.000", "0.667", "0.667–0.667", "1", "2", "1"]
    assert lines["stance"][-3:] == ["0", "1", "1"]
    assert lines["false_precision_rate"] == ["0.000", "0.000–0.000", "0", "1"]


def test_the_table_fits_a_terminal(kg: Callable[..., Said], gold: Path, pred: Path) -> None:
    assert max(map(len, kg("evaluate", gold, pred, "--types").out.splitlines())) <= 80


def test_json_holds_all_figures_and_their_intervals(kg: Callable[..., Said], gold: Path, pred: Path) -> None:
    found = json.loads(kg("evaluate", gold, pred, "--format", "json").out)
    assert found["events"] == {"p": 0.5, "r": 1.0, "f1": 0.6667, "tp": 1, "pred": 2, "gold": 1}
    assert found["by_type"]["talks"]["pred"] == 1
    assert found["intervals"]["events"]["f1"] == [0.6667, 0.6667]
    assert "failures" not in found


def test_without_resamples_there_are_no_intervals(kg: Callable[..., Said], gold: Path, pred: Path) -> None:
    assert json.loads(kg("evaluate", gold, pred, "--format", "json", "--bootstrap", "0").out)["intervals"] == {}


def test_types_and_failures_are_told_where_asked(kg: Callable[..., Said], gold: Path, pred: Path) -> None:
    said = kg("evaluate", gold, pred, "--types", "--failures")
    assert "event type" in said.out
    rows = [line.split("  ") for line in said.out.splitlines()]
    assert any(row[0] == "talks" for row in rows)
    assert "spurious: nothing coded there" in said.out
    assert "asserts → denies 1" in said.out
    found = json.loads(kg("evaluate", gold, pred, "--failures", "--format", "json").out)["failures"]
    assert [(group["layer"], group["count"], group["items"]) for group in found] == [("events", 1, ["a"]), ("stance", 1, ["a"])]


def test_the_overlap_that_two_quotes_need_can_be_set(kg: Callable[..., Said], gold: Path, write: Callable[..., Path]) -> None:
    shifted = write("shifted.jsonl", {"id": "a", "claims": [{**RAID, "start": 40, "end": 80}]}, {"id": "b", "claims": []})
    for share, right in (("0.1", 1), ("0.5", 0)):
        found = json.loads(kg("evaluate", gold, shifted, "--min-overlap", share, "--format", "json").out)
        assert found["events"]["tp"] == right


def test_without_a_prediction_the_texts_are_parsed(kg: Callable[..., Said], gold: Path) -> None:
    said = kg("evaluate", gold, "--format", "json", "--failures")
    assert said.code == 0, said.err
    assert json.loads(said.out)["events"]["tp"] == 1


def test_what_evaluate_parses_is_what_parse_prints(kg: Callable[..., Said], gold: Path, folder: Path) -> None:
    (folder / "read.jsonl").write_text(kg("parse", gold, "--format", "gold").out, encoding="utf-8")
    assert kg("evaluate", gold, "--failures", "--bootstrap", "50").out.splitlines()[:20] == kg(
        "evaluate", gold, "read.jsonl", "--failures", "--bootstrap", "50"
    ).out.splitlines()[:20]


def test_one_gold_object_takes_its_text_from_a_file(kg: Callable[..., Said], write: Callable[..., Path], folder: Path) -> None:
    seed = write("seed.json", {"id": "seed", "date": "2023-08-14", "claims": [RAID]})
    (folder / "text.txt").write_text(TEXT, encoding="utf-8")
    assert json.loads(kg("evaluate", seed, "--text", "text.txt", "--format", "json").out)["events"]["tp"] == 1


def test_plover_records_are_scored_as_such(kg: Callable[..., Said], write: Callable[..., Path]) -> None:
    record = {
        "id": "r1",
        "date": "2000-01-01",
        "event": "ASSAULT",
        "source": [{"actorText": "Army"}],
        "target": [{"actorText": "rebels"}],
        "text": "The army attacked the rebels.",
    }
    records = write("plover.json", {"records": [record, {**record, "id": "r2", "event": "CONCEDE"}]})
    said = kg("evaluate", records)
    assert "1 PLOVER records; 1 of categories without an event type of ours left out" in said.out
    assert [line.split()[1] for line in said.out.splitlines()[3:]] == ["1.000", "1.000", "1.000"]
    assert json.loads(kg("evaluate", records, "--format", "json").out)["dyad"] == 1.0
    assert "--misses need claims in GOLD" in kg("evaluate", records, "--misses", "misses.html").err


def test_the_worst_misses_are_a_page(kg: Callable[..., Said], gold: Path, pred: Path, folder: Path) -> None:
    said = kg("evaluate", gold, pred, "--misses", "misses.html")
    assert said.err == "wrote misses.html\n"
    page = (folder / "misses.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert '<mark class="spurious"' in page


def test_texts_on_one_side_only_are_noted(kg: Callable[..., Said], gold: Path, write: Callable[..., Path]) -> None:
    said = kg("evaluate", gold, write("some.jsonl", {"id": "c", "claims": []}))
    assert said.code == 0
    assert said.err.splitlines() == [
        "kg: 2 of 2 texts are not in the prediction, and count as empty",
        "kg: 1 of 1 predicted texts are not in the gold, and are not looked at",
    ]


@pytest.mark.parametrize(
    ("entries", "args", "code", "words"),
    [
        ([], ("nix.jsonl",), 4, "nix.jsonl: there is no such file"),
        ([], ("gold.json",), 3, "gold.json: the file is empty"),
        ([{"id": "a", "claims": []}], ("gold.json",), 2, "'a' has no text to parse; give it as --text FILE, or claims as PRED"),
        ([{"id": "a", "claims": []}], ("gold.json", "--text", "nix.txt"), 4, "nix.txt: there is no such file"),
        ([{"id": "a", "claims": []}, {"id": "b", "claims": []}], ("gold.json",), 2, "2 of 2 entries have no text to parse"),
        ([{"id": "a", "text": "x", "claims": []}] * 2, ("gold.json",), 1, "gold.json:2: the id 'a' occurs twice"),
        ([{"id": "a", "text": "A raid."}], ("gold.json",), 1, "gold.json:1: no \"claims\" in 'a'"),
        ([{"id": "a", "claims": [], "text": "A raid."}], ("gold.json",), 1, "gold.json:1: no date of publication"),
        ([{"id": "a", "claims": [], "text": " "}], ("gold.json",), 1, "gold.json:1: no text in this object"),
        ([{"id": "a", "claims": []}] , ("gold.json", "gold.json", "--min-overlap", "2"), 2, "--min-overlap"),
        ([{"id": "a", "claims": []}], ("gold.json", "gold.json", "--misses", "gold.json/x.html"), 2, "cannot be written"),
    ],
)  # fmt: skip
def test_an_evaluation_that_cannot_be_done(
    kg: Callable[..., Said], write: Callable[..., Path], entries: list[object], args: tuple[str, ...], code: int, words: str
) -> None:
    write("gold.json", *entries)
    said = kg("evaluate", *args)
    assert said.code == code, said.err
    assert words in said.err


def test_text_is_for_one_gold_object(kg: Callable[..., Said], gold: Path, folder: Path) -> None:
    (folder / "text.txt").write_text(TEXT, encoding="utf-8")
    said = kg("evaluate", gold, "--text", "text.txt")
    assert said.code == 2
    assert "--text is for a gold file of one text" in said.err
