"""What a user calls something, and what is meant: a reference, an IRI, a name in it, a label or another name, in any case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set

from pyoxigraph import Literal, NamedNode, Store

from kg.model.claim import Claim, Occurrence
from kg.model.errors import NotFound, nearest
from kg.model.reference import Actor, Condition, EventNode, Place, Record, Source
from kg.model.refs import BASE, ref_of

Names = Mapping[str, Set[str]]
"""What each reference is called: its label and its other names."""
_NAMED = ("rdfs:label", "skos:altLabel")


def names_of(records: Iterable[Record]) -> dict[str, set[str]]:
    """Give what the actors, places, events, conditions and sources of some records are called."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for record in records:
        if isinstance(record, Claim):
            if isinstance(record.content, Occurrence):
                found[record.content.event].update()
        elif isinstance(record, (Actor, Place)):
            found[record.ref].update([record.label, *(name.text for name in record.names)])
        elif isinstance(record, (EventNode, Condition, Source)):
            found[record.ref].add(record.label)
    return dict(found)


def names_in(store: Store, base: str = BASE) -> dict[str, set[str]]:
    """Give what everything under the base of a store is called."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for quad in store:
        for term in (quad.subject, quad.object):
            if isinstance(term, NamedNode) and term.value.startswith(base):
                found[ref_of(term.value, base)].update()
        named = isinstance(quad.object, Literal) and ref_of(quad.predicate.value, base) in _NAMED
        if named and isinstance(quad.subject, NamedNode):
            found[ref_of(quad.subject.value, base)].add(quad.object.value)
    return dict(found)


def find(name: str, folder: str, names: Names, leads: Mapping[str, str] | None = None, base: str = BASE) -> str:
    """Give the reference meant in a folder; raise NotFound, with the nearest name, for none, and with all of them for several.

    >>> known = {"actor:cma": {"Coordination of Azawad Movements"}, "actor:minusma": {"MINUSMA"}}
    >>> find("coordination of Azawad movements", "actor", known), find("CMA", "actor", known)
    ('actor:cma', 'actor:cma')
    """
    ref = ref_of(name, base) if "://" in name else name if name.startswith(f"{folder}:") else f"{folder}:{name}"
    if ref in names:
        return ref
    word = ref.partition(":")[2].casefold()
    refs = sorted(known for known in names if known.startswith(f"{folder}:"))
    called = [known for known in refs if known.partition(":")[2].casefold() == word]
    called = called or [known for known in refs if word in {other.casefold() for other in names[known]}]
    if len({(leads or {}).get(known, known) for known in called}) == 1:
        return called[0]
    if called:
        raise NotFound(f"{name!r} may be any of several ({', '.join(called)}): use one of these references")
    raise NotFound(f"no {folder} {name!r} in this graph ({_remedy(name, word, folder, refs, names)})")


def _remedy(name: str, word: str, folder: str, refs: Sequence[str], names: Names) -> str:
    """Give the nearest name, by reference before label; else what else bears this very name; else how many there are."""
    others = [ref for ref in sorted(names) if ref.partition(":")[2].casefold() == word or word in map(str.casefold, names[ref])]
    if others:
        return f"{name} is {others[0]}, not {'an' if folder[0] in 'aeiou' else 'a'} {folder}"
    labels = [label for ref in refs for label in sorted(names[ref])]
    return nearest(word, [ref.partition(":")[2] for ref in refs]) or nearest(word, labels) or f"it has {len(refs)} others"
