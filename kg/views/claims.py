"""Claims: who says what, from the source through the speaker to the statement and the event that it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from kg.views.columns import PAD, Line, Node, ports, settle, stack
from kg.views.labels import Box, text_width, wrapped
from kg.views.legends import sure_entries
from kg.views.picture import BOUNDARIES, MARGIN, Entry, Picture, Point, Rows, Sheet, styled
from kg.views.rows import Part, dense_month, marks_of, parts_of, told_twice, within
from kg.views.spans import draw_cross, draw_point
from kg.views.statements import Statement, statements_of
from kg.views.style import (
    AMBER,
    ASPECTS,
    BLUE,
    DASHED,
    DOTTED,
    GREY,
    INK,
    PAPER,
    PINK,
    RED,
    counted,
    family_of,
    local,
    sure_of,
    time_words,
)

WIDTH = 1000.0
_SOURCE, _SPEAKER, _STATEMENT, _EVENT = (46.0, 132.0), (250.0, 136.0), (442.0, 262.0), (752.0, 178.0)
_HEADS = ((_SOURCE, "Source"), (_SPEAKER, "Who says it"), (_STATEMENT, "What is said"), (_EVENT, "About which event"))
_MACHINE = "#6f6f6f"
_NAMED = 3  # outlets named in the box of an own voice
_OWN = 8.0  # how far that box is set in
_AGREED = 2  # as interesting as an event that one or two speakers merely tell
Parts = Mapping[str, Part]
Look = tuple[str, Any, bool]
"""The colour of a claim, its dashes, and whether it is crossed."""


@styled
def draw(
    rows: Rows,
    *,
    title: str = "Who says what",
    subtitle: str | None = None,
    events: Collection[str] | None = None,
    limit: int = 26,
) -> Picture:
    """Draw the rows of `view-claims.rq`: what is said of `events` (IRIs), by default of those that sources disagree on.

    Without `events`, at most `limit` statements are drawn; what is not drawn is reported as hidden.
    """
    parts = {part.iri: part for part in parts_of(rows)}
    every = [part for part in parts.values() if part.first("what") == "claim"]
    statements = _focus(statements_of(_coded(every, parts)), parts, events, limit)
    graph = _Graph(parts, statements)
    sheet = Sheet(WIDTH)
    y = sheet.header(title, subtitle or _summary(statements, parts))
    y = _legends(sheet, y + 4, statements, [parts[node.key] for node in graph.events], graph.judges())
    bottom = graph.place(y + 34)
    graph.draw(sheet, y + 10)
    left_out = len(every) - sum(len(s.claims) for s in statements)
    outlets = sorted({parts[node.key].first("publisher") or "" for node in graph.sources})
    named = f"Sources: {counted(len(graph.sources), 'text')} by {', '.join(outlets)}."
    elsewhere = (
        [f"Not drawn: {counted(left_out, 'claim')} about other events, or read by machine beside those of people."]
        if left_out
        else []
    )
    y = sheet.footer(bottom + 16, [_READING, *elsewhere, named, BOUNDARIES])
    return sheet.finish(y + MARGIN / 2, title, _alt(title, statements, parts), marks_of(rows))


_READING = (
    "How to read: each line from a source through a speaker to a statement is one claim; nothing here is shown as fact. "
    "“Own voice” means that the outlet itself says so. Sources joined by a bracket repeat one text and count as one origin. "
    "Two sides’ versions of a fight stay two events. “?” says on what the claims about an event contradict each other."
)


def _coded(claims: Sequence[Part], parts: Parts) -> list[Part]:
    """Give the claims that people coded; of an event that a machine alone read, all, if it is not also one that people coded."""
    coded = {part.iri for part in parts.values() if part.first("people") == "true" or told_twice(part)}
    return [c for c in claims if local(c.first("coding")) != "Machine" or c.first("event") not in coded]


def _focus(statements: list[Statement], parts: Parts, events: Collection[str] | None, limit: int) -> list[Statement]:
    """Give the statements to draw: about the events asked for, or about those that sources disagree on and say most about."""
    about: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        about[statement.event].append(statement)
    chosen = [event for event in about if event in events] if events is not None else _most_disputed(about, parts, limit)
    order = sorted(chosen, key=lambda event: parts[event].order)
    return [statement for event in order for statement in sorted(about[event], key=_side)]


def _most_disputed(about: Mapping[str, list[Statement]], parts: Parts, limit: int) -> list[str]:
    """Give the events that speakers differ on most, of the month in which most happens, up to a number of statements."""
    window = dense_month([parts[event] for event in about])
    near = [event for event in about if window is None or within(parts[event], window)]
    disputed = [event for event in near if _interest(parts[event], about[event]) > _AGREED]
    chosen: list[str] = []
    for event in sorted(disputed or near, key=lambda event: (-_interest(parts[event], about[event]), event)):
        if sum(len(about[other]) for other in chosen) + len(about[event]) <= limit:
            chosen.append(event)
    return chosen


def _interest(event: Part, said: Sequence[Statement]) -> int:
    """Give how much is at odds: what is contested, the kinds of stance, the speakers."""
    stances = {_kind(statement) for statement in said} - {"says, confirms", "read by machine"}
    speakers = {statement.speaker for statement in said}
    return 10 * len(event.all("aspect")) + 4 * len(stances) + len(speakers)


def _side(statement: Statement) -> tuple[bool, bool, str, str, str]:
    """Give the key that puts what contradicts below what it contradicts."""
    return statement.machine, statement.against, statement.head, statement.details, statement.speaker or ""


class _Graph:
    """The four columns, and the lines between them."""

    def __init__(self, parts: Parts, statements: Sequence[Statement]) -> None:
        self.parts = parts
        self.said = {f"statement-{n}": statement for n, statement in enumerate(statements)}
        self.nodes: dict[str, Node] = {}
        self.statements = [self._node(key, _STATEMENT, _statement_lines(said)) for key, said in self.said.items()]
        self.events = [self._node(iri, _EVENT, _event_lines(parts[iri])) for iri in dict.fromkeys(s.event for s in statements)]
        self.outlets = {f"own-{key}": self._publishers(said) for key, said in self.said.items()}
        speakers = {self._speaker(key): parts.get(said.speaker or "") for key, said in self.said.items()}
        self.speakers = [
            self._node(key, _SPEAKER, _speaker_lines(actor) if actor else _own_lines(self.outlets[key]))
            for key, actor in speakers.items()
        ]
        sources = dict.fromkeys(source for _, source, _, _ in self._links())
        self.sources = [self._node(iri, _SOURCE, _source_lines(parts[iri])) for iri in sources]
        for node in self.sources:
            node.group = parts[node.key].first("origin") or node.key
        for _, source, speaker, _ in self._links():
            self.nodes[source].ends += 1
            self.nodes[speaker].ends += 1

    def _node(self, key: str, column: tuple[float, float], lines: Sequence[Line]) -> Node:
        self.nodes[key] = Node(key, *column, lines)
        return self.nodes[key]

    def _speaker(self, key: str) -> str:
        """Give the key of a statement's speaker; what outlets say in their own voice has a small box for each statement."""
        return self.said[key].speaker or f"own-{key}"

    def _publishers(self, said: Statement) -> list[str]:
        """Give the names of the outlets in whose texts a statement stands."""
        sources = [self.parts[claim].first("source") or "" for claim in said.claims]
        return sorted({self.parts[source].first("publisher") or "" for source in sources})

    def _links(self) -> list[tuple[str, str, str, str]]:
        """Give (claim, source, speaker, statement) of each claim."""
        links = [(claim, key) for key, said in self.said.items() for claim in said.claims]
        return [(claim, self.parts[claim].first("source") or "", self._speaker(key), key) for claim, key in links]

    def place(self, top: float) -> float:
        """Give each box its place: statements in order, the rest near to what they are joined to; give the bottom."""
        stack(self.statements, top, lambda a, b: 6.0 if self.said[a.key].event == self.said[b.key].event else 20.0)
        joined: dict[str, list[float]] = defaultdict(list)
        for key, said in self.said.items():
            joined[said.event].append(self.nodes[key].y)
            joined[self._speaker(key)].append(self.nodes[key].y)
        self.events = settle(self.events, joined, top)
        self.speakers = settle(self.speakers, joined, top)
        for _, source, speaker, _ in self._links():
            joined[source].append(self.nodes[speaker].y)
        self.sources = settle(self.sources, joined, top)
        return max([node.box.bottom for node in self.nodes.values()], default=top)

    def draw(self, sheet: Sheet, y: float) -> None:
        """Draw heads, lines, boxes, and what is judged possibly one event."""
        for (left, _), words in _HEADS:
            sheet.text(left, y, words, 9.5, colour=GREY, bold=True)
        self._claims(sheet)
        for key, said in self.said.items():
            _draw_statement(sheet, self.nodes[key], said)
        for node in self.events:
            _draw_event(sheet, node, self.parts[node.key])
        for node in self.speakers:
            _draw_speaker(sheet, node, self.parts.get(node.key))
        self._sources(sheet)
        self._same(sheet)

    def _claims(self, sheet: Sheet) -> None:
        nodes, links = self.nodes, self._links()
        leave = ports((claim, nodes[source], nodes[speaker]) for claim, source, speaker, _ in links)
        reach = ports((claim, nodes[speaker], nodes[source]) for claim, source, speaker, _ in links)
        onward = ports((claim, nodes[speaker], nodes[key]) for claim, _, speaker, key in links)
        arrive = ports((claim, nodes[key], nodes[speaker]) for claim, _, speaker, key in links)
        for claim, source, speaker, key in links:
            said = self.said[key]
            a, b = (nodes[source].box.right, leave[claim]), (nodes[speaker].left, reach[claim])
            c, d = (nodes[speaker].box.right, onward[claim]), (nodes[key].left, arrive[claim])
            colour, dashes, _ = _look(said)
            gid = sheet.mark(claim, f"{said.head} {said.details}")
            sheet.bezier([a, *_level(a, b), b, *_level(b, c), c, *_level(c, d), d], colour, 1.2, dashes=dashes, z=2, gid=gid)
        for key, said in self.said.items():
            colour, dashes, crossed = _look(said)
            start, end = (nodes[key].box.right, nodes[key].y), (nodes[said.event].left, nodes[said.event].y)
            sheet.curve(start, end, colour, 1.6, dashes=dashes, z=2)
            if crossed:
                draw_cross(sheet, start[0] + 12, start[1], 6, colour)

    def _sources(self, sheet: Sheet) -> None:
        together: dict[str, list[Node]] = defaultdict(list)
        for node in self.sources:
            part = self.parts[node.key]
            outlet = part.first("outlet") or ""
            speaks = outlet in self.parts and outlet not in self.nodes and outlet not in sheet.marks
            sheet.rectangle(node.box, "#f1f1ef", _MACHINE, width=0.9, corner=2, z=3, gid=sheet.mark(node.key, part.label))
            node.write(sheet, gids=[sheet.mark(outlet, part.first("publisher"))] if speaks else [])
            together[node.group].append(node)
        for nodes in together.values():
            if len(nodes) > 1:
                _bracket(sheet, nodes)

    def _same(self, sheet: Sheet) -> None:
        """Join events that somebody judges possibly the same, beside the column and unlike any claim; short links run inside."""
        lanes: list[list[Box]] = []
        for part, a, b in sorted(self._judged(), key=lambda link: (link[2].y - link[1].y, link[0].iri)):
            x = a.box.right
            span = Box(x, a.y - 4, x, b.y + 4)
            lane = next((n for n, taken in enumerate(lanes) if not any(span.meets(box, 1) for box in taken)), len(lanes))
            lanes[lane:] = [[*(lanes[lane] if lane < len(lanes) else []), span], *lanes[lane + 1 :]]
            right = x + 11 + 9 * lane
            gid = sheet.mark(part.iri, f"possibly the same event, judges {part.first('judge')}")
            shift = 2.5 * lane
            sheet.line(
                [(x, a.y + shift), (right, a.y + shift), (right, b.y - shift), (x, b.y - shift)], INK, 1.3, dashes=_SAME, gid=gid
            )

    def judges(self) -> list[str]:
        """Give the names of those who judge two drawn events possibly one."""
        return sorted({part.first("judge") or "" for part, _, _ in self._judged()})

    def _judged(self) -> Iterator[tuple[Part, Node, Node]]:
        """Give the judgements on two events that are both drawn, with the upper and the lower event's box."""
        for part in self.parts.values():
            ends = [self.nodes[iri] for column in ("first", "second") if (iri := part.first(column)) in self.nodes]
            if part.first("what") == "identity" and len({node.key for node in ends}) == 2:
                upper, lower = sorted(ends, key=lambda node: node.y)
                yield part, upper, lower


def _bracket(sheet: Sheet, nodes: Sequence[Node]) -> None:
    """Join sources that repeat one text."""
    x, top, bottom = nodes[0].left - 7, nodes[0].box.top, nodes[-1].box.bottom
    sheet.line([(x + 4, top), (x, top), (x, bottom), (x + 4, bottom)], INK, 1.1)
    sheet.text(x - 5, (top + bottom) / 2, "one origin", 8, colour=GREY, italic=True, ha="center", turn=90)


def _level(a: Point, b: Point) -> tuple[Point, Point]:
    """Give the control points of a curve that leaves and arrives level."""
    middle = (a[0] + b[0]) / 2
    return (middle, a[1]), (middle, b[1])


_SAYS: Look = (BLUE, "solid", False)
_LOOKS: dict[str, Look] = {
    "says, confirms": _SAYS,
    "accuses": (RED, DASHED, False),
    "denies, says it was not so": (PINK, "solid", True),
    "demands, threatens": (AMBER, DOTTED, False),
    "read by machine": (_MACHINE, DOTTED, False),
}


def _kind(said: Statement) -> str:
    """Give the words of the legend for a statement."""
    if said.machine:
        return "read by machine"
    if said.against:
        return "denies, says it was not so"
    kinds = {"Accuses": "accuses", "Demands": "demands, threatens", "Threatens": "demands, threatens"}
    return kinds.get(said.stance, "says, confirms")


_SAME = (0, (1, 2))  # the dashes between events that somebody judges possibly the same


def _look(said: Statement) -> Look:
    return _LOOKS[_kind(said)]


def _statement_lines(said: Statement) -> list[Line]:
    width = _STATEMENT[1] - 2 * PAD - 8
    heads = [Line(words, bold=True) for words in wrapped(said.head, width, 9, True, 2)]
    return [*heads, *(Line(words, 8, colour=GREY) for words in wrapped(said.details, width, 8, lines=3))]


def _event_lines(event: Part) -> list[Line]:
    width = _EVENT[1] - 2 * PAD - 22
    lines = [Line(words, bold=True) for words in wrapped(event.label, width, 9, True, 3)]
    lines.append(Line(time_words(event.earliest, event.latest), 8, colour=GREY))
    doubts = ", ".join(ASPECTS.get(local(aspect), "") for aspect in event.all("aspect"))
    return [*lines, *(Line(words, 8, True, RED) for words in wrapped(f"? {doubts}", width, 8, True, 2) if doubts)]


def _own_lines(outlets: Sequence[str]) -> list[Line]:
    """Give the words for outlets' own voice, naming them where they are several; all are named in the alternative text."""
    if len(outlets) < 2:
        return [Line("own voice", 7.5, colour=GREY, italic=True)]
    more = f" +{len(outlets) - _NAMED}" if len(outlets) > _NAMED else ""
    names = ", ".join(outlets[:_NAMED]) + more
    lines = wrapped(names, _SPEAKER[1] - _OWN - 14, 7.5, lines=4)
    return [Line("own voice of", 7.5, colour=GREY, italic=True), *(Line(words, 7.5) for words in lines)]


def _speaker_lines(actor: Part) -> list[Line]:
    lines = [Line(words, 8.5, True) for words in wrapped(actor.label, _SPEAKER[1] - 2 * PAD - 4, 8.5, True, 3)]
    return [*lines, *([Line("anonymous", 7.5, colour=GREY)] if actor.first("anonymous") == "true" else [])]


def _source_lines(source: Part) -> list[Line]:
    name = wrapped(source.first("publisher") or source.label, _SOURCE[1] - 2 * PAD - 4, 8.5, True, 2)
    return [*(Line(words, 8.5, True) for words in name), Line(time_words(source.earliest, source.latest), 7.5, colour=GREY)]


def _draw_statement(sheet: Sheet, node: Node, said: Statement) -> None:
    colour, dashes, _ = _look(said)
    sheet.rectangle(node.box, PAPER, colour, width=1.2, dashes=dashes, corner=3, z=3)
    node.write(sheet)


def _draw_event(sheet: Sheet, node: Node, event: Part) -> None:
    family, sure = family_of(event.type), sure_of(event.first("status"))
    gid = sheet.mark(node.key, f"{event.label}: {sure.words}")
    sheet.rectangle(node.box, "#fbfaf6", family.colour, width=1.5, dashes=sure.dashes, z=3, gid=gid)
    draw_point(sheet, node.left + 12, node.box.top + PAD + 7, family, sure, size=8.5)
    node.write(sheet, indent=24)


def _draw_speaker(sheet: Sheet, node: Node, actor: Part | None) -> None:
    if actor is None:
        indent = _OWN if len(node.lines) > 1 else 34
        width = max(text_width(line.words, line.size, italic=line.italic) for line in node.lines)
        box = Box(node.left + indent, node.box.top, node.left + indent + 16 + width, node.box.bottom)
        sheet.rectangle(box, PAPER, "#a0a0a0", width=0.7, corner=6, z=3)
        node.write(sheet, indent=indent + 8)
        return
    gid = sheet.mark(node.key, actor.label)
    dashes = DASHED if actor.first("anonymous") == "true" else "solid"
    sheet.rectangle(node.box, PAPER, INK, width=1.2, dashes=dashes, corner=8, z=3, gid=gid)
    node.write(sheet)


def _summary(statements: Sequence[Statement], parts: Parts) -> str:
    claims = [claim for statement in statements for claim in statement.claims]
    sources = {parts[claim].first("source") for claim in claims}
    events = {statement.event for statement in statements}
    every = sum(part.first("what") == "event" for part in parts.values())
    return (
        f"{counted(len(claims), 'claim')} in {counted(len(sources), 'source')} about {len(events)} of {counted(every, 'event')}. "
        "Every statement keeps its speaker; contradictions stand side by side."
    )


def _legends(sheet: Sheet, y: float, statements: Sequence[Statement], events: Sequence[Part], judges: Sequence[str]) -> float:
    present = {_kind(said) for said in statements}
    lines = [Entry(_line_key(look), kind, 28) for kind, look in _LOOKS.items() if kind in present]
    same = Entry(_line_key((INK, _SAME, False)), f"possibly one event, judged by {' and '.join(judges)}", 28)
    y = sheet.legend(y, "Claims", [*lines, *([same] if judges else [])])
    return sheet.legend(y, "Events", sure_entries(events, points=True))


def _line_key(look: Look) -> Callable[[Sheet, float, float], None]:
    colour, dashes, crossed = look

    def key(sheet: Sheet, x: float, y: float) -> None:
        sheet.line([(x - 14, y), (x + 14, y)], colour, 1.6, dashes=dashes)
        if crossed:
            draw_cross(sheet, x, y, 6, colour)

    return key


def _alt(title: str, statements: Sequence[Statement], parts: Parts) -> str:
    told = []
    for said in statements:
        outlets = sorted({parts[parts[claim].first("source") or ""].first("publisher") or "" for claim in said.claims})
        who = parts[said.speaker].label if said.speaker else ", ".join(outlets)
        told.append(f"{parts[said.event].label}: {who} {said.head} ({said.details})")
    return f"{title}. {_summary(statements, parts)} {'. '.join(told)}."
