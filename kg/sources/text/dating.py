"""Dating: which time dates which event, which one only the saying of it, and what bounds an event then has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from spacy.tokens import Doc, Span, Token

from kg.model.dates import When
from kg.sources.text.bind import owners_of, table_of
from kg.sources.text.frames import VIOLENT, Draft
from kg.sources.text.syntax import ancestors, surface_subject
from kg.sources.text.times import Time

_OUTER = frozenset(("after", "before"))
_COUNTED = "counted from the date of publication"


def bind_times(drafts: Sequence[Draft], sentence: Span, times: Iterable[Time]) -> None:
    """Give each time to the event that it dates, or to the saying where it stands beside the report verb."""
    table = table_of(drafts)
    for time in times:
        word = _word_of(sentence.doc, time)
        if word is None or _is_of_another_noun(word, table):
            continue
        owners = owners_of(word, table, drafts)
        for draft in owners:
            draft.times.append(time)
        if not owners:
            _date_the_saying(drafts, word, time)
    for draft in drafts:
        if not draft.times:
            _share_times(draft, table)


def _word_of(doc: Doc, time: Time) -> Token | None:
    """Give the word by which a time hangs in the tree; "a day after …" belongs to the clause above what follows it."""
    span = doc.char_span(time.start, time.end, alignment_mode="expand")
    if span is None or not len(span):
        return None
    last = span[-1]
    if last.norm_ in _OUTER and last.dep_ in ("mark", "prep") and last.head != last:
        clause = last.head if last.dep_ == "mark" else last
        return clause.head
    return span.root


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


def _share_times(draft: Draft, table: Mapping[int, Draft]) -> None:
    """Give an undated event the time of the one that it is told along with."""
    for other in _partners(draft, table):
        if other.times and other is not draft and other.stance == draft.stance:
            draft.times = [t for t in other.times if _reaches(t, other, draft)]
            return


def _partners(draft: Draft, table: Mapping[int, Draft]) -> list[Draft]:
    """Give the events whose time also is this one's: joined with it, or told by the clause of which it is the participle."""
    trigger = draft.trigger
    found = [table[trigger.head.i]] if trigger.head.i in table and _is_told_along(trigger) else []
    if draft.entry.pos == "nouns":
        found += [table[c.i] for c in trigger.children if c.dep_ == "conj" and c.i in table]
    return found


def _is_told_along(trigger: Token) -> bool:
    if trigger.dep_ == "conj":
        return True
    plain = not any(c.dep_ in ("mark", "nsubj", "nsubjpass") for c in trigger.children)
    return trigger.dep_ in ("advcl", "dep") and trigger.tag_ == "VBG" and plain


def _reaches(time: Time, dated: Draft, other: Draft) -> bool:
    """Tell whether a time covers both of two joined events: one doer does both, or it stands before or after both."""
    first, last = sorted((dated.trigger.idx, other.trigger.idx))
    if not first < time.start < last:
        return True
    if other.trigger.dep_ in ("advcl", "dep"):
        return True
    shared = surface_subject(other.trigger) == surface_subject(dated.trigger)
    return other.entry.pos == "verbs" and dated.type in VIOLENT and shared


def when_of(draft: Draft, day: date, words: Sequence[str]) -> When:
    """Give the bounds of an event, seen from the day of publication; `words` are those of its times in the source."""
    if draft.times:
        times = sorted(zip(draft.times, words, strict=True), key=lambda pair: width(pair[0]))
        time, written = times[0]
        apart = next((pair for pair in times[1:] if _are_apart(time, pair[0])), None)
        return _both(time, apart[0], written, apart[1]) if apart else when_told(time, draft, day, written)
    if draft.planned and (told := _day_of_saying(draft)):
        return When(told, None, "vague", "inferred", "from the day on which it was told")
    if draft.planned:
        return When(day, None, "vague", "publication-date")
    return When(None, day, "vague", "publication-date")


def _are_apart(one: Time, two: Time) -> bool:
    """Tell two times that share no day: neither of them alone dates the event."""
    if not (one.earliest and one.latest and two.earliest and two.latest):
        return False
    return one.latest < two.earliest or two.latest < one.earliest


def _both(one: Time, two: Time, *words: str) -> When:
    days = [d for d in (one.earliest, one.latest, two.earliest, two.latest) if d]
    return When(min(days), max(days), "vague", "inferred", "two times are told of it", " … ".join(words))


def when_told(time: Time, draft: Draft, day: date, words: str) -> When:
    """Give the bounds that one time gives an event: those ahead if the event is to come."""
    earliest, latest, precision = time.earliest, time.latest, time.precision
    behind = latest is None or latest < day or (time.ahead is not None and earliest is None)
    if draft.planned and time.ahead and behind:
        earliest, latest = time.ahead
        precision = "vague" if latest is None and time.precision == "day-range" else precision
        precision = "day-range" if precision == "vague" and earliest and latest else precision
    elif draft.planned and latest and latest < day and not time.ahead:  # the day on which the plan was told
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
