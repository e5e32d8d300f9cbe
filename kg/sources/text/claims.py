"""Claims: what was told, as records with references, locators and exact quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from spacy.tokens import Span

from kg.model.account import PassedOver, ReadClaim, SentenceAccount
from kg.model.claim import Claim, Location, Occurrence, Participant, Words
from kg.model.counts import Count
from kg.model.reference import Actor, EventNode, Record, Run, Source
from kg.model.refs import claim_ref, parsed_event_ref, slug
from kg.model.terms import ActorKind, Modality
from kg.sources.text.account import silence_of
from kg.sources.text.confidence import Judged, load_weights, signs_of
from kg.sources.text.coref import Phrase
from kg.sources.text.document import Article
from kg.sources.text.engine import model_version
from kg.sources.text.gazetteer import Gazetteer, is_country, plain_name
from kg.sources.text.lexicon import load_lexicon
from kg.sources.text.placing import Placer
from kg.sources.text.told import Skipped, Told

VERSION = "1"
RUN = f"run:extractor-{VERSION}"
_SPEAKER_NOUNS = frozenset(
    "official source spokesperson spokesman spokeswoman officer resident witness villager commander leader".split()
)
_SPOKESPERSON = re.compile(
    r"^(?P<before>.+) spokes(?:person|man|woman)\b"
    r"|\bspokes(?:person|man|woman) (?:for|of) (?P<after>.+)",
    re.IGNORECASE,
)
_KINDS: dict[str, ActorKind] = {
    **dict.fromkeys(("army", "police", "military", "soldier", "troop", "navy"), "state-force"),
    **dict.fromkeys(
        ("group", "militant", "rebel", "gunman", "jihadist", "insurgent", "militia", "fighter", "terrorist", "attacker"),
        "armed-group",
    ),
    **dict.fromkeys(
        ("civilian", "villager", "resident", "protester", "student", "people", "person", "child", "worker"), "civilians"
    ),
    **dict.fromkeys(("official", "president", "minister", "spokesperson", "man", "woman", "leader", "journalist"), "person"),
    **dict.fromkeys(("government", "junta", "ministry", "parliament"), "government"),
}


@dataclass(slots=True)
class Scribe:
    """Writes records for one article; knows which actors and places it has written already."""

    article: Article
    gazetteer: Gazetteer
    written: set[str] = field(default_factory=set)
    claims: dict[str, str] = field(default_factory=dict)
    publisher: str = ""
    placer: Placer = field(init=False)

    def __post_init__(self) -> None:
        self.placer = Placer(self.article, self.gazetteer, self.written)

    @property
    def run(self) -> str:
        """Give the run's reference: one a language, since each has its own model."""
        return RUN if self.article.language == "en" else f"{RUN}-{self.article.language}"

    def head(self) -> Iterator[Record]:
        """Yield the source, its publisher where it is not known, and the run."""
        article = self.article
        self.publisher, label, known = self._publisher()
        if not known:
            scope = None if article.publisher else article.source
            yield Actor(
                self.publisher, label, "media", identified=article.publisher is not None, scope=scope, source=article.source
            )
        yield Source(
            ref=article.source,
            label=article.title or article.id,
            publisher=self.publisher,
            published=article.published,
            url=article.url,
            language=article.language,
            sha256=article.sha256,
            credit=article.credit,
            primary_sources=article.primary_sources,
            note=article.note,
        )
        yield Run(self.run, f"Extraction from text with {model_version(self.article.language)}", VERSION)

    def _publisher(self) -> tuple[str, str, bool]:
        name = self.article.publisher
        if name is None:
            return f"actor:{_tail(self.article.source)}-publisher", f"publisher of {self.article.id}", False
        if name.startswith("actor:"):
            return name, name, True
        found = self.gazetteer.find_actor(name)
        return (found, name, True) if found else (f"actor:{slug(name)}", name, False)

    def write(self, told: Iterable[Told]) -> Iterator[Record]:
        """Yield the records of what was told: actors and places first, then event and claim."""
        told = list(told)
        for item in told:
            yield from self._write(item, told)

    def _write(self, told: Told, beside: list[Told]) -> Iterator[Record]:
        roles = [(role, phrase, *self._actor(phrase)) for role, phrase in told.roles]
        spots = [(place, *self.placer.place(place, told.places)) for place in told.places]
        for record in [r for *_, r in roles] + [r for *_, records in spots for r in records]:
            if record is not None:
                yield record
        claimant, said_by = self._actor(told.claimant, speaks=True) if told.claimant else (self.publisher, None)
        if said_by is not None:
            yield said_by
        event = parsed_event_ref(self.article.source, *told.trigger, self._typed(told))
        if event not in self.written:
            self.written.add(event)
            yield EventNode(event, f"{told.type}, “{told.trigger_words}”")
        content = Occurrence(
            event=event,
            type=told.type,
            participants=tuple(Participant(role, ref, _words(phrase)) for role, phrase, ref, _ in roles),
            places=tuple(Location(place.relation, ref, Words(place.text, place.start, place.end)) for place, ref, _ in spots),
            counts=tuple(self._grouped(count, told) for count in told.counts),
            when=told.when,
            modality=_modality(told),
        )
        claim = self._claim(told, content, claimant, self._judged(told, beside).right)
        self.claims[_key(told)] = claim.id
        yield claim

    def _typed(self, told: Told) -> str:
        """Give the type, with the year where one word tells of an event a year."""
        year = told.when.earliest.year if told.when.precision == "year" and told.when.earliest else None
        key = f"{told.trigger} {told.type}"
        if key in self.written and year:
            return f"{told.type} {year}"
        self.written.add(key)
        return told.type

    def _claim(self, told: Told, content: Occurrence, claimant: str, confidence: float) -> Claim:
        start, end = told.span
        locator = f"char={start},{end}"
        key = f"{told.trigger[0]},{told.trigger[1]} {told.when.edtf}"
        return Claim(
            id=claim_ref(self.article.source, locator, "occurrence", told.type, told.stance, key),
            source=self.article.source,
            claimant=claimant,
            run=self.run,
            content=content,
            stance=told.stance,
            negated=told.negated,
            narrator=told.claimant is None,
            on_behalf_of=self._principal(told.claimant),
            claimant_words=_words(told.claimant) if told.claimant else None,
            locator=locator,
            quote=self.article.text[start:end],
            said=told.said,
            coding="machine",
            confidence=confidence,
        )

    def _principal(self, speaker: Phrase | None) -> str | None:
        """Give the known actor for whom a spokesperson speaks: "CMA spokesperson …", "spokesman for the army"."""
        found = _SPOKESPERSON.search(" ".join(speaker.text.split())) if speaker else None
        return self.gazetteer.find_actor(found["before"] or found["after"]) if found else None

    def _grouped(self, count: Count, told: Told) -> Count:
        if not count.of:
            return count
        group = next((phrase for _, phrase in told.roles if phrase.text == count.of), None)
        return replace(count, group=self._ref(group)) if group else count

    def _ref(self, phrase: Phrase) -> str:
        return self.gazetteer.find_actor(phrase.text) or f"actor:{_tail(self.article.source)}-{slug(plain_name(phrase.text))}"

    def _actor(self, phrase: Phrase, speaks: bool = False) -> tuple[str, Actor | None]:
        """Give an actor's reference, and its record where it has not been written: unknown ones are scoped to the source."""
        ref = self._ref(phrase)
        if ref in self.written or self.gazetteer.find_actor(phrase.text):
            return ref, None
        self.written.add(ref)
        label = " ".join(phrase.text.split())
        anonymous = speaks and not phrase.named and (phrase.head in _SPEAKER_NOUNS or phrase.head in _KINDS)
        kind: ActorKind = "person" if phrase.person or (anonymous and not phrase.plural) else _KINDS.get(phrase.head, "group")
        source = self.article.source
        return ref, Actor(ref, label, kind, identified=False, anonymous=anonymous, scope=source, source=source)

    def account(
        self, told: list[Told], claims: list[Claim], sentences: list[tuple[Span, int, int, list[Skipped]]]
    ) -> list[SentenceAccount]:
        """Give the account of the sentences of one paragraph, from what it told and the claims written for that, one each."""
        found = []
        lexicon = load_lexicon(self.article.language)
        for heard, start, end, skipped in sentences:
            read = tuple(self._read(t, c, told) for t, c in zip(told, claims, strict=True) if t.sentence[0] == start)
            passed = tuple(self._passed(item) for item in skipped)
            silence = None if read or passed else silence_of(heard, lexicon)
            found.append(SentenceAccount(start, end, self.article.text[start:end], read, silence, passed))
        return found

    def _read(self, told: Told, claim: Claim, beside: list[Told]) -> ReadClaim:
        start, end = told.trigger
        judged = self._judged(told, beside)
        return ReadClaim(claim.id, Words(self.article.text[start:end], start, end), judged.signs, judged.whole)

    def _passed(self, skipped: Skipped) -> PassedOver:
        words = Words(self.article.text[skipped.start : skipped.end], skipped.start, skipped.end)
        earlier = self.claims.get(_key(skipped.earlier)) if skipped.earlier else None
        return PassedOver(words, skipped.reason, skipped.type, earlier)

    def _judged(self, told: Told, beside: list[Told]) -> Judged:
        """Give the confidence in a reading, and its signs."""
        others = sum(1 for other in beside if other.sentence == told.sentence) - 1
        known = all(self.gazetteer.find_place(place.text) or is_country(place.text) for place in told.places)
        return load_weights().judge(signs_of(told, others, self.article.language, known))


def _key(told: Told) -> str:
    """Give what tells an event told from every other: years make several of one word."""
    return f"{told.trigger} {told.type} {told.stance} {told.when.edtf}"


def _tail(ref: str) -> str:
    return ref.partition(":")[2]


def _words(phrase: Phrase) -> Words:
    return Words(phrase.text, phrase.start, phrase.end)


def _modality(told: Told) -> Modality:
    if told.planned:
        return "planned"
    return "presupposed" if told.presupposed else "happened"
