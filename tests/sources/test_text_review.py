"""A review file: what was read in an article, ready to correct and to keep as facts."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kg.build import make_graph
from kg.model.claim import Claim, Occurrence
from kg.model.data import data_path
from kg.model.dates import When, read_edtf
from kg.model.reference import Actor, Place, Run
from kg.sources.article import Article, Reading, parse_all, read_articles
from kg.sources.facts import check, fix, read_facts
from kg.sources.text.review import review_of

DISPATCH = data_path("kg", "samples", "dispatch.txt")
MALI = data_path("kg", "facts", "mali")


def reading_of(article: Article, facts: Path | None = None) -> Reading:
    known = list(read_facts(facts)) if facts else []
    actors, places = [r for r in known if isinstance(r, Actor)], [r for r in known if isinstance(r, Place)]
    (reading,) = parse_all((article,), actors, places)
    return reading


@pytest.fixture(scope="module")
def dispatch() -> Reading:
    (article,) = read_articles(DISPATCH)
    assert isinstance(article, Article)
    return reading_of(article, MALI)


def folder_with(tmp_path: Path, text: str, facts: Path = MALI) -> Path:
    folder = tmp_path / "facts"
    shutil.copytree(facts, folder, ignore=shutil.ignore_patterns("dispatch-judgements.yaml"))  # they judge the parse
    (folder / "sources" / "review.yaml").write_text(text, encoding="utf-8")
    return folder


def reviewed(folder: Path, source: str) -> list[Claim]:
    assert check(folder) == []
    return [r for r in read_facts(folder) if isinstance(r, Claim) and r.source == source]


def told(claim: Claim) -> tuple[object, ...]:
    """Give all that a claim tells, with the words read, however its event and its order are named."""
    content = claim.content
    assert isinstance(content, Occurrence)
    parts = sorted((part.role, part.actor, part.words) for part in content.participants)
    places = sorted((place.relation, place.place, place.words) for place in content.places)
    about = (content.type, content.modality, parts, places, content.counts, content.when)
    teller = (claim.claimant, claim.claimant_words, claim.narrator, claim.on_behalf_of, claim.stance, claim.negated, claim.said)
    return (*about, *teller, claim.locator, claim.quote, claim.confidence)


def test_an_unchanged_review_file_gives_the_claims_of_the_parse_as_facts(dispatch: Reading, tmp_path: Path) -> None:
    folder = folder_with(tmp_path, review_of(dispatch, "Ada Example"))
    claims = reviewed(folder, dispatch.article.source)
    assert len(claims) == len(dispatch.claims) > 20
    assert [told(claim) for claim in claims] == [told(claim) for claim in dispatch.claims]
    assert len({claim.id for claim in claims}) == len(claims)


def test_the_claims_are_by_hand_and_their_run_names_who_reviewed(dispatch: Reading, tmp_path: Path) -> None:
    folder = folder_with(tmp_path, review_of(dispatch, "Ada Example"))
    claims = reviewed(folder, dispatch.article.source)
    assert {(claim.coding, claim.run) for claim in claims} == {("hand", "run:review-of-dispatch-2023-08-14")}
    records = list(read_facts(folder))
    (run,) = (r for r in records if isinstance(r, Run) and r.ref == "run:review-of-dispatch-2023-08-14")
    (coder,) = (r for r in records if isinstance(r, Actor) and r.ref == run.coder)
    assert coder.label == "Ada Example" and "Extraction from text" in run.label
    others = {r.run for r in records if isinstance(r, Claim) and r.source != dispatch.article.source}
    assert others and run.ref not in others


def test_a_known_reviewer_is_named_by_reference(dispatch: Reading, tmp_path: Path) -> None:
    text = review_of(dispatch, "actor:minusma")
    assert "  coder: minusma\n" in text and "reviewer-of" not in text
    assert check(folder_with(tmp_path, text)) == []


def test_the_graph_of_the_facts_with_the_review_is_sound(dispatch: Reading, tmp_path: Path) -> None:
    built = make_graph(folder_with(tmp_path, review_of(dispatch)))
    assert dispatch.article.source in {claim.source for claim in built.records if isinstance(claim, Claim)}


def test_the_keys_stand_in_their_usual_order(dispatch: Reading, tmp_path: Path) -> None:
    assert fix(folder_with(tmp_path, review_of(dispatch))) == []


def test_entries_follow_the_text_and_the_least_sure_are_marked(dispatch: Reading) -> None:
    text = review_of(dispatch)
    starts = [int(line.split("=")[1].split(",")[0]) for line in text.splitlines() if line.startswith("  locator: char=")]
    assert len(starts) == len(dispatch.claims)
    marked = [float(line.split()[4].rstrip(",")) for line in text.splitlines() if line.startswith("# LOOK FIRST:")]
    every = sorted(claim.confidence or 0 for claim in dispatch.claims)
    assert sorted(marked) == every[: len(marked)] and 0 < len(marked) < len(every)
    assert all(f"# “{' '.join(s.text.split())}”" in text for s in dispatch.sentences)


def test_sentences_without_claims_say_why(tmp_path: Path) -> None:
    article = Article("calm", "The weather was fine.", read_edtf("2024-05-03"), publisher="Desk")
    text = review_of(reading_of(article))
    assert "claims: []" in text and "#   No claim: no word of an event" in text


def test_what_a_hand_may_not_code_stays_machine_coded_and_says_what_is_missing(dispatch: Reading, tmp_path: Path) -> None:
    (accused, *_) = (c for c in dispatch.claims if c.stance == "accuses" and isinstance(c.content, Occurrence))
    assert isinstance(accused.content, Occurrence)
    bare = replace(accused, content=replace(accused.content, participants=()))
    records = tuple(bare if record == accused else record for record in dispatch.records)
    folder = folder_with(tmp_path, review_of(replace(dispatch, records=records)))
    (claim,) = (c for c in reviewed(folder, dispatch.article.source) if c.coding == "machine")
    assert claim.stance == "accuses"
    assert (
        "Stays machine-coded until completed: an accusation names whom it accuses" in (folder / "sources/review.yaml").read_text()
    )
    make_graph(folder)


@pytest.mark.parametrize(
    ("when", "precision"),
    [
        (When(date(2024, 4, 29), date(2024, 5, 3), "day", "inferred", "since"), "day-range"),
        (When(date(2024, 4, 29), None, "day", "inferred", "since"), "vague"),
        (When(date(2024, 4, 1), date(2024, 5, 3), "month", "inferred", "since"), "vague"),
        (When(date(2019, 1, 1), date(2024, 5, 3), "year", "inferred", "since"), "vague"),
        (When(date(2024, 4, 21), date(2024, 4, 30), "month", "inferred", "late April"), "month"),
        (When(date(2023, 1, 1), date(2023, 12, 31), "year"), "year"),
    ],
)
def test_a_time_keeps_its_bounds_and_gets_the_precision_of_a_hand_coded_one(
    dispatch: Reading, tmp_path: Path, when: When, precision: str
) -> None:
    first = dispatch.claims[0]
    assert isinstance(first.content, Occurrence)
    dated = replace(first, content=replace(first.content, when=when))
    records = tuple(dated if record == first else record for record in dispatch.records)
    claims = reviewed(folder_with(tmp_path, review_of(replace(dispatch, records=records))), dispatch.article.source)
    assert isinstance(claims[0].content, Occurrence)
    assert claims[0].content.when == replace(when, precision=precision)


@pytest.mark.parametrize(
    "odd", ["\t", "\x85", "\u2028", "\x07", ": ", " #", "“NO”", "- ", "\u202e", "&a", "{{ x }}", "\n\n  ", "'\"", "\\"]
)
def test_odd_texts_come_back_as_they_are(odd: str, tmp_path: Path) -> None:
    text = f"Gunmen{odd}from the hills attacked a{odd}bus near{odd}Senna, the army{odd}said on Monday."
    article = Article("odd", text, read_edtf("2024-05-03"), publisher=f"Desk{odd}")
    reading = reading_of(article)
    folder = folder_with(tmp_path, review_of(reading), data_path("kg", "facts", "template"))
    assert [told(claim) for claim in reviewed(folder, "source:odd")] == [told(claim) for claim in reading.claims]
