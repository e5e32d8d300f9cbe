"""A claim or settled event as one flat row of plain values, and a claim back from its row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from kg.model.claim import Cause, Claim, Content, EntityFact, Identity, Location, Occurrence, Participant, Words
from kg.model.columns import CLAIM_COLUMNS
from kg.model.counts import Count
from kg.model.dates import When
from kg.model.errors import UnreadableInput, nearest
from kg.model.settled import SettledCount, SettledEvent
from kg.model.terms import (
    CAUSAL_RELATIONS,
    CODINGS,
    COUNT_KINDS,
    DATE_BASES,
    EVENT_TYPES,
    JUDGEMENTS,
    MODALITIES,
    PLACE_PRECISIONS,
    PLACE_RELATIONS,
    ROLES,
    STANCES,
    TIME_PRECISIONS,
)

Row: TypeAlias = dict[str, Any]
_LISTS: Row = {
    column.name: [] for column in CLAIM_COLUMNS if column.kind in ("texts", "participants", "places", "counts", "pairs")
}


def row_of(claim: Claim) -> Row:
    """Give a claim's row: every column of the table of claims, None or an empty list where there is no value."""
    words = claim.claimant_words
    row: Row = dict.fromkeys((column.name for column in CLAIM_COLUMNS), None) | {name: [] for name in _LISTS}
    for name in _OWN:
        row[name] = getattr(claim, name)
    row |= {
        "kind": claim.content.kind,
        "claimant_words": words.text if words else None,
        "claimant_start": words.start if words else None,
        "claimant_end": words.end if words else None,
        "primary_sources": list(claim.primary_sources),
        "also": [{"property": name, "value": value} for name, value in claim.also],
    }
    return row | _when_row(claim.said, _SAID) | _content_row(claim.content)


_OWN = """id source locator quote claimant narrator on_behalf_of stance negated responds_to coding confidence run""".split()
_TIME = ("earliest", "latest", "time_precision", "date_basis", "date_reason", "date_as_written")
_SAID = ("said_earliest", "said_latest", "said_precision", "said_basis", "said_reason", "said_as_written")


def _when_row(when: When | None, names: tuple[str, ...]) -> Row:
    if when is None:
        return {}
    values = (when.earliest, when.latest, when.precision, when.basis, when.reason, when.as_written)
    return dict(zip(names, values, strict=True))


def _when_of(row: Mapping[str, Any], names: tuple[str, ...]) -> When | None:
    values = [row[name] for name in names]
    return When(*values) if values[2] is not None else None


def _content_row(content: Content) -> Row:
    if isinstance(content, Occurrence):
        return _when_row(content.when, _TIME) | {
            "event": content.event,
            "event_type": content.type,
            "modality": content.modality,
            "participants": [{"role": p.role, "actor": p.actor} | _words_row(p.words) for p in content.participants],
            "places": [{"relation": p.relation, "place": p.place} | _words_row(p.words) for p in content.places],
            "place_precision": content.place_precision,
            "counts": [_count_row(count) for count in content.counts],
        }
    if isinstance(content, EntityFact):
        return _when_row(content.when, _TIME) | {
            "subject": content.subject,
            "property": content.property,
            "value": content.value,
            "value_text": content.text,
            "value_language": content.language,
        }
    if isinstance(content, Cause):
        named = {"cause": content.cause, "effect": content.effect, "causal_relation": content.relation}
        return _when_row(content.when, _TIME) | named
    names = ("first", "second", "judgement", "score", "decided", "withdrawn")
    return {name: getattr(content, name) for name in names} | {"reasons": list(content.reasons)}


def _words_row(words: Words | None) -> Row:
    return {"words": words and words.text, "start": words and words.start, "end": words and words.end}


def _words_of(part: Mapping[str, Any]) -> Words | None:
    return None if part["words"] is None else Words(part["words"], part["start"], part["end"])


def _count_row(count: Count) -> Row:
    return {name: getattr(count, name) for name in ("kind", "low", "best", "high", "of", "group", "as_written")}


def _range_row(settled: SettledCount) -> Row:
    names = ("kind", "low", "best", "high", "of", "group")
    return {name: getattr(settled.count, name) for name in names} | {"claimants": list(settled.claimants)}


def claim_of(row: Mapping[str, Any]) -> Claim:
    """Give the claim of a row; raise UnreadableInput where a value is none of its scheme."""
    _check(row)
    words, start, end = (row[f"claimant_{part}"] for part in ("words", "start", "end"))
    return Claim(
        **{name: row[name] for name in _OWN},
        content=_content_of(row),
        claimant_words=None if words is None else Words(words, start, end),
        said=_when_of(row, _SAID),
        primary_sources=tuple(row["primary_sources"]),
        also=tuple((pair["property"], pair["value"]) for pair in row["also"]),
    )


def _check(row: Mapping[str, Any]) -> None:
    """Raise UnreadableInput for a value that is no notation of its column's scheme."""
    values = [(name, row[name], known) for name, known in _SCHEMES.items()]
    values += [("role", part["role"], ROLES) for part in row["participants"]]
    values += [("relation", part["relation"], PLACE_RELATIONS) for part in row["places"]]
    values += [("count kind", count["kind"], COUNT_KINDS) for count in row["counts"]]
    for name, value, known in values:
        if value is not None and value not in known:
            raise UnreadableInput(f"{name} {value!r} is not in its scheme; {nearest(str(value), known) or ', '.join(known)}")


_SCHEMES: dict[str, Mapping[Any, str]] = {
    "stance": STANCES,
    "coding": CODINGS,
    "event_type": EVENT_TYPES,
    "modality": MODALITIES,
    "place_precision": PLACE_PRECISIONS,
    "time_precision": TIME_PRECISIONS,
    "date_basis": DATE_BASES,
    "said_precision": TIME_PRECISIONS,
    "said_basis": DATE_BASES,
    "causal_relation": CAUSAL_RELATIONS,
    "judgement": JUDGEMENTS,
}


def _content_of(row: Mapping[str, Any]) -> Content:
    when = _when_of(row, _TIME)
    if row["kind"] == "occurrence":
        return Occurrence(
            event=row["event"],
            type=row["event_type"],
            participants=tuple(Participant(p["role"], p["actor"], _words_of(p)) for p in row["participants"]),
            places=tuple(Location(p["relation"], p["place"], _words_of(p)) for p in row["places"]),
            counts=tuple(Count(**count) for count in row["counts"]),
            when=when,
            modality=row["modality"],
            place_precision=row["place_precision"],
        )
    if row["kind"] == "entity":
        return EntityFact(row["subject"], row["property"], row["value"], row["value_text"], row["value_language"], when)
    if row["kind"] == "cause":
        return Cause(row["cause"], row["effect"], row["causal_relation"], when)
    if row["kind"] == "identity":
        reasons = tuple(row["reasons"])
        return Identity(row["first"], row["second"], row["judgement"], row["score"], reasons, row["decided"], row["withdrawn"])
    raise UnreadableInput(f"kind {row['kind']!r} is not occurrence, entity, cause or identity")


def event_row(event: SettledEvent, label: str | None) -> Row:
    """Give a settled event's row: every column of the table of events."""
    when = event.when
    roles = {
        "agent": "agents",
        "target": "targets",
        "party": "parties",
        "supporter": "supporters",
        "beneficiary": "beneficiaries",
    }
    row: Row = {
        "event": event.event,
        "label": label,
        "types": list(event.types),
        "lens": event.lens,
        "status": event.status,
        "contested_on": list(event.contested),
        "claims": event.claims,
        "origins": event.origins,
        "earliest": when and when.earliest,
        "latest": when and when.latest,
        "time_precision": when and when.precision,
        "edtf": when and when.edtf,
        "counts": [_range_row(settled) for settled in event.counts],
    }
    for role, name in roles.items():
        row[name] = [settled.actor for settled in event.roles if settled.role == role and not settled.accused]
    for relation in ("in", "near", "from", "to"):
        row[f"places_{relation}"] = [place for its, place in event.places if its == relation]
    return row
