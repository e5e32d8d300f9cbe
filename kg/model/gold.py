"""Claims as the JSON of the gold guidelines: one object a text, for evaluation and review, and back without loss.

The keys that the guidelines define are there exactly as defined; what a Claim holds beyond them stands beside under keys of its
own, and claims that are about no event stand under `entity_claims`, `cause_claims` and `identity_claims`, where no scorer looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeAlias

from kg.model.claim import Cause, Claim, Content, EntityFact, Identity, Location, Occurrence, Participant, Words
from kg.model.counts import Count
from kg.model.dates import When
from kg.model.refs import digest, slug

Json: TypeAlias = dict[str, Any]
CLAIM_KEYS = ("event_type", "quote", "start", "end", "roles", "where", "when", "counts", "claimant", "stance", "negated")
PART_KEYS = {
    "roles": ("role", "text"),
    "where": ("text", "relation"),
    "counts": ("kind", "low", "best", "high", "of", "text"),
    "when": ("earliest", "latest", "precision", "text"),
}
TOP_KEYS = {"occurrence": "claims", "entity": "entity_claims", "cause": "cause_claims", "identity": "identity_claims"}
_SPAN = re.compile(r"char=(\d+),(\d+)")


def to_json(claims: Iterable[Claim], id: str, date: date | str | None = None) -> Json:
    """Give the claims of one text as one JSON object: event claims under `claims`, the others under keys of their own."""
    day = date if isinstance(date, str) or date is None else date.isoformat()
    document: Json = {"id": id, "date": day, "claims": []}
    for claim in claims:
        document.setdefault(TOP_KEYS[claim.content.kind], []).append(_claim_to_json(claim))
    return document


def from_json(document: Mapping[str, Any]) -> list[Claim]:
    """Give the claims of a JSON object, event claims first; ids and references that it does not hold are minted from its own."""
    return [
        _claim_from_json(entry, kind, str(document.get("id", "text")), number)
        for kind, key in TOP_KEYS.items()
        for number, entry in enumerate(document.get(key, ()))
    ]


def gold_only(document: Mapping[str, Any]) -> Json:
    """Give the object with nothing but the guidelines' keys."""
    return {"id": document["id"], "date": document.get("date"), "claims": [_gold_claim(c) for c in document["claims"]]}


def _gold_claim(entry: Mapping[str, Any]) -> Json:
    claim = {key: entry[key] for key in CLAIM_KEYS if key in entry}
    for key, keep in PART_KEYS.items():
        part = claim.get(key)
        if isinstance(part, list):
            claim[key] = [{k: item[k] for k in keep} for item in part]
        elif part is not None:
            claim[key] = {k: part[k] for k in keep}
    return claim


def _claim_to_json(claim: Claim) -> Json:
    span = _SPAN.fullmatch(claim.locator or "")
    said_by = None if claim.narrator else _text_of(claim.claimant_words, claim.claimant)
    head: Json = {"quote": claim.quote, "start": int(span[1]) if span else None, "end": int(span[2]) if span else None}
    told: Json = {"claimant": said_by, "stance": claim.stance, "negated": claim.negated}
    return {**_content_to_json(claim.content), **head, **told, **_provenance_to_json(claim)}


def _provenance_to_json(claim: Claim) -> Json:
    return {
        "claim": claim.id,
        "source": claim.source,
        "claimant_actor": claim.claimant,
        "claimant_words": _words_to_json(claim.claimant_words),
        "narrator": claim.narrator,
        "on_behalf_of": claim.on_behalf_of,
        "responds_to": claim.responds_to,
        "locator": claim.locator,
        "said": _when_to_json(claim.said),
        "run": claim.run,
        "coding": claim.coding,
        "confidence": claim.confidence,
        "primary_sources": list(claim.primary_sources),
        "also": [list(pair) for pair in claim.also],
    }


def _content_to_json(content: Content) -> Json:
    if isinstance(content, Occurrence):
        return {
            "event_type": content.type,
            "event": content.event,
            "modality": content.modality,
            "place_precision": content.place_precision,
            "roles": [{"role": p.role, **_read(p.words, p.actor), "actor": p.actor} for p in content.participants],
            "where": [{"relation": p.relation, **_read(p.words, p.place), "place": p.place} for p in content.places],
            "when": _when_to_json(content.when),
            "counts": [_count_to_json(count) for count in content.counts],
        }
    if isinstance(content, EntityFact):
        keys = ("subject", "property", "value", "text", "language")
        return {**{key: getattr(content, key) for key in keys}, "when": _when_to_json(content.when)}
    if isinstance(content, Cause):
        when = _when_to_json(content.when)
        return {"cause": content.cause, "effect": content.effect, "relation": content.relation, "when": when}
    return {
        "first": content.first,
        "second": content.second,
        "judgement": content.judgement,
        "score": content.score,
        "reasons": list(content.reasons),
        "decided": _day_to_json(content.decided),
        "withdrawn": _day_to_json(content.withdrawn),
    }


def _text_of(words: Words | None, ref: str) -> str:
    return words.text if words else ref.partition(":")[2].replace("-", " ")


def _read(words: Words | None, ref: str) -> Json:
    """Give the words of a role or place; where none were read, the reference's own name and `as_read` false."""
    if words is None:
        return {"text": _text_of(words, ref), "as_read": False}
    return {"text": words.text, "start": words.start, "end": words.end}


def _words_to_json(words: Words | None) -> Json | None:
    return {"text": words.text, "start": words.start, "end": words.end} if words else None


def _day_to_json(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _when_to_json(when: When | None) -> Json | None:
    if when is None:
        return None
    bounds = {"earliest": _day_to_json(when.earliest), "latest": _day_to_json(when.latest)}
    return {**bounds, "precision": when.precision, "text": when.as_written, "basis": when.basis, "reason": when.reason}


def _count_to_json(count: Count) -> Json:
    bounds = {"kind": count.kind, "low": count.low, "best": count.best, "high": count.high}
    return {**bounds, "of": count.of, "text": count.as_written, "group": count.group}


def _claim_from_json(entry: Mapping[str, Any], kind: str, id_: str, number: int) -> Claim:
    source = entry.get("source", f"source:{slug(id_)}")
    key = digest(source, kind, number, entry.get("event_type"), entry.get("start"), entry.get("end"))
    words = _words_from_json(entry.get("claimant_words"))
    said_by = entry.get("claimant")
    if words is None and said_by is not None and "claimant_actor" not in entry:
        words = Words(said_by)
    return Claim(
        id=entry.get("claim", f"claim:{key}"),
        source=source,
        claimant=entry.get("claimant_actor") or _actor_ref(source, said_by or "narrator"),
        run=entry.get("run", "run:json"),
        content=_content_from_json(entry, kind, source, key),
        stance=entry.get("stance", "asserts"),
        negated=bool(entry.get("negated")),
        narrator=entry.get("narrator", said_by is None),
        on_behalf_of=entry.get("on_behalf_of"),
        claimant_words=words,
        responds_to=entry.get("responds_to"),
        locator=_locator_of(entry),
        quote=entry.get("quote"),
        said=_when_from_json(entry.get("said")),
        coding=entry.get("coding", "hand"),
        confidence=entry.get("confidence"),
        primary_sources=tuple(entry.get("primary_sources", ())),
        also=tuple((name, value) for name, value in entry.get("also", ())),
    )


def _locator_of(entry: Mapping[str, Any]) -> str | None:
    if "locator" in entry:
        found: str | None = entry["locator"]
        return found
    return None if entry.get("start") is None else f"char={entry['start']},{entry['end']}"


def _content_from_json(entry: Mapping[str, Any], kind: str, source: str, key: str) -> Content:
    when = _when_from_json(entry.get("when"))
    if kind == "occurrence":
        return _occurrence_from_json(entry, source, key, when)
    if kind == "entity":
        rest = (entry.get("value"), entry.get("text"), entry.get("language"))
        return EntityFact(entry["subject"], entry["property"], *rest, when)
    if kind == "cause":
        return Cause(entry["cause"], entry["effect"], entry["relation"], when)
    days = (_day_from_json(entry.get("decided")), _day_from_json(entry.get("withdrawn")))
    return Identity(
        entry["first"], entry["second"], entry["judgement"], entry.get("score"), tuple(entry.get("reasons", ())), *days
    )


def _occurrence_from_json(entry: Mapping[str, Any], source: str, key: str, when: When | None) -> Occurrence:
    return Occurrence(
        event=entry.get("event", f"event:{key}"),
        type=entry["event_type"],
        participants=tuple(
            Participant(r["role"], r.get("actor") or _actor_ref(source, r["text"]), _words_read(r))
            for r in entry.get("roles", ())
        ),
        places=tuple(
            Location(p["relation"], p.get("place") or f"place:{slug(p['text'])}", _words_read(p)) for p in entry.get("where", ())
        ),
        counts=tuple(_count_from_json(c) for c in entry.get("counts", ())),
        when=when,
        modality=entry.get("modality", "happened"),
        place_precision=entry.get("place_precision"),
    )


def _actor_ref(source: str, words: str) -> str:
    return f"actor:{source.partition(':')[2]}-{slug(words)}"


def _words_read(entry: Mapping[str, Any]) -> Words | None:
    return _words_from_json(entry) if entry.get("as_read", True) else None


def _words_from_json(entry: Mapping[str, Any] | None) -> Words | None:
    return Words(entry["text"], entry.get("start"), entry.get("end")) if entry else None


def _day_from_json(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _when_from_json(entry: Mapping[str, Any] | None) -> When | None:
    if entry is None:
        return None
    bounds = _day_from_json(entry.get("earliest")), _day_from_json(entry.get("latest"))
    return When(*bounds, entry["precision"], entry.get("basis", "stated"), entry.get("reason"), entry.get("text"))


def _count_from_json(entry: Mapping[str, Any]) -> Count:
    bounds = (entry["kind"], entry.get("low"), entry.get("best"), entry.get("high"))
    return Count(*bounds, entry.get("of"), entry.get("group"), entry.get("text"))
