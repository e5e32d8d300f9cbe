"""French: every entry of its lexicon, the tree in the frames' own terms, and the claims of whole sentences."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest
from spacy.tokens import Doc

from kg.model.claim import Claim, Occurrence
from kg.model.dates import read_edtf
from kg.model.terms import EVENT_TYPES
from kg.sources.article import Article, parse
from kg.sources.text.frames import Draft, find_drafts
from kg.sources.text.languages import INSTALL, is_installed
from kg.sources.text.lexicon import Lexicon, load_lexicon
from kg.sources.text.normalise import normalise
from kg.sources.text.triggers import Sight

pytestmark = pytest.mark.skipif(not is_installed("fr"), reason=f"no French model: {INSTALL['fr']}")

ENTRIES = list(load_lexicon("fr").entries())
TEXTS = [
    json.loads(line)["text"] for line in (Path(__file__).parents[1] / "articles/fr/gold.jsonl").read_text("utf-8").splitlines()
]


def doc_of(text: str) -> Doc:
    from kg.sources.text.engine import load_engine

    return load_engine("fr")(normalise(text))


@pytest.fixture(scope="module")
def sentences() -> dict[str, Doc]:
    """Give the parsed test sentence of each entry."""
    from kg.sources.text.engine import load_engine

    docs = load_engine("fr").pipe(normalise(entry.test) for entry in ENTRIES)
    return {entry.name: doc for entry, doc in zip(ENTRIES, docs, strict=True)}


def drafts_of(doc: Doc, lexicon: Lexicon) -> list[Draft]:
    return [draft for sentence in doc.sents for draft in find_drafts(sentence, Sight(lexicon, caption=True))]


def told(draft: Draft) -> tuple[object, ...]:
    """Give all that an entry says about an event."""
    roles = frozenset((role, token.i) for role, token in draft.roles)
    return draft.type, roles, draft.entry.count, draft.entry.stance, draft.entry.negated, draft.entry.result


def claims_of(text: str, day: str = "2023-08-16") -> list[tuple[Claim, Occurrence]]:
    article = Article("x", text, read_edtf(day), language="fr")
    found = [(r, r.content) for r in parse(article) if isinstance(r, Claim)]
    return [(claim, content) for claim, content in found if isinstance(content, Occurrence)]


def roles_of(content: Occurrence) -> list[tuple[str, str]]:
    return [(p.role, p.words.text if p.words else "") for p in content.participants]


class TestLexicon:
    def test_each_entry_is_found_in_its_own_sentence(self, sentences: dict[str, Doc]) -> None:
        lexicon = load_lexicon("fr")
        found = {name: [d.entry.name for d in drafts_of(doc, lexicon)] for name, doc in sentences.items()}
        assert [name for name, names in found.items() if name not in names] == []

    def test_without_its_entry_no_sentence_tells_the_same(self, sentences: dict[str, Doc]) -> None:
        lexicon, idle = load_lexicon("fr"), []
        for entry in ENTRIES:
            doc, rest = sentences[entry.name], lexicon.without(entry)
            own = {told(d) for d in drafts_of(doc, lexicon) if d.entry == entry}
            if own & {told(d) for d in drafts_of(doc, rest)}:
                idle.append(entry.name)
        assert idle == []

    def test_it_covers_every_type(self) -> None:
        assert len(ENTRIES) >= 400
        assert Counter(e.type for e in ENTRIES).keys() == set(EVENT_TYPES) - {"other"}  # only tables have rows of no type of ours
        assert len({e.name for e in ENTRIES}) == len(ENTRIES)


class TestTree:
    @pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
    def test_the_text_and_its_offsets_stay(self, text: str) -> None:
        doc = doc_of(text)
        assert doc.text == normalise(text)
        assert all(doc.text[t.idx : t.idx + len(t)] == t.text for t in doc)

    @pytest.mark.parametrize(
        ("text", "word", "expected"),
        [
            ("Des rebelles ont attaqué un bus.", "rebelles", ("rebel", "nsubj", "attaqué")),
            ("Le bus a été attaqué par des rebelles.", "bus", ("bus", "nsubjpass", "attaqué")),
            ("Le bus a été attaqué par des rebelles.", "rebelles", ("rebel", "pobj", "par")),
            ("La prise du port a duré.", "port", ("port", "pobj", "d")),
            ("Des soldats sont arrivés au port.", "soldats", ("soldier", "nsubj", "arrivés")),
            ("Le ministre est un soldat.", "soldat", ("soldier", "attr", "est")),
            ("Le convoi a quitté la ville, a annoncé le colonel Jean Mbayo.", "Mbayo", ("Mbayo", "nsubj", "annoncé")),
        ],
    )
    def test_labels_and_lemmas_are_those_of_the_frames(self, text: str, word: str, expected: tuple[str, str, str]) -> None:
        (token,) = [t for t in doc_of(text) if t.text == word]
        assert (token.lemma_, token.dep_, token.head.text) == expected

    def test_every_sentence_has_one_root_and_no_circle(self) -> None:
        for text in TEXTS:
            for sentence in doc_of(text).sents:
                assert all(sentence.root in (token, *token.ancestors) for token in sentence)


class TestClaims:
    @pytest.mark.parametrize(
        "text",
        [
            "Selon l'armée, des rebelles ont attaqué un bus.",
            "Des rebelles ont attaqué un bus, a annoncé l'armée.",
            "L'armée a affirmé que des rebelles avaient attaqué un bus.",
        ],
    )
    def test_who_says_it_is_the_claimant(self, text: str) -> None:
        ((claim, content),) = claims_of(text)
        assert (content.type, claim.claimant_words and claim.claimant_words.text) == ("attack", "armée")
        assert roles_of(content) == [("agent", "rebelles"), ("target", "bus")]

    def test_an_accusation_is_two_claims(self) -> None:
        (_, act), (alleged, content) = claims_of("L'union accuse l'armée d'avoir attaqué un village près de Gao.")
        assert (act.type, alleged.stance, content.type) == ("accusation", "accuses", "attack")
        assert ("agent", "armée") in roles_of(content)
        assert [(p.relation, p.words and p.words.text) for p in content.places] == [("near", "Gao")]

    def test_a_denied_act_is_affirmed_in_the_denial_and_a_plain_no_is_negated(self) -> None:
        found = {content.type: claim for claim, content in claims_of("L'armée a nié avoir tué six villageois.")}
        assert (found["killing"].stance, found["killing"].negated) == ("denies", False)
        assert [claim.negated for claim, _ in claims_of("L'armée n'a pas attaqué le village.")] == [True]

    def test_what_is_to_come_is_open_at_its_end_and_what_may_be_is_left_out(self) -> None:
        ((_, content),) = claims_of("Le Tchad va déployer 1 200 soldats au Mali.")
        assert (content.modality, content.when and content.when.edtf) == ("planned", "2023-08-16/")
        assert [(n.kind, n.best) for n in content.counts] == [("personnel", 1200)]
        ((_, content),) = claims_of("Le Tchad déploiera 1 200 soldats au Mali.")
        assert content.modality == "planned"
        assert claims_of("L'armée pourrait attaquer le village.") == []

    def test_casualties_join_their_event_with_their_kinds(self) -> None:
        ((_, content),) = claims_of("Une attaque contre un marché a fait au moins cinq morts et 20 blessés dimanche à Gao.")
        assert [(n.kind, n.low, n.high) for n in content.counts] == [("killed", 5, None), ("injured", 20, 20)]
        assert content.when and content.when.edtf == "2023-08-13"
        assert [p.words and p.words.text for p in content.places] == ["Gao"]

    def test_a_perfect_with_to_be_is_no_passive(self) -> None:
        ((_, content),) = claims_of("Les rebelles se sont emparés de la ville.")
        assert (content.type, roles_of(content)) == ("capture", [("agent", "rebelles"), ("target", "ville")])

    def test_an_adjective_of_a_state_is_a_doer(self) -> None:
        ((_, content),) = claims_of("Une frappe israélienne a détruit une école.")
        assert ("agent", "israélienne") in roles_of(content)

    @pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
    def test_no_quote_begins_or_ends_inside_a_word(self, text: str) -> None:
        for claim, _ in claims_of(text):
            start, end = map(int, (claim.locator or "")[5:].split(","))
            assert claim.quote == text[start:end]
            assert not (start and text[start - 1].isalpha() and text[start].isalpha())
            assert not (end < len(text) and text[end - 1].isalpha() and text[end].isalpha())


@pytest.mark.parametrize("seed", range(12))
def test_every_span_is_its_words_however_the_text_is_broken(seed: int) -> None:
    rnd, characters = random.Random(seed), list(TEXTS[seed % len(TEXTS)])
    for _ in range(rnd.randrange(1, 60)):
        at = rnd.randrange(len(characters))
        characters[at] = rnd.choice(
            ["", characters[at] * 2, rnd.choice("\n\u00a0“”’()[],.;–\u200bé中ع0 9-"), characters[at].upper()]
        )
    text = "".join(characters)
    for claim, content in claims_of(text.upper() if seed == 0 else text):
        read = [claim.claimant_words, *(p.words for p in content.participants), *(p.words for p in content.places)]
        assert claim.quote
        assert all(w.text == (text.upper() if seed == 0 else text)[w.start : w.end] for w in read if w)


@pytest.mark.parametrize("text", ["du", "aux des", "du " * 300, "???", "L'" * 200, "(" * 300, "a-t-il", "«»"], ids=range(8))
def test_odd_texts_never_crash(text: str) -> None:
    assert doc_of(text).text == normalise(text)
    claims_of(text)
