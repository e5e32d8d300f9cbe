"""Our scorers give the numbers of the scripts that the gold came with, whatever they are given."""

from __future__ import annotations

import copy
import json
import time
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.evaluation.coded import coded_claim
from kg.evaluation.layers import score
from kg.evaluation.plover import categories, plover_record, score_records
from kg.evaluation.predicting import as_items

from .conftest import PLOVER, Documents, claims_read, items_of

WORDS = st.lists(st.sampled_from(["the", "army", "of", "Mali", "rebels", "Ber", "two", "'s", "convoy"]), max_size=4).map(" ".join)
DAYS = st.sampled_from([None, "2023-08-01", "2023-08-14", "2023-08-31", ""])
SMALL = st.none() | st.integers(0, 4)


def shape(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Give objects that hold each field, hold null, or lack it."""
    return st.fixed_dictionaries({}, optional={name: st.none() | value for name, value in fields.items()})


ROLE = shape(role=st.sampled_from(["agent", "target", "party"]), text=WORDS)
PLACE = shape(text=WORDS, relation=st.sampled_from(["in", "near"]))
COUNT = shape(kind=st.sampled_from(["killed", "injured"]), low=SMALL, best=SMALL, high=SMALL, of=WORDS)
TYPE = st.sampled_from([None, "attack", "killing", "talks"])  # the script needs the key to be there
FIELDS = shape(
    quote=WORDS,
    start=st.integers(0, 12),
    end=st.integers(0, 12),
    roles=st.lists(ROLE, max_size=3),
    where=st.lists(PLACE, max_size=3),
    when=shape(earliest=DAYS, latest=DAYS, text=st.sampled_from(["", "on Sunday"])),
    counts=st.lists(COUNT, max_size=2),
    claimant=WORDS,
    stance=st.sampled_from(["asserts", "denies", ""]),
    negated=st.booleans(),
)
CLAIM = st.builds(lambda type_, fields: {"event_type": type_, **fields}, TYPE, FIELDS)
TEXTS = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.lists(CLAIM, max_size=4), max_size=3)
REPEATED = settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


def same(scorer: ModuleType, gold: Documents, predicted: Documents, min_overlap: float = 0.5) -> dict[str, Any]:
    theirs = scorer.score(gold, predicted, min_overlap)
    ours = score(items_of(gold), items_of(predicted), min_overlap).to_json()
    assert ours == theirs
    assert list(ours) == list(theirs)
    found: dict[str, Any] = theirs
    return found


def test_the_gold_against_itself(scorer: ModuleType, dev: Documents) -> None:
    assert len(dev) == 60
    assert same(scorer, dev, dev)["events"]["f1"] == 1.0


def test_the_gold_against_what_we_read(scorer: ModuleType, dev: Documents, read: Documents) -> None:
    assert 0 < same(scorer, dev, read)["events"]["tp"] < 140
    same(scorer, read, dev)


def test_the_gold_against_nothing_and_nothing_against_the_gold(scorer: ModuleType, dev: Documents) -> None:
    assert same(scorer, dev, {})["events"]["r"] == 0
    same(scorer, {}, dev)
    same(scorer, {key: [] for key in dev}, dev)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("min_overlap", [0.0, 0.5, 1.0])
def test_the_gold_against_damaged_copies(
    scorer: ModuleType, dev: Documents, read: Documents, seed: int, min_overlap: float
) -> None:
    same(scorer, dev, scorer.damage(dev, seed), min_overlap)
    same(scorer, dev, scorer.damage(read, seed), min_overlap)


def test_quotes_without_offsets(scorer: ModuleType, dev: Documents, read: Documents) -> None:
    bare = {key: [{**claim, "start": None, "end": None} for claim in claims] for key, claims in read.items()}
    assert same(scorer, dev, bare)["events"]["tp"] > 0


def test_texts_that_stand_on_one_side_only(scorer: ModuleType, dev: Documents, read: Documents) -> None:
    half = dict(list(read.items())[::2])
    same(scorer, dev, {**half, "elsewhere": copy.deepcopy(next(iter(dev.values())))})


@REPEATED
@given(gold=TEXTS, predicted=TEXTS, min_overlap=st.sampled_from([0.0, 0.3, 0.5, 1.0]))
def test_any_claims_against_any(scorer: ModuleType, gold: Documents, predicted: Documents, min_overlap: float) -> None:
    same(scorer, gold, predicted, min_overlap)


@REPEATED
@given(data=st.data())
def test_the_gold_with_fields_lost_and_swapped(scorer: ModuleType, dev: Documents, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(dev)))
    claims = copy.deepcopy(dev[key])
    for claim in claims:
        for name in data.draw(st.lists(st.sampled_from(sorted(claim)), max_size=3)):
            claim[name] = None
        claim.update(data.draw(CLAIM))
    same(scorer, {key: dev[key]}, {key: claims[: data.draw(st.integers(0, len(claims)))]})


def test_scoring_the_gold_takes_well_below_a_second(dev: Documents, read: Documents) -> None:
    gold, predicted = items_of(dev), items_of(read)
    begun = time.process_time()
    score(gold, predicted)
    assert time.process_time() - begun < 0.5


# PLOVER


def same_plover(scorer: ModuleType, records: list[dict[str, Any]], predicted: Documents) -> dict[str, Any]:
    theirs = scorer.score(records, predicted)
    ours = score_records([plover_record(record) for record in records], items_of(predicted))
    assert {name: getattr(ours, name) for name in theirs} == theirs
    found: dict[str, Any] = theirs
    return found


@pytest.fixture(scope="session")
def records(plover_scorer: ModuleType) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(PLOVER.read_text(encoding="utf-8"))["records"]
    return found


def test_the_same_event_types_stand_for_each_category(plover_scorer: ModuleType) -> None:
    assert {name: set(category.types) for name, category in categories().items()} == plover_scorer.ACCEPT


def test_plover_records_against_what_we_read(plover_scorer: ModuleType, records: list[dict[str, Any]]) -> None:
    found = claims_read(as_items([plover_record(record) for record in records]), PLOVER)
    assert len(found) == 161
    assert same_plover(plover_scorer, records, found)["category_recall"] > 0.3


ACTORS = st.none() | WORDS | st.lists(st.fixed_dictionaries({"actorText": WORDS}), max_size=3)
RECORD = st.fixed_dictionaries(
    {"id": st.sampled_from(["a", "b", "c"]), "event": st.sampled_from(["ASSAULT", "REJECT", "CONSULT", "AID", "CONCEDE"])},
    optional={"source": ACTORS, "target": ACTORS},
)
ROLES = st.sampled_from(["agent", "target", "party", "beneficiary"])
CODED = st.fixed_dictionaries(
    {
        "event_type": st.sampled_from(["attack", "killing", "talks", "denial", "aid"]),
        "negated": st.booleans(),
        "roles": st.lists(st.fixed_dictionaries({"role": ROLES, "text": WORDS}), max_size=4),
    }
)


@REPEATED
@given(
    records=st.lists(RECORD, max_size=3, unique_by=lambda record: record["id"]),
    predicted=st.dictionaries(st.sampled_from(["a", "b", "c"]), st.lists(CODED, max_size=3)),
)
def test_any_records_against_any_claims(plover_scorer: ModuleType, records: list[dict[str, Any]], predicted: Documents) -> None:
    if any(record["event"] in plover_scorer.ACCEPT for record in records):
        same_plover(plover_scorer, records, predicted)
    else:  # the script divides by no records
        assert score_records([plover_record(record) for record in records], items_of(predicted)).category_recall is None


def test_a_claim_reads_its_fields_as_the_script_does() -> None:
    assert coded_claim({}).stance == "asserts"
    assert not coded_claim({"negated": None}).negated
