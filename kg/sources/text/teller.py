"""What a text tells, across its sentences: drafts resolved to named actors and places, repeats dropped, follow-ups joined."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from spacy.tokens import Span, Token

from kg.model.counts import Count
from kg.model.dates import When
from kg.model.terms import CountKind, EventType, Role
from kg.sources.text.attribution import SPEECH
from kg.sources.text.confidence import clues_of
from kg.sources.text.coref import Memory, Phrase, resolve
from kg.sources.text.dating import when_of, when_told
from kg.sources.text.frames import VIOLENT, Draft
from kg.sources.text.gazetteer import Gazetteer
from kg.sources.text.numbers import Number
from kg.sources.text.places import PlaceMention
from kg.sources.text.syntax import coordinated, is_pronoun, person_head
from kg.sources.text.times import Time
from kg.sources.text.told import PlaceTold, Skipped, Told, are_known, are_roles_known, have_same_roles, said_by
from kg.sources.text.whereabouts import places_of, tells_where

_POINTS_BACK = frozenset(("the", "this", "that", "these", "those", "such"))
_UNCOUNTED_WORDS = frozenset(("dozens", "hundreds", "thousands", "scores", "other", "others", "more", "one", "them"))
_MEMORY = 200
_KINDRED: tuple[frozenset[EventType], ...] = (VIOLENT, frozenset(("agreement", "ceasefire")))  # "the attack" may be a bombing
_NEAR = 600  # characters within which an accusation without an event means the last one told
_SPEAKING = frozenset(("accusation", "denial", "demand", "appeal", "threat", "statement"))


@dataclass(slots=True)
class Teller:
    """Collects what the sentences of a document tell, one paragraph at a time."""

    raw: str
    day: date
    counts_days: bool
    memory: Memory
    gazetteer: Gazetteer
    base: int = 0
    caption: bool = False
    paragraph: int = 0
    now: list[Told] = field(default_factory=list)
    before: list[Told] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    heard: list[Span] = field(default_factory=list)
    speaker: Phrase | None = None
    told_day: date | None = None

    def open(self, base: int, caption: bool) -> None:
        """Begin a paragraph that stands at `base` in the raw text."""
        self.base, self.caption = base, caption
        self.paragraph += 1
        self.speaker = None
        self.now, self.skipped, self.spans, self.heard = [], [], [], []

    def take(self) -> list[Told]:
        """Give what this paragraph told, and keep it for what follows."""
        self.before = (self.before + self.now)[-_MEMORY:]
        return self.now

    def sentences(self) -> list[tuple[Span, int, int, list[Skipped]]]:
        """Give the sentences of this paragraph, where they stand, and the event words in them that gave no claim."""
        spans = zip(self.heard, self.spans, strict=True)
        return [(heard, s, e, [x for x in self.skipped if s <= x.start < e]) for heard, (s, e) in spans]

    def remember_place(self, mention: PlaceMention) -> None:
        """Take a place name into memory."""
        start, end = self.base + mention.start, self.base + mention.end
        self.memory.places.append(Phrase(self.raw[start:end], start, end, "", named=True))
        self.memory.known_places.add(mention.text.lower())
        if self.now and tells_where(mention):
            self._place_last(PlaceTold(mention.relation, self.raw[start:end], start, end))

    def _place_last(self, place: PlaceTold) -> None:
        """Give "It was carried out in X" to the main event of the sentence before, where that told no place."""
        event = next((t for t in self.now if t.sentence == self.now[-1].sentence and t.type in VIOLENT), None)
        if event is not None and all(known.start > event.sentence[1] for known in event.places):
            event.places.append(place)

    def tell(self, sentence: Span, drafts: list[Draft]) -> None:
        """Resolve the drafts of one sentence and add what is new in them."""
        self.heard.append(sentence)
        self.spans.append((self.base + sentence.start_char, self.base + sentence.end_char))
        fresh: list[Told] = []
        for draft in drafts:
            if reason := draft.dropped or self._why_not(draft):
                self._skip(draft, reason)
                continue
            told = self._resolve(draft, sentence)
            if draft.meant and not self._take_meant(draft, told):
                self._skip(draft, "points to an event that was not told")
                continue
            if draft.speech is not None or draft.pointed is not None:
                self._point_back(draft, told)
            fresh += self._years(draft, told)
            if meant := self._meant(draft, told, drafts):
                fresh.append(meant)
        for told in fresh:
            self._add(told, sentence)
        for draft in drafts:
            if draft.report is not None and draft.claimant is not None:
                self.speaker = resolve(draft.claimant, self.base, self.raw, self.memory)[0]

    def add_to_last(self, counts: list[tuple[Token, CountKind, Number]], sentence: Span) -> None:
        """Add counts of a sentence that tells of no event ("no casualties were reported") to the violent event before it."""
        last = self.now[-1] if self.now else None
        if not counts or last is None or last.type not in VIOLENT or len(self.spans) < 2 or last.sentence != self.spans[-2]:
            return
        known = {count.kind for count in last.counts}
        for _, kind, number in counts:
            words = self.raw[self.base + number.start : self.base + number.end]
            if kind not in known:
                last.counts.append(Count(kind, number.low, number.best, number.high, None, None, words))
                last.span = (last.span[0], self.base + max(number.end, sentence[-1].idx))

    def _skip(self, draft: Draft, reason: str) -> None:
        start = self.base + draft.trigger.idx
        self.skipped.append(Skipped(start, start + len(draft.trigger), reason, draft.type))

    def _why_not(self, draft: Draft) -> str | None:
        if draft.entry.stance and draft.negated:
            return "nobody claims it"
        if self.caption and draft.type != "presence":
            return "a caption tells only who is where"
        noun = draft.trigger
        if draft.entry.pos == "verbs":
            return None
        if draft.presupposed:
            return None
        if noun.dep_ == "attr" and noun.head.lemma_ == "be" and any(c.dep_ == "nsubj" for c in noun.head.children):
            return "a remark about an event"
        told_by_another = draft.claimant is not None and bool(draft.places)
        if draft.speech is None and not told_by_another and not self._has_detail(draft) and self._points_back(draft):
            return "points back to an event that was told before"
        if draft.speech is None and any(c.norm_ in ("any", "further", "future", "possible", "potential") for c in noun.children):
            return "not told as having happened"
        return None

    def _has_detail(self, draft: Draft) -> bool:
        return bool(draft.counts or draft.times or [p for p in draft.places if not self._told_place(p, draft)])

    def _told_place(self, mention: PlaceMention, draft: Draft) -> bool:
        return any(mention.text == p.text for t in self._earlier() if t.type == draft.type for p in t.places)

    def _points_back(self, draft: Draft) -> bool:
        definite = any(c.norm_ in _POINTS_BACK for c in draft.trigger.children)
        possessive = any(c.dep_ == "poss" for c in draft.trigger.children)
        if not (definite or possessive):
            return False
        same = next((group for group in _KINDRED if draft.type in group), (draft.type,))
        return any(t.type in same for t in self._earlier())

    def _earlier(self) -> list[Told]:
        return self.before + self.now

    def _resolve(self, draft: Draft, sentence: Span) -> Told:
        roles: list[tuple[Role, Phrase]] = []
        for role, token in draft.roles:
            if is_pronoun(token) and token.dep_ == "poss" and any(r == role for r, _ in roles):
                continue
            for phrase in resolve(person_head(token), self.base, self.raw, self.memory):
                if phrase.text and not any(p.text == phrase.text for _, p in roles):
                    roles.append((role, phrase))
        claimant = self._claimant(draft, sentence)
        if claimant and any(role == "agent" and p.text == claimant.text for role, p in roles) and draft.type in _SPEAKING:
            claimant = None
        start, end = self.base + draft.words[0].idx, self.base + max(w.idx + len(w) for w in draft.words)
        return Told(
            type=draft.type,
            trigger=(start, end),
            trigger_words=" ".join(w.text for w in sorted(draft.words, key=lambda w: w.i)),
            roles=roles,
            places=places_of(draft, sentence, self.base, self.raw, self.memory),
            counts=self._counts(draft, roles),
            when=self._when(draft),
            span=self._span(draft, sentence),
            sentence=self.spans[-1],
            claimant=claimant,
            stance=draft.stance,
            negated=draft.negated and draft.stance != "denies",
            planned=draft.planned,
            presupposed=draft.presupposed,
            said=self._when_of(draft.said[0], draft) if draft.said else None,
            result=draft.entry.result,
            paragraph=self.paragraph,
            noun=draft.entry.pos == "nouns",
            clues=clues_of(draft, sentence),
        )

    def _claimant(self, draft: Draft, sentence: Span) -> Phrase | None:
        if draft.claimant is None:
            if draft.stance != "asserts" or not sentence.text.lstrip().startswith('"'):
                return None
            return self.speaker if sentence.doc.text.count('"', 0, draft.trigger.idx) % 2 == 1 else None
        phrases = resolve(draft.claimant, self.base, self.raw, self.memory)
        joined = coordinated(draft.claimant)
        if len(joined) > 1 and phrases:
            last = resolve(joined[-1], self.base, self.raw, self.memory)[0]
            first = phrases[0]
            if last.start > first.start and last.start - first.end < 80:
                return Phrase(self.raw[first.start : last.end], first.start, last.end, first.head, first.named, plural=True)
        return phrases[0] if phrases else None

    def _counts(self, draft: Draft, roles: list[tuple[Role, Phrase]]) -> list[Count]:
        counts: list[Count] = []
        for noun, kind, number in draft.counts:
            words = self.raw[self.base + number.start : self.base + number.end]
            phrase = resolve(noun, self.base, self.raw, self.memory)[0] if noun.lemma_.lower() not in _UNCOUNTED_WORDS else None
            of = phrase.text if phrase and noun.pos_ in ("NOUN", "PROPN", "ADJ") and not noun.like_num else None
            of = None if of and of.lower() in _UNCOUNTED_WORDS else of
            counts.append(Count(kind, number.low, number.best, number.high, of, None, words))
        return counts

    def _when(self, draft: Draft) -> When:
        return when_of(draft, self.day, [self._words(time) for time in draft.times])

    def _when_of(self, time: Time, draft: Draft) -> When:
        return when_told(time, draft.planned, self.day, self._words(time))

    def _words(self, time: Time) -> str:
        return self.raw[self.base + time.start : self.base + time.end]

    def _span(self, draft: Draft, sentence: Span) -> tuple[int, int]:
        tokens = [*draft.words, *draft.merged]
        inside = [t for _, t in draft.roles] + draft.extra + [n for n, _, _ in draft.counts] + [p.token for p in draft.places]
        tokens += [edge for t in inside for edge in (_left_edge(t), _right_edge(t))]
        if draft.claimant is not None and draft.report is not None:
            tokens += [draft.claimant.left_edge, _right_edge(draft.claimant), draft.report]
        starts = [t.idx for t in tokens] + [time.start for time in draft.times]
        ends = [t.idx + len(t) for t in tokens] + [time.end for time in draft.times]
        start, end = max(min(starts), sentence.start_char), min(max(ends), sentence.end_char)
        while start > sentence.start_char and sentence.doc.text[start - 1].isalpha():  # the "u" of "au": never half a word
            start -= 1
        if draft.trigger.dep_ == "conj" and draft.entry.pos == "verbs":  # the subject that it shares stands before another event
            start = max(start, min(draft.trigger.left_edge.idx, *(w.idx for w in [*draft.words, *draft.merged])))
        return self.base + start, self.base + end

    def _point_back(self, draft: Draft, told: Told) -> None:
        """Give "the attack" in an accusation or denial the type, targets, places and time of the event it points to."""
        noun = draft.pointed if draft.pointed is not None else draft.trigger
        if noun.pos_ == "VERB" or not any(c.norm_ in _POINTS_BACK for c in noun.children):
            return
        pool = [t for t in self._earlier() if t.type in VIOLENT and t.sentence != told.sentence] if told.type in VIOLENT else []
        if not pool:
            return
        event = pool[-1]
        if told.type != event.type and (told.type in ("attack", "killing")):
            told.type = event.type
        if not any(role == "target" for role, _ in told.roles):
            told.roles += [(r, p) for r, p in event.roles if r == "target"]
        told.places = told.places or list(event.places)
        told.when = event.when if told.when.as_written is None else told.when

    def _take_meant(self, draft: Draft, told: Told) -> bool:
        """Give a claim of responsibility alone the last event told before it, or say that there is none."""
        event = next((t for t in reversed(self._earlier()) if t.type in VIOLENT and told.span[0] - t.span[1] < _NEAR), None)
        if event is None:
            return False
        told.type, told.when, told.places = event.type, event.when, list(event.places)
        told.roles += [(r, p) for r, p in event.roles if r == "target"]
        if draft.entry.stance:
            told.stance = draft.entry.stance
            told.claimant = next((p for r, p in told.roles if r == "agent"), None)
        return True

    def _meant(self, draft: Draft, told: Told, drafts: list[Draft]) -> Told | None:
        """Give the event that an accusation or denial without one of its own is about: "Residents blamed the soldiers"."""
        if told.type not in ("accusation", "denial") or told.negated or any(d.speech is draft for d in drafts):
            return None
        near = [t for t in self._earlier() if told.span[0] - t.span[1] < _NEAR and t.type in VIOLENT and not t.negated]
        speakers = [p for role, p in told.roles if role == "agent"]
        if told.type == "denial" and not _denies_deed(draft):
            near = [t for t in near if t.stance == "accuses"]
        accused: list[tuple[Role, Phrase]] = [("agent", p) for role, p in told.roles if role == "target"]
        if not near or not speakers or (told.type == "accusation" and not accused):
            return None
        event = near[-1]
        roles: list[tuple[Role, Phrase]] = list(event.roles)
        if told.type == "accusation":
            roles = [*accused, *((r, p) for r, p in event.roles if r == "target")]
        return replace(
            _copy(event, event.when), trigger=told.trigger, trigger_words=told.trigger_words, roles=roles, counts=[],
            span=told.span, sentence=told.sentence, claimant=speakers[0], stance=SPEECH[told.type], said=None,
            paragraph=told.paragraph,
        )  # fmt: skip

    def _years(self, draft: Draft, told: Told) -> list[Told]:
        """Give one event a year for "coups in 2020 and 2021"."""
        years = [t for t in draft.times if t.precision == "year"]
        if len(years) < 2 or (
            draft.trigger.tag_ != "NNS" and not any(w.tag_ == "NNS" for w in [*draft.words, *draft.merged, *_below(draft)])
        ):
            return [told]
        return [_copy(told, when=self._when_of(t, draft)) for t in years]

    def _add(self, told: Told, sentence: Span) -> None:
        if joined := self._followed(told, sentence):
            self.skipped.append(Skipped(*told.trigger, "joined to the claim that it goes on about", told.type, joined))
            return
        self._inherit_places(told, sentence)
        if old := self._repeated(told):
            self.skipped.append(Skipped(*told.trigger, "tells again what was told, with nothing new", told.type, old))
            return
        self.now.append(told)

    def _followed(self, told: Told, sentence: Span) -> Told | None:
        """Join a sentence of casualties alone to the event just told, and give that event."""
        last = next((t for t in reversed(self.now) if t.sentence != told.sentence), None)
        if last is not None:
            newest = last.sentence
            last = next((t for t in self.now if t.sentence == newest and t.type in VIOLENT), last)
        if not told.result or last is None or last.type not in VIOLENT or not told.counts or told.when.as_written:
            return None
        if any(role == "agent" for role, _ in told.roles) or told.places or told.claimant != last.claimant:
            return None
        cue = any(
            t.norm_
            in ("also", "other", "another", "victims", "attackers", "others", "injuries", "wounds", "incident", "attack", "blast")
            for t in sentence
        )
        if not cue:
            return None
        last.counts += told.counts
        last.roles += [
            (("agent" if p.head == "attacker" else r), p) for r, p in told.roles if p.head not in ("person", "people", "other")
        ]
        gap = self.raw[last.sentence[1] : told.span[0]]
        if not gap.strip():
            last.span = (last.span[0], told.span[1])
        return last

    def _inherit_places(self, told: Told, sentence: Span) -> None:
        """Take the places of the event before where the sentence goes on about it ("the convoy", "the victims")."""
        if not told.places and told.type == "withdrawal" and not told.planned:
            told.places = next((list(t.places) for t in reversed(self._earlier()) if t.type == "withdrawal" and t.places), [])
        if told.places or told.type not in VIOLENT or told.planned or told.when.as_written:
            return
        last = next((t for t in reversed(self.now) if t.type in VIOLENT and t.places), None)
        if last is None:
            return
        heads = {p.head for _, p in last.roles}
        back = any(
            t.norm_ in ("the", "they", "this") and t.head.lemma_.lower() in heads | {"victim", "attack", "attacker", "gunman"}
            for t in sentence
        )
        shared = {p.text for _, p in told.roles} & {p.text for _, p in last.roles}
        if back or shared or any(t.norm_ == "then" for t in sentence):
            told.places = list(last.places)

    def _repeated(self, told: Told) -> Told | None:
        """Give the event where the same claimant told it before, and nothing is new."""
        for old in reversed(self._earlier()):
            if old.type != told.type or old.stance != told.stance or old.negated != told.negated:
                continue
            if said_by(old.claimant) != said_by(told.claimant):
                continue
            if told.type in _SPEAKING or (old.when != told.when and told.when.as_written):
                continue
            if (told.counts and told.counts != old.counts) or not are_known(told.places, old.places):
                continue
            if old.sentence == told.sentence and (told.roles or told.places) and not have_same_roles(told, old):
                continue
            if are_roles_known(told, old) and (told.roles or told.noun):
                return old
        return None


def _denies_deed(draft: Draft) -> bool:
    """Tell "denied involvement": no charge need have been told before."""
    return any(t.lemma_.lower() in ("involvement", "responsibility", "role", "hand") for t in draft.trigger.subtree)


def _copy(told: Told, when: When) -> Told:
    return replace(told, when=when, roles=list(told.roles), places=list(told.places), counts=list(told.counts))


def _below(draft: Draft) -> list[Token]:
    return [p for c in draft.trigger.children if c.dep_ == "prep" for p in c.children if p.dep_ == "pobj"] + [
        p for w in draft.words for c in w.children if c.dep_ == "prep" for p in c.children
    ]


def _left_edge(token: Token) -> Token:
    lefts = [c for c in token.children if c.i < token.i and c.dep_ not in ("mark", "cc", "nsubj")]
    return min((c.left_edge for c in lefts), key=lambda t: t.i, default=token)


def _right_edge(token: Token) -> Token:
    rights = [c for c in token.children if c.i > token.i and c.dep_ in ("prep", "appos", "acl") and c.i - token.i < 3]
    edge = max(
        (c.right_edge for c in rights if (c.dep_ != "acl" and c.norm_ in ("of",)) or c.dep_ == "appos"),
        key=lambda t: t.i,
        default=token,
    )
    return edge if edge.i - token.i < 12 else token
