"""What every encoder of a record shares: a subject's lines, its types, texts, references, times and counts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from kg.graph import terms
from kg.model.counts import Count
from kg.model.dates import When
from kg.model.refs import BASE, digest
from kg.model.terms import COUNT_KINDS, DATE_BASES, TIME_PRECISIONS

Pair: TypeAlias = tuple[str, str]
"""A property as a reference, and an object as N-Triples text."""


class Nodes:
    """Makes the lines of nodes under one base; holds nothing but remembered IRIs."""

    def __init__(self, base: str = BASE) -> None:
        self.base = base
        self.iri = terms.Iris(base)

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

    def count_ref(self, subject: str, count: Count) -> str:
        """Give the reference of a subject's count."""
        parts = (count.kind, count.group, count.of, count.as_written, count.low, count.best, count.high)
        return f"{subject}-{digest(*parts)[:8]}"

    def count(self, subject: str, name: str, count: Count, class_: str) -> list[str]:
        """Give a count's node and the line that hangs it on its subject."""
        node = self.count_ref(subject, count)
        pairs = [("rdf:type", self.iri[class_])]
        pairs += self.refs(("kg:countKind", COUNT_KINDS[count.kind]), ("kg:ofGroup", count.group))
        pairs += self.texts(("kg:ofWhom", count.of), ("kg:asWritten", count.as_written))
        numbers = (("kg:low", count.low), ("kg:best", count.best), ("kg:high", count.high))
        pairs += [(part, terms.integer(number)) for part, number in numbers if number is not None]
        return self.block(subject, [(name, self.iri[node])]) + self.block(node, pairs)


TIMES = ("kg:earliest", "kg:latest", "kg:timePrecision", "kg:dateBasis", "kg:edtf", "kg:dateReason", "kg:dateAsWritten")
SAID = tuple("kg:said" + name[3].upper() + name[4:] for name in TIMES)
