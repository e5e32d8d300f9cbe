"""The gold of our invented articles is well formed, and covers what its README promises."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*/gold.jsonl"))
KINDS = {"wire", "ngo-report", "un-release", "headlines"}
REGIONS = {"Sahel", "Sudan", "Ukraine", "Gaza", "Colombia", "Myanmar"}
TYPES = set(
    "clash attack bombing air-strike shelling killing abduction arrest coup uprising insurgency capture withdrawal deployment"
    " ceasefire agreement talks violation protest riot sanction aid displacement humanitarian-crisis political-change presence"
    " accusation denial demand appeal threat statement".split()
)
STANCES = {"asserts", "accuses", "denies", "demands", "threatens", "claims-responsibility"}
ROLES = {"agent", "target", "party", "supporter", "beneficiary"}
RELATIONS = {"in", "near", "from", "to"}
PRECISIONS = {"day", "day-range", "month", "year", "vague"}
COUNTED = {"killed", "injured", "abducted", "arrested", "displaced", "personnel"}
OF_OTHERS = {"accuses", "denies", "demands", "threatens", "claims-responsibility"}
CLAIM = {"event_type", "quote", "start", "end", "roles", "where", "when", "counts", "claimant", "stance", "negated"}

Article = dict[str, Any]
Claim = dict[str, Any]


def articles_of(path: Path) -> list[Article]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def claims_of(path: Path) -> Iterator[tuple[Article, Claim]]:
    for article in articles_of(path):
        for claim in article["claims"]:
            yield article, claim


def words_taken(claim: Claim) -> Iterator[str | None]:
    """Give every text that a claim says it took from the article."""
    yield claim["claimant"]
    yield claim["when"]["text"]
    for part in claim["roles"] + claim["where"]:
        yield part["text"]
    for count in claim["counts"]:
        yield count["text"]
        yield count["of"]


def in_order(*bounds: int | None) -> bool:
    known = [bound for bound in bounds if bound is not None]
    return bool(known) and known == sorted(known) and known[0] >= 0


every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)


def test_the_english_gold_is_here() -> None:
    assert "en" in {path.parent.name for path in FILES}


@every_file
def test_an_article_has_a_name_of_its_own_a_region_and_a_kind(path: Path) -> None:
    articles = articles_of(path)
    assert len({article["id"] for article in articles}) == len(articles)
    assert {article["region"] for article in articles} <= REGIONS | {"Congo"}
    assert {article["kind"] for article in articles} <= KINDS


def test_the_english_gold_holds_at_least_twelve_articles_of_the_six_regions_and_four_kinds() -> None:
    articles = articles_of(HERE / "en" / "gold.jsonl")
    assert len(articles) >= 12
    assert {article["region"] for article in articles} == REGIONS
    assert {article["kind"] for article in articles} == KINDS


def test_the_english_gold_has_two_articles_or_more_from_the_first_four_regions() -> None:
    regions = Counter(article["region"] for article in articles_of(HERE / "en" / "gold.jsonl"))
    assert all(regions[region] >= 2 for region in ("Sahel", "Sudan", "Ukraine", "Gaza"))


def test_the_english_articles_other_than_headlines_have_150_to_450_words() -> None:
    for article in articles_of(HERE / "en" / "gold.jsonl"):
        if article["kind"] != "headlines":
            assert 150 <= len(article["text"].split()) <= 450, article["id"]


def test_the_english_gold_exercises_every_stance_role_relation_precision_and_count() -> None:
    claims = [claim for _, claim in claims_of(HERE / "en" / "gold.jsonl")]
    assert {claim["stance"] for claim in claims} == STANCES
    assert {role["role"] for claim in claims for role in claim["roles"]} == ROLES
    assert {place["relation"] for claim in claims for place in claim["where"]} == RELATIONS
    assert {claim["when"]["precision"] for claim in claims} == PRECISIONS
    assert {count["kind"] for claim in claims for count in claim["counts"]} == COUNTED
    assert {claim["negated"] for claim in claims} == {True, False}


@every_file
def test_a_quote_is_what_stands_between_its_offsets(path: Path) -> None:
    for article, claim in claims_of(path):
        assert article["text"][claim["start"] : claim["end"]] == claim["quote"] != "", (article["id"], claim["quote"])


@every_file
def test_roles_places_counts_times_and_claimants_stand_in_the_text(path: Path) -> None:
    for article, claim in claims_of(path):
        for words in words_taken(claim):
            assert words is None or (words and words in article["text"]), (article["id"], words)


@every_file
def test_a_claim_has_the_fields_and_terms_of_the_guidelines(path: Path) -> None:
    for article, claim in claims_of(path):
        where = (article["id"], claim["quote"])
        assert set(claim) == CLAIM, where
        assert claim["event_type"] in TYPES and claim["stance"] in STANCES and type(claim["negated"]) is bool, where
        assert {role["role"] for role in claim["roles"]} <= ROLES, where
        assert {place["relation"] for place in claim["where"]} <= RELATIONS, where
        assert {count["kind"] for count in claim["counts"]} <= COUNTED, where


@every_file
def test_a_stance_other_than_asserts_has_a_claimant_or_a_hedge(path: Path) -> None:
    for article, claim in claims_of(path):
        if claim["stance"] in OF_OTHERS - {"accuses"}:  # "is believed to be behind" accuses, and names nobody
            assert claim["claimant"], (article["id"], claim["quote"])


@every_file
def test_no_claim_is_written_twice(path: Path) -> None:
    for article in articles_of(path):
        seen = Counter(json.dumps(claim, sort_keys=True) for claim in article["claims"])
        assert not [claim for claim, times in seen.items() if times > 1], article["id"]


@every_file
def test_the_bounds_of_a_count_are_in_order(path: Path) -> None:
    for article, claim in claims_of(path):
        for count in claim["counts"]:
            assert in_order(count["low"], count["best"], count["high"]), (article["id"], count)


@every_file
def test_a_time_is_a_span_of_days_that_fits_its_precision(path: Path) -> None:
    for article, claim in claims_of(path):
        when, where = claim["when"], (article["id"], claim["quote"])
        assert set(when) == {"earliest", "latest", "precision", "text"} and when["precision"] in PRECISIONS, where
        days = [date.fromisoformat(day) for day in (when["earliest"], when["latest"]) if day]
        assert days and days == sorted(days), where
        assert when["precision"] == "vague" or (len(days) == 2 and when["text"]), where


@every_file
def test_a_time_that_is_not_stated_is_bounded_by_the_date_of_the_article(path: Path) -> None:
    for article, claim in claims_of(path):
        when = claim["when"]
        if when["text"] is None and not (when["earliest"] and when["earliest"] < article["date"]):
            assert [when["earliest"], when["latest"]].count(article["date"]) == 1, (article["id"], claim["quote"])
