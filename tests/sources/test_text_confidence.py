"""Confidence: signs that can be stated, weights that are data, and no more certainty than the texts bear."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import yaml

from kg.model.account import SentenceAccount
from kg.model.claim import Claim
from kg.model.dates import read_edtf
from kg.sources.article import Article, Reading, parse_all
from kg.sources.text.confidence import FILE, load_weights

ROOT = Path(__file__).resolve().parents[2]
DATA = yaml.safe_load(FILE.read_text(encoding="utf-8"))


def read(text: str, **keys: str) -> Reading:
    (reading,) = parse_all((Article("x", text, read_edtf("2024-05-03"), publisher="Desk", **keys),))
    return reading


def signs(text: str, number: int = 0) -> set[str]:
    told = [found for sentence in read(text).sentences for found in sentence.read]
    return {sign.name for sign in told[number].signs}


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("The attack on the bus near Senna killed six villagers.", "noun"),
        ("Six villagers were killed in Senna.", "no-doer"),
        ("Six villagers were killed in Senna.", "counted"),
        ("Gunmen attacked a bus.", "both-sides"),
        ("Gunmen attacked a bus.", "opening"),
        ("Gunmen attacked a bus on Monday.", "timed"),
        ("Gunmen attacked a bus in Senna.", "place"),
        ("The army said that gunmen attacked a bus.", "reported"),
        ("The army did not attack the bus.", "negated"),
        ("The army will attack the town.", "planned"),
        ("Fighting broke out.", "nobody"),
    ],
)
def test_a_sign_is_seen_where_it_holds(text: str, sign: str) -> None:
    assert sign in signs(text)


def test_a_sign_is_not_seen_where_it_does_not_hold() -> None:
    assert signs("Gunmen attacked a bus.").isdisjoint(
        {"noun", "no-doer", "counted", "timed", "place", "reported", "negated", "nobody"}
    )


def test_no_weight_goes_against_what_its_sign_speaks_for() -> None:
    for name, sign in DATA["signs"].items():
        assert sign["speaks"] in ("for", "against"), name
        assert sign["weight"] * (1 if sign["speaks"] == "for" else -1) >= 0, name
        assert sign["words"], name


def test_the_weights_say_where_they_come_from() -> None:
    fitted = DATA["fitted"]
    assert fitted["by"] == "python tools/fit_confidence.py" and fitted["day"] and fitted["claims"] > 100
    assert set(fitted["right"]) == {"share", "brier", "brier-of-one-number-for-all", "ece", "auc"}
    assert DATA["base"] < np.log(fitted["right"]["share"] / (1 - fitted["right"]["share"])) + 1


def test_a_sign_for_raises_confidence_and_one_against_lowers_it_within_bounds() -> None:
    weights = load_weights()
    plain = weights.judge([])
    for name, (weight, _) in weights.signs.items():
        judged = weights.judge([name])
        assert (judged.right - plain.right) * weight >= 0 and (judged.whole - plain.whole) * weight >= 0
    for names in ([n for n, (w, _) in weights.signs.items() if w > 0], [n for n, (w, _) in weights.signs.items() if w < 0]):
        assert weights.low <= weights.judge(names).right <= weights.high < 1
    assert plain.whole < plain.right, "to have every field right is rarer"


def test_every_claim_has_the_confidence_that_its_signs_add_up_to() -> None:
    reading = read("Gunmen attacked a bus near Senna on Monday. The army said that six villagers were killed.")
    told = {found.id: found for sentence in reading.sentences for found in sentence.read}
    assert reading.claims
    for claim in reading.claims:
        assert claim.confidence == load_weights().judge([sign.name for sign in told[claim.id].signs]).right
        assert load_weights().low <= (claim.confidence or 0) <= load_weights().high


def accounts(text: str) -> list[SentenceAccount]:
    return list(read(text).sentences)


class TestWhyASentenceIsSilent:
    def test_a_repeat_names_the_claim_that_tells_it_already(self) -> None:
        first, second = accounts("Gunmen attacked a bus in Senna. Gunmen attacked a bus in Senna.")
        assert second.claims == () and second.passed[0].reason == "tells again what was told, with nothing new"
        assert second.passed[0].earlier == first.claims[0]

    def test_a_sentence_that_only_adds_casualties_is_joined_to_the_claim_before(self) -> None:
        text = "Gunmen attacked a bus in Senna. Six people were killed in the attack."
        reading = read(text)
        joined = [p for s in reading.sentences for p in s.passed if p.reason.startswith("joined")]
        assert all(p.earlier in {claim.id for claim in reading.claims} for p in joined)

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("The weather was fine.", "no word of an event that the lexicon knows"),
            ("A quiet street.", "no verb, and no noun of an event: a heading, a name or a credit"),
            ("The mayor said that the road was wet.", "reports what somebody said, in which the lexicon knows no event: “said”"),
            ("The army may attack the town.", "only possible: “may attack”"),
        ],
    )
    def test_the_reason_is_of_its_case(self, text: str, why: str) -> None:
        (sentence,) = accounts(text)
        assert sentence.claims == () and why in (sentence.reason or "")

    def test_every_sentence_without_a_claim_has_a_reason(self) -> None:
        text = (ROOT / "kg" / "samples" / "dispatch.txt").read_text(encoding="utf-8")
        assert all(s.read or s.reason for s in accounts(text))


@pytest.fixture(scope="module")
def fitting() -> ModuleType:
    path = ROOT / "tools" / "fit_confidence.py"
    spec = importlib.util.spec_from_file_location("fit_confidence", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["fit_confidence"] = module
    spec.loader.exec_module(module)
    module.PULLS, module.STEPS = (4.0, 16.0), 400  # enough for what is told here
    return module


def rows(fitting: ModuleType, tell: Callable[[int], bool]) -> list[object]:
    """Give 240 invented readings in 60 texts; `tell` says which are right."""
    made = []
    for number in range(240):
        names = {name for bit, name in enumerate(("good", "bad", "idle")) if number >> bit & 1}
        made.append(fitting.Row(f"t{number % 60}", frozenset(names), tell(number), tell(number) and number % 3 > 0))
    return made


SIGNS = {"good": {"speaks": "for"}, "bad": {"speaks": "against"}, "idle": {"speaks": "for"}}


def test_fitting_finds_what_tells_right_from_wrong(fitting: ModuleType) -> None:
    table = fitting.table_of(rows(fitting, lambda n: bool(n & 1) or not n & 2), SIGNS)
    bases, weights, _ = fitting.fitted(table)
    good, bad, idle = weights
    assert good > 0.3 and bad < -0.3 and abs(idle) < 0.2 and bases[1] < bases[0]
    assert fitting.ranking(fitting.cross_validated(table)[0], table.steps[0]) > 0.7


def test_a_weight_never_crosses_to_the_other_side(fitting: ModuleType) -> None:
    table = fitting.table_of(rows(fitting, lambda n: not n & 1), SIGNS)  # here what speaks for a reading goes with wrong ones
    assert fitting.fitted(table)[1][0] == 0


def test_mean_confidence_stays_below_the_share_that_is_right(fitting: ModuleType) -> None:
    table = fitting.table_of(rows(fitting, lambda n: n % 5 > 0), SIGNS)
    bases, weights, _ = fitting.fitted(table)
    mean = fitting.chance(bases[0] + table.values @ weights).mean()
    assert mean < table.steps[0].mean() and mean > 0.6


def test_claims_keep_their_confidence_in_the_records() -> None:
    assert all(isinstance(claim, Claim) and claim.confidence is not None for claim in read("Gunmen attacked a bus.").claims)
