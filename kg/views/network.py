"""Network: actors joined by what one is said to have done to another; solid only where both roles are settled."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from kg.views.labels import Box, around, best_free, text_width, wrapped
from kg.views.layout import placed
from kg.views.legends import letter_entries, lettered
from kg.views.picture import BOUNDARIES, MARGIN, Entry, Picture, Point, Rows, Sheet, hidden_note, sources_note, styled
from kg.views.roles import Role, roles_of
from kg.views.rows import Part, chosen, marks_of, parts_of
from kg.views.style import DASHED, FAMILIES, GREY, INK, PAPER, Family, counted, family_of, spaced

WIDTH = 1000.0
_HEIGHT = 620.0
_NODE = 9.0
_DIRECTED = (("agent", "target"), ("agent", "beneficiary"), ("supporter", "agent"), ("supporter", "party"))


@dataclass(frozen=True, slots=True)
class Strand:
    """One event between two actors: from one to the other, or (not `directed`) between them."""

    event: str
    type: str
    start: str
    end: str
    directed: bool
    settled: bool
    denied: bool
    letters: str

    @property
    def rope(self) -> tuple[str, str, bool, bool, bool, str, str]:
        """Give what strands share that are drawn side by side under one label."""
        return self.start, self.end, self.directed, not self.settled, self.denied, self.type, self.letters


@styled
def draw(rows: Rows, *, title: str = "Who did what to whom", subtitle: str | None = None, limit: int = 60) -> Picture:
    """Draw the rows of `view-network.rq`: at most `limit` events that join two actors."""
    parts = {part.iri: part for part in parts_of(rows)}
    events = [part for part in parts.values() if part.first("what") == "event"]
    cast = {event.iri: roles_of(event) for event in events}
    joining = [event for event in events if list(_ends(cast[event.iri]))]
    shown = list(chosen(joining, limit))
    letters = lettered([role for role in cast[event.iri] if not role.denied] for event in shown)
    strands = [strand for event in shown for strand in strands_of(event, cast[event.iri], letters)]
    sheet = Sheet(WIDTH)
    y = sheet.header(title, subtitle or _summary(strands))
    y = _legends(sheet, y + 4, shown, letters)
    unlabelled = _graph(sheet, y + 6, strands, parts)
    notes = [
        _READING,
        *hidden_note(len(joining) - len(shown)),
        f"{counted(len(events) - len(joining), 'event')} without two actors: not drawn.",
        *([f"{unlabelled} labels found no room; their lines are drawn."] if unlabelled else []),
        sources_note(rows),
        BOUNDARIES,
    ]
    y = sheet.footer(y + _HEIGHT + 16, notes)
    return sheet.finish(y + MARGIN / 2, title, _alt(title, strands, parts), marks_of(rows))


_READING = (
    "How to read: each line is one event. A solid line joins roles that the claims settle under the lens; a dashed "
    "line is only claimed, with the letter of who says so. Arrows run from agent to target (or supporter to "
    "supported, agent to beneficiary); a line without an arrow joins parties. Distances and sides mean nothing."
)


def _ends(cast: Sequence[Role]) -> Iterator[tuple[Role, Role, bool]]:
    """Give the pairs of roles that an event joins, and whether one acts on the other."""
    for first, second in _DIRECTED:
        for a, b in product(cast, cast):
            if (a.role, b.role) == (first, second) and a.actor != b.actor:
                yield a, b, True
    parties = [role for role in cast if role.role == "party"]
    yield from ((a, b, False) for a, b in combinations(parties, 2) if a.actor != b.actor)


def strands_of(event: Part, cast: Sequence[Role], letters: Mapping[str, str]) -> Iterator[Strand]:
    """Give the lines that an event draws; settled only where both its roles are."""
    for a, b, directed in _ends(cast):
        settled = a.settled and b.settled
        said = {name for role in (a, b) if not role.settled for name in role.claimants}
        keys = "" if settled else ", ".join(sorted(letters[name] for name in said if name in letters))
        yield Strand(event.iri, event.type, a.actor, b.actor, directed, settled, a.denied or b.denied, keys)


def _graph(sheet: Sheet, top: float, strands: Sequence[Strand], parts: Mapping[str, Part]) -> int:
    """Draw nodes, ropes and labels; give how many labels found no room."""
    nodes = sorted({actor for strand in strands for actor in (strand.start, strand.end)})
    pairs = sorted({(min(s.start, s.end), max(s.start, s.end)) for s in strands})
    inner = placed(nodes, pairs, WIDTH - 2 * MARGIN - 180, _HEIGHT - 70)
    at = {node: (x + MARGIN + 90, y + top + 30) for node, (x, y) in inner.items()}
    taken = [Box(x - _NODE - 2, y - _NODE - 2, x + _NODE + 2, y + _NODE + 2) for x, y in at.values()]
    curves = list(_curves(strands, at))
    trail = [Box(x - 2, y - 2, x + 2, y + 2) for curve in curves for x, y in (curve.point(n / 24) for n in range(1, 24))]
    bounds = Box(MARGIN, top, WIDTH - MARGIN, top + _HEIGHT)
    seen: dict[str, int] = defaultdict(int)
    for curve in curves:
        curve.draw(sheet, parts, seen)
    missing = sum(not _name(sheet, parts[node], at[node], taken, bounds, trail) for node in nodes)
    return missing + sum(not curve.name(sheet, taken, bounds) for curve in curves)


def _name(sheet: Sheet, actor: Part, at: Point, taken: list[Box], bounds: Box, trail: Sequence[Box]) -> bool:
    """Draw an actor's node, and its name on the side where fewest lines run."""
    unknown = actor.first("identified") == "false" or actor.first("anonymous") == "true"
    kind = "not identified" if actor.first("identified") == "false" else spaced(actor.first("kind"))
    gid = sheet.mark(actor.iri, f"{actor.label} ({kind})")
    looks = {"width": 1.4, "dashes": DASHED} if unknown else {"width": 1.4}
    sheet.circle(*at, _NODE, PAPER if unknown else "#4a4f57", "#4a4f57", gid=gid, z=6, **looks)
    lines = wrapped(actor.label, 150, 9.5, True, 3)
    width = max(text_width(line, 9.5, True) for line in lines)
    size = max(width, text_width(kind, 7.5)), 12.0 * len(lines) + 10
    box = best_free(around(*at, *size, _NODE + 4), taken, bounds, trail)
    if box is None:
        return False
    taken.append(box)
    middle = (box.left + box.right) / 2
    sheet.rectangle(box, "#ffffffd0", None, z=6.5)
    for n, line in enumerate(lines):
        sheet.text(middle, box.top + 6.5 + 12 * n, line, 9.5, bold=True, italic=unknown, ha="center", z=7)
    sheet.text(middle, box.bottom - 5, kind, 7.5, colour=GREY, ha="center", z=7)
    return True


@dataclass(frozen=True, slots=True)
class _Curve:
    """A rope between two actors: strands side by side along a bent line, under one label."""

    strands: tuple[Strand, ...]
    start: Point
    end: Point
    bend: float

    @property
    def family(self) -> Family:
        return family_of(self.strands[0].type)

    def control(self) -> Point:
        (ax, ay), (bx, by) = self.start, self.end
        length = math.hypot(bx - ax, by - ay) or 1.0
        return (ax + bx) / 2 - (by - ay) / length * self.bend, (ay + by) / 2 + (bx - ax) / length * self.bend

    def point(self, t: float) -> Point:
        """Give the point at a share of the way along the (quadratic) curve."""
        cx, cy = self.control()
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        return a * self.start[0] + b * cx + c * self.end[0], a * self.start[1] + b * cy + c * self.end[1]

    def draw(self, sheet: Sheet, parts: Mapping[str, Part], seen: dict[str, int]) -> None:
        count = len(self.strands)
        points = [self.point(n / 30) for n in range(31)]
        points = [p for p in points if min(math.dist(p, self.start), math.dist(p, self.end)) > _NODE + 3]
        for n, strand in enumerate(self.strands):
            shift = (n - (count - 1) / 2) * 2.6
            line = _shifted(points, shift)
            seen[strand.event] += 1
            gid = strand.event if seen[strand.event] == 1 else f"{strand.event}#{seen[strand.event]}"
            event = parts[strand.event]
            sheet.mark(strand.event, f"{event.label}: {'settled' if strand.settled else 'only claimed'}")
            sheet.line(line, self.family.colour, 1.7, dashes="solid" if strand.settled else DASHED, z=3, gid=gid)
        if self.strands[0].directed:
            _arrow(sheet, points, self.family.colour, self.strands[0].settled)

    def name(self, sheet: Sheet, taken: list[Box], bounds: Box) -> bool:
        """Write the rope's label on it where there is room."""
        strand = self.strands[0]
        many = f" ×{len(self.strands)}" if len(self.strands) > 1 else ""
        words = f"{'no ' if strand.denied else ''}{spaced(strand.type)}{many}" + (
            f" ({strand.letters})" if strand.letters else ""
        )
        width = text_width(words, 8, italic=not strand.settled) + 4
        spots = (self.point(t) for t in (0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74))
        box = best_free((Box(x - width / 2, y - 6, x + width / 2, y + 6) for x, y in spots), taken, bounds)
        if box is None:
            return False
        taken.append(box)
        sheet.rectangle(box, "#ffffffe6", None, z=4)
        middle = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        sheet.text(*middle, words, 8, colour=self.family.colour, italic=not strand.settled, ha="center", z=7)
        return True


def _curves(strands: Sequence[Strand], at: Mapping[str, Point]) -> Iterator[_Curve]:
    """Give the ropes between each two actors, bent apart."""
    between: dict[tuple[str, str], dict[tuple[object, ...], list[Strand]]] = defaultdict(lambda: defaultdict(list))
    for strand in strands:
        between[min(strand.start, strand.end), max(strand.start, strand.end)][strand.rope].append(strand)
    for pair, ropes in sorted(between.items()):
        for n, (_, rope) in enumerate(sorted(ropes.items(), key=lambda item: item[0])):
            bend = (n - (len(ropes) - 1) / 2) * 44
            forward = rope[0].start == pair[0]
            yield _Curve(tuple(rope), at[rope[0].start], at[rope[0].end], bend if forward else -bend)


def _shifted(points: Sequence[Point], shift: float) -> list[Point]:
    """Give a line moved sideways."""
    (ax, ay), (bx, by) = points[0], points[-1]
    length = math.hypot(bx - ax, by - ay) or 1.0
    dx, dy = -(by - ay) / length * shift, (bx - ax) / length * shift
    return [(x + dx, y + dy) for x, y in points]


def _arrow(sheet: Sheet, points: Sequence[Point], colour: str, settled: bool) -> None:
    """Draw the head of an arrow at a line's end, filled only where the line is settled."""
    (ax, ay), (bx, by) = points[-3], points[-1]
    length = math.hypot(bx - ax, by - ay) or 1.0
    ux, uy = (bx - ax) / length, (by - ay) / length
    tip = bx + ux * 3, by + uy * 3
    back = tip[0] - ux * 10, tip[1] - uy * 10
    head = [tip, (back[0] - uy * 4.2, back[1] + ux * 4.2), (back[0] + uy * 4.2, back[1] - ux * 4.2)]
    sheet.polygon(head, colour if settled else PAPER, colour, width=1.2, z=3.5)


def _summary(strands: Sequence[Strand]) -> str:
    events = {strand.event for strand in strands}
    told = {strand.event for strand in strands if not strand.settled}
    actors = {actor for strand in strands for actor in (strand.start, strand.end)}
    joined = f"{counted(len(actors), 'actor')} and {counted(len(events), 'event')} that join them"
    return f"{joined}; {len(told)} are, at least in part, only claimed."


def _legends(sheet: Sheet, y: float, events: Sequence[Part], letters: Mapping[str, str]) -> float:
    lines = [
        Entry(lambda s, x, y: s.line([(x - 13, y), (x + 13, y)], INK, 1.7), "settled", 26),
        Entry(
            lambda s, x, y: s.line([(x - 13, y), (x + 13, y)], INK, 1.7, dashes=DASHED), "only claimed, by the letter named", 26
        ),
        Entry(lambda s, x, y: s.circle(x, y, 6, "#4a4f57", "#4a4f57"), "actor", 12),
        Entry(
            lambda s, x, y: s.circle(x, y, 6, PAPER, "#4a4f57", dashes=DASHED, width=1.4),
            "actor not identified, or anonymous",
            12,
        ),
    ]
    present = {family_of(event.type) for event in events}
    y = sheet.legend(y, "Lines", lines)
    y = sheet.legend(y, "Event", [_line_entry(family) for family in FAMILIES if family in present])
    return sheet.legend(y, "Claimed by", letter_entries(letters)) if letters else y


def _line_entry(family: Family) -> Entry:
    return Entry(lambda s, x, y: s.line([(x - 9, y), (x + 9, y)], family.colour, 2.4), family.name, 18)


def _alt(title: str, strands: Sequence[Strand], parts: Mapping[str, Part]) -> str:
    told = []
    for s in strands:
        ends = f"{parts[s.start].label} {'to' if s.directed else 'and'} {parts[s.end].label}"
        told.append(f"{ends}: {spaced(s.type)} ({'settled' if s.settled else 'only denied' if s.denied else 'only claimed'})")
    return f"{title}. {_summary(strands)} {'; '.join(dict.fromkeys(told))}."
