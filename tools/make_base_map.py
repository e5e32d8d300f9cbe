"""Cut and simplify the base map that ships in kg/views/data from Natural Earth files; run by hand, its output is committed.

python tools/make_base_map.py countries-50m.json ne_10m_admin1_subset.geojson kg/views/data

The first file is of npm `world-atlas` 2.0.2 (`npm pack world-atlas@2.0.2`), the second Natural Earth's first-level regions.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

Point = tuple[float, float]
WEST, SOUTH, EAST, NORTH = -20.0, 2.0, 26.0, 38.0
TOLERANCE = 0.02  # degrees, about two kilometres
NOTE = "Natural Earth, public domain"


def main(countries: str, regions: str, folder: str) -> None:
    """Write countries.geojson and regions.geojson into the folder."""
    write(Path(folder) / "countries.geojson", country_features(json.loads(Path(countries).read_text())))
    write(Path(folder) / "regions.geojson", region_features(json.loads(Path(regions).read_text())))


def write(path: Path, features: Iterable[dict[str, Any]]) -> None:
    """Write one feature a line, in the order of names."""
    lines = [
        json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in sorted(features, key=lambda f: str(f["properties"]))
    ]
    head = f'{{"type":"FeatureCollection","attribution":"{NOTE}","features":[\n'
    path.write_text(head + ",\n".join(lines) + "\n]}\n", encoding="utf-8")


def country_features(topology: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the countries that reach into the region, cut at its edges; shared borders are simplified once."""
    arcs = [simplified(list(decoded(arc, topology["transform"]))) for arc in topology["arcs"]]
    for country in topology["objects"]["countries"]["geometries"]:
        polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        cut = [ring for polygon in polygons if (ring := clipped(joined(polygon[0], arcs)))]
        if cut:
            yield feature({"name": country["properties"]["name"]}, cut)


def decoded(arc: Sequence[Sequence[int]], transform: dict[str, Sequence[float]]) -> Iterator[Point]:
    """Give the points of one delta-encoded arc."""
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield x * transform["scale"][0] + transform["translate"][0], y * transform["scale"][1] + transform["translate"][1]


def joined(numbers: Iterable[int], arcs: Sequence[Sequence[Point]]) -> list[Point]:
    """Give the ring that the numbered arcs make; a negative number runs its arc backwards."""
    ring: list[Point] = []
    for number in numbers:
        arc = list(arcs[number]) if number >= 0 else list(reversed(arcs[~number]))
        ring += arc[1:] if ring else arc
    return ring


def simplified(points: Sequence[Point]) -> list[Point]:
    """Give the line without points nearer than the tolerance to it (Douglas-Peucker); its ends stay."""
    if len(points) < 3:
        return list(points)
    first, last = points[0], points[-1]
    distances = [distance(point, first, last) for point in points[1:-1]]
    far = max(range(len(distances)), key=distances.__getitem__)
    if distances[far] <= TOLERANCE:
        return [first, last]
    return simplified(points[: far + 2])[:-1] + simplified(points[far + 1 :])


def distance(point: Point, first: Point, last: Point) -> float:
    """Give the distance of a point from a stretch, in degrees."""
    (x, y), (ax, ay), (bx, by) = point, first, last
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / length)) if length else 0.0
    return float(((x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2) ** 0.5)


def clipped(ring: list[Point]) -> list[Point]:
    """Give the part of a ring inside the region (Sutherland-Hodgman), empty where there is none."""
    for axis, limit, sign in ((0, WEST, 1), (0, EAST, -1), (1, SOUTH, 1), (1, NORTH, -1)):
        ring = list(half_plane(ring, axis, limit, sign))
    return ring if len(ring) > 3 else []


def half_plane(ring: list[Point], axis: int, limit: float, sign: int) -> Iterator[Point]:
    """Give the part of a ring on one side of a meridian or parallel."""
    for before, point in zip(ring[-1:] + ring[:-1], ring, strict=True):
        inside = [(p[axis] - limit) * sign >= 0 for p in (before, point)]
        if inside[0] != inside[1]:
            share = (limit - before[axis]) / (point[axis] - before[axis])
            yield before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])
        if inside[1]:
            yield point


def region_features(collection: dict[str, Any], country: str = "Mali") -> Iterator[dict[str, Any]]:
    """Give one country's regions; a border shared by two is simplified once, so that it stays shared."""
    chosen = [f for f in collection["features"] if f["properties"]["admin"] == country]
    rings = {f["properties"]["name"]: [(x, y) for x, y in f["geometry"]["coordinates"][0][:-1]] for f in chosen}
    owners: dict[Point, set[str]] = defaultdict(set)
    for name, ring in rings.items():
        for point in ring:
            owners[point].add(name)
    for f in chosen:
        names = {f["properties"].get(key) for key in ("name", "name_en", "name_fr")} - {None}
        properties = {"name": f["properties"]["name"], "names": sorted(names), "country": country}
        yield feature(properties, [shared_simplified(rings[f["properties"]["name"]], owners)])


def shared_simplified(ring: list[Point], owners: dict[Point, set[str]]) -> list[Point]:
    """Give a ring simplified piece by piece, each piece between two points where the owners change."""
    turns = list(turning_points(ring, owners)) or [0]
    ring = ring[turns[0] :] + ring[: turns[0]] + [ring[turns[0]]]
    nodes = [i for i in turning_points(ring[:-1], owners) if i]
    result: list[Point] = ring[:1]
    for start, end in zip([0, *nodes], [*nodes, len(ring) - 1], strict=True):
        piece = ring[start : end + 1]
        forward = piece[0] <= piece[-1]
        line = simplified(piece if forward else piece[::-1])
        result += (line if forward else line[::-1])[1:]
    return result


def turning_points(ring: list[Point], owners: dict[Point, set[str]]) -> Iterator[int]:
    """Give the places in a ring next to which the owners change, or where three regions meet."""
    for i, point in enumerate(ring):
        after = ring[(i + 1) % len(ring)]
        shared = len(owners[point])
        if (
            shared > 2
            or shared > min(len(owners[ring[i - 1]]), len(owners[after]))
            or (owners[point] - owners[after]
            and shared > 1)
        ):
            yield i


def feature(properties: dict[str, Any], rings: Sequence[Sequence[Point]]) -> dict[str, Any]:
    """Give a GeoJSON feature of outer rings, rounded to a hundredth of a degree, each closed."""
    closed = [[[round(x, 2), round(y, 2)] for x, y in ring] for ring in rings]
    polygons = [[ring if ring[0] == ring[-1] else [*ring, ring[0]]] for ring in closed]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "MultiPolygon", "coordinates": polygons}}


if __name__ == "__main__":
    main(*sys.argv[1:])
