"""docs/extraction.md: its tables come from measuring, and it holds nothing of texts that are not ours."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from kg.evaluation.plover import PloverScores

from .conftest import GOLD, PLOVER, SHARED

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "extraction.md"
RUN = 6  # words in a row that are no accident


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_extraction_page", ROOT / "tools" / "make_extraction_page.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)  # a dataclass looks its module up
    spec.loader.exec_module(module)
    return module


def test_only_what_stands_between_the_marks_is_written_anew(tool: ModuleType, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    raid = {"event_type": "attack", "quote": "Rebels attacked Ber", "start": 0, "end": 19, "roles": [], "claimant": None}
    texts = [{"id": f"t{n}", "date": "2023-08-14", "text": "Rebels attacked Ber.", "claims": [raid]} for n in range(2)]
    gold.write_text("\n".join(map(json.dumps, texts)), encoding="utf-8")
    records = tmp_path / "plover.json"
    record = {"id": "r", "date": "2000-01-01", "event": "AID", "source": "", "text": "Rebels attacked Ber."}
    records.write_text(json.dumps({"records": [record]}), encoding="utf-8")
    measured = tool.measure(tool.GoldSet("mine", gold), tool.Known())
    plover = tool.evaluate_records(tool.read_both(records), 10)
    before = "above\n<!-- measured: x -->\nstale\n<!-- end of what is measured -->\nbelow\n"
    page = tool.make_page(before, [measured], plover)
    assert page.startswith("above\n<!-- measured: x -->\n")
    assert page.endswith("<!-- end of what is measured -->\nbelow\n")
    assert "stale" not in page
    assert "| events with their type, F1 | 1.00 (1.00 to 1.00) | 0.75 |" in page
    assert "| attack | 2/2; 2/2 |" in page
    assert "| roles | extra | 2 | agent 2 |" in page
    assert "| category recall | 0.00 | 0.85 |" in page
    assert tool.make_page(page, [measured], plover) == page


def test_a_page_without_marks_is_left_alone(tool: ModuleType) -> None:
    nothing = tool.PloverEvaluation(PloverScores(0, 0, None, 0.0, None), {})
    with pytest.raises(SystemExit, match="the marks around what is measured are missing"):
        tool.make_page("no marks", [], nothing)


def test_the_page_is_measured() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for heading in ("Layer by layer", "PLOVER records", "Type by type", "What goes wrong"):
        assert f"### {heading}\n" in text


def runs(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    yield from zip(*(words[n:] for n in range(RUN)), strict=False)


def test_the_page_holds_no_words_of_the_texts() -> None:
    if not SHARED.is_dir():
        pytest.skip("the gold texts (../shared) are not beside this checkout")
    texts = [json.loads(line)["text"] for line in (GOLD / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    texts += [record["text"] for record in json.loads(PLOVER.read_text(encoding="utf-8"))["records"]]
    texts.append((SHARED / "seed" / "article.txt").read_text(encoding="utf-8"))
    assert len(texts) == 222
    page = set(runs(PAGE.read_text(encoding="utf-8")))
    assert [run for text in texts for run in runs(text) if run in page] == []
