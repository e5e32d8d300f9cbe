"""Arbitrary claims and their parts, for property tests: every field of every kind of content, filled or not."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar, get_args

from hypothesis import strategies as st

from kg.model import terms
from kg.model.claim import Cause, Claim, Content, EntityFact, Identity, Location, Occurrence, Participant, Words
from kg.model.counts import Count
from kg.model.dates import When

T = TypeVar("T")

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
names = st.text("abcdefghijklmnopqrstuvwxyz0123456789-éßñ", min_size=1, max_size=12)
dates = st.dates(date(1, 1, 1), date(9999, 12, 31))
numbers = st.integers(0, 2**40)


def refs(*folders: str) -> st.SearchStrategy[str]:
    """Give references into these folders."""
    return st.builds("{}:{}".format, st.sampled_from(folders), names)


def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """Give what the strategy gives, or None."""
    return st.none() | strategy


def some(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    """Give a tuple of none, one or a few."""
    return st.lists(strategy, max_size=3).map(tuple)


def values(scheme: Any) -> st.SearchStrategy[Any]:
    """Give the notations of a scheme of `kg.model.terms`."""
    return st.sampled_from(get_args(scheme))


@st.composite
def words(draw: st.DrawFn) -> Words:
    """Give words with or without their span."""
    start, end = sorted((draw(numbers), draw(numbers)))
    return Words(draw(texts), start, end) if draw(st.booleans()) else Words(draw(texts))


@st.composite
def whens(draw: st.DrawFn) -> When:
    """Give bounds, open or closed, with any precision and basis."""
    low, high = sorted((draw(dates), draw(dates)))
    return When(
        low if draw(st.booleans()) else None,
        high if draw(st.booleans()) else None,
        draw(values(terms.TimePrecision)),
        draw(values(terms.DateBasis)),
        draw(maybe(texts)),
        draw(maybe(texts)),
    )


@st.composite
def counts(draw: st.DrawFn) -> Count:
    """Give a count whose given bounds are in order."""
    bounds = sorted(draw(st.tuples(numbers, numbers, numbers)))
    low, best, high = (n if draw(st.booleans()) else None for n in bounds)
    group = draw(maybe(refs("actor")))
    return Count(draw(values(terms.CountKind)), low, best, high, draw(maybe(texts)), group, draw(maybe(texts)))


participants = st.builds(Participant, values(terms.Role), refs("actor"), maybe(words()))
locations = st.builds(Location, values(terms.PlaceRelation), refs("place"), maybe(words()))
occurrences = st.builds(
    Occurrence,
    event=refs("event"),
    type=values(terms.EventType),
    participants=some(participants),
    places=some(locations),
    counts=some(counts()),
    when=maybe(whens()),
    modality=values(terms.Modality),
    place_precision=maybe(values(terms.PlacePrecision)),
)
entity_facts = st.builds(
    EntityFact,
    subject=refs("actor", "place"),
    property=refs("kg"),
    value=maybe(refs("actor", "place")),
    text=maybe(texts),
    language=maybe(st.sampled_from(["en", "fr", "ar"])),
    when=maybe(whens()),
)
causes = st.builds(
    Cause,
    cause=refs("event", "condition"),
    effect=refs("event"),
    relation=values(terms.CausalRelation),
    when=maybe(whens()),
)
identities = st.builds(
    Identity,
    first=refs("event", "actor", "source"),
    second=refs("event", "actor", "source"),
    judgement=values(terms.Judgement),
    score=maybe(st.floats(0, 1)),
    reasons=some(texts),
    decided=maybe(dates),
    withdrawn=maybe(dates),
)
contents: st.SearchStrategy[Content] = st.one_of(occurrences, entity_facts, causes, identities)


def claims(content: st.SearchStrategy[Content] = contents) -> st.SearchStrategy[Claim]:
    """Give claims with any provenance and the given content."""
    return st.builds(
        Claim,
        id=refs("claim"),
        source=refs("source"),
        claimant=refs("actor"),
        run=refs("run"),
        content=content,
        stance=values(terms.Stance),
        negated=st.booleans(),
        narrator=st.booleans(),
        on_behalf_of=maybe(refs("actor")),
        claimant_words=maybe(words()),
        responds_to=maybe(refs("claim")),
        locator=maybe(texts),
        quote=maybe(texts),
        said=maybe(whens()),
        coding=values(terms.Coding),
        confidence=maybe(st.floats(0, 1)),
        primary_sources=some(refs("source")),
        also=some(st.tuples(st.builds("{}:x-{}".format, st.sampled_from(["kg", "dcterms"]), names), texts)),
    )
