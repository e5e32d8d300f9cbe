"""Claims in a person's words: what is said, by whom, and when, on one line each."""

from __future__ import annotations

from collections.abc import Callable

from kg.model.claim import Cause, Claim, Content, EntityFact, Identity, Occurrence
from kg.model.counts import Count
from kg.model.dates import When

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


def range_words(count: Count) -> str:
    """Give the bounds of a count.

    >>> range_words(Count("killed", 3, 4, 9))
    '3 to 9 (best 4)'
    """
    if count.low is not None and count.low == count.high:
        return f"{count.low:,}"
    best = f" (best {count.best:,})" if count.best is not None else ""
    if count.low is not None and count.high is not None:
        return f"{count.low:,} to {count.high:,}{best}"
    if count.low is not None:
        return f"at least {count.low:,}{best}"
    if count.high is not None:
        return f"at most {count.high:,}{best}"
    return f"about {count.best:,}" if count.best is not None else "?"


def when_words(when: When) -> str:
    """Give a time with its precision and basis; a stated day needs no such note.

    >>> from datetime import date
    >>> when_words(When(None, date(2023, 8, 14), "vague", "publication-date"))
    'by 2023-08-14 (vague; publication-date)'
    """
    if when.earliest is None or when.latest is None:
        bound = f"by {when.latest}" if when.latest else f"from {when.earliest} on"
    else:
        bound = when.edtf.replace("/", " to ")
    if (when.precision, when.basis) == ("day", "stated"):
        return bound
    return f"{bound} ({when.precision}; {when.basis})" if when.basis != "stated" else f"{bound} ({when.precision})"


def speaker_words(claim: Claim, label: Label) -> str:
    """Give who says it and how: "Malian army accuses", "Radio Habana Cuba (narrator) asserts that it did not happen:"."""
    who = label(claim.claimant) + (" (narrator)" if claim.narrator else "")
    behalf = f", for {label(claim.on_behalf_of)}," if claim.on_behalf_of else ""
    return f"{who}{behalf} {claim.stance}" + (", negated" if claim.negated else "")


def _local(ref: str) -> str:
    return ref.partition(":")[2] or ref


def _dated(text: str, when: When | None) -> str:
    return f"{text}; {when_words(when)}" if when else text
