"""An event: what each lens settles of it, the claims about it, and which of them contradict each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.model.refs import ONTOLOGY
from kg.model.wording import visible
from kg.web.pages.asking import Facts, facts_of, first, iris_of, terms_told, text, values
from kg.web.pages.cards import Card, Line, cards_of, nodes, range_told, time_words
from kg.web.pages.contradictions import contradictions_of
from kg.web.pages.shown import Showing, Shown
from kg.web.pages.statistics import number

if TYPE_CHECKING:
    from kg.web.engine import Engine

CLAIMS_SHOWN = 50
_MOST_PAIRS = 40
_MOST_COMPARED = 300
_MOST_MEMBERS = 200
_ROLES = {
    "agent": "kg:hasAgent",
    "target": "kg:hasTarget",
    "party": "kg:hasParty",
    "supporter": "kg:hasSupporter",
    "beneficiary": "kg:hasBeneficiary",
}
_PLACES = {"in": "sem:hasPlace", "near": "kg:placeNear", "from": "kg:placeFrom", "to": "kg:placeTo"}
_ABOUT = "VALUES ?how { kg:about kg:cause kg:effect kg:first kg:second }"


@dataclass(frozen=True, slots=True)
class Settled:
    """What one lens settles about the event: its name, the status with its explanation, and the lines."""

    lens: Shown
    status: Shown
    status_told: str
    is_firm: bool
    contested: tuple[Shown, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims that cannot both be right: on what, and what each says."""

    aspect: str
    first: Card | None
    first_says: str
    second: Card | None
    second_says: str


@dataclass(frozen=True, slots=True)
class Told:
    """An event as its claims tell it."""

    lead: Shown | None
    members: tuple[Shown, ...]
    settled: tuple[Settled, ...]
    claims: tuple[Card, ...]
    number: int
    start: int
    pairs: tuple[Pair, ...]
    pairs_note: str


async def told_of(engine: Engine, showing: Showing, event: str, facts: Facts, start: int) -> Told:
    """Give what the graph holds about an event and those judged the same, its claims from the given one on."""
    lead = text(facts, "kg:lead") or event
    rows = await engine.rows(f"SELECT DISTINCT ?m {{ ?m kg:lead {NamedNode(lead)} }} ORDER BY ?m LIMIT {_MOST_MEMBERS}")
    every = list(dict.fromkeys([lead, event, *iris_of(row["m"] for row in rows)]))
    members = [iri for iri in every if iri != event]
    told = await _number(engine, every)
    claims = await _claims(engine, every, start, CLAIMS_SHOWN)
    cards = await cards_of(engine, showing, claims)
    pairs, note = await _pairs(
        engine, showing, lead, await _claims(engine, every, 0, _MOST_COMPARED) if told > len(claims) else claims
    )
    if told > _MOST_COMPARED:
        note = f"Looked for among the first {_MOST_COMPARED} claims only. {note}"
    await showing.labels.learn(engine, members)
    return Told(
        lead=showing.named(lead) if lead != event else None,
        members=tuple(showing.named(iri) for iri in members if iri != lead),
        settled=await _settled(engine, showing, lead),
        claims=tuple(cards[iri] for iri in claims if iri in cards),
        number=told,
        start=start,
        pairs=pairs,
        pairs_note=note,
    )


async def _claims(engine: Engine, members: Sequence[str], start: int, most: int) -> list[str]:
    rows = await engine.rows(
        f"SELECT DISTINCT ?c ?source ?at {{ {values('m', members)} {_ABOUT} ?c ?how ?m . "
        f"OPTIONAL {{ ?c prov:wasDerivedFrom ?source }} OPTIONAL {{ ?c kg:locator ?at }} }} "
        f"ORDER BY ?source ?at ?c LIMIT {most} OFFSET {start}"
    )
    return list(dict.fromkeys(iris_of(row["c"] for row in rows)))


async def _number(engine: Engine, members: Sequence[str]) -> int:
    rows = await engine.rows(f"SELECT (COUNT(DISTINCT ?c) AS ?n) {{ {values('m', members)} {_ABOUT} ?c ?how ?m }}")
    return number(rows) or 0


async def _settled(engine: Engine, showing: Showing, lead: str) -> tuple[Settled, ...]:
    rows = await engine.rows(f"SELECT DISTINCT ?s {{ ?s kg:settles {NamedNode(lead)} }} ORDER BY ?s LIMIT 50")
    found = await facts_of(engine, iris_of(row["s"] for row in rows), showing.addresses.base)
    counts = await facts_of(
        engine, (iri for facts in found.values() for iri in iris_of(facts.get("kg:hasCount", ()))), showing.addresses.base
    )
    every = [*found.values(), *counts.values()]
    await showing.labels.learn(engine, (iri for facts in every for terms in facts.values() for iri in iris_of(terms)))
    return tuple(_one_settled(showing, facts, counts) for _, facts in sorted(found.items()))


def _one_settled(showing: Showing, facts: Facts, counts: Mapping[str, Facts]) -> Settled:
    status = text(facts, "kg:status")
    lens = text(facts, "kg:settledUnder")
    return Settled(
        lens=showing.named(lens) if lens else Shown("a lens without a name"),
        status=showing.named(status) if status else Shown("no status"),
        status_told=terms_told().get(status, {}).get("comment", ""),
        is_firm=status == ONTOLOGY + "Corroborated",
        contested=tuple(showing.named(iri) for iri in nodes(facts, "kg:contestedOn")),
        lines=tuple(_settled_lines(showing, facts, counts)),
    )


def _settled_lines(showing: Showing, facts: Facts, counts: Mapping[str, Facts]) -> list[Line]:
    lines = [Line("type", tuple(showing.named(iri) for iri in nodes(facts, "sem:eventType")))]
    for name, property_ in (*_ROLES.items(), *_PLACES.items()):
        lines.append(Line(name, tuple(showing.named(iri) for iri in nodes(facts, property_))))
    words = time_words(facts, showing.labels)
    lines.append(Line("when", (Shown(words),) if words else ()))
    for node in nodes(facts, "kg:hasCount"):
        lines.append(_count_line(showing, counts.get(node, {})))
    for name, property_ in (("claims", "kg:claims"), ("independent origins", "kg:origins")):
        value = first(facts, property_)
        lines.append(Line(name, (showing.plain(value),) if value is not None else ()))
    return [line for line in lines if line.values]


def _count_line(showing: Showing, facts: Facts) -> Line:
    kind, group = text(facts, "kg:countKind"), text(facts, "kg:ofGroup")
    values = [Shown(f"{range_told(facts)} {text(facts, 'kg:ofWhom')}".strip())]
    values += [showing.named(group)] if group else []
    values += [Shown("as told by")] * bool(facts.get("kg:claimant"))
    values += [showing.named(iri) for iri in nodes(facts, "kg:claimant")]
    return Line(showing.labels(kind) if kind else "count", tuple(values))


async def _pairs(engine: Engine, showing: Showing, lead: str, claims: Sequence[str]) -> tuple[tuple[Pair, ...], str]:
    """Give the pairs of claims that contradict each other, and a note where they are not all."""
    rows = await contradictions_of(engine, lead, claims) if len(claims) > 1 else []
    shown = rows[:_MOST_PAIRS]
    sides = list(dict.fromkeys(iri for row in shown for iri in iris_of((row["first"], row["second"]))))
    cards = await cards_of(engine, showing, sides)
    await showing.labels.learn(engine, iris_of(row["aspect"] for row in shown))
    pairs = tuple(
        Pair(
            showing.labels(next(iris_of((row["aspect"],)), "")),
            cards.get(next(iris_of((row["first"],)), "")),
            visible(str(getattr(row.get("first_says"), "value", ""))),
            cards.get(next(iris_of((row["second"],)), "")),
            visible(str(getattr(row.get("second_says"), "value", ""))),
        )
        for row in shown
    )
    return pairs, f"The first {_MOST_PAIRS} of {len(rows)} pairs." if len(rows) > len(shown) else ""
