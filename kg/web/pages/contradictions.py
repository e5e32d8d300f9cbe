"""Which claims about one event cannot both be right: the named query, asked of that event's part of the graph alone.

Asked of a whole graph it walks all events; of the claims of one event, with the places and actors they name, it is done at once.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, Store, Triple

from kg.graph.answer import Term
from kg.graph.query import find_query
from kg.graph.store import prefixes
from kg.model.refs import VOCABULARIES
from kg.web.pages.asking import statements_of

if TYPE_CHECKING:
    from kg.web.engine import Engine

_FROM_CLAIMS = frozenset(VOCABULARIES["kg"] + name for name in ("about", "agent", "in", "count"))
_FURTHER = frozenset((VOCABULARIES["kg"] + "lead", VOCABULARIES["kg"] + "ofGroup", VOCABULARIES["geo"] + "sfWithin"))
_MOST_STEPS = 10


async def contradictions_of(engine: Engine, event: str, claims: Sequence[str]) -> list[dict[str, Term]]:
    """Give the rows of the named query `contradictions` for an event, among these of its claims."""
    part = await _part(engine, claims)
    return await asyncio.to_thread(_asked, part, event)


async def _part(engine: Engine, claims: Sequence[str]) -> list[Triple]:
    """Give what is said of claims, of what they name, of those these stand for, and of the places around them."""
    found = await statements_of(engine, claims, 200 * len(claims))
    seen, wanted = set(claims), _named(found, _FROM_CLAIMS)
    for _ in range(_MOST_STEPS):
        wanted -= seen
        if not wanted:
            break
        more = await statements_of(engine, sorted(wanted), 200 * len(wanted))
        seen |= wanted
        found += more
        wanted = _named(more, _FURTHER)
    return found


def _named(triples: Iterable[Triple], properties: frozenset[str]) -> set[str]:
    return {t.object.value for t in triples if t.predicate.value in properties and isinstance(t.object, NamedNode)}


def _asked(part: Iterable[Triple], event: str) -> list[dict[str, Term]]:
    store = Store()
    store.extend(Quad(*triple) for triple in part)
    head, where, tail = _query()
    node = str(NamedNode(event))
    asked = re.sub(r"\?event\b", lambda _: node, where)
    sparql = head.replace("?event ", "") + asked + tail.replace("?event ", "")
    found = store.query(sparql, prefixes=prefixes())
    names = [variable.value for variable in found.variables]  # type: ignore[union-attr]  # a SELECT
    return [{name: term for name, term in zip(names, row, strict=True) if term is not None} for row in found]  # type: ignore[union-attr]


@cache
def _query() -> tuple[str, str, str]:
    query = find_query("contradictions").text
    start, end = query.index("WHERE {"), query.rindex("ORDER BY")
    return query[:start], query[start:end], query[end:]
