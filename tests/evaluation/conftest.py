"""What the tests of evaluation share: the scorers that others wrote, where they lie beside this checkout."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kg.evaluation.coded import CodedClaim, Item, coded_claim
from kg.evaluation.predicting import Known, articles_of, predict
from kg.evaluation.reading import read_items

Documents = dict[str, list[dict[str, Any]]]
SHARED = Path(__file__).resolve().parents[3] / "shared"
GOLD = SHARED / "gold"
PLOVER = SHARED / "data" / "plover" / "plover_gsr_dev.json"


def script(name: str) -> ModuleType:
    """Load a script of ../shared/gold as a module, leaving no trace beside it."""
    path = GOLD / f"{name}.py"
    if not path.is_file():
        pytest.skip(f"{name}.py is not beside this checkout (../shared/gold)")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), module.__dict__)
    return module


@pytest.fixture(scope="session")
def scorer() -> ModuleType:
    """Give the scorer of the gold claims."""
    return script("score")


@pytest.fixture(scope="session")
def plover_scorer() -> ModuleType:
    """Give the scorer of PLOVER records."""
    return script("score_plover")


@pytest.fixture(scope="session")
def dev(scorer: ModuleType) -> Documents:
    """Give the claims of the gold texts by id."""
    found: Documents = scorer.load(str(GOLD / "dev.jsonl"))
    return found


@pytest.fixture(scope="session")
def read(scorer: ModuleType) -> Documents:
    """Give the claims that our extractor reads in the gold texts."""
    return claims_read(read_items(GOLD / "dev.jsonl"), GOLD / "dev.jsonl")


def claims_read(items: list[Item], path: Path) -> Documents:
    found = predict(items, articles_of(items, path), Known())
    return {str(item.id): [as_json(claim) for claim in item.claims] for item, _ in found}


def as_json(claim: CodedClaim) -> dict[str, Any]:
    start, end = claim.span or (None, None)
    when = {"earliest": claim.when.earliest, "latest": claim.when.latest, "text": claim.when.text}
    counts = [{key: getattr(count, key) for key in ("kind", "low", "best", "high", "of")} for count in claim.counts]
    return {
        "event_type": claim.type,
        "quote": claim.quote,
        "start": start,
        "end": end,
        "roles": [{"role": role.role, "text": role.text} for role in claim.roles],
        "where": [{"text": place.text, "relation": place.relation} for place in claim.where],
        "when": when,
        "counts": counts,
        "claimant": claim.claimant or None,
        "stance": claim.stance,
        "negated": claim.negated,
    }


def items_of(documents: Documents) -> list[Item]:
    return [Item(id_, tuple(map(coded_claim, claims))) for id_, claims in documents.items()]
