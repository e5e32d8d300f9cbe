"""`kg parse --account`, `--review` and `--min-confidence`: what an analyst reads and corrects."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Said

ARTICLE = """Date: 2024-05-03
Publisher: The Valley Courier

Gunmen attacked a bus near Senna on Wednesday. The weather was fine. Six villagers were killed in the raid.
"""
Kg = Callable[..., Said]


@pytest.fixture
def article(folder: Path) -> Path:
    (folder / "a.txt").write_text(ARTICLE, encoding="utf-8")
    return folder / "a.txt"


def test_an_account_is_a_page_or_json_by_its_name(kg: Kg, article: Path, folder: Path) -> None:
    assert kg("parse", article, "--account", "a.html").code == 0
    page = (folder / "a.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>") and page.rstrip().endswith("</html>") and "The weather was fine" in page
    assert kg("parse", article, "--account", "a.json").code == 0
    told = json.loads((folder / "a.json").read_text(encoding="utf-8"))
    assert told["summary"]["sentences"] == 3 and told["claims"][0]["event_type"] == "attack"


def test_an_account_on_standard_output_is_a_line_a_sentence(kg: Kg, article: Path) -> None:
    lines = kg("parse", article, "--account", "-").out.splitlines()
    assert len(lines) == 3 and "0 claims (no word of an event that the lexicon knows)" in lines[1]


def test_a_review_file_is_never_written_over(kg: Kg, article: Path, folder: Path) -> None:
    assert kg("parse", article, "--review", "r.yaml", "--reviewer", "Ada Example").code == 0
    written = (folder / "r.yaml").read_text(encoding="utf-8")
    assert "label: Ada Example" in written
    said = kg("parse", article, "--review", "r.yaml")
    assert said.code == 2 and "may hold corrections" in said.err
    assert (folder / "r.yaml").read_text(encoding="utf-8") == written


def test_a_review_file_holds_one_document_and_a_folder_one_file_each(kg: Kg, article: Path, folder: Path) -> None:
    (folder / "b.txt").write_text(ARTICLE, encoding="utf-8")
    said = kg("parse", article, "b.txt", "--review", "r.yaml")
    assert said.code == 2 and "holds one document" in said.err and not (folder / "r.yaml").exists()
    assert kg("parse", article, "b.txt", "--review", "reviews/").code == 0
    assert sorted(path.name for path in (folder / "reviews").iterdir()) == ["a.yaml", "b.yaml"]


def test_what_is_too_unsure_is_dropped_counted_and_still_in_the_account(kg: Kg, article: Path, folder: Path) -> None:
    every = len(json.loads(kg("parse", article, "--format", "json").out)["claims"])
    said = kg("parse", article, "--format", "json", "--min-confidence", "0.99", "--account", "a.json")
    assert json.loads(said.out)["claims"] == []
    assert f"dropped {every} of {every}" in said.err
    told = json.loads((folder / "a.json").read_text(encoding="utf-8"))
    assert [claim["kept"] for claim in told["claims"]] == [False] * every
    assert (told["summary"]["dropped"], told["summary"]["least_confidence"]) == (every, 0.99)


@pytest.mark.parametrize("least", ["1.5", "-1", "high"])
def test_a_confidence_is_a_number_from_0_to_1(kg: Kg, article: Path, least: str) -> None:
    assert kg("parse", article, "--min-confidence", least).code == 2


def test_confidence_stands_in_every_form(kg: Kg, article: Path) -> None:
    confidence = json.loads(kg("parse", article, "--format", "json").out)["claims"][0]["confidence"]
    assert 0 < confidence < 1
    assert f"; confidence {confidence}" in kg("parse", article).out
    assert f"kg:confidence {confidence}" in kg("parse", article, "--format", "ttl").out


def test_a_build_drops_what_was_read_too_unsurely_and_says_how_much(kg: Kg, article: Path, folder: Path) -> None:
    assert kg("init", "facts").code == 0
    said = kg("build", "--facts", "facts", "--article", article, "--min-confidence", "0.99", "--out", "out")
    assert said.code == 0 and "dropped 2 claims: read less surely than 0.99" in said.err
    assert "kg:confidence" not in (folder / "out" / "template.ttl").read_text(encoding="utf-8")


def test_a_run_with_reviews_can_be_resumed_and_leaves_corrections_alone(kg: Kg, article: Path, folder: Path) -> None:
    asked = ("parse", article, "--out", "claims.jsonl", "--format", "json", "--review", "reviews/")
    assert kg(*asked).code == 0
    (folder / "reviews" / "a.yaml").write_text("corrected", encoding="utf-8")
    assert kg(*asked).code == 2
    assert kg(*asked, "--resume").code == 0
    assert (folder / "reviews" / "a.yaml").read_text(encoding="utf-8") == "corrected"  # read anew, it stands in a.new.yaml
