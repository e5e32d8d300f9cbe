"""Network: actors joined by what one is said to have done to another; solid only where both roles are settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from kg.views.labels import Box, around, best_free, text_width, wrapped
from kg.views.layout import placed
from kg.views.legends import letter_entries, lettered
from kg.views.picture import (
    BOUNDARIES,
    MARGIN,
    Entry,
    Picture,
    Point,
    Rows,
    Sheet,
    hidden_note,
    machine_note,
    sources_note,
    styled,
    twice_note,
    unnamed_note,
)
from kg.views.roles import Role, roles_of
from kg.views.ropes import NODE, Strand, ids_of, ropes_of
from kg.views.rows import Part, chosen, marks_of, once, parts_of
from kg.views.spans import draw_point
from kg.views.style import (
    DASHED,
    FAMILIES,
    GREY,
    INK,
    OTHER,
    PAPER,
    SURE,
    Family,
    counted,
    family_of,
    spaced,
    sure_of,
    time_words,
)

WIDTH = 1000.0
_SLATE = "#4a4f57"  # one colour for all actors: none is good or bad
_SIDE = 90.0  # room for names at the sides
_DIRECTED = (("agent", "target"), ("agent", "beneficiary"), ("supporter", "agent"), ("supporter", "party"))
Parts = Mapping[str, Part]


@styled
def draw(rows: Rows, *, title: str = "Who did what to whom", subtitle: str | None = None, limit: int = 60) -> Picture:
    """Draw the rows of `view-roles.rq`: at most `limit` events that join actors."""
    parts = {part.iri: part for part in parts_of(rows)}
    every = [part for part in parts.values() if part.first("what") == "event"]
    events = once(every)
    cast = {event.iri: roles_of(event) for event in events}
    joining = [event for event in events if list(_ends(cast[event.iri]))]
    shown = list(chosen(joining, limit))
    letters = lettered([role for ends in _ends(cast[event.iri]) for role in ends[:2] if not role.denied] for event in shown)
    dated = len({day.year for event in shown for day in (event.earliest, event.latest) if day}) > 1
    strands = [strand for event in shown for strand in strands_of(event, cast[event.iri], letters, dated)]
    sheet = Sheet(WIDTH)
    y = sheet.header(title, subtitle or _summary(strands, parts))
    y = _legends(sheet, y + 4, shown, letters)
    height = 60.0 + min(700.0, 80.0 * len({end for strand in strands for end in strand.ends}))
    unnamed = _Graph(sheet, parts, strands, Box(MARGIN, y + 6, WIDTH - MARGIN, y + 6 + height)).draw()
    alone = len(events) - len(joining)
    notes = [_READING, *hidden_note(len(joining) - len(shown)), *_alone_note(alone), *unnamed_note(unnamed), *machine_note(rows)]
    notes += twice_note(len(every) - len(events))
    y = sheet.footer(y + height + 16, [*notes, sources_note(rows), BOUNDARIES])
    return sheet.finish(y + MARGIN / 2, title, _alt(title, strands, parts), marks_of(rows))


_READING = (
    "How to read: each line joins two actors by one event; an event with several doers or targets has a line for "
    "each pair. A solid line joins roles that the claims settle under the lens; a dashed line is "
    "only claimed, with the letter of who says so, and named "
    "as that claimant names it. Arrows run from agent to target (or supporter to supported, agent to "
    "beneficiary); a line without an arrow joins two parties. Where more than two parties are named, each is joined to the "
    "event alone, as who stood against whom is not stated. Distances and sides mean nothing."
)


def _alone_note(number: int) -> list[str]:
    return [f"Not drawn, as their claims do not join two actors: {counted(number, 'event')}."] if number else []


def _ends(cast: Sequence[Role]) -> Iterator[tuple[Role, Role, bool]]:
    """Give the pairs of roles that an event joins, and whether one acts on the other; of many parties each with itself."""
    for first, second in _DIRECTED:
        for a, b in product(cast, cast):
            if (a.role, b.role) == (first, second) and a.actor != b.actor:
                yield a, b, True
    parties = [role for role in cast if role.role == "party"]
    if len(parties) == 2:
        yield parties[0], parties[1], False
    elif len(parties) > 2:
        yield from ((party, party, False) for party in parties)


def strands_of(event: Part, cast: Sequence[Role], letters: Mapping[str, str], dated: bool = False) -> Iterator[Strand]:
    """Give the lines that an event draws; settled only where both their roles are, `dated` where their years are told."""
    for a, b, directed in _ends(cast):
        settled, meets = a.settled and b.settled, a is b
        words, family = _words(event, [role for role in (a, b) if not role.settled], letters)
        end = event.iri if meets else b.actor
        when = (event.earliest, event.latest) if dated else None
        yield Strand(event.iri, "" if meets else words, family, a.actor, end, directed, settled, a.denied or b.denied, when)


def _words(event: Part, claimed: Sequence[Role], letters: Mapping[str, str]) -> tuple[str, Family]:
    """Give a line's label and family: the settled types, or of roles only claimed what each claimant says, with its letter."""
    if not claimed:
        return ", ".join(spaced(type_) for type_ in event.all("type")), family_of(event.type)
    said: dict[str, set[str]] = defaultdict(set)
    for name, type_ in dict.fromkeys(pair for role in claimed for pair in role.types):
        said[name].add(type_ or event.type)
    speaking = {name for role in claimed for name in role.claimants}
    alike: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for name, types in said.items():
        alike[tuple(sorted(types))] |= {letters[name]} if name in speaking and name in letters else set()
    told = []
    for said_types, keys in sorted(alike.items(), key=lambda item: (sorted(item[1]), item[0])):
        by = f" ({', '.join(sorted(keys))})" if keys else ""
        told.append(", ".join(map(spaced, said_types)) + by)
    families = {family_of(type_) for types in alike for type_ in types}
    return "; ".join(told), families.pop() if len(families) == 1 else family_of(event.type)


class _Graph:
    """Nodes and ropes in a frame, and the names beside them."""

    def __init__(self, sheet: Sheet, parts: Parts, strands: Sequence[Strand], frame: Box) -> None:
        self.sheet, self.parts, self.strands, self.frame = sheet, parts, strands, frame
        self.nodes = sorted({end for strand in strands for end in strand.ends})
        pairs = sorted({strand.ends for strand in strands})
        inner = placed(self.nodes, pairs, frame.right - frame.left - 2 * _SIDE, frame.bottom - frame.top - 70)
        self.at = {node: (x + frame.left + _SIDE, y + frame.top + 30) for node, (x, y) in inner.items()}
        self.taken = [Box(x - NODE - 2, y - NODE - 2, x + NODE + 2, y + NODE + 2) for x, y in self.at.values()]

    def draw(self) -> int:
        """Draw ropes, nodes and names; give how many names found no room."""
        ropes = list(ropes_of(self.strands, self.at))
        trails = [[Box(x - 2, y - 2, x + 2, y + 2) for x, y in rope.points(24)] for rope in ropes]
        ids = ids_of(self.strands)
        for rope in ropes:
            rope.draw(self.sheet, ids)
        for strand in self.strands:
            self.sheet.mark(strand.event, self._tip(strand.event))
        named = [self._node(node, [box for trail in trails for box in trail]) for node in self.nodes]
        for n, rope in enumerate(ropes):
            avoid = [box for m, trail in enumerate(trails) if m != n for box in trail]
            named.append(rope.name(self.sheet, self.taken, self.frame, avoid) if rope.strands[0].words else True)
        return named.count(False)

    def _tip(self, event: str) -> str:
        part = self.parts[event]
        return f"{part.label}: {sure_of(part.first('status')).words}"

    def _node(self, iri: str, trail: Sequence[Box]) -> bool:
        """Draw an actor, or an event where several parties meet, with its name; tell whether the name had room."""
        part, at = self.parts[iri], self.at[iri]
        if part.first("what") == "event":
            draw_point(self.sheet, *at, family_of(part.type), sure_of(part.first("status")), iri, size=12)
            small = f"{spaced(part.type)}, {time_words(part.earliest, part.latest)}"
            return self._name(at, wrapped(part.label, 120, 8.5, lines=3), small, trail, 8.5, False, False)
        unknown = part.first("identified") == "false" or part.first("anonymous") == "true"
        kind = "not identified" if part.first("identified") == "false" else spaced(part.first("kind"))
        gid = self.sheet.mark(iri, f"{part.label} ({kind})")
        dashes = DASHED if unknown else "solid"
        self.sheet.circle(*at, NODE, PAPER if unknown else _SLATE, _SLATE, gid=gid, z=6, width=1.4, dashes=dashes)
        return self._name(at, wrapped(part.label, 150, 9.5, True, 3), kind, trail, 9.5, True, unknown)

    def _name(self, at: Point, lines: list[str], small: str, trail: Sequence[Box], size: float, bold: bool, italic: bool) -> bool:
        """Write lines and a small last one beside a node, on the side where fewest lines run."""
        width = max([text_width(small, 7.5), *(text_width(line, size, bold) for line in lines)])
        room = width, 1.27 * size * len(lines) + 10
        spots = [box for away in (4, 14, 26) for box in around(*at, *room, NODE + away)]
        box = best_free(spots, self.taken, self.frame, trail)
        if box is None:
            return False
        self.taken.append(box)
        middle = (box.left + box.right) / 2
        self.sheet.rectangle(box, "#ffffffd0", None, z=6.5)
        for n, line in enumerate(lines):
            y = box.top + 6.5 + 1.27 * size * n
            self.sheet.text(middle, y, line, size, bold=bold, italic=italic, ha="center", z=7)
        self.sheet.text(middle, box.bottom - 5, small, 7.5, colour=GREY, ha="center", z=7)
        return True


def _summary(strands: Sequence[Strand], parts: Parts) -> str:
    events = {strand.event for strand in strands}
    told = {strand.event for strand in strands if not strand.settled}
    actors = {end for strand in strands for end in strand.ends} - events
    joined = f"{counted(len(actors), 'actor')} and {counted(len(events), 'event')} that join them"
    return f"{joined}; {len(told)} are, at least in part, only claimed."


def _legends(sheet: Sheet, y: float, events: Sequence[Part], letters: Mapping[str, str]) -> float:
    present = {family_of(event.type) for event in events}
    lines = [
        Entry(lambda s, x, y: s.line([(x - 13, y), (x + 13, y)], INK, 1.7), "settled", 26),
        Entry(lambda s, x, y: s.line([(x - 13, y), (x + 13, y)], INK, 1.7, dashes=DASHED), "only claimed, by the letter", 26),
        Entry(lambda s, x, y: s.circle(x, y, 6, _SLATE, _SLATE), "actor", 12),
        Entry(lambda s, x, y: s.circle(x, y, 6, PAPER, _SLATE, dashes=DASHED, width=1.4), "not identified, or anonymous", 12),
        Entry(lambda s, x, y: draw_point(s, x, y, OTHER, SURE["SingleOrigin"], size=11), "event of more than two parties", 12),
    ]
    y = sheet.legend(y, "Lines", lines)
    y = sheet.legend(y, "Event", [_line_entry(family) for family in FAMILIES if family in present])
    return sheet.legend(y, "Claimed by", letter_entries(letters)) if letters else y


def _line_entry(family: Family) -> Entry:
    return Entry(lambda s, x, y: s.line([(x - 9, y), (x + 9, y)], family.colour, 2.4), family.name, 18)


def _alt(title: str, strands: Sequence[Strand], parts: Parts) -> str:
    told = []
    for s in strands:
        ends = f"{parts[s.start].label} {'to' if s.directed else 'and'} {parts[s.end].label}"
        words = s.words or "party"
        told.append(f"{ends}: {words} ({'settled' if s.settled else 'only denied' if s.denied else 'only claimed'})")
    return f"{title}. {_summary(strands, parts)} {'; '.join(dict.fromkeys(told))}."
