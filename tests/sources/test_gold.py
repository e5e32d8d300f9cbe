"""The JSON form of claims loses nothing, in either direction."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from kg.model.claim import Claim
from kg.model.gold import TOP_KEYS, from_json, gold_only, to_json
from tests.strategies import claims

GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold"
needs_gold = pytest.mark.skipif(not GOLD.is_dir(), reason="the gold claims (../shared/gold) are not beside this checkout")


def documents() -> list[dict[str, object]]:
    lines = [json.loads(line) for line in (GOLD / "dev.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()]
    return [json.loads((GOLD / "seed.json").read_text(encoding="utf-8")), *lines]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(claims())
def test_any_claim_comes_back_from_json_as_it_was(claim: Claim) -> None:
    document = json.loads(json.dumps(to_json([claim], "text", "2023-08-14")))
    assert from_json(document) == [claim]


@needs_gold
def test_gold_json_comes_back_from_claims_as_it_was() -> None:
    found = documents()
    assert len(found) == 61
    for document in found:
        back = to_json(from_json(document), str(document["id"]), str(document["date"]))
        assert gold_only(back) == gold_only(document)


def test_only_event_claims_stand_where_a_scorer_looks() -> None:
    assert TOP_KEYS["occurrence"] == "claims"
    assert to_json([], "empty") == {"id": "empty", "date": None, "claims": []}


def test_the_narrator_is_no_claimant() -> None:
    text = {"id": "x", "claims": [{"event_type": "attack", "start": 0, "end": 5, "quote": "Raid.", "claimant": None}]}
    (claim,) = from_json(text)
    assert claim.narrator and claim.locator == "char=0,5"
    assert to_json([claim], "x")["claims"][0]["claimant"] is None
