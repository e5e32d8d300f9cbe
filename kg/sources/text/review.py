"""What was read in an article, as a file of facts to correct and keep: one entry a claim, in the order of the text.

The form is that of `sources/*.yaml` in a folder of facts (docs/facts.md), with the actors, places and events that only this text
needs and a run that names who reviewed. Nothing has to be filled in before `kg check` accepts it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import yaml

from kg.model.account import ReadClaim, SentenceAccount
from kg.model.claim import Claim, Occurrence, Words
from kg.model.counts import Count
from kg.model.dates import When, read_edtf
from kg.model.reference import Actor, EventNode, Place, Record, Run, Source
from kg.model.terms import TimePrecision
from kg.model.wording import on_one_line
from kg.sources.hand.order import CLAIM_ORDER
from kg.sources.hand.times import said as said_key
from kg.sources.text.document import Reading

UNSURE = 0.5  # below this, an entry is marked to be looked at first …
_SHARE = 5  # … and so is the least sure fifth of a text's claims
REVIEWER = "your name"
Keys = dict[str, Any]
T = TypeVar("T", bound=Record)


def review_of(reading: Reading, reviewer: str = REVIEWER) -> str:
    """Give the file: its head tells what to do; each entry stands below its sentence and what its confidence rests on.

    `reviewer` is the name of who will look through it, or the reference of an actor of the folder that the file will be put into.
    """
    draft = _Draft.of(reading)
    parts = [draft.head(), _dump({"run": draft.run(reviewer)}), _dump({"source": draft.source()})]
    parts += ["claims:\n" if reading.claims else "claims: []\n", *draft.claims()]
    parts += [_COMMENTS.get(key, "\n") + _dump({key: list(rows)}) for key, rows in draft.named(reviewer) if rows]
    return "".join(parts).encode("utf-8", "replace").decode("utf-8")


_COMMENTS = {
    "actors": """
# Who is not yet among your actors. Is it somebody you know? Then write your id in the claims, and delete the entry here.
""",
    "places": """
# Where is not yet among your places. As above; `within:` names the next larger place.
""",
    "events": """
# An event for each word that tells of one. Where a claim is about an event that you have, write its id as `about`, and
# delete this one.
""",
}
_HEAD = """\
# A machine read {name}. Correct each entry, delete what is wrong, add what is missing.
# Actors, places and events that your facts may not have yet stand at the end. Then put the file into sources/ of your
# facts: kg check, kg build. From there on these are your facts, by your hand. char=START,END counts the code points of
# the text. Look first at: {first}.
"""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A reading on its way into a file: the entries' keys and which of them to look at first."""

    reading: Reading
    claim_of: Mapping[str, Claim]
    keys: dict[str, str] = field(default_factory=dict)
    first: frozenset[str] = frozenset()

    @classmethod
    def of(cls, reading: Reading) -> _Draft:
        claim_of = {claim.id: claim for claim in reading.claims}
        keys: dict[str, str] = {}
        for read in (read for sentence in reading.sentences for read in sentence.read if read.id in claim_of):
            content = claim_of[read.id].content
            key = f"{content.type if isinstance(content, Occurrence) else content.kind}-{read.trigger.start}"
            known = sum(1 for other in keys.values() if other == key or other.startswith(f"{key}-"))
            keys[read.id] = f"{key}-{known + 1}" if known else key
        ranked = sorted(claim_of.values(), key=lambda claim: claim.confidence or 0)
        least = {claim.id for claim in ranked[: len(ranked) // _SHARE]}
        least |= {claim.id for claim in ranked if claim.confidence is not None and claim.confidence < UNSURE}
        return cls(reading, claim_of, keys, frozenset(least))

    @property
    def name(self) -> str:
        return _tail(self.reading.article.source)

    def head(self) -> str:
        """Give what the file is and what to do with it."""
        ordered = sorted(self.first, key=lambda id_: self.claim_of[id_].confidence or 0)
        first = ", ".join(f"{self.keys[id_]} ({self.claim_of[id_].confidence})" for id_ in ordered) or "none"
        head = _HEAD.format(name=on_one_line(self.reading.article.id), first=first)
        if not self.reading.dropped:
            return head
        return f"{head}# {len(self.reading.dropped)} claims read less surely than {self.reading.least} were left out.\n"

    def run(self, reviewer: str) -> Keys:
        """Give the run: the machine that read, and who reviewed."""
        (run,) = (record for record in self.reading.records if isinstance(record, Run))
        return {
            "id": f"review-of-{self.name}",
            "label": f"Review by hand of: {run.label}",
            "version": run.version,
            "coder": self._coder(reviewer),
        }

    def _coder(self, reviewer: str) -> str:
        return _tail(reviewer) if reviewer.startswith("actor:") else f"reviewer-of-{self.name}"

    def source(self) -> Keys:
        """Give the article as a source."""
        return _source_keys(next(r for r in _of(self.reading.records, Source) if r.ref == self.reading.article.source))

    def named(self, reviewer: str) -> Iterator[tuple[str, Sequence[Keys]]]:
        """Yield the lists of what the text brought in, by the key of the list."""
        records, article = self.reading.records, self.reading.article
        actors = [_actor_keys(record) for record in _of(records, Actor)]
        if not reviewer.startswith("actor:"):
            actors.append({"id": self._coder(reviewer), "label": reviewer, "actorKind": "researcher", "source": self.name})
        yield "actors", actors
        yield "places", [_place_keys(record) for record in _of(records, Place)]
        yield "events", list(self._events())
        yield "sources", [_source_keys(record) for record in _of(records, Source) if record.ref != article.source]

    def _events(self) -> Iterator[Keys]:
        labels = {record.ref: record.label for record in _of(self.reading.records, EventNode)}
        for ref, name in self._event_names().items():
            yield {"id": name, "label": on_one_line(labels.get(ref, name))}

    def _event_names(self) -> dict[str, str]:
        """Give a readable name for each event: that of the first claim about it."""
        names: dict[str, str] = {}
        for id_, key in self.keys.items():
            content = self.claim_of[id_].content
            if isinstance(content, Occurrence):
                names.setdefault(content.event, f"{self.name}-{key}")
        return names

    def claims(self) -> Iterator[str]:
        """Yield the entries in the order of the text, and the sentences that gave none."""
        events = self._event_names()
        for sentence in self.reading.sentences:
            text = on_one_line(sentence.text)
            read = [read for read in sentence.read if read.id in self.claim_of]
            yield f"\n# “{text}”\n" + (
                "" if read else f"#   No claim: {on_one_line(sentence.reason or 'dropped as too unsure')}.\n"
            )
            for one in read:
                yield self._comment(one, sentence) + _dump([self._entry(one, events)])

    def _comment(self, read: ReadClaim, sentence: SentenceAccount) -> str:
        claim = self.claim_of[read.id]
        against = "; ".join(sign.words for sign in read.signs if sign.weight < 0)
        why = f" (against it: {against})" if against else ""
        mark = "LOOK FIRST: " if read.id in self.first else ""
        machine = f"# Stays machine-coded until completed: {reason}.\n" if (reason := _not_by_hand(claim)) else ""
        whole = f", {read.whole} in every field" if read.whole is not None else ""
        return f"# {mark}confidence {claim.confidence}{whole}{why}\n{machine}"

    def _entry(self, read: ReadClaim, events: Mapping[str, str]) -> Keys:
        """Give the keys of a claim in their usual order."""
        claim = self.claim_of[read.id]
        keys: Keys = {"key": self.keys[read.id], **_told_keys(claim)}
        if isinstance(claim.content, Occurrence):
            keys |= _occurrence_keys(claim.content) | {"about": events[claim.content.event]}
        keys |= {"confidence": claim.confidence, "locator": claim.locator, "quote": claim.quote}
        keys |= {"coding": "machine" if _not_by_hand(claim) else None}
        return {key: keys[key] for key in CLAIM_ORDER if keys.get(key) not in (None, [])}


def _told_keys(claim: Claim) -> Keys:
    said = {said_key(key): value for key, value in _time_keys(claim.said).items()}
    teller: Keys = (
        {"voice": "narrator"} if claim.narrator else {"claimant": _mention("actor", claim.claimant, claim.claimant_words)}
    )
    return {
        **teller,
        **said,
        "onBehalfOf": _tail(claim.on_behalf_of) if claim.on_behalf_of else None,
        "stance": None if claim.stance == "asserts" else claim.stance,
        "negated": "true" if claim.negated else None,
    }


def _occurrence_keys(content: Occurrence) -> Keys:
    keys: Keys = {"eventType": content.type, "count": [_count_keys(count) for count in content.counts]}
    keys |= {"modality": None if content.modality == "happened" else content.modality}
    keys |= {"placePrecision": content.place_precision, **_time_keys(content.when)}
    for part in content.participants:
        keys.setdefault(part.role, []).append(_mention("actor", part.actor, part.words))
    for place in content.places:
        keys.setdefault(place.relation, []).append(_mention("place", place.place, place.words))
    return keys


def _mention(key: str, ref: str, words: Words | None) -> Keys:
    located = f"char={words.start},{words.end}" if words and words.start is not None else None
    return _without_none({key: _tail(ref), "words": words.text if words else None, "locator": located})


def _count_keys(count: Count) -> Keys:
    numbers = {"low": count.low, "best": count.best, "high": count.high}
    whose = {"ofWhom": count.of, "ofGroup": _tail(count.group) if count.group else None, "asWritten": count.as_written}
    return _without_none({"countKind": count.kind, **numbers, **whose})


def _time_keys(when: When | None) -> Keys:
    if when is None or not (when.earliest or when.latest):
        return {}
    precision = _hand_precision(when)
    plain = read_edtf(when.edtf)
    same = (plain.earliest, plain.latest, plain.precision) == (when.earliest, when.latest, precision)
    reason = when.reason or ("read by a machine" if when.basis == "inferred" else None)
    basis = None if when.basis == "stated" else when.basis
    keys = {"edtf": when.edtf, "timePrecision": None if same else precision, "dateBasis": basis, "dateReason": reason}
    return _without_none({**keys, "dateAsWritten": when.as_written})


def _hand_precision(when: When) -> TimePrecision:
    """Give the precision as a person codes it: a day is one day, a month and a year are one."""
    first, last = when.earliest, when.latest
    if when.precision == "day" and first != last:
        return "day-range" if first and last else "vague"
    if when.precision == "day-range" and not (first and last):
        return "vague"
    if when.precision == "month" and not (first and last and (first.year, first.month) == (last.year, last.month)):
        return "vague"
    if when.precision == "year" and not (first and last and first.year == last.year):
        return "vague"
    return when.precision


def _not_by_hand(claim: Claim) -> str | None:
    """Give why a claim cannot be one that a person coded, until it is completed (ontology/shapes.ttl); None where it can."""
    if not isinstance(claim.content, Occurrence):
        return None
    agents = {part.actor for part in claim.content.participants if part.role == "agent"}
    blamed = agents or any(part.role == "party" for part in claim.content.participants)
    if claim.stance == "accuses" and not blamed:
        return "an accusation names whom it accuses: add agent, or make the stance asserts"
    if claim.stance == "accuses" and claim.claimant in agents:
        return "nobody accuses itself: mend agent or claimant"
    if claim.stance == "claims-responsibility" and not agents & {claim.claimant, claim.on_behalf_of}:
        return "who claims responsibility is the agent, or speaks for it: mend agent, or add onBehalfOf"
    return None


# records


def _source_keys(source: Source) -> Keys:
    when = source.published
    plain = when is None or (when.basis == "stated" and when.as_written is None and read_edtf(when.edtf) == when)
    return _without_none({
        "id": _tail(source.ref),
        "label": on_one_line(source.label),
        "publisher": _tail(source.publisher),
        "url": source.url,
        "language": source.language,
        "published": when.edtf if when and plain else _time_keys(when),
        "sha256": source.sha256,
        "credit": source.credit,
        "licence": source.licence,
        "primarySource": [_tail(ref) for ref in source.primary_sources] or None,
        "note": source.note,
    })  # fmt: skip


def _actor_keys(actor: Actor) -> Keys:
    return _without_none({
        "id": _tail(actor.ref),
        "label": on_one_line(actor.label),
        "actorKind": actor.kind,
        "identified": None if actor.identified else "false",
        "anonymous": "true" if actor.anonymous else None,
        "scopedTo": _tail(actor.scope) if actor.scope else None,
        "source": _tail(actor.source) if actor.source else None,
        "note": actor.note,
        "exactMatch": list(actor.exact_match) or None,
    })  # fmt: skip


def _place_keys(place: Place) -> Keys:
    return _without_none({
        "id": _tail(place.ref),
        "label": on_one_line(place.label),
        "placeKind": place.kind,
        "within": _tail(place.within) if place.within else None,
        "lat": place.lat,
        "lon": place.lon,
        "source": _tail(place.source) if place.source else None,
        "note": place.note,
        "exactMatch": list(place.exact_match) or None,
    })  # fmt: skip


def _of(records: Sequence[Record], kind: type[T]) -> list[T]:
    return [record for record in records if isinstance(record, kind)]


def _tail(ref: str) -> str:
    return ref.partition(":")[2]


def _without_none(keys: Keys) -> Keys:
    return {key: value for key, value in keys.items() if value is not None}


# YAML


class _Dumper(yaml.SafeDumper):
    """Writes every value as text, as facts are read: plain where YAML allows it, on the lines that it has in the source."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  # as PyYAML declares it

    def text(self, value: object) -> yaml.ScalarNode:
        """Give the node of a value; in double quotes, with escapes, where a character would not be seen."""
        words = str(value)
        plain = words.replace("\n", "").isprintable()
        return self.represent_scalar("tag:yaml.org,2002:str", words, "|" if plain and "\n" in words else None if plain else '"')


for _kind in (str, int, float):
    _Dumper.add_representer(_kind, _Dumper.text)


def _dump(value: object) -> str:
    return str(yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10**6, default_flow_style=False))
