"""Claims as cards: who says it, of what, with which doubts, and where it stands. A card never speaks for the claimant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.graph.answer import Term
from kg.model.refs import ONTOLOGY, ref_of
from kg.model.wording import visible
from kg.web.pages.asking import Facts, Labels, facts_of, first, iris_of, text
from kg.web.pages.shown import Showing, Shown

if TYPE_CHECKING:
    from kg.web.engine import Engine

_ROLES = ("agent", "target", "party", "supporter", "beneficiary")
_PLACES = ("in", "near", "from", "to")
_STANCES = {"ClaimsResponsibility": "claims responsibility"}
_MODALITIES = {"kg:AsPlanned": "told as to come", "kg:AsPresupposed": "taken for granted"}
CLAIM_TYPES = frozenset(ONTOLOGY + name for name in ("OccurrenceClaim", "EntityClaim", "CausalClaim", "IdentityClaim"))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a card: what it is, and its values."""

    name: str
    values: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A claim: who says it, how, the words of what is said, further lines, and where it stands."""

    iri: str
    href: str
    claimant: Shown
    behalf: Shown | None
    stance: str
    chips: tuple[str, ...]
    says: tuple[Shown, ...]
    lines: tuple[Line, ...]
    quote: str
    source: Shown | None
    locator: str
    narrated: bool


async def cards_of(engine: Engine, showing: Showing, iris: Sequence[str]) -> dict[str, Card]:
    """Give the cards of the claims among some IRIs."""
    facts = await facts_of(engine, iris, showing.addresses.base)
    claims = {iri: found for iri, found in facts.items() if is_claim(found)}
    counts = await facts_of(
        engine, (iri for found in claims.values() for iri in iris_of(found.get("kg:count", ()))), showing.addresses.base
    )
    every = [*claims.values(), *counts.values()]
    await showing.labels.learn(engine, (iri for found in every for terms in found.values() for iri in iris_of(terms)))
    return {iri: _Writer(showing, counts).card(iri, found) for iri, found in claims.items()}


def is_claim(facts: Facts) -> bool:
    """Tell whether what is said of a subject is a claim."""
    return any(iri in CLAIM_TYPES for iri in iris_of(facts.get("rdf:type", ())))


@dataclass(frozen=True, slots=True)
class _Writer:
    showing: Showing
    counts: Mapping[str, Facts]

    def card(self, iri: str, facts: Facts) -> Card:
        claimant, behalf, source = (self._one(facts, name) for name in ("kg:claimant", "kg:onBehalfOf", "prov:wasDerivedFrom"))
        return Card(
            iri=iri,
            href=self.showing.addresses.page(iri),
            claimant=claimant or Shown("somebody"),
            behalf=behalf,
            stance=stance_words(text(facts, "kg:stance"), self.showing.labels),
            chips=tuple(_chips(facts)),
            says=tuple(self._says(facts)),
            lines=tuple(self._lines(facts)),
            quote=visible(text(facts, "kg:quote")),
            source=source,
            locator=visible(text(facts, "kg:locator")),
            narrated=text(facts, "kg:voice") == ONTOLOGY + "Narrator",
        )

    def _one(self, facts: Facts, name: str) -> Shown | None:
        value = first(facts, name)
        return None if value is None else self.showing.by_name(value)

    def _says(self, facts: Facts) -> Iterator[Shown]:
        """Yield the sentence of what is said, in the order of reading."""
        kinds = {
            "kg:about": ("kg:eventType", "kg:about"),
            "kg:property": ("kg:subject", "kg:property", "kg:value", "kg:valueText"),
            "kg:cause": ("kg:cause", "kg:causalRelation", "kg:effect"),
            "kg:judgement": ("kg:first", "kg:judgement", "kg:second"),
        }
        names = next((parts for key, parts in kinds.items() if key in facts), ())
        yield from (shown for name in names if (shown := self._one(facts, name)))

    def _lines(self, facts: Facts) -> Iterator[Line]:
        for name in (*_ROLES, *_PLACES):
            yield from self._values(name, facts.get(f"kg:{name}", ()))
        precision = self._one(facts, "kg:placePrecision")
        if precision:
            yield Line("place precision", (precision,))
        for name, prefix in (("when", ""), ("said", "said")):
            words = time_words(facts, self.showing.labels, prefix)
            if words:
                yield Line(name, (Shown(words),))
        for node in iris_of(facts.get("kg:count", ())):
            yield self._count(self.counts.get(node, {}))
        for name, property_ in (
            ("responds to", "kg:respondsTo"), ("reported by", "prov:hadPrimarySource"), ("times", "kg:times"),
            ("score", "kg:score"), ("reason", "kg:reason"), ("decided", "kg:decided"), ("withdrawn", "kg:withdrawn"),
            ("confidence", "kg:confidence"), ("note", "rdfs:comment"),
        ):  # fmt: skip
            yield from self._values(name, facts.get(property_, ()))

    def _values(self, name: str, terms: Iterable[Term]) -> Iterator[Line]:
        values = tuple(self.showing.by_name(term) for term in terms)
        if values:
            yield Line(name, values)

    def _count(self, facts: Facts) -> Line:
        kind = self._one(facts, "kg:countKind")
        group = self._one(facts, "kg:ofGroup")
        whom, written = visible(text(facts, "kg:ofWhom")), visible(text(facts, "kg:asWritten"))
        values = [Shown(f"{range_told(facts)} {whom}".strip())]
        values += [group] if group else []
        values += [Shown(f"in the words “{written}”")] if written and written != range_told(facts) else []
        return Line(kind.text if kind else "count", tuple(values))


def stance_words(iri: str, labels: Labels) -> str:
    """Give a stance as a verb."""
    name = ref_of(iri).removeprefix("kg:")
    return _STANCES.get(name) or labels(iri).lower() if iri else "says"


def _chips(facts: Facts) -> Iterator[str]:
    if text(facts, "kg:negated") == "true":
        yield "says that it is not so"
    modality = _MODALITIES.get(ref_of(text(facts, "kg:modality")))
    if modality:
        yield modality
    if text(facts, "kg:coding") == ONTOLOGY + "Machine":
        yield "coded by machine"


def range_told(facts: Facts) -> str:
    """Give the bounds of a count as they are told: one number, from low to high, or only the bound that there is."""
    low, best, high = (text(facts, f"kg:{name}") for name in ("low", "best", "high"))
    if low and low == high:
        return low
    if low and high:
        return f"{low} to {high}" + (f" (best {best})" if best else "")
    bound = f"at least {low}" if low else f"at most {high}" if high else ""
    return " ".join(filter(None, (bound, f"(best {best})" if bound and best else best))) or "an untold number"


def time_words(facts: Facts, labels: Labels, prefix: str = "") -> str:
    """Give a time with its precision and what it rests on; a stated day needs no note, an open end stays open."""

    def told(name: str) -> str:
        key = prefix + name if prefix else name[0].lower() + name[1:]
        return text(facts, f"kg:{key}")

    earliest = told("Earliest") or text(facts, "sem:hasEarliestBeginTimeStamp") * (not prefix)
    latest = told("Latest") or text(facts, "sem:hasLatestEndTimeStamp") * (not prefix)
    written = visible(told("DateAsWritten"))
    quoted = f" (“{written}”)" if written else ""
    if not earliest and not latest:
        return f"day not known{quoted}" if written else ""
    if earliest and latest:
        bound = (told("Edtf") or f"{earliest}/{latest}").replace("/", " to ")
    else:
        bound = f"by {latest}" if latest else f"from {earliest} on"
    notes = [labels(iri) for iri in (told("TimePrecision"), told("DateBasis")) if iri]
    notes = [note for note in notes if note.lower() not in ("day", "stated")] + [visible(told("DateReason"))]
    return bound + quoted + "".join(f"; {note}" for note in notes if note)


def literal(facts: Facts, name: str) -> str:
    """Give the first literal of a property, "" where there is none."""
    return next((term.value for term in facts.get(name, ()) if isinstance(term, Literal)), "")


def nodes(facts: Facts, name: str) -> list[str]:
    """Give the IRIs of a property."""
    return [term.value for term in facts.get(name, ()) if isinstance(term, NamedNode)]
