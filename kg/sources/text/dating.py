"""Dating: which time dates which event, which one only the saying of it, and what bounds an event then has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from spacy.tokens import Doc, Span, Token

from kg.model.dates import When
from kg.sources.text.bind import owners_of, table_of
from kg.sources.text.frames import VIOLENT, Draft
from kg.sources.text.syntax import ancestors, surface_subject
from kg.sources.text.times import Time

_OUTER = frozenset(("after", "before"))
_PARTS_OF_DAY = frozenset("morning noon afternoon evening night midnight dawn dusk".split())
_ALONG = frozenset(("advcl", "conj", "dep"))
_IN_THE_END = frozenset("eventually later subsequently ultimately gradually then".split())
_SPEAKING = frozenset(("accusation", "denial", "demand", "appeal", "threat", "statement"))
_COUNTED = "counted from the date of publication"


def bind_times(drafts: Sequence[Draft], sentence: Span, times: Iterable[Time], day: date) -> None:
    """Give each time to the event that it dates, or to the saying where it stands beside the report verb."""
    table = table_of(drafts)
    clauses: dict[int, Time] = {}
    for time in times:
        word = _word_of(sentence.doc, time)
        if word is None or _is_of_another_noun(word, table):
            continue
        if (verb := _verb_of(word)) is not None:
            clauses.setdefault(verb.i, time)
        owners = owners_of(word, table, drafts)
        for draft in owners:
            draft.times.append(time)
        if not owners:
            _date_the_saying(drafts, word, time)
        _date_the_noun_before(owners, table, sentence.doc, time)
    for draft in drafts:
        if not draft.times:
            _share_times(draft, table, clauses, day)


def _word_of(doc: Doc, time: Time) -> Token | None:
    """Give the word by which a time hangs in the tree; "a day after …" belongs to the clause above what follows it."""
    span = doc.char_span(time.start, time.end, alignment_mode="expand")
    if span is None or not len(span):
        return None
    last = span[-1]
    if last.norm_ in _OUTER and last.dep_ in ("mark", "prep") and last.head != last:
        clause = last.head if last.dep_ == "mark" else last
        return clause.head
    found = _opening(span) or _clause_before(span) or span.root
    while found.head.norm_ in _PARTS_OF_DAY and found.dep_ in ("compound", "nmod", "poss", "amod"):
        found = found.head  # "on Sunday night"
    return found


def _opening(span: Span) -> Token | None:
    """Give the preposition before a time that opens its sentence, where the parser took the time for a part of the subject."""
    sentence, root = span.root.sent, span.root
    if root.dep_ not in ("compound", "nummod", "nmod", "amod") or root.head.i < span.end or span.start == sentence.start:
        return None
    before = span.doc[sentence.start : span.start]
    if any(t.pos_ in ("VERB", "AUX", "PUNCT") for t in before) or before[-1].pos_ != "ADP":
        return None
    return before[-1]


def _clause_before(span: Span) -> Token | None:
    """Give the verb of a clause that a time ends ("the man who fled on Sunday died"): none stands between subject and verb."""
    verb = span.root.head
    if verb.i <= span.end - 1 or verb.pos_ != "VERB":
        return None
    before = span.doc[: span.start]
    subject = next((c for c in verb.lefts if c.dep_ in ("nsubj", "nsubjpass") and c.i < span.start), None)
    clause = next((c for c in subject.rights if c.dep_ in ("relcl", "acl")), None) if subject is not None else None
    return clause if clause is not None and clause.right_edge.i >= len(before) - 2 and not before[-1].is_punct else None


def _verb_of(word: Token) -> Token | None:
    """Give the verb that a time modifies."""
    node = word
    while node.dep_ in ("pobj", "nummod", "npadvmod", "advmod", "prep", "pcomp", "compound") and node.pos_ != "VERB":
        node = node.head
    return node if node.pos_ == "VERB" else None


def _date_the_noun_before(owners: Sequence[Draft], table: Mapping[int, Draft], doc: Doc, time: Time) -> None:
    """Give a time also to the event noun right before it: of "he resigned amid protests in 2014" it dates both."""
    span = doc.char_span(time.start, time.end, alignment_mode="expand")
    if span is None or not owners or any(owner.type in _SPEAKING for owner in owners):
        return
    at = span.start - 1
    while at > 0 and doc[at].pos_ == "ADP":
        at -= 1
    noun = table.get(at)
    if noun is not None and noun.entry.pos == "nouns" and noun not in owners and doc[at].pos_ == "NOUN":
        noun.times.append(time)


def _is_of_another_noun(word: Token, table: Mapping[int, Draft]) -> bool:
    """Tell "Sunday's statement", "the 2019 law": the time of a thing that is no event here."""
    return (
        word.dep_ in ("poss", "nmod", "compound", "nummod") and word.head.i not in table and word.head.pos_ in ("NOUN", "PROPN")
    )


def _date_the_saying(drafts: Sequence[Draft], word: Token, time: Time) -> None:
    """Give a time beside a report verb ("said on Sunday") to what it reports, as the day of saying."""
    verb = next((t for t in (word, *ancestors(word)) if t.pos_ == "VERB"), None)
    for draft in drafts:
        if verb is not None and draft.report == verb:
            draft.said.append(time)


def _share_times(draft: Draft, table: Mapping[int, Draft], clauses: Mapping[int, Time], day: date) -> None:
    """Give an undated event the time of the one that it is told along with, or of the clause of which it is the participle."""
    for other in _partners(draft, table):
        if other.times and other is not draft and other.stance == draft.stance:
            draft.times = [t for t in other.times if _reaches(t, other, draft)]
            return
    found = _clause_above(draft.trigger, clauses)
    if found is not None:
        time, goes_on = found
        draft.times = [_from_then(time, day) if goes_on else time]


def _clause_above(trigger: Token, clauses: Mapping[int, Time]) -> tuple[Time, bool] | None:
    """Give the time of the clause above a participle, and whether the participle tells what came of it in the end."""
    node, inside, goes_on = trigger, False, False
    while node.head != node:
        if node.pos_ == "VERB":
            if node.tag_ != "VBG" or node.dep_ not in _ALONG or any(c.dep_ in ("aux", "mark") for c in node.children):
                return None
            inside = True
            goes_on = goes_on or any(c.norm_ in _IN_THE_END for c in node.children)
        elif node.dep_ in ("relcl", "ccomp", "parataxis"):
            return None
        node = node.head
        if inside and node.i in clauses:
            return clauses[node.i], goes_on
    return None


def _from_then(time: Time, day: date) -> Time:
    latest = day if time.earliest and time.earliest <= day else None
    return replace(time, latest=latest, precision="vague", ahead=None)


def _partners(draft: Draft, table: Mapping[int, Draft]) -> list[Draft]:
    """Give the events that are joined with this one by "and"."""
    trigger = draft.trigger
    found = [table[trigger.head.i]] if trigger.head.i in table and trigger.dep_ == "conj" else []
    if draft.entry.pos == "nouns":
        found += [table[c.i] for c in trigger.children if c.dep_ == "conj" and c.i in table]
    return found


def _reaches(time: Time, dated: Draft, other: Draft) -> bool:
    """Tell whether a time covers both of two joined events: one doer does both, or it stands before or after both."""
    first, last = sorted((dated.trigger.idx, other.trigger.idx))
    if not first < time.start < last:
        return True
    shared = surface_subject(other.trigger) == surface_subject(dated.trigger)
    return other.entry.pos == "verbs" and dated.type in VIOLENT and shared


def when_of(draft: Draft, day: date, words: Sequence[str]) -> When:
    """Give the bounds of an event, seen from the day of publication; `words` are those of its times in the source."""
    to_come = _is_to_come(draft, day)
    if draft.times:
        times = sorted(zip(draft.times, words, strict=True), key=lambda pair: width(pair[0]))
        first, *others = (when_told(time, to_come, day, written) for time, written in times)
        apart = next((other for other in others if _are_apart(first, other)), None)
        return _both(first, apart) if apart else first
    if to_come and (told := _day_of_saying(draft)):
        return When(told, None, "vague", "inferred", "from the day on which it was told")
    if to_come:
        return When(day, None, "vague", "publication-date")
    return When(None, day, "vague", "publication-date")


def _are_apart(one: When, two: When) -> bool:
    """Tell two times that share no day: neither of them alone dates the event."""
    if not (one.earliest and one.latest and two.earliest and two.latest):
        return False
    return one.latest < two.earliest or two.latest < one.earliest


def _both(one: When, two: When) -> When:
    days = [d for d in (one.earliest, one.latest, two.earliest, two.latest) if d]
    words = " … ".join(when.as_written for when in (one, two) if when.as_written)
    return When(min(days), max(days), "vague", "inferred", "two times are told of it", words)


def _is_to_come(draft: Draft, day: date) -> bool:
    """Tell a plan from what lies behind it: a demand may name an event in the past tense, or one of a day just gone."""
    verb = draft.trigger
    if verb.pos_ == "VERB" and verb.dep_ == "relcl" and (verb.tag_ == "VBD" or any(c.tag_ == "VBD" for c in verb.children)):
        return False
    return draft.planned and not (draft.speech is not None and any(_is_just_gone(t, day) for t in draft.times))


def _is_just_gone(time: Time, day: date) -> bool:
    """Tell a date without year that lies nearer behind than ahead."""
    later = time.ahead[0] if time.ahead else None
    gone = time.latest
    return bool(later and gone and gone < day < later and (later - gone).days > 300 and day - gone < later - day)


def when_told(time: Time, to_come: bool, day: date, words: str) -> When:
    """Give the bounds that one time gives an event: those ahead if the event is to come."""
    earliest, latest, precision = time.earliest, time.latest, time.precision
    behind = latest is None or latest < day or (time.ahead is not None and earliest is None)
    if to_come and time.ahead and behind:
        earliest, latest = time.ahead
        precision = "vague" if latest is None and time.precision == "day-range" else precision
        precision = "day-range" if precision == "vague" and earliest and latest else precision
    elif to_come and latest and latest < day and not time.ahead:  # the day on which the plan was told
        return When(earliest, None, "vague", "inferred", "the plan is dated, not the event", words)
    stated = any(part.isdigit() and len(part) == 4 for part in words.replace("-", " ").replace(",", " ").split())
    if stated:
        return When(earliest, latest, precision, "stated", time.reason if time.reason != _COUNTED else None, words)
    return When(earliest, latest, precision, "inferred", time.reason or _COUNTED, words)


def _day_of_saying(draft: Draft) -> date | None:
    """Give the day on which a plan, a demand or a threat was told, where the text says it."""
    told = draft.said or (draft.speech.times if draft.speech else [])
    return told[0].earliest if told else None


def width(time: Time) -> int:
    """Give the days between the bounds of a time, or very many where one is open."""
    if time.earliest and time.latest:
        return (time.latest - time.earliest).days
    return 100_000
