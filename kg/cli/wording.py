"""Claims in a person's words: what is said, by whom, and when, on one line each."""

from __future__ import annotations

from collections.abc import Callable

from kg.model.claim import Cause, Claim, Content, EntityFact, Identity, Occurrence
from kg.model.counts import Count
from kg.model.dates import When
from kg.model.wording import range_words, when_words

__all__ = ["Label", "content_words", "count_words", "range_words", "speaker_words", "when_words"]

Label = Callable[[str], str]


def content_words(content: Content, label: Label) -> str:
    """Give what a claim says: its event type with roles, places, counts and time, or the fact, cause or judgement."""
    if isinstance(content, Occurrence):
        return "; ".join((content.type, *_parts(content, label)))
    if isinstance(content, EntityFact):
        said = label(content.value) if content.value else f"“{content.text}”"
        return _dated(f"{label(content.subject)}: {_local(content.property)} {said}", content.when)
    if isinstance(content, Cause):
        return _dated(f"{label(content.cause)} {content.relation} {label(content.effect)}", content.when)
    return _judged(content, label)


def _parts(content: Occurrence, label: Label) -> list[str]:
    roles = [f"{p.role} {label(p.actor)}" for p in content.participants]
    places = [f"{p.relation} {label(p.place)}" for p in content.places]
    when = [when_words(content.when)] if content.when else []
    modality = [content.modality] if content.modality != "happened" else []
    return [*modality, *roles, *places, *(count_words(count, label) for count in content.counts), *when]


def _judged(content: Identity, label: Label) -> str:
    reasons = f" ({'; '.join(content.reasons)})" if content.reasons else ""
    return f"{label(content.first)} and {label(content.second)}: {content.judgement}{reasons}"


def count_words(count: Count, label: Label) -> str:
    """Give a count with its bounds, of whom, and whose.

    >>> count_words(Count("killed", 6, 6, 6, of="soldiers", group="actor:malian-army"), str)
    'killed 6 soldiers of actor:malian-army'
    >>> count_words(Count("killed", 6, 6, 6, of="soldiers", group="actor:soldiers-rhc"), lambda ref: "Soldiers")
    'killed 6 soldiers'
    >>> count_words(Count("killed", low=17), str)
    'killed at least 17'
    """
    of = f" {count.of}" if count.of else ""
    group = label(count.group) if count.group else ""
    whose = f" of {group}" if group and group.casefold() != (count.of or "").casefold() else ""
    return f"{count.kind} {range_words(count)}{of}{whose}"


def speaker_words(claim: Claim, label: Label) -> str:
    """Give who says it and how: "Malian army accuses", "Radio Habana Cuba (narrator) asserts that it did not happen:"."""
    who = label(claim.claimant) + (" (narrator)" if claim.narrator else "")
    behalf = f", for {label(claim.on_behalf_of)}," if claim.on_behalf_of else ""
    return f"{who}{behalf} {claim.stance}" + (", negated" if claim.negated else "")


def _local(ref: str) -> str:
    return ref.partition(":")[2] or ref


def _dated(text: str, when: When | None) -> str:
    return f"{text}; {when_words(when)}" if when else text
