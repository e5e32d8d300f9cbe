"""Entries to claims: provenance, and one content of the four kinds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from kg.model import terms
from kg.model.claim import Cause, Claim, Content, EntityFact, Identity, Location, Occurrence, Participant, Words
from kg.model.counts import Count
from kg.model.errors import Problem, UnreadableInput, nearest
from kg.model.refs import claim_ref, mint, parsed_event_ref
from kg.sources.hand.fields import Entry
from kg.sources.hand.index import Index, find
from kg.sources.hand.lines import Table, Text
from kg.sources.hand.times import SAID_KEYS, TIME_KEYS, read_when

KINDS: Final = {
    "occurrence": ("about", "eventType"),
    "entity": ("subject", "property"),
    "cause": ("cause", "effect", "causalRelation"),
    "identity": ("first", "second", "judgement"),
}
"""The keys that make a claim one of a kind: any of them shows the kind, all of them are needed."""

PROVENANCE_KEYS = (
    "key claimant voice stance negated onBehalfOf respondsTo locator quote coding confidence primarySource note".split()
)
CONTENT_KEYS: Final = {
    "occurrence": (*KINDS["occurrence"], "modality", "placePrecision", *terms.ROLES, *terms.PLACE_RELATIONS, "count", *TIME_KEYS),
    "entity": (*KINDS["entity"], "value", "valueText", *TIME_KEYS),
    "cause": (*KINDS["cause"], *TIME_KEYS),
    "identity": (*KINDS["identity"], "score", "reason", "decided", "withdrawn"),
}
ELSEWHERE: Final = frozenset(
    "actorKind anonymous asWritten best claims contentHash contestedOn countKind credit entity hasAgent hasBeneficiary "
    "firstSideAs hasCount hasName hasParty hasSupporter hasTarget high hostile identified importedAs importedModality iso2 iso3 "
    "kin lead low mentionRole mentionedIn nameText ofGroup ofWhom origin origins placeFrom placeKind placeNear placeTo rank "
    "redistributable scopedTo secondSideAs settledUnder settles sha256 status unmatchedReason words".split()
)
"""Properties of other nodes than claims. Those of settling are among them: no key of an entry can set a status."""
OF_ENTITIES: Final = frozenset(
    "activeIn alliedWith basedIn borders ethnicity formerName governs kindOf leads ledBy memberOf nameUsed nationality opposedTo "
    "partOf spokespersonOf successorOf within".split()
)
_OF_CLAIMS = frozenset((*PROVENANCE_KEYS, *SAID_KEYS, *(key for keys in CONTENT_KEYS.values() for key in keys)))
NEW: Final = frozenset(terms.PROPERTIES) - _OF_CLAIMS - ELSEWHERE - OF_ENTITIES
"""What the ontology has beyond the lists above: a new property needs no Python."""

COUNT_KEYS = ("countKind", "low", "best", "high", "ofWhom", "ofGroup", "asWritten")
PARSED_KEYS = ("source", "char", "eventType")
NODES = ("event", "actor", "place", "source", "condition")
_SPAN = re.compile(r"(\d{1,12}),(\d{1,12})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Context:
    """What the claims of one file share: its source, the source's publisher and the run that coded them."""

    path: str
    index: Index
    source: str
    publisher: str
    run: str


def kind_of(table: Table) -> str | None:
    """Give the kind of content that an entry holds: the first of which it has a key; None where it has none."""
    keys = {key.text for key, _ in table.entries}
    return next((kind for kind, marks in KINDS.items() if keys.intersection(marks)), None)


def id_of(source: str, table: Table) -> str:
    """Give the id of an entry's claim."""
    key, event_type, stance = (_plain(table, name) for name in ("key", "eventType", "stance"))
    kind = kind_of(table) or ""
    return claim_ref(source, key, kind, event_type if kind == "occurrence" else "", stance or "asserts")


def _plain(table: Table, key: str) -> str:
    node = find(table, key)
    return node.text if isinstance(node, Text) else ""


def read_claim(table: Table, context: Context) -> Iterator[Claim | Problem]:
    """Give the claim of an entry, or all that is wrong with it."""
    kind = kind_of(table)
    if kind is None:
        remedy = "add about + eventType, subject + property, cause + effect, or first + second"
        yield Problem(context.path, table.line, "a claim that says nothing", remedy)
        return
    known = {*PROVENANCE_KEYS, *SAID_KEYS, *CONTENT_KEYS[kind], *NEW}
    entry = Entry(table, context.path, context.index, known, f"{kind} claim")
    for key in KINDS[kind]:
        entry.needed(key) if kind != "identity" else _present(entry, key)
    claim = _claim(entry, kind, context)
    yield from entry.problems
    if entry.sound and claim is not None:
        yield claim


def _present(entry: Entry, key: str) -> None:
    if not entry.has(key):
        entry.note(entry.table.line, f"{entry.what} without {key}", f"add {key}: …")


def _claim(entry: Entry, kind: str, context: Context) -> Claim | None:
    key = entry.name("key")
    narrator = entry.one_of("voice", terms.VOICES) == "narrator"
    claimant, claimant_words = _claimant(entry, context, narrator)
    content = _CONTENTS[kind](entry)
    made = Claim(
        id=id_of(context.source, entry.table),
        source=context.source,
        claimant=claimant or "",
        run=context.run,
        content=content or _NOTHING,
        stance=entry.one_of("stance", terms.STANCES) or "asserts",
        negated=entry.truth("negated"),
        narrator=narrator,
        on_behalf_of=entry.ref("onBehalfOf", "actor"),
        claimant_words=claimant_words,
        responds_to=_answered(entry, context),
        locator=entry.locator() or f"entry={key}",
        quote=entry.verbatim("quote"),
        said=read_when(entry, saying=True),
        coding=entry.one_of("coding", terms.CODINGS) or "hand",
        confidence=entry.decimal("confidence", 0, 1),
        primary_sources=(*entry.refs("primarySource", "source"), *_texts_read(entry)),
        also=tuple(sorted(_further(entry))),
    )
    _mind_scopes(entry, made, context)
    return made if content and claimant else None


def _claimant(entry: Entry, context: Context, narrator: bool) -> tuple[str | None, Words | None]:
    """Give who says it: the one named, or the publisher where the source itself speaks."""
    named = list(_named(entry, "claimant", "actor"))
    if not entry.has("claimant", "voice"):
        entry.note(entry.table.line, "a claim without a claimant", "add claimant: …, or voice: narrator where the source says it")
    if len(named) > 1:
        entry.note(entry.table.line, "more than one claimant", "make it one claim for each")
    if narrator and named and named[0][0] != context.publisher:
        entry.note(entry.table.line, "voice: narrator with a claimant who is not the publisher", "keep one of them")
    if narrator:
        return context.publisher, None
    return named[0] if named else (None, None)


def _answered(entry: Entry, context: Context) -> str | None:
    """Give the claim that is answered: `key` of the same source, or `source/key`."""
    found = entry.text("respondsTo")
    if found is None:
        return None
    source, slash, key = found.text.rpartition("/")
    source = source if slash else context.source.partition(":")[2]
    table = context.index.claims.get((source, key))
    if table is None and slash and "source" in context.index.unread:
        return f"claim:{found.text}"  # its file could not be read, which is told
    if table is None:
        known = [f"{name}/{other}" if slash else other for name, other in context.index.claims if slash or name == source]
        remedy = nearest(found.text, known) or "write the key of a claim here, or source/key"
        entry.note(found.line, f"respondsTo: unknown claim {found.text!r}", remedy)
        return None
    return id_of(f"source:{source}", table)


# content


def _occurrence(entry: Entry) -> Occurrence | None:
    event, type_ = entry.ref("about", "event"), entry.one_of("eventType", terms.EVENT_TYPES)
    participants = tuple(Participant(role, *found) for role in terms.ROLES for found in _named(entry, role, "actor"))
    places = tuple(Location(relation, *found) for relation in terms.PLACE_RELATIONS for found in _named(entry, relation, "place"))
    made = Occurrence(
        event=event or "",
        type=type_ or "statement",
        participants=participants,
        places=places,
        counts=tuple(count for table in entry.tables("count") if (count := _count(entry, table))),
        when=read_when(entry),
        modality=entry.one_of("modality", terms.MODALITIES) or "happened",
        place_precision=entry.one_of("placePrecision", terms.PLACE_PRECISIONS),
    )
    return made if event and type_ else None


def _named(entry: Entry, key: str, folder: str) -> Iterator[tuple[str, Words | None]]:
    """Give the references of a role or place relation, each with the words that named it where they are given."""
    for node in entry.listed(key):
        if isinstance(node, Text):
            if ref := entry.resolved(node, key, folder):
                yield ref, None
        elif isinstance(node, Table):
            inner = entry.inner(node, (folder, "words", "locator"), key)
            inner.needed(folder)
            if ref := inner.ref(folder, folder):
                yield ref, _words(inner)


def _words(entry: Entry) -> Words | None:
    words, locator = entry.verbatim("words"), entry.locator()
    if locator and (not locator.startswith("char=") or not words):
        entry.note(entry.table.line, "a locator of words needs the form char=START,END, and the words")
        return None
    if words is None:
        return None
    start, end = map(int, locator[5:].split(",")) if locator else (None, None)
    return Words(words, start, end)


def _count(entry: Entry, table: Table) -> Count | None:
    inner = entry.inner(table, COUNT_KEYS, "count")
    _present(inner, "countKind")
    kind, group = inner.one_of("countKind", terms.COUNT_KINDS), inner.ref("ofGroup", "actor")
    if not inner.has("low", "best", "high"):
        inner.note(table.line, "a count without a number", "add low, best or high")
    low, best, high = (inner.integer(key) for key in ("low", "best", "high"))
    try:
        return Count(kind or "killed", low, best, high, inner.verbatim("ofWhom"), group, inner.verbatim("asWritten"))
    except UnreadableInput as error:
        inner.note(table.line, str(error))
        return None


def _entity(entry: Entry) -> EntityFact | None:
    subject, name = entry.ref("subject", "actor", "place"), entry.text("property")
    if name and name.text not in OF_ENTITIES | NEW:
        entry.note(name.line, f"unknown property {name.text!r} of an actor or place", nearest(name.text, OF_ENTITIES | NEW))
    if entry.has("value") == entry.has("valueText"):
        entry.note(entry.table.line, "an entity claim needs value or valueText", "value: an actor or place; valueText: words")
    value = entry.ref("value", "actor", "place")
    text, language = _tagged(entry)
    return EntityFact(subject, f"kg:{name.text}", value, text, language, read_when(entry)) if subject and name else None


def _tagged(entry: Entry) -> tuple[str | None, str | None]:
    """Give the claimed words and their language, English unless told."""
    nodes = entry.listed("valueText")
    if nodes and isinstance(nodes[0], Table):
        inner = entry.inner(nodes[0], ("text", "language"), "valueText")
        return inner.needed("text"), inner.language("language") or "en"
    text = entry.words("valueText")
    return text, "en" if text else None


def _cause(entry: Entry) -> Cause | None:
    cause, effect = (entry.ref(key, "event", "condition") for key in ("cause", "effect"))
    relation = entry.one_of("causalRelation", terms.CAUSAL_RELATIONS)
    return Cause(cause, effect, relation, read_when(entry)) if cause and effect and relation else None


def _identity(entry: Entry) -> Identity | None:
    first, second = _compared(entry, "first"), _compared(entry, "second")
    judgement = entry.one_of("judgement", terms.JUDGEMENTS)
    reasons = entry.strings("reason")
    if not reasons:
        entry.note(entry.table.line, "a judgement without a reason", "add reason: …")
    if first and first == second:
        entry.note(entry.table.line, "first and second are one and the same")
    if not (first and second and judgement):
        return None
    if judgement == "same-text" and not all(ref.startswith("source:") for ref in (first, second)):
        entry.note(entry.table.line, "same-text holds between two sources", "write source:…")
    return Identity(first, second, judgement, entry.decimal("score", 0, 1), reasons, entry.day("decided"), entry.day("withdrawn"))


def _compared(entry: Entry, key: str) -> str | None:
    """Give one of the two that are compared: a reference, or an event read from a text by its source, span and type."""
    node = next(iter(entry.listed(key)), None)
    if not isinstance(node, Table):
        return entry.ref(key, *NODES)
    inner = entry.inner(node, PARSED_KEYS, key)
    source, span = inner.needed("source"), inner.matching("char", _SPAN, "START,END")
    for name in ("char", "eventType"):
        _present(inner, name)
    type_ = inner.one_of("eventType", terms.EVENT_TYPES)
    if not (source and span and type_):
        return None
    start, _, end = span.partition(",")
    return parsed_event_ref(_text_ref(source), int(start), int(end), type_)


def _texts_read(entry: Entry) -> Iterator[str]:
    """Give the sources whose text a judgement rests on, so that it can be left out of a graph without that text."""
    for key in ("first", "second"):
        name = find(next(iter(entry.listed(key)), None), "source")
        if isinstance(name, Text):
            yield _text_ref(name.text)


def _text_ref(name: str) -> str:
    return f"source:{name.removeprefix('source:')}"


_NOTHING = Cause("", "", "caused")
"""Stands where there is no sound content, until the problem is mended."""

_CONTENTS: dict[str, Callable[[Entry], Content | None]] = {
    "occurrence": _occurrence,
    "entity": _entity,
    "cause": _cause,
    "identity": _identity,
}


# what Claim has no field for


def _further(entry: Entry) -> Iterator[tuple[str, str]]:
    note = entry.words("note")
    if note:
        yield "rdfs:comment", note
    for key in sorted(NEW):
        kind = terms.PROPERTIES[key]
        for value in _values(entry, key, kind):
            yield f"kg:{key}", value


def _values(entry: Entry, key: str, kind: str) -> tuple[str, ...]:
    """Give the values of a further property by the kind that the ontology intends."""
    if not entry.has(key):
        return ()
    if kind == "ref" or kind.startswith("concept"):
        return tuple(ref for word in entry.listed(key) if isinstance(word, Text) and (ref := _any_ref(entry, key, word)))
    if kind == "text":
        return entry.strings(key)
    reader: Callable[[], object] = {
        "boolean": lambda: entry.one_of(key, {"true": "", "false": ""}),
        "integer": lambda: entry.integer(key),
        "decimal": lambda: entry.decimal(key, -1e3, 1e3),
        "date": lambda: entry.day(key),
    }[kind]
    found = reader()
    return () if found is None else (str(found),)


def _any_ref(entry: Entry, key: str, word: Text) -> str | None:
    """Give a reference of any folder, a term of a vocabulary (`kg:Asserts`) or a whole address."""
    ref, _ = entry.index.resolve(word.text, NODES)
    if ref:
        return ref
    if word.text.partition(":")[0] in NODES or ":" not in word.text:
        return entry.resolved(word, key, *NODES)
    try:
        mint(word.text)
    except UnreadableInput as error:
        entry.note(word.line, f"{key}: {error}")
        return None
    return word.text


# who may stand where


def _mind_scopes(entry: Entry, claim: Claim, context: Context) -> None:
    """Note an unidentified or anonymous actor that is used outside the one source it stands in, or merged."""
    here = context.source.partition(":")[2]
    merged = isinstance(claim.content, Identity) and claim.content.judgement == "same"
    for actor in dict.fromkeys(_actors_of(claim)):
        scope = context.index.scopes.get(actor.removeprefix("actor:")) if actor.startswith("actor:") else None
        if scope and merged:
            entry.note(entry.table.line, f"{actor} is known to {scope} alone and never merged", "write possibly-same")
        elif scope not in (None, here) and not isinstance(claim.content, Identity):
            entry.note(entry.table.line, f"{actor} stands in {scope} alone", "give this source an actor of its own")


def _actors_of(claim: Claim) -> Iterator[str]:
    content = claim.content
    yield claim.claimant
    if isinstance(content, Occurrence):
        yield from (part.actor for part in content.participants)
        yield from (count.group for count in content.counts if count.group)
    elif isinstance(content, EntityFact):
        yield from (content.subject, content.value or "")
    elif isinstance(content, Identity):
        yield from (content.first, content.second)
