"""Each way in which a prediction may differ has a class of its own."""

from __future__ import annotations

from typing import Any

import pytest

from kg.evaluation.coded import coded_claim
from kg.evaluation.failures import failure_classes, find_failures
from kg.evaluation.matching import compare
from kg.model.account import PassedOver, ReadClaim, SentenceAccount
from kg.model.claim import Words

ROLES = [{"role": "agent", "text": "rebels"}, {"role": "target", "text": "base"}]
RAID = {
    "event_type": "attack",
    "quote": "rebels raided the base in Ber",
    "start": 0,
    "end": 29,
    "roles": ROLES,
    "where": [{"text": "Ber", "relation": "in"}],
    "when": {"earliest": None, "latest": "2023-08-14", "precision": "vague", "text": None},
    "counts": [{"kind": "killed", "low": 2, "best": 2, "high": 2, "of": "soldiers", "text": "two"}],
    "claimant": "army",
    "stance": "asserts",
    "negated": False,
}


def failures(
    gold: list[dict[str, Any]], predicted: list[dict[str, Any]], *sentences: SentenceAccount
) -> list[tuple[str, str, str]]:
    comparison = compare([coded_claim(c) for c in gold], [coded_claim(c) for c in predicted])
    return [(one.layer, one.kind, one.case) for one in find_failures(comparison, sentences)]


def but(**changes: Any) -> dict[str, Any]:
    return {**RAID, **changes}


def test_the_same_claims_have_no_failure() -> None:
    assert failures([RAID], [RAID]) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"event_type": "killing"}, [("events", "wrong type", "attack → killing")]),
        ({"roles": ROLES[:1]}, [("roles", "missing", "target")]),
        ({"roles": [*ROLES, {"role": "party", "text": "farmers"}]}, [("roles", "extra", "party")]),
        (
            {"roles": [{"role": "agent", "text": "rebels"}, {"role": "beneficiary", "text": "the base"}]},
            [("roles", "wrong role", "target → beneficiary")],
        ),
        (
            {"roles": [{"role": "agent", "text": "gunmen"}, {"role": "target", "text": "base"}]},
            [("roles", "other words", "agent")],
        ),
        ({"where": []}, [("where", "missing", "in")]),
        ({"where": [{"text": "Ber", "relation": "near"}]}, [("where", "wrong relation", "in → near")]),
        ({"where": [{"text": "Gao", "relation": "in"}]}, [("where", "missing", "in"), ("where", "extra", "in")]),
        ({"when": {"earliest": "2023-08-13", "latest": "2023-08-13"}}, [("when", "false precision", "not stated")]),
        ({"when": {"latest": "2023-08-31"}}, [("when", "less precise", "not stated")]),
        ({"when": {"earliest": "2023-08-31"}}, [("when", "other bounds", "not stated")]),
        ({"counts": []}, [("counts", "missing", "killed")]),
        ({"counts": [{"kind": "injured", "low": 2, "best": 2, "high": 2}]}, [("counts", "wrong kind", "killed → injured")]),
        ({"counts": [{"kind": "killed", "low": 3, "best": 3, "high": 3}]}, [("counts", "other figures", "killed")]),
        ({"claimant": None}, [("claimant", "missing", "stance asserts")]),
        ({"claimant": "mission"}, [("claimant", "other", "stance asserts")]),
        ({"stance": "accuses"}, [("stance", "other", "asserts → accuses")]),
        ({"negated": True}, [("negated", "extra", "attack")]),
    ],
)
def test_a_matched_claim_that_differs(changes: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    assert failures([RAID], [but(**changes)]) == expected


def test_a_claim_that_the_narrator_makes_and_the_prediction_gives_away() -> None:
    assert failures([but(claimant=None)], [RAID]) == [("claimant", "extra", "stance asserts")]


def test_a_claim_whose_quote_lies_elsewhere() -> None:
    assert failures([RAID], [but(start=40, end=60)]) == [
        ("events", "missed: its quote lies elsewhere", "attack"),
        ("events", "spurious: its quote lies elsewhere", "attack"),
    ]


def test_an_event_told_twice_and_one_that_shares_its_words() -> None:
    assert failures([RAID], [RAID, but(start=0, end=10), but(start=5, end=10, event_type="threat")]) == [
        ("events", "spurious: one event told twice", "attack"),
        ("events", "spurious: another event on the words of a coded one", "threat"),
    ]


def test_claims_where_none_is_coded() -> None:
    assert failures([], [RAID]) == [("events", "spurious: a text that claims nothing", "attack")]
    assert failures([RAID], [RAID, but(event_type="talks", start=50, end=60)]) == [
        ("events", "spurious: nothing coded there", "talks")
    ]


def test_a_missed_claim_without_an_account_is_just_not_there() -> None:
    assert failures([RAID], []) == [("events", "missed: no claim there", "attack")]


def sentence(
    silence: str | None = None, passed: tuple[PassedOver, ...] = (), read: tuple[ReadClaim, ...] = ()
) -> SentenceAccount:
    return SentenceAccount(0, 30, "rebels raided the base in Ber.", read, silence, passed)


@pytest.mark.parametrize(
    ("account", "kind"),
    [
        (sentence("no word of an event: “raid”"), "missed: its sentence gave no claim, no word of an event"),
        (
            sentence(read=(ReadClaim("claim:1", Words("base")),)),
            "missed: no word of it is known, beside others of its sentence that are",
        ),
        (
            sentence(passed=(PassedOver(Words("raided", 7, 13), "a condition: “if”", "attack"),)),
            "missed: dropped, a condition",
        ),
        (
            sentence(passed=(PassedOver(Words("raided", 7, 13), "a plan", "capture"),)),
            "missed: dropped as another type, a plan",
        ),
        (
            sentence(passed=(PassedOver(Words("left", 50, 54), "a plan", "attack"),)),
            "missed: no word of it is known, beside others of its sentence that are",
        ),
    ],
)
def test_the_account_of_its_sentence_tells_why_a_claim_was_missed(account: SentenceAccount, kind: str) -> None:
    assert failures([RAID], [], account) == [("events", kind, "attack")]


def test_the_word_that_a_reason_is_about_is_kept() -> None:
    missed = compare([coded_claim(RAID)], [])
    dropped = sentence(passed=(PassedOver(Words("raided", 7, 13), "a condition: “if”", "attack"),))
    silent = sentence("a word that tells of an event only beside certain others: “base” (attack)")
    assert [failure.word for account in (dropped, silent) for failure in find_failures(missed, [account])] == ["raided", "base"]


def test_one_claim_may_stand_for_two() -> None:
    assert failures([RAID, but(event_type="capture", start=2, end=29)], [RAID]) == [
        ("events", "missed: a claim on the same words stands for another event", "capture beside attack")
    ]


def test_classes_count_their_cases_layer_by_layer() -> None:
    twice = compare([coded_claim(RAID)] * 2, [])
    once = compare([coded_claim(RAID)], [coded_claim(but(stance="denies"))])
    groups = failure_classes({"a": list(find_failures(once)), "b": list(find_failures(twice))})
    assert [group.to_json() for group in groups] == [
        {
            **{"layer": "events", "class": "missed: no claim there", "count": 2},
            **{"cases": {"attack": 2}, "words": {}, "items": ["b"]},
        },
        {
            **{"layer": "stance", "class": "other", "count": 1},
            **{"cases": {"asserts → denies": 1}, "words": {}, "items": ["a"]},
        },
    ]
