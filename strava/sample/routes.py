"""The athlete's routes: about sixty, generated once per seed and used many times.

A route has a few traces, each as a GPS device might have recorded it, half of them in the
opposite direction. An activity uses one of these traces, because generating a track for each
activity would take much longer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from math import hypot
from random import Random

import polyline

from . import places
from .places import LatLng, Offset, Place
from .roads import Roads

MAX_POINTS = 90
TRACES = 4
GPS_NOISE = 3.5
"""Standard deviation in meters."""


@dataclass(frozen=True)
class Trace:
    """One recording of a route: the encoded polyline, its start and its end."""

    summary_polyline: str
    start: LatLng
    end: LatLng


@dataclass(frozen=True)
class Route:
    """A route at a place; length, elevation gain and altitudes are in meters."""

    place: Place
    length: float
    elevation_gain: float
    lowest: float
    highest: float
    traces: list[Trace] = field(repr=False)


Atlas = dict[str, list[Route]]
"""The routes of each kind, shortest first."""

# For each kind of route: the road network, and the length in kilometers and the bearing in degrees
# of each route. "o" means out and back, "w" one way; all others are loops. "=" makes the length
# exact.
_ROUTES: tuple[tuple[str, str, str], ...] = (
    ("run", "town", "4.2@30 5.5@250 6.4@140o 7.3@95 8.5@310 10@200 11.5@60"),
    ("long run", "outskirts", "14@20 16.5@110 18@235o 21@290 24@165 28@65"),
    ("10 km", "town", "10.05@280="),
    ("half", "outskirts", "21.18@130="),
    ("marathon", "outskirts", "42.39@75="),
    ("ride", "country", "24@100 31@190 38@45 46@140"),
    ("long ride", "country", "58@120 72@200 84@70 101@165 126@30"),
    ("gravel", "outskirts", "26@40 34@280 43@215"),
    ("mtb", "woods", "13@300 19@240 24@200"),
    ("trail run", "woods", "8@330 12@260 17@215"),
    ("hike", "woods", "7@320o 10@270 14@230"),
    ("vineyards", "vineyards", "9@200 13@250o"),
    ("walk", "town", "2.1@80 3@180o 3.8@330"),
    ("commute", "town", "5.6@320w"),
    ("ski", "plateau", "9@50 14@230 21@20"),
    ("island ride", "island", "34@60 46@240"),
    ("island run", "island", "8@20o 12@200"),
    ("desert hike", "desert", "8@10o 12@300 16@120"),
    ("mountain hike", "mountains", "11@10o 14@340 17@60o"),
)

# The place and the parameters of each road network: spacing, reach and curvature (see Roads).
_NETWORKS: dict[str, tuple[Place, float, int, float]] = {
    "town": (places.HOME, 260, 17, 0.10),
    "outskirts": (places.HOME, 720, 17, 0.16),
    "country": (places.HOME, 1900, 18, 0.18),
    "woods": (places.WOODS, 420, 14, 0.26),
    "vineyards": (places.VINEYARDS, 430, 9, 0.16),
    "plateau": (places.PLATEAU, 480, 12, 0.20),
    "island": (places.ISLAND, 800, 12, 0.14),
    "desert": (places.DESERT, 450, 10, 0.26),
    "mountains": (places.MOUNTAINS, 520, 11, 0.30),
}

# Swims around buoys (meters east,north) in a lake about 1,500 meters long and 250 meters wide.
_SWIMS = (
    "0,0 150,-95 330,-180 345,-150 170,-60 0,0",
    "0,0 -190,95 -420,215 -640,330 -625,365 -400,255 -180,130 0,0",
    "0,0 210,-110 430,-225 450,-190 220,-75 -30,45 -310,190 -530,300 -545,265 -320,150 -120,45 0,0",
)


@lru_cache(maxsize=2)
def make_atlas(seed: int) -> Atlas:
    """Return all routes for a seed. The result is cached and must not be changed."""
    rng = Random(seed)  # noqa: S311 - made up, not secret
    networks: dict[str, Roads] = {}
    atlas: Atlas = {"lake": [_route(rng, places.LAKE, _parse_swim(text)) for text in _SWIMS]}
    for kind, network, descriptions in _ROUTES:
        place, spacing, reach, curvature = _NETWORKS[network]
        if network not in networks:
            networks[network] = Roads(rng, spacing, reach, curvature)
        lines = (_line(networks[network], text) for text in descriptions.split())
        routes = [_route(rng, place, line) for line in lines]
        atlas[kind] = sorted(routes, key=lambda route: route.length)
    return atlas


def _parse_swim(text: str) -> list[Offset]:
    pairs = (pair.split(",") for pair in text.split())
    return [(float(east), float(north)) for east, north in pairs]


def _line(roads: Roads, description: str) -> list[Offset]:
    kilometers, degrees = description.rstrip("ow=").split("@")
    length, bearing = float(kilometers) * 1000, float(degrees)
    if description.endswith("o"):
        return roads.out_and_back(length, bearing)
    if description.endswith("w"):
        return roads.one_way(length, bearing)
    line = roads.loop(length, bearing)
    if description.endswith("="):
        scale = length / _length(line)
        line = [(east * scale, north * scale) for east, north in line]
    return line


def _route(rng: Random, place: Place, line: list[Offset]) -> Route:
    altitudes = [place.altitude_at(offset) for offset in line]
    simplified = _simplified(line)
    return Route(
        place=place,
        length=_length(line),
        elevation_gain=sum(max(0.0, after - before) for before, after in pairwise(altitudes)),
        lowest=min(altitudes),
        highest=max(altitudes),
        traces=[
            _trace(rng, place, simplified if number % 2 == 0 else simplified[::-1])
            for number in range(TRACES)
        ],
    )


def _trace(rng: Random, place: Place, line: list[Offset]) -> Trace:
    positions = [
        place.latlng((east + rng.gauss(0, GPS_NOISE), north + rng.gauss(0, GPS_NOISE)))
        for east, north in line
    ]
    return Trace(polyline.encode(positions), _rounded(positions[0]), _rounded(positions[-1]))


def _rounded(position: LatLng) -> LatLng:
    return round(position[0], 6), round(position[1], 6)


def _length(line: list[Offset]) -> float:
    return sum(hypot(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in pairwise(line))


def _simplified(line: list[Offset]) -> list[Offset]:
    """Reduce a line to at most MAX_POINTS points with the Douglas-Peucker algorithm."""
    tolerance = _length(line) / 2500
    while len(simplified := _douglas_peucker(line, tolerance)) > MAX_POINTS:
        tolerance *= 1.6
    return simplified


def _douglas_peucker(line: list[Offset], tolerance: float) -> list[Offset]:
    keep = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        (x0, y0), (x1, y1) = line[first], line[last]
        dx, dy = x1 - x0, y1 - y0
        span = hypot(dx, dy)
        max_deviation, farthest = tolerance, 0
        for index in range(first + 1, last):
            x, y = line[index][0] - x0, line[index][1] - y0
            deviation = abs(dx * y - dy * x) / span if span > 1 else hypot(x, y)
            if deviation > max_deviation:
                max_deviation, farthest = deviation, index
        if farthest:
            keep.add(farthest)
            spans += [(first, farthest), (farthest, last)]
    return [line[index] for index in sorted(keep)]
