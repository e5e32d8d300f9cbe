"""What every encoder of a record shares: a subject's lines, its types, texts, references, times and counts.

A *tail* is what follows the subject in an N-Triples line, ` <property> <object> .`, with the line's end. Tails recur from record
to record where subjects do not, so those of references, times and counts are made once and remembered, while there is room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeAlias, TypeVar

from kg.graph import terms
from kg.model.counts import Count
from kg.model.dates import When
from kg.model.refs import BASE, digest, mint
from kg.model.terms import (
    CODINGS,
    COUNT_KINDS,
    DATE_BASES,
    EVENT_TYPES,
    MODALITIES,
    PLACE_PRECISIONS,
    STANCES,
    TIME_PRECISIONS,
    Coding,
    EventType,
    Modality,
    PlacePrecision,
    Stance,
)

Pair: TypeAlias = tuple[str, str]
"""A property as a reference, and an object as N-Triples text."""

Provenance: TypeAlias = tuple[str, Stance, Coding, str, str, bool, bool, str | None, str | None]
"""Claimant, stance, coding, source, run, narrator, negated, on behalf of, responds to."""

Kind: TypeAlias = tuple[EventType, Modality, PlacePrecision | None]

K = TypeVar("K")
V = TypeVar("V")


class Remembered(dict[K, V], Generic[K, V]):
    """Values made from their keys when first asked for, forgotten all together when there are too many."""

    ROOM = 20_000

    def __init__(self, make: Callable[[K], V]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, key: K) -> V:
        """Make what was not asked for before."""
        if len(self) > self.ROOM:
            self.clear()
        made = self[key] = self.make(key)
        return made


class Nodes:
    """Makes the lines of nodes under one base; holds nothing but what it remembers."""

    def __init__(self, base: str = BASE) -> None:
        self.base = base
        self.iri = terms.Iris(base)
        self.heads: Remembered[str, str] = Remembered(lambda name: f" {self.iri[name]} ")
        self.links: Remembered[str, Remembered[str, str]] = Remembered(self._links_of)
        self.times: Remembered[When, tuple[str, ...]] = Remembered(lambda when: self.tails(self.when(when)))
        self.counts: Remembered[Count, tuple[str, tuple[str, ...]]] = Remembered(self._count)
        self.kinds: Remembered[Kind, tuple[str, ...]] = Remembered(self._kind)
        self.provenance: Remembered[Provenance, tuple[str, ...]] = Remembered(self._provenance)

    def once(self, ref: str) -> str:
        """Give the `<IRI>` of a reference that will hardly be asked for again, such as a claim's own: it is not remembered."""
        return f"<{mint.__wrapped__(ref, self.base)}>"

    def _links_of(self, name: str) -> Remembered[str, str]:
        """Give for one property the tail of each reference."""
        start = self.heads[name]
        return Remembered(lambda ref: f"{start}{self.iri[ref]} .\n")

    def tails(self, pairs: Iterable[Pair]) -> tuple[str, ...]:
        """Give the tail of each property and object."""
        iri = self.iri
        return tuple([f" {iri[name]} {value} .\n" for name, value in pairs])

    def text(self, *parts: tuple[str, Iterable[str]]) -> str:
        """Give the lines of one or more subjects (`<IRI>`), each with its tails: sorted, each line once, each with its end."""
        return "".join([subject.join(["", *sorted(set(tails))]) for subject, tails in sorted(parts)])

    def block(self, subject: str, pairs: Iterable[Pair]) -> list[str]:
        """Give a line for each property and object of one subject."""
        iri = self.iri
        start = iri[subject]
        return [f"{start} {iri[name]} {value} ." for name, value in pairs]

    def types(self, *classes: str) -> list[Pair]:
        """Give what a node is an instance of."""
        return [("rdf:type", self.iri[name]) for name in classes]

    def refs(self, *pairs: tuple[str, str | None]) -> list[Pair]:
        """Give the properties that have a reference, leaving out those that have none."""
        return [(name, self.iri[value]) for name, value in pairs if value is not None]

    def texts(self, *pairs: tuple[str, str | None]) -> list[Pair]:
        """Give the properties that have a text, leaving out those that have none."""
        return [(name, terms.text(value)) for name, value in pairs if value is not None]

    def label(self, label: str, note: str | None = None) -> list[Pair]:
        """Give a node's label and note, which we write in English."""
        made = [("rdfs:label", terms.text(label, "en"))]
        return made if note is None else [*made, ("rdfs:comment", terms.text(note, "en"))]

    def when(self, when: When | None, said: bool = False) -> list[Pair]:
        """Give a time's bounds, precision, basis and words; `said` for the time of saying beside that of the event."""
        if when is None:
            return []
        names = SAID if said else TIMES
        pairs = [
            (names[2], self.iri[TIME_PRECISIONS[when.precision]]),
            (names[3], self.iri[DATE_BASES[when.basis]]),
            (names[4], terms.text(when.edtf)),
        ]
        if when.earliest:
            pairs.append((names[0], terms.day(when.earliest)))
        if when.latest:
            pairs.append((names[1], terms.day(when.latest)))
        return pairs + self.texts((names[5], when.reason), (names[6], when.as_written))

    def _kind(self, kind: Kind) -> tuple[str, ...]:
        """Give the tails of what kind of event a claim tells of, and how."""
        type_, modality, precision = kind
        pairs = self.refs(
            ("rdf:type", "kg:OccurrenceClaim"),
            ("kg:eventType", EVENT_TYPES[type_]),
            ("kg:modality", MODALITIES[modality]),
            ("kg:placePrecision", PLACE_PRECISIONS[precision] if precision else None),
        )
        return self.tails(pairs)

    def _provenance(self, shared: Provenance) -> tuple[str, ...]:
        """Give the tails that the claims of one claimant in one source have in common."""
        claimant, stance, coding, source, run, narrator, negated, behalf, answered = shared
        pairs = self.refs(
            ("kg:claimant", claimant),
            ("kg:stance", STANCES[stance]),
            ("kg:coding", CODINGS[coding]),
            ("prov:wasDerivedFrom", source),
            ("prov:wasGeneratedBy", run),
            ("kg:voice", "kg:Narrator" if narrator else None),
            ("kg:onBehalfOf", behalf),
            ("kg:respondsTo", answered),
        )
        return self.tails([*pairs, ("kg:negated", terms.boolean(negated))])

    def count_pairs(self, count: Count) -> list[Pair]:
        """Give what stands on a count's node, apart from its type."""
        pairs = self.refs(("kg:countKind", COUNT_KINDS[count.kind]), ("kg:ofGroup", count.group))
        pairs += self.texts(("kg:ofWhom", count.of), ("kg:asWritten", count.as_written))
        numbers = (("kg:low", count.low), ("kg:best", count.best), ("kg:high", count.high))
        return pairs + [(part, terms.integer(number)) for part, number in numbers if number is not None]

    def _count(self, count: Count) -> tuple[str, tuple[str, ...]]:
        """Give what a claim's count adds to the claim's name, and the tails to be joined by that name."""
        return count_key(count), ("", *sorted(self.tails([("rdf:type", self.iri["kg:Count"]), *self.count_pairs(count)])))

    def count(self, subject: str, name: str, count: Count, class_: str) -> list[str]:
        """Give a count's node and the line that hangs it on its subject."""
        node = count_ref(subject, count)
        pairs = [("rdf:type", self.iri[class_]), *self.count_pairs(count)]
        return self.block(subject, [(name, self.iri[node])]) + self.block(node, pairs)


def count_ref(subject: str, count: Count) -> str:
    """Give the reference of a subject's count."""
    return subject + count_key(count)


def count_key(count: Count) -> str:
    """Give the end of the name of a count, after that of what it is a count of."""
    return f"-{digest(count.kind, count.group, count.of, count.as_written, count.low, count.best, count.high)[:8]}"


TIMES = ("kg:earliest", "kg:latest", "kg:timePrecision", "kg:dateBasis", "kg:edtf", "kg:dateReason", "kg:dateAsWritten")
SAID = tuple("kg:said" + name[3].upper() + name[4:] for name in TIMES)
