"""The main job on small input: all or nothing, and the same bytes each time."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.build import build, make_graph
from kg.model.claim import Claim
from kg.model.errors import Findings, UnreadableInput, UsageError

FIRST = Path(__file__).parent / "golden" / "first"
TEXT = "x" * 839 + "It left." + "y" * 2000


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """Give a copy of the first facts that a test may spoil."""
    return Path(shutil.copytree(FIRST, tmp_path / "facts"))


def spoil(facts: Path, old: str, new: str) -> None:
    path = facts / "sources" / "rhc-2023-08-14.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_build_writes_turtle_and_each_picture_twice(facts: Path, tmp_path: Path) -> None:
    report = build(facts, out=tmp_path / "out")
    assert report.claims == 11
    assert {path.suffix for path in report.files} == {".ttl", ".svg", ".png"}
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(path.name for path in report.files)
    assert len(report.files) == 11


def test_a_problem_in_the_facts_stops_the_build_and_leaves_what_was_there(facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "first.ttl").write_text("what was there")
    spoil(facts, "eventType: killing", "eventType: kiling")
    with pytest.raises(Findings, match=r"rhc-2023-08-14.yaml:\d+: .*killing"):
        build(facts, out=out)
    assert [path.name for path in out.iterdir()] == ["first.ttl"]
    assert (out / "first.ttl").read_text() == "what was there"


def test_a_finding_of_the_shapes_names_the_claim_and_what_to_do(facts: Path, tmp_path: Path) -> None:
    spoil(
        facts,
        "  stance: accuses\n  agent: [malian-forces, wagner-group]\n  near: ber",
        "  stance: claims-responsibility\n  agent: [malian-forces, wagner-group]\n  near: ber",
    )
    with pytest.raises(Findings, match=r"rhc-2023-08-14.yaml:\d+ \(claim:"):
        build(facts, out=tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_an_unwritable_folder_is_refused_before_any_work(facts: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="choose another folder"):
        build(facts, out=tmp_path / "file")


def test_a_failure_while_drawing_leaves_nothing_behind(facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("kg.build.draw_picture", fail)
    with pytest.raises(OSError, match="disk full"):
        build(facts, out=tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_an_attached_text_gives_claims_their_quotes(facts: Path, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    built = make_graph(facts, texts={"rhc-2023-08-14": tmp_path / "article.txt"})
    quotes = {r.locator: r.quote for r in built.records if isinstance(r, Claim)}
    assert quotes["char=839,916"] == TEXT[839:916]


def test_another_text_than_the_recorded_one_is_refused(facts: Path, tmp_path: Path) -> None:
    spoil(facts, "  language: en\n", "  language: en\n  sha256: " + hashlib.sha256(b"the text").hexdigest() + "\n")
    (tmp_path / "article.txt").write_text("another text", encoding="utf-8")
    with pytest.raises(UnreadableInput, match="is not the text of source:rhc-2023-08-14"):
        make_graph(facts, texts={"rhc-2023-08-14": tmp_path / "article.txt"})


def test_a_text_for_no_source_is_refused(facts: Path, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    with pytest.raises(UsageError, match="no such source"):
        make_graph(facts, texts={"nobody": tmp_path / "article.txt"})


def test_every_file_has_the_same_bytes_under_any_hash_seed(facts: Path, tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from kg.build import build; build(Path(sys.argv[1]), out=Path(sys.argv[2]))"
    digests = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        subprocess.run([sys.executable, "-c", code, str(facts), str(out)], env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
        digests.append({path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in out.iterdir()})
    assert digests[0] == digests[1]
    assert len(digests[0]) == 11
