"""The base map that ships with the package: countries and regions of Natural Earth, and how degrees become points on a sheet."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from matplotlib.path import Path as Shape

from kg.views.labels import Box
from kg.views.picture import Point

KM_PER_DEGREE = 111.2
ATTRIBUTION = (
    "Base map: Natural Earth, public domain (countries 1:50m by world-atlas 2.0.2; regions 1:10m), simplified. "
    "Mali’s regions are the eight of before Ménaka and Taoudénit, and Bamako."
)
_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Area:
    """A country or region: its name, other names, and its outer rings in degrees."""

    name: str
    names: tuple[str, ...]
    rings: tuple[tuple[Point, ...], ...]
    outlines: tuple[Shape, ...] = field(compare=False)

    def holds(self, lon: float, lat: float) -> bool:
        """Tell whether a point lies in the area."""
        return any(outline.contains_point((lon, lat)) for outline in self.outlines)

    def answers_to(self, name: str) -> bool:
        """Tell whether a place's name means this area, whatever word for "region" stands with it."""
        plain = {"region", "région", "of", "de", "the", "la", "le"}
        words = " ".join(word for word in name.lower().replace("’", "'").split() if word not in plain)
        return words in {known.lower() for known in self.names}

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Give west, south, east and north."""
        xs, ys = zip(*(point for ring in self.rings for point in ring), strict=True)
        return min(xs), min(ys), max(xs), max(ys)


@lru_cache(maxsize=2)
def areas(file: str) -> tuple[Area, ...]:
    """Give the areas of `countries` or `regions`."""
    features = json.loads((_DATA / f"{file}.geojson").read_text(encoding="utf-8"))["features"]
    return tuple(_area(feature["properties"], feature["geometry"]["coordinates"]) for feature in features)


def _area(properties: dict[str, object], polygons: list[list[list[list[float]]]]) -> Area:
    name = str(properties["name"])
    others = properties.get("names")
    names = (name, *map(str, others)) if isinstance(others, list) else (name,)
    rings = tuple(tuple((x, y) for x, y in polygon[0]) for polygon in polygons)
    return Area(name, names, rings, tuple(Shape(ring) for ring in rings))


def inner_borders(regions: Sequence[Area]) -> Iterator[tuple[Point, Point]]:
    """Give the stretches of border that two regions share."""
    edges = Counter((min(a, b), max(a, b)) for region in regions for ring in region.rings for a, b in pairwise(ring) if a != b)
    yield from sorted(edge for edge, count in edges.items() if count > 1)


@dataclass(frozen=True, slots=True)
class Projection:
    """Equirectangular about the middle latitude: a frame in degrees onto a box in points, one scale for both ways."""

    west: float
    north: float
    box: Box
    per_degree: float
    shrink: float

    @staticmethod
    def fitting(bounds: tuple[float, float, float, float], box: Box) -> Projection:
        """Give the projection that shows the bounds (degrees), centred, as large as the box allows."""
        west, south, east, north = bounds
        shrink = math.cos(math.radians((south + north) / 2))
        scale = min((box.right - box.left) / ((east - west) * shrink), (box.bottom - box.top) / (north - south))
        wide, high = (box.right - box.left) / scale / shrink, (box.bottom - box.top) / scale
        return Projection((west + east - wide) / 2, (north + south + high) / 2, box, scale, shrink)

    def point(self, lon: float, lat: float) -> Point:
        """Give the place of a point on the sheet."""
        return self.box.left + (lon - self.west) * self.per_degree * self.shrink, self.box.top + (
            self.north - lat
        ) * self.per_degree

    def length(self, km: float) -> float:
        """Give a length in points."""
        return km / KM_PER_DEGREE * self.per_degree

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Give west, south, east and north of the whole box."""
        east = self.west + (self.box.right - self.box.left) / self.per_degree / self.shrink
        return self.west, self.north - (self.box.bottom - self.box.top) / self.per_degree, east, self.north
