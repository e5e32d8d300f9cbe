"""The main job on small input: all or nothing, and the same bytes each time."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.build import build, distinct, make_graph
from kg.model.claim import Claim
from kg.model.dates import read_edtf
from kg.model.errors import Findings, NotFound, UnreadableInput, UsageError
from kg.model.files import replace_all
from kg.model.reference import Source
from kg.sources.article import Article

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
    assert not (tmp_path / "out").exists()


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
    assert not (tmp_path / "out").exists()


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


def test_a_text_is_refused_where_it_is_absent_binary_short_or_of_no_use(facts: Path, tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    with pytest.raises(NotFound, match="there is no such file"):
        make_graph(facts, texts={"rhc-2023-08-14": path})
    for raw, words in (
        (b"It \xff left", r"article.txt:1: not a UTF-8 text"),
        (b"\0", "NUL"),
        (b"It left.", "ends at character 8"),
    ):
        path.write_bytes(raw)
        with pytest.raises(UnreadableInput, match=words):
            make_graph(facts, texts={"rhc-2023-08-14": path})
    spoil(facts, "char=", "entry=")
    with pytest.raises(UsageError, match=r"nothing to quote: of the \d+ claims of source:rhc-2023-08-14"):
        make_graph(facts, texts={"rhc-2023-08-14": path})
    with pytest.raises(UsageError, match=r"did you mean rhc-2023-08-14\?"):
        make_graph(facts, texts={"rhc-2023-08-15": path})


def test_two_different_sources_of_one_name_are_a_finding(facts: Path) -> None:
    one, other = (Source("source:n", "A Paper", "actor:paper", read_edtf("2023-08-14"), sha256=s) for s in ("a" * 64, "b" * 64))
    assert distinct([one, one]) == [one]
    with pytest.raises(Findings, match=r"two sources are called source:n: .*`Id:` header line"):
        distinct([one, other])
    article = Article("rhc-2023-08-14", "The army left.", read_edtf("2023-08-14"))
    with pytest.raises(Findings, match="two sources are called source:rhc-2023-08-14"):
        make_graph(facts, [article])


def test_a_target_that_is_no_file_is_refused_and_nothing_is_changed(facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "first-map.svg").mkdir(parents=True)
    (out / "first.ttl").write_text("what was there")
    with pytest.raises(UsageError, match=r"out/first-map.svg: is there already and is no file"):
        build(facts, out=out)
    assert sorted(path.name for path in out.iterdir()) == ["first-map.svg", "first.ttl"]
    assert (out / "first.ttl").read_text() == "what was there"


def test_files_are_renamed_all_or_none(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "a").write_text("new")
    (tmp_path / "a").write_text("old")
    moves = {tmp_path / "new" / name: tmp_path / name for name in ("a", "b")}
    with pytest.raises(UsageError, match=r"/b: cannot be written"):
        replace_all(moves)
    assert (tmp_path / "a").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "new"]


def test_a_build_that_fails_leaves_no_empty_folder(facts: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        build(facts, out=tmp_path / "new" / "out", lens="foo")
    assert not (tmp_path / "new").exists()


def test_every_file_has_the_same_bytes_under_any_hash_seed(facts: Path, tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from kg.build import build; build(Path(sys.argv[1]), out=Path(sys.argv[2]))"
    digests = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        subprocess.run([sys.executable, "-c", code, str(facts), str(out)], env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
        digests.append({path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in out.iterdir()})
    assert digests[0] == digests[1]
    assert len(digests[0]) == 11
