"""Every entry of the lexicon is found in its own sentence, and only because it is there."""

from __future__ import annotations

from collections import Counter

import pytest

from kg.model.terms import EVENT_TYPES
from kg.sources.text.engine import load_engine
from kg.sources.text.frames import find_drafts
from kg.sources.text.lexicon import Entry, load_lexicon
from kg.sources.text.normalise import normalise
from kg.sources.text.triggers import Sight


@pytest.fixture(scope="module")
def found() -> dict[str, list[str]]:
    """Give, for each entry, the entries found in its sentence."""
    entries = list(load_lexicon().entries())
    docs = load_engine().pipe(normalise(entry.test) for entry in entries)
    sight = Sight(load_lexicon(), caption=True)
    return {
        entry.name: [d.entry.name for sentence in doc.sents for d in find_drafts(sentence, sight)]
        for entry, doc in zip(entries, docs, strict=True)
    }


def test_each_entry_is_found_in_its_own_sentence(found: dict[str, list[str]]) -> None:
    assert [name for name, names in found.items() if name not in names] == []


def test_the_lexicon_is_broad_and_covers_every_type() -> None:
    entries = list(load_lexicon().entries())
    assert len(entries) >= 550
    assert Counter(e.type for e in entries).keys() == set(EVENT_TYPES) - {"other"}  # only tables have rows of no type of ours
    assert len({e.name for e in entries}) == len(entries)


def test_sentences_are_our_own_and_all_there() -> None:
    def ends(entry: Entry) -> bool:
        return (entry.test.endswith(".") or entry.caption) and entry.test[0].isupper()

    assert [e.name for e in load_lexicon().entries() if not ends(e)] == []


def roles(text: str) -> list[tuple[str, list[tuple[str, str]]]]:
    doc = load_engine()(normalise(text))
    drafts = [d for s in doc.sents for d in find_drafts(s, Sight(load_lexicon()))]
    return [(d.type, sorted((role, token.text) for role, token in d.roles)) for d in drafts]


@pytest.mark.parametrize(
    ("sentence", "type_", "expected"),
    [
        ("Gunmen killed three farmers.", "killing", [("agent", "Gunmen"), ("target", "farmers")]),
        ("Three farmers were killed by gunmen.", "killing", [("agent", "gunmen"), ("target", "farmers")]),
        ("Three farmers were killed.", "killing", [("target", "farmers")]),
        ("The farmers who were killed lived there.", "killing", [("target", "farmers")]),
        ("Rebels seized power in the capital.", "coup", [("agent", "Rebels")]),
        ("Rebels seized the town.", "capture", [("agent", "Rebels"), ("target", "town")]),
        ("Rebels seized four tourists.", "abduction", [("agent", "Rebels"), ("target", "tourists")]),
        ("An Israeli air strike hit a school.", "air-strike", [("agent", "Israeli"), ("target", "school")]),
        ("Fighting between rebels and troops went on.", "clash", [("party", "rebels"), ("party", "troops")]),
        ("The bloc suspended aid to the junta.", "sanction", [("agent", "bloc"), ("target", "junta")]),
    ],
)
def test_roles_follow_sense_and_not_word_order(sentence: str, type_: str, expected: list[tuple[str, str]]) -> None:
    assert (type_, expected) in roles(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The anti-coup protesters went home.",
        "The kidnapped engineers went home.",
        "The officer was fired with a smile from the choir.",
        "A weapons test was announced.",
        "The peace process has stalled.",
    ],
)
def test_labels_and_other_matters_are_no_events(sentence: str) -> None:
    assert roles(sentence) == []
