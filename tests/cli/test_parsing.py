"""`kg parse` of many documents: formats, order, resuming, and failures that stay apart."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.cli.parsed import FORMS
from kg.model.processes import starting
from kg.parsing import crew
from kg.parsing.crew import Crew
from kg.parsing.form import Output
from kg.parsing.job import Order, Totals, parse_documents
from kg.parsing.work import Reader, Wish
from kg.sources.article import Reading
from kg.sources.documents.items import Item, read_items

from .conftest import Said

SENTENCE = "The army attacked the rebels near Ber on Friday."
PAGE = (
    '<html lang="en"><head><meta property="article:published_time" content="2023-08-14T09:00:00Z"><script>var x = "Rebels killed '
    f'90 people.";</script></head><body><article><p>{SENTENCE} Residents said that the fighting had gone on for hours.</p>'
    "<p>Nobody was hurt, a spokesman told reporters in the town later that day.</p></article></body></html>"
)


def line(number: int, text: str = SENTENCE) -> str:
    return json.dumps({"id": f"a{number}", "date": "2023-08-14", "text": text}) + "\n"


@pytest.fixture(autouse=True)
def _same_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what a journal depends on apart from who edits the code while the tests run."""
    monkeypatch.setattr("kg.parsing.journal.code_print", lambda: b"the same code")


@pytest.fixture
def folder_of_articles(folder: Path) -> Path:
    articles = folder / "articles"
    (articles / "deep").mkdir(parents=True)
    (articles / "a.txt").write_text(f"Date: 2023-08-14\n\n{SENTENCE}\n")
    (articles / "b.html").write_text(PAGE)
    (articles / "c.jsonl").write_text(line(1) + line(2))
    (articles / "deep" / "d.txt").write_text(SENTENCE)
    (articles / "deep" / "d.yaml").write_text("date: 2023-08-14\n")
    return articles


def ids(out: str) -> list[str]:
    return [json.loads(row)["id"] for row in out.splitlines()]


def report(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_folder_is_read_in_the_order_of_its_names(kg: Callable[..., Said], facts: Path, folder_of_articles: Path) -> None:
    said = kg("parse", folder_of_articles, "--facts", facts, "--format", "gold")
    assert said.code == 0, said.err
    assert ids(said.out) == ["a", "b", "a1", "a2", "deep-d"]
    assert "5 documents; 5 claims" in said.err


def test_a_page_gives_its_main_text_and_its_date_and_never_a_script(kg: Callable[..., Said], facts: Path, folder: Path) -> None:
    (folder / "b.html").write_text(PAGE)
    said = kg("parse", "b.html", "--facts", facts, "--format", "json", "--texts", "texts")
    claims = json.loads(said.out)["claims"]
    text = (folder / "texts" / "b.txt").read_text(encoding="utf-8")
    assert "90 people" not in text
    assert [text[claim["start"] : claim["end"]] for claim in claims] == [claim["quote"] for claim in claims]
    assert claims[0]["when"]["latest"] == "2023-08-11"
    turtle = kg("parse", "b.html", "--facts", facts, "--format", "ttl").out
    assert hashlib.sha256(text.encode()).hexdigest() in turtle
    assert "says 2023-08-14T09:00:00Z" in turtle


def test_the_output_does_not_depend_on_the_number_of_processes(kg: Callable[..., Said], facts: Path, folder: Path) -> None:
    (folder / "a.jsonl").write_text("".join(line(n, f"{SENTENCE} At least {n} soldiers were killed.") for n in range(1, 200)))
    for workers in "12":
        said = kg("parse", "a.jsonl", "--facts", facts, "--format", "json", "--out", f"{workers}.jsonl", "--workers", workers)
        assert said.code == 0, said.err
    one = (folder / "1.jsonl").read_bytes()
    assert one == (folder / "2.jsonl").read_bytes()
    assert ids(one.decode()) == [f"a{n}" for n in range(1, 200)]


def test_a_bad_document_is_reported_with_its_line_and_the_others_are_read(
    kg: Callable[..., Said], facts: Path, folder: Path
) -> None:
    (folder / "a.jsonl").write_text(line(1) + "{bad\n" + '{"id": "x", "text": "It left."}\n' + line(1) + line(2))
    said = kg("parse", "a.jsonl", "--facts", facts, "--format", "gold", "--out", "out.jsonl")
    assert said.code == 1
    assert ids((folder / "out.jsonl").read_text()) == ["a1", "a2"]
    rows = report(folder / "out.jsonl.report.csv")
    assert [(row["kind"], row["line"]) for row in rows] == [("failed", "2"), ("failed", "3"), ("failed", "4")]
    assert "--date" in rows[1]["remedy"]
    assert "occurs twice" in rows[2]["what"]
    assert "5 documents; 2 claims; 3 failed" in said.err


def test_an_output_is_never_written_over(kg: Callable[..., Said], facts: Path, folder: Path) -> None:
    (folder / "a.jsonl").write_text(line(1))
    (folder / "out.jsonl").write_text("mine")
    said = kg("parse", "a.jsonl", "--facts", facts, "--out", "out.jsonl")
    assert (said.code, (folder / "out.jsonl").read_text()) == (2, "mine")
    assert kg("parse", "a.jsonl", "--facts", facts, "--resume").code == 2


def test_resuming_reads_anew_only_what_changed(kg: Callable[..., Said], facts: Path, folder: Path) -> None:
    (folder / "a.jsonl").write_text(line(1) + line(2) + line(3))
    call = ("parse", "a.jsonl", "--facts", facts, "--format", "gold", "--out", "out.jsonl", "--resume")
    assert "read before" not in kg(*call).err
    assert "3 read before" in kg(*call).err
    (folder / "a.jsonl").write_text(line(1) + line(2, "The rebels left Ber on Friday.") + line(3))
    assert "2 read before" in kg(*call).err
    types = [json.loads(row)["claims"][0]["event_type"] for row in (folder / "out.jsonl").read_text().splitlines()]
    assert types == ["attack", "withdrawal", "attack"]
    assert "read before" not in kg(*call, "--date", "2023-08-15").err


def test_a_folder_gets_a_file_a_document(kg: Callable[..., Said], facts: Path, folder: Path) -> None:
    (folder / "a.jsonl").write_text(line(1) + line(2))
    assert kg("parse", "a.jsonl", "--facts", facts, "--format", "ttl", "--out", "out/").code == 0
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["a1.ttl", "a2.ttl"]
    assert (folder / "out" / "a1.ttl").read_text().startswith("@prefix")


def test_what_is_no_document_is_refused_with_what_is_read(kg: Callable[..., Said], facts: Path, folder: Path) -> None:
    (folder / "a.docx").write_bytes(b"PK\x03\x04rest")
    said = kg("parse", "a.docx", "--facts", facts)
    assert said.code == 1
    assert "Word" in said.err
    assert "HTML and PDF" in said.err
    assert kg("parse", "nix.txt", "--facts", facts).code == 4


# Documents that do something to the process that reads them; the forms are functions of a module, so that processes find them.


def write_or_fall(reading: Reading, labels: object) -> str:
    if "RAISE" in reading.article.text:
        raise ValueError("it fell")
    if "DIE" in reading.article.text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "HANG" in reading.article.text:
        signal.pause()
    return f"{reading.article.id}\n"


def order(path: Path, out: Path, **given: object) -> Order:
    from kg.parsing.form import Form

    form = Form(".txt", write_or_fall)
    wish = Wish({}, (), (), (form,))
    return Order((path,), (Output(form, out),), wish, **given)  # type: ignore[arg-type]  # as Order's fields are


@pytest.mark.parametrize(
    ("word", "told"),
    [("RAISE", "ValueError: it fell"), ("DIE", "signal SIGKILL"), ("HANG", "longer than")],
)
def test_a_document_that_fails_is_alone_in_it(tmp_path: Path, word: str, told: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(line(n, f"{SENTENCE} {word if n == 3 else ''}") for n in range(6)))
    totals = parse_documents(order(path, tmp_path / "o.txt", workers=2, timeout=20.0), print)
    assert (totals.documents, totals.failed) == (6, 1)
    assert (tmp_path / "o.txt").read_text().split() == ["a0", "a1", "a2", "a4", "a5"]
    (row,) = report(tmp_path / "o.txt.report.csv")
    assert (row["file"], row["line"]) == (str(path), "4")
    assert told in row["what"]


def test_ctrl_c_leaves_what_was_read_to_go_on_from(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(line(n) for n in range(200)))
    out = tmp_path / "o.txt"

    def interrupt(totals: Totals) -> None:
        if totals.documents == 120:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        parse_documents(order(path, out, workers=1), print, progress=interrupt)
    assert not out.exists()
    totals = parse_documents(order(path, out, workers=1, resume=True), print)
    assert totals.resumed == 120
    assert out.read_text().split() == [f"a{n}" for n in range(200)]


def test_documents_are_read_as_they_are_asked_for(tmp_path: Path) -> None:
    taken = 0

    def entries() -> Iterator[tuple[Item, None]]:
        nonlocal taken
        for number in range(100_000):
            taken += 1
            yield Item("a.jsonl", number, f"a{number}", line(number).encode()), None

    wish = Wish({}, (), (), (FORMS["gold"],))
    team = Crew(wish, 1, None, starting())
    try:
        read = team.read(entries())
        for _ in range(5):
            next(read)
        assert taken <= (crew.ROOM + 2) * crew.BATCH_ITEMS
    finally:
        team.close()


def test_json_lines_of_any_number_are_read_one_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(line(n) for n in range(5000)))
    items = read_items([path])
    assert next(items).line == 1
    assert sum(1 for _ in items) == 4999


def test_a_reader_reads_the_others_when_one_raises() -> None:
    from kg.parsing.form import Form

    reader = Reader(Wish({}, (), (), (Form(".txt", write_or_fall),)))
    items = [Item("a.jsonl", n, f"a{n}", line(n, "It left. RAISE" if n == 1 else SENTENCE).encode()) for n in range(3)]
    done = list(reader.read(items))
    assert [one.texts for one in done] == [("a0\n",), (), ("a2\n",)]
    assert done[1].failed
    assert "ValueError: it fell (test_parsing.py:" in done[1].problems[0].what
