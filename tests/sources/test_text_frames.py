"""Every entry of the lexicon is found in its own sentence, and only because it is there."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest
from spacy.tokens import Doc

from kg.model.terms import EVENT_TYPES
from kg.sources.text.engine import load_engine
from kg.sources.text.frames import Draft, find_drafts
from kg.sources.text.lexicon import Entry, Lexicon, load_lexicon
from kg.sources.text.normalise import normalise
from kg.sources.text.syntax import person_head, phrase_span
from kg.sources.text.triggers import Sight

ENTRIES = list(load_lexicon().entries())


@pytest.fixture(scope="module")
def sentences() -> dict[str, Doc]:
    """Give the parsed test sentence of each entry."""
    docs = load_engine().pipe(normalise(entry.test) for entry in ENTRIES)
    return {entry.name: doc for entry, doc in zip(ENTRIES, docs, strict=True)}


def drafts_of(doc: Doc, lexicon: Lexicon, caption: bool = False) -> list[Draft]:
    return [draft for sentence in doc.sents for draft in find_drafts(sentence, Sight(lexicon, caption=caption))]


def told(draft: Draft) -> tuple[object, ...]:
    """Give all that an entry says about an event: type, roles, kind of count, stance, negation, and whether it is a result."""
    roles = frozenset((role, token.i) for role, token in draft.roles)
    return draft.type, roles, draft.entry.count, draft.entry.stance, draft.entry.negated, draft.entry.result


def written(draft: Draft) -> dict[str, set[str]]:
    """Give the roles of an event as their words stand in the sentence."""
    roles: dict[str, set[str]] = defaultdict(set)
    for role, token in draft.roles:
        start, end = phrase_span(person_head(token))
        roles[role].add(token.doc[start:end].text)
    return roles


def test_each_entry_is_found_in_its_own_sentence(sentences: dict[str, Doc]) -> None:
    lexicon = load_lexicon()
    found = {name: [d.entry.name for d in drafts_of(doc, lexicon, caption=True)] for name, doc in sentences.items()}
    assert [name for name, names in found.items() if name not in names] == []


def test_without_its_entry_no_sentence_tells_the_same(sentences: dict[str, Doc]) -> None:
    lexicon = load_lexicon()
    idle = []
    for entry in ENTRIES:
        doc, rest = sentences[entry.name], lexicon.without(entry)
        own = [told(d) for d in drafts_of(doc, lexicon, caption=True) if d.entry == entry]
        if set(own) & {told(d) for d in drafts_of(doc, rest, caption=True)}:
            idle.append(entry.name)
    assert idle == []


def test_each_sentence_has_the_roles_that_its_entry_gives(sentences: dict[str, Doc]) -> None:
    lexicon = load_lexicon()
    wrong = {}
    for entry in ENTRIES:
        drafts = [d for d in drafts_of(sentences[entry.name], lexicon, caption=True) if d.entry == entry]
        found = [written(d) for d in drafts]
        if entry.gives and not any(all(set(w) == r.get(role, set()) for role, w in entry.gives.items()) for r in found):
            wrong[entry.name] = found
    assert wrong == {}


def test_the_lexicon_is_broad_and_covers_every_type() -> None:
    assert len(ENTRIES) >= 1000
    assert Counter(e.type for e in ENTRIES).keys() == set(EVENT_TYPES) - {"other"}  # only tables have rows of no type of ours
    assert len({e.name for e in ENTRIES}) == len(ENTRIES)


def test_sentences_are_our_own_and_all_there() -> None:
    def ends(entry: Entry) -> bool:
        return (entry.test.endswith(".") or entry.caption) and entry.test[0].isupper()

    assert [e.name for e in ENTRIES if not ends(e)] == []


def roles(text: str) -> list[tuple[str, list[tuple[str, str]]]]:
    drafts = drafts_of(load_engine()(normalise(text)), load_lexicon())
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
        "The officer was fired on Friday.",
        "A weapons test was announced.",
        "The peace process has stalled.",
        "The shell company owned a mine.",
        "The mine worker was killing time.",
        "The harvest fell short.",
        "The report dealt a blow to the bank.",
        "The talk show went on air.",
        "The battle against covid goes on.",
        "The nurses battled the virus.",
        "A clash of opinions was expected.",
        "A gas explosion damaged the kitchen.",
        "The senator attacked the bill.",
        "The new law targets smokers.",
        "The studio shot a film in the desert.",
        "Cholera killed nine farmers.",
        "Two hikers died of cancer.",
        "The committee opened an inquiry at the base.",
        "The court will hear the case in May.",
        "A curfew was announced.",
        "The parade was postponed.",
        "Shares rallied on Monday.",
        "The election rally drew thousands.",
        "A legal battle over the estate lasted years.",
        "Sappers defused a roadside bomb.",
        "The driver had a heart attack.",
    ],
)
def test_labels_and_other_matters_are_no_events(sentence: str) -> None:
    assert roles(sentence) == []
