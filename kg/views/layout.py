"""Where the nodes of a graph go: stress majorization in plain floats, so that every machine gives the same places."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping, Sequence
from itertools import combinations
from random import Random

from kg.views.picture import Point

Pair = tuple[str, str]


def placed(nodes: Sequence[str], pairs: Sequence[Pair], width: float, height: float) -> dict[str, Point]:
    """Give places in a rectangle, in whole points, that keep distances in the graph (Gansner and others 2004)."""
    far = _distances(nodes, pairs)
    starts = max(1, min(24, 9000 // (len(nodes) ** 2 + 1)))
    layouts = [_majorized(nodes, far, _start(nodes, seed)) for seed in range(starts)]
    fitted = [_fitted(layout, width, height) for layout in layouts]
    return min(fitted, key=lambda layout: (_crossings(layout, pairs), sorted(layout.items())))


def _distances(nodes: Sequence[str], pairs: Sequence[Pair]) -> dict[Pair, float]:
    """Give the number of steps between nodes; parts that nothing joins stand two steps apart."""
    near: dict[str, set[str]] = {node: set() for node in nodes}
    for a, b in pairs:
        near[a].add(b)
        near[b].add(a)
    far: dict[Pair, float] = {}
    for start in nodes:
        steps = {start: 0}
        queue = deque([start])
        while queue:
            node = queue.popleft()
            for other in sorted(near[node] - set(steps)):
                steps[other] = steps[node] + 1
                queue.append(other)
        for node in nodes:
            far[start, node] = float(steps.get(node, 2))
    return far


def _start(nodes: Sequence[str], seed: int) -> dict[str, Point]:
    order = list(nodes)
    Random(seed).shuffle(order)
    turn = 2 * math.pi / max(1, len(order))
    return {node: (math.cos(n * turn), math.sin(n * turn)) for n, node in enumerate(order)}


def _majorized(nodes: Sequence[str], far: Mapping[Pair, float], at: dict[str, Point], rounds: int = 120) -> dict[str, Point]:
    """Move each node in turn to the weighted mean of where the others want it; weights fall with the square of the distance."""
    for _ in range(rounds):
        for node in nodes:
            x = y = total = 0.0
            for other in nodes:
                if other == node:
                    continue
                want = far[node, other]
                dx, dy = at[node][0] - at[other][0], at[node][1] - at[other][1]
                length = math.hypot(dx, dy) or 1e-9
                weight = 1.0 / want**2
                x += weight * (at[other][0] + want * dx / length)
                y += weight * (at[other][1] + want * dy / length)
                total += weight
            if total:
                at[node] = (x / total, y / total)
    return at


def _fitted(at: Mapping[str, Point], width: float, height: float) -> dict[str, Point]:
    """Turn the layout so that it is widest across, fit it to the rectangle, and round to whole points."""
    if len(at) < 2:
        return dict.fromkeys(at, (width / 2, height / 2))
    mx, my = (sum(p[axis] for p in at.values()) / len(at) for axis in (0, 1))
    sxx, syy = (sum((p[axis] - m) ** 2 for p in at.values()) for axis, m in ((0, mx), (1, my)))
    sxy = sum((x - mx) * (y - my) for x, y in at.values())
    angle = -0.5 * math.atan2(2 * sxy, sxx - syy)
    cos, sin = math.cos(angle), math.sin(angle)
    turned = {n: ((x - mx) * cos - (y - my) * sin, (x - mx) * sin + (y - my) * cos) for n, (x, y) in at.items()}
    (left, right), (top, bottom) = ((min(v), max(v)) for v in zip(*turned.values(), strict=True))
    across, down = width / max(right - left, 1e-9), height / max(bottom - top, 1e-9)
    across, down = min(across, 1.6 * down), min(down, 1.6 * across)
    left, top = (left + right - width / across) / 2, (top + bottom - height / down) / 2
    return {n: (float(round((x - left) * across)), float(round((y - top) * down))) for n, (x, y) in sorted(turned.items())}


def _crossings(at: Mapping[str, Point], pairs: Sequence[Pair]) -> int:
    lines = [(a, b) for a, b in pairs if a != b]
    return sum(
        _cross(at[a], at[b], at[c], at[d]) for (a, b), (c, d) in combinations(lines, 2) if len({a, b, c, d}) == 4
    ) + 2 * sum(_passes(at[a], at[b], at[node]) for a, b in lines for node in at if node not in (a, b))


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _passes(a: Point, b: Point, node: Point, room: float = 26.0) -> bool:
    """Tell whether the line from a to b runs through the room around a node."""
    length = math.dist(a, b) or 1e-9
    along = ((node[0] - a[0]) * (b[0] - a[0]) + (node[1] - a[1]) * (b[1] - a[1])) / length**2
    return 0 < along < 1 and abs(_side(a, b, node)) / length < room
