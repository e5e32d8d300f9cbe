"""Whether a store holds what it was given: as many triples, and a sample of subjects word for word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal, RdfFormat, Triple, parse

from kg.model.refs import VOCABULARIES
from kg.pushing.asking import Asker
from kg.pushing.failures import StoreFailed
from kg.pushing.lines import Part

_ROWS = 2000
_SUBJECTS = 40
_SHOWN = 5
_XSD = VOCABULARIES["xsd"]
_INTEGERS = frozenset(
    _XSD + name
    for name in "integer int long short byte nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger "
    "unsignedInt unsignedLong unsignedShort unsignedByte".split()
)
_WKT = frozenset({VOCABULARIES["geo"] + "wktLiteral", "http://www.openlinksw.com/schemas/virtrdf#Geometry"})
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
Key = tuple[str, ...]


def verify(asker: Asker, part: Part) -> None:
    """Raise StoreFailed, with what differs, where the store does not hold the lines of a part and nothing else."""
    where = f"the graph {part.graph}" if part.graph else "the default graph"
    held = asker.count(part.graph)
    if held != part.count:
        raise StoreFailed(
            f"{where} holds {held:,} triples and not the {part.count:,} that were pushed; push again without --resume"
        )
    differences = list(_differences(asker, part))
    if differences:
        shown = "\n  ".join(differences[:_SHOWN])
        more = f"\n  … and {len(differences) - _SHOWN} more" if len(differences) > _SHOWN else ""
        raise StoreFailed(f"{where} holds as many triples as were pushed, but not the same:\n  {shown}{more}")


def _differences(asker: Asker, part: Part) -> Iterator[str]:
    for batch in _batches(part.sampled()):
        lines = b"".join(line for own in batch for line in own)
        expected = {_key(quad.triple): quad.triple for quad in parse(lines, RdfFormat.N_TRIPLES)}
        subjects = [own[0].partition(b" ")[0].decode() for own in batch]
        found = {_key(triple): triple for triple in asker.about(part.graph, subjects)}
        yield from (f"not there: {_short(expected[key])}" for key in sorted(expected.keys() - found.keys()))
        yield from (f"not pushed: {_short(found[key])}" for key in sorted(found.keys() - expected.keys()))


def _batches(subjects: Iterable[list[bytes]]) -> Iterator[list[list[bytes]]]:
    """Give subjects together, few enough that no store cuts the answer or thinks the question long."""
    batch: list[list[bytes]] = []
    for lines in subjects:
        if batch and (len(batch) == _SUBJECTS or sum(map(len, batch)) + len(lines) > _ROWS):
            yield batch
            batch = []
        batch.append(lines)
    if batch:
        yield batch


def _short(triple: Triple) -> str:
    text = str(triple)
    return text if len(text) <= 300 else text[:300] + " …"


def _key(triple: Triple) -> Key:
    return (str(triple.subject), str(triple.predicate), *canonical(triple.object))


def canonical(term: object) -> Key:
    """Give what a term means, the same for the forms that stores write a value in.

    >>> canonical(Literal(True)) == canonical(Literal(1))
    True
    """
    if not isinstance(term, Literal):
        return "term", str(term)
    type_, value = term.datatype.value, term.value
    if term.language:
        return "text", value, term.language.lower()
    if type_ in _WKT:
        return "wkt", *(f"{float(number):.4f}" for number in _NUMBER.findall(value.rpartition(">")[2]))
    if type_ == _XSD + "boolean":
        return "integer", "1" if value in ("true", "1") else "0"
    if type_ == _XSD + "dateTime":
        return "dateTime", _instant(value)
    return _number(type_, value) or ("literal", type_, value)


def _number(type_: str, value: str) -> Key | None:
    try:
        if type_ in _INTEGERS:
            return "integer", str(int(value))
        if type_ == _XSD + "decimal":
            return "decimal", str(Decimal(value).normalize())
        if type_ in (_XSD + "double", _XSD + "float"):
            return "double", f"{float(value):.12g}"
    except (ValueError, InvalidOperation):
        return None
    return None


def _instant(value: str) -> str:
    """Give a moment in UTC.

    >>> _instant("2023-08-12T10:00:00.000+02:00"), _instant("2023-08-12T08:00:00Z")
    ('2023-08-12T08:00:00+00:00', '2023-08-12T08:00:00+00:00')
    """
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return (moment.astimezone(UTC) if moment.tzinfo else moment).isoformat()
