"""Boxes in columns, joined by lines: each box near to what it is joined to, each line with a port of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.views.labels import Box, spread
from kg.views.picture import Sheet
from kg.views.style import INK

PAD = 5.0
_PORT = 4.5  # between the ends of two lines


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in a box."""

    words: str
    size: float = 9.0
    bold: bool = False
    colour: str = INK
    italic: bool = False


@dataclass(slots=True)
class Node:
    """A box: its column's left edge and width, its lines of text, how many lines meet it, and the height of its centre."""

    key: str
    left: float
    width: float
    lines: Sequence[Line]
    group: str = ""
    ends: int = 0
    y: float = 0.0

    @property
    def height(self) -> float:
        """Give the room for the text, or for the ends of the lines where these need more."""
        return max(sum(line.size * 1.32 for line in self.lines) + 2 * PAD, self.ends * _PORT + 6)

    @property
    def box(self) -> Box:
        """Give the rectangle."""
        return Box(self.left, self.y - self.height / 2, self.left + self.width, self.y + self.height / 2)

    def write(self, sheet: Sheet, indent: float = 7.0, gids: Sequence[str] = ()) -> None:
        """Write the lines into the box; the first lines may have ids."""
        text = sum(line.size * 1.32 for line in self.lines)
        y = self.y - text / 2
        for n, line in enumerate(self.lines):
            gid = gids[n] if n < len(gids) else None
            looks = {"bold": line.bold, "italic": line.italic, "colour": line.colour}
            sheet.text(self.left + indent, y + line.size * 0.66, line.words, line.size, z=6, gid=gid, **looks)  # type: ignore[arg-type]  # one of three looks
            y += line.size * 1.32


def stack(nodes: Iterable[Node], top: float, apart: Callable[[Node, Node], float]) -> None:
    """Put boxes below each other, `apart` giving the room between two."""
    before: Node | None = None
    for node in nodes:
        node.y = node.height / 2 + (top if before is None else before.box.bottom + apart(before, node))
        before = node


def settle(nodes: Sequence[Node], joined: Mapping[str, Sequence[float]], top: float, gap: float = 9.0) -> list[Node]:
    """Put boxes as near as they fit to the middle of what each is joined to, groups together; give them from the top."""
    mean = {node.key: sum(joined[node.key]) / len(joined[node.key]) for node in nodes}
    members: dict[str, list[float]] = defaultdict(list)
    for node in nodes:
        members[node.group or node.key].append(mean[node.key])
    middle = {group: sum(values) / len(values) for group, values in members.items()}

    def order(node: Node) -> tuple[float, str, float, str]:
        group = node.group or node.key
        return middle[group], group, mean[node.key], node.key

    ordered = sorted(nodes, key=order)
    heights = spread([mean[node.key] for node in ordered], [node.height + gap for node in ordered], top - gap / 2)
    for node, y in zip(ordered, heights, strict=True):
        node.y = y
    return ordered


def ports(ends: Iterable[tuple[str, Node, Node]]) -> dict[str, float]:
    """Give the height at which each line (its id, this box, the other) meets this box, so that lines to one box do not cross."""
    meeting: dict[str, list[tuple[float, str, str]]] = defaultdict(list)
    nodes = {}
    for line, node, other in ends:
        meeting[node.key].append((other.y, other.key, line))
        nodes[node.key] = node
    heights = {}
    for key, lines in meeting.items():
        room = min(nodes[key].height - 6, _PORT * (len(lines) - 1))
        for n, (_, _, line) in enumerate(sorted(lines)):
            heights[line] = nodes[key].y + (n / (len(lines) - 1) - 0.5) * room if len(lines) > 1 else nodes[key].y
    return heights
