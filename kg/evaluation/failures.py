"""Why a prediction is not the gold: each difference with its class, so that classes can be counted and worked off."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from kg.evaluation.coded import CodedClaim, CodedCount, CodedPlace, CodedRole, CodedTime, ItemId, likeness
from kg.evaluation.matching import (
    ALIKE,
    Comparison,
    count_fit,
    is_same_claimant,
    pair_best,
    place_fit,
    quote_overlap,
    role_fit,
)
from kg.model.account import SentenceAccount, kind_of_reason
from kg.model.claim import Words

Layer: TypeAlias = Literal["events", "roles", "where", "when", "counts", "claimant", "stance", "negated"]
Sentences: TypeAlias = Sequence[SentenceAccount]
_NAMED = re.compile(r"“([^”]+)”")  # the word that a reason is about
ELSEWHERE = "its quote lies elsewhere"


@dataclass(frozen=True, slots=True)
class Failure:
    """One difference: its layer and class, the case in few words, and the claims meant, by their place in gold and prediction.

    `word` is the event's word, where the account of its sentence names one.
    """

    layer: Layer
    kind: str
    case: str
    at: int | None = None
    to: int | None = None
    word: str | None = None


@dataclass(slots=True)
class FailureClass:
    """All failures of one class: how many, which cases, on which words, in which texts."""

    layer: Layer
    kind: str
    count: int = 0
    cases: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    items: dict[ItemId, None] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Give the class with its cases and words, most frequent first."""
        found = {"cases": dict(self.cases.most_common()), "words": dict(self.words.most_common()), "items": list(self.items)}
        return {"layer": self.layer, "class": self.kind, "count": self.count, **found}


def failure_classes(failures: Mapping[ItemId, Iterable[Failure]]) -> list[FailureClass]:
    """Give the classes of failures by layer, the largest of each first."""
    found: dict[tuple[str, str], FailureClass] = {}
    for item, own in failures.items():
        for failure in own:
            group = found.setdefault((failure.layer, failure.kind), FailureClass(failure.layer, failure.kind))
            group.count += 1
            group.cases[failure.case] += 1
            group.items[item] = None
            if failure.word:
                group.words[failure.word] += 1
    order = {layer: number for number, layer in enumerate(Layer.__args__)}  # type: ignore[attr-defined]  # as written above
    return sorted(found.values(), key=lambda group: (order[group.layer], -group.count, group.kind))


def find_failures(comparison: Comparison, sentences: Sentences = ()) -> Iterator[Failure]:
    """Yield every difference of one text; `sentences`, where the text was parsed here, tell why an event was passed over."""
    typed = set(comparison.typed)
    gold, predicted = comparison.gold, comparison.predicted
    for at, to in comparison.any_type:
        if (at, to) not in typed:
            yield Failure("events", "wrong type", f"{gold[at].type} → {predicted[to].type}", at, to)
    missed = set(range(len(gold))) - {at for at, _ in comparison.any_type}
    spurious = set(range(len(predicted))) - {to for _, to in comparison.any_type}
    for at in sorted(missed):
        why = _why_missed(gold[at], comparison, [predicted[to] for to in spurious], sentences)
        yield Failure("events", f"missed: {why.kind}", f"{gold[at].type}{why.more}", at, word=why.word)
    for to in sorted(spurious):
        kind = _why_spurious(predicted[to], comparison, [gold[at] for at in missed])
        yield Failure("events", f"spurious: {kind}", str(predicted[to].type), None, to)
    for at, to in sorted(typed):
        for layer, kind, case in _differences(gold[at], predicted[to]):
            yield Failure(layer, kind, case, at, to)


@dataclass(frozen=True, slots=True)
class _Why:
    kind: str
    word: str | None = None
    more: str = ""


def _why_missed(claim: CodedClaim, comparison: Comparison, spurious: Sequence[CodedClaim], sentences: Sentences) -> _Why:
    if any(other.type == claim.type and not quote_overlap(claim, other)[0] for other in spurious):
        return _Why(ELSEWHERE)
    around = [sentence for sentence in sentences if claim.span and _touch(claim.span, (sentence.start, sentence.end))]
    if dropped := _dropped(claim, around):
        return dropped
    if over := [other for other in comparison.predicted if quote_overlap(claim, other)[0]]:
        return _Why("a claim on the same words stands for another event", more=f" beside {over[0].type}")
    if silences := [sentence.silence for sentence in around if sentence.silence]:
        named = _NAMED.search(silences[0])
        return _Why(f"its sentence gave no claim, {kind_of_reason(silences[0])}", named[1] if named else None)
    return _Why("no word of it is known, beside others of its sentence that are" if around else "no claim there")


def _dropped(claim: CodedClaim, sentences: Sentences) -> _Why | None:
    """Give the reason why a word of the event, or else a word within its quote, was passed over."""
    inside = [word for sentence in sentences for word in sentence.passed if _is_under(claim, word.words)]
    own = [word for word in inside if word.type == claim.type]
    for word in own or inside:
        how = "dropped" if own else "dropped as another type"
        return _Why(f"{how}, {kind_of_reason(word.reason)}", " ".join(word.words.text.split()))
    return None


def _is_under(claim: CodedClaim, words: Words) -> bool:
    if words.start is None or words.end is None:
        return words.text in claim.quote
    return claim.span is not None and _touch(claim.span, (words.start, words.end))


def _why_spurious(claim: CodedClaim, comparison: Comparison, missed: Sequence[CodedClaim]) -> str:
    if not comparison.gold:
        return "a text that claims nothing"
    if any(other.type == claim.type and not quote_overlap(other, claim)[0] for other in missed):
        return ELSEWHERE
    touching = [other for other in comparison.gold if quote_overlap(other, claim)[0]]
    if any(other.type == claim.type for other in touching):
        return "one event told twice"
    return "another event on the words of a coded one" if touching else "nothing coded there"


def _touch(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _differences(gold: CodedClaim, predicted: CodedClaim) -> Iterator[tuple[Layer, str, str]]:
    yield from (("roles", kind, case) for kind, case in _role_differences(gold.roles, predicted.roles))
    yield from (("where", kind, case) for kind, case in _place_differences(gold.where, predicted.where))
    if gold.when.bounds != predicted.when.bounds:
        yield "when", _time_difference(gold.when, predicted.when), "stated" if gold.when.text else "not stated"
    yield from (("counts", kind, case) for kind, case in _count_differences(gold.counts, predicted.counts))
    if not is_same_claimant(gold, predicted):
        kind = "other" if gold.claimant and predicted.claimant else "missing" if gold.claimant else "extra"
        yield "claimant", kind, f"stance {gold.stance}"
    if gold.stance != predicted.stance:
        yield "stance", "other", f"{gold.stance} → {predicted.stance}"
    if gold.negated != predicted.negated:
        yield "negated", "missing" if gold.negated else "extra", str(gold.type)


def _role_differences(gold: Sequence[CodedRole], predicted: Sequence[CodedRole]) -> Iterator[tuple[str, str]]:
    missing, extra = _left(gold, predicted, pair_best(gold, predicted, role_fit))
    swapped = pair_best(missing, extra, lambda one, other: _if_alike(one.text, other.text))
    yield from (("wrong role", f"{missing[at].role} → {extra[to].role}") for at, to in swapped)
    missing, extra = _left(missing, extra, swapped)
    renamed = pair_best(missing, extra, lambda one, other: 1 if one.role == other.role else None)
    yield from (("other words", str(missing[at].role)) for at, _ in renamed)
    missing, extra = _left(missing, extra, renamed)
    yield from (("missing", str(role.role)) for role in missing)
    yield from (("extra", str(role.role)) for role in extra)


def _place_differences(gold: Sequence[CodedPlace], predicted: Sequence[CodedPlace]) -> Iterator[tuple[str, str]]:
    pairs = pair_best(gold, predicted, place_fit)
    for at, to in pairs:
        if gold[at].relation != predicted[to].relation:
            yield "wrong relation", f"{gold[at].relation} → {predicted[to].relation}"
    missing, extra = _left(gold, predicted, pairs)
    yield from (("missing", str(place.relation)) for place in missing)
    yield from (("extra", str(place.relation)) for place in extra)


def _count_differences(gold: Sequence[CodedCount], predicted: Sequence[CodedCount]) -> Iterator[tuple[str, str]]:
    missing, extra = _left(gold, predicted, pair_best(gold, predicted, count_fit))
    other = pair_best(missing, extra, lambda one, two: 1 if one.figures[1:] == two.figures[1:] else None)
    yield from (("wrong kind", f"{missing[at].kind} → {extra[to].kind}") for at, to in other)
    missing, extra = _left(missing, extra, other)
    off = pair_best(missing, extra, lambda one, two: 1 if one.kind == two.kind else None)
    yield from (("other figures", str(missing[at].kind)) for at, _ in off)
    missing, extra = _left(missing, extra, off)
    yield from (("missing", str(count.kind)) for count in missing)
    yield from (("extra", str(count.kind)) for count in extra)


def _time_difference(gold: CodedTime, predicted: CodedTime) -> str:
    if predicted.is_within(gold):
        return "false precision"
    return "less precise" if gold.is_within(predicted) else "other bounds"


def _if_alike(one: str, other: str) -> float | None:
    alike = likeness(one, other)
    return alike if alike >= ALIKE else None


def _left(gold: Sequence[Any], predicted: Sequence[Any], pairs: Iterable[tuple[int, int]]) -> tuple[list[Any], list[Any]]:
    """Give what stands in no pair."""
    pairs = list(pairs)
    taken_gold, taken_predicted = {at for at, _ in pairs}, {to for _, to in pairs}
    return (
        [one for at, one in enumerate(gold) if at not in taken_gold],
        [other for to, other in enumerate(predicted) if to not in taken_predicted],
    )
