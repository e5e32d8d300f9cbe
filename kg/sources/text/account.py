"""The account of every sentence: the claims that it gave, or the reason why it gave none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Span, Token

from kg.model.account import Account, Part
from kg.model.reference import Actor, EventNode, Place, Source
from kg.sources.text.document import Reading
from kg.sources.text.layout import LONGEST_SENTENCE, read_zones
from kg.sources.text.lexicon import Entry, Lexicon

READ = frozenset(("body", "caption"))
_NEEDS = {
    "object": "another object",
    "subject": "another subject",
    "with": "a certain word beside it",
    "modifier": "a certain word before it",
    "under": "a certain preposition",
    "clause": "a clause",
}
"""What an entry of the lexicon asks for, in the order in which it is told."""


def account_of(reading: Reading, labels: Mapping[str, str]) -> Account:
    """Give the account of a text that was read; `labels` are those of the actors and places known before."""
    article = reading.article
    (source,) = (record for record in reading.records if isinstance(record, Source) and record.ref == article.source)
    named = {record.ref: record.label for record in reading.records if isinstance(record, (Actor, Place, EventNode))}
    return Account(
        id=article.id,
        text=article.text,
        day=article.day,
        source=source,
        parts=tuple(Part(zone.kind, zone.start, zone.end, zone.kind in READ) for zone in read_zones(article.text)),
        sentences=reading.sentences,
        kept={claim.id: claim for claim in reading.claims},
        dropped={claim.id: claim for claim in reading.dropped},
        labels={**labels, **named},
        least=reading.least,
    )


def silence_of(sentence: Span, lexicon: Lexicon) -> str:
    """Give the reason why a sentence in which no event was found is silent; what follows a colon is its one case."""
    if not any(token.is_alpha for token in sentence):
        return "no words"
    if len(sentence) > LONGEST_SENTENCE:
        return f"longer than {LONGEST_SENTENCE} words, which no sentence is"
    if found := next(_unmet(sentence, lexicon), None):
        word, entry = found
        lacks = next((words for need, words in _NEEDS.items() if need in entry.needs), "the right company")
        return f"a word that tells of an event only in certain company: “{word.text}” ({entry.type} needs {lacks})"
    if not any(token.pos_ in ("VERB", "AUX") for token in sentence):
        return "no verb, and no noun of an event: a heading, a name or a credit"
    if report := next((t for t in sentence if t.lemma_.lower() in lexicon.lists["report"] and t.pos_ == "VERB"), None):
        return f"reports what somebody said, in which the lexicon knows no event: “{report.text}”"
    return "no word of an event that the lexicon knows"


def _unmet(sentence: Span, lexicon: Lexicon) -> Iterator[tuple[Token, Entry]]:
    """Yield the words that head an entry of the lexicon whose conditions did not hold here; words of reporting tell no event."""
    for token in sentence:
        if token.lemma_.lower() in lexicon.lists["report"]:
            continue
        table = {"VERB": lexicon.verbs, "NOUN": lexicon.nouns}.get(token.pos_, {})
        yield from ((token, entry) for entry in table.get(lexicon.lemma(token.lemma_), ()) if len(entry.lemmas) == 1)
