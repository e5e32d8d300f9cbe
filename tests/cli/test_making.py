"""build, check, parse, init: what goes in, what comes out, and what bad input gets."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Said

ARTICLE = "Date: 2023-08-14\nPublisher: A Paper\n\nThe army attacked the rebels near Ber on Friday.\n"


def spoil(facts: Path, old: str, new: str) -> None:
    path = facts / "sources" / "rhc-2023-08-14.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_build_says_what_it_made_and_what_to_try_next(kg: Callable[..., Said], facts: Path, folder: Path) -> None:
    said = kg("build", "--facts", facts, "--out", "out")
    assert said.code == 0, said.err
    for kind in ("11 claims", "events", "actors", "places", "2 sources", "contested", "first.ttl", "first-claims.svg"):
        assert kind in said.out
    nexts = said.err.splitlines()
    assert nexts[0] == "Next:"
    assert len(nexts) == 4
    assert all(line.startswith("  kg ") for line in nexts[1:])
    assert (folder / "out" / "first.ttl").exists()


def test_what_build_says_to_try_next_works(kg: Callable[..., Said], facts: Path) -> None:
    for line in kg("build", "--facts", facts, "--out", "out").err.splitlines()[1:]:
        assert kg(*line.split()[1:]).code == 0, line


def test_build_with_a_problem_in_the_facts_reports_it_and_writes_nothing(
    kg: Callable[..., Said], facts: Path, folder: Path
) -> None:
    spoil(facts, "eventType: killing", "eventType: kiling")
    said = kg("build", "--facts", facts, "--out", "out")
    assert (said.code, said.out) == (1, "")
    assert "did you mean killing?" in said.err
    assert said.err.endswith("nothing was written\n")
    assert not list((folder / "out").glob("*"))


def test_build_refuses_a_folder_it_cannot_write(kg: Callable[..., Said], facts: Path, folder: Path) -> None:
    (folder / "file").write_text("")
    said = kg("build", "--facts", facts, "--out", "file")
    assert said.code == 2
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("--lens", "cautius"), 4, "did you mean cautious?"),
        (("--text", "rhc"), 2, "write SOURCE=FILE"),
        (("--text", "nobody=a.txt"), 2, "no such source"),
        (("--article", "nix.txt"), 4, "nix.txt"),
        (("--facts", "nowhere"), 4, "nowhere"),
        (("--text", "rhc-2023-08-14=nix.txt"), 4, "nix.txt: there is no such file"),
        (("--text", "rhc-2023-08-14=a.txt"), 3, "ends at character 1"),
        (("--article", "n.jsonl"), 1, "two sources are called source:1"),
        (("--article", "undated.txt"), 1, "--date"),
        (("--article", "undated.txt", "--date", "2023-02-30"), 1, "2023-02-30"),
    ],
)
def test_a_build_that_cannot_be_done(
    kg: Callable[..., Said], facts: Path, folder: Path, args: tuple[str, ...], code: int, words: str
) -> None:
    (folder / "undated.txt").write_text("Soldiers were killed in Ber.\n")
    (folder / "a.txt").write_text("x")
    if "n.jsonl" in args:
        for name in ("n.jsonl", "m.jsonl"):
            (folder / name).write_text(json.dumps({"id": "1", "date": "2023-08-14", "text": f"It left {name}."}))
        args = (*args, "--article", "m.jsonl")
    said = kg("build", "--facts", facts, "--out", "out", *args)
    assert (said.code, said.out) == (code, "")
    assert words in said.err
    assert not list((folder / "out").glob("*"))


def test_an_article_joins_the_facts(kg: Callable[..., Said], facts: Path, folder: Path) -> None:
    (folder / "a.txt").write_text(ARTICLE)
    said = kg("build", "--facts", facts, "--article", "a.txt", "--out", "out")
    assert said.code == 0, said.err
    assert "3 sources" in said.out


def test_check_finds_nothing_in_sound_facts(kg: Callable[..., Said], facts: Path) -> None:
    assert kg("check", facts) == Said(0, "", f"{facts}: no problems\n")


def test_check_reports_each_problem_with_its_line(kg: Callable[..., Said], facts: Path) -> None:
    spoil(facts, "eventType: killing", "eventType: kiling")
    spoil(facts, "stance: accuses", "stance: acuses")
    said = kg("check", facts)
    assert said.code == 1
    assert "did you mean killing?" in said.err
    assert "did you mean accuses?" in said.err
    assert "Traceback" not in said.err


def test_fix_needs_a_folder(kg: Callable[..., Said]) -> None:
    assert kg("check", "--fix").code == 2


def test_fix_twice_is_fix_once(kg: Callable[..., Said], facts: Path) -> None:
    assert kg("check", "--fix", facts).code == 0
    once = {path: path.read_bytes() for path in facts.rglob("*.yaml")}
    assert kg("check", "--fix", facts).code == 0
    assert {path: path.read_bytes() for path in facts.rglob("*.yaml")} == once


def test_parse_prints_claims_in_every_form(kg: Callable[..., Said], facts: Path, folder: Path) -> None:
    (folder / "a.txt").write_text(ARTICLE)
    gold = json.loads(kg("parse", "a.txt", "--facts", facts, "--format", "gold").out)
    assert [claim["event_type"] for claim in gold["claims"]] == ["attack"]
    assert json.loads(kg("parse", "a.txt", "--facts", facts, "--format", "json").out)["claims"][0]["claim"].startswith("claim:")
    assert "kg:OccurrenceClaim" in kg("parse", "a.txt", "--facts", facts, "--format", "ttl").out
    assert "attack" in kg("parse", "a.txt", "--facts", facts).out
    assert "1 claim" in kg("parse", "a.txt", "--facts", facts, "--format", "account").out


def test_parse_reads_many_articles_from_json_lines(kg: Callable[..., Said], facts: Path, folder: Path) -> None:
    line = json.dumps({"id": "x", "date": "2023-08-14", "text": "Soldiers were killed in Ber."})
    (folder / "a.jsonl").write_text(line + "\n" + line.replace('"x"', '"y"') + "\n")
    out = kg("parse", "a.jsonl", "--facts", facts, "--format", "gold").out
    assert [json.loads(row)["id"] for row in out.splitlines()] == ["x", "y"]


def test_the_size_of_a_big_article_and_its_time_are_said_first(
    kg: Callable[..., Said], facts: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.cli.making.BIG", 50)
    (folder / "a.txt").write_text(ARTICLE)
    said = kg("build", "--article", "a.txt", "--facts", facts, "--out", "out")
    assert "a.txt: 0 million characters; reading them takes about 1 minute" in said.err


def test_parse_never_guesses_the_date(kg: Callable[..., Said], facts: Path, folder: Path) -> None:
    (folder / "a.txt").write_text("Soldiers were killed in Ber.\n")
    said = kg("parse", "a.txt", "--facts", facts)
    assert (said.code, said.out) == (1, "")
    assert "--date" in said.err


def test_init_makes_facts_that_check_and_build(kg: Callable[..., Said], folder: Path) -> None:
    said = kg("init", "mine")
    assert said.code == 0, said.err
    assert said.err.startswith("Next:")
    assert kg("check", "mine").code == 0
    assert kg("build", "--facts", "mine", "--out", "mine/exports").code == 0


def test_init_overwrites_nothing(kg: Callable[..., Said], facts: Path) -> None:
    before = {path: path.read_bytes() for path in facts.rglob("*.yaml")}
    assert kg("init", facts).code == 2
    assert {path: path.read_bytes() for path in facts.rglob("*.yaml")} == before


def test_facts_of_no_claims_are_said_to_be_empty(kg: Callable[..., Said], facts: Path) -> None:
    shutil.rmtree(facts)
    facts.mkdir()
    assert kg("build", "--facts", facts, "--out", "out").code in (1, 3)
