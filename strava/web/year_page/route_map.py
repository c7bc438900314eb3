"""The routes of a year as drawings: the area with the most of them, and smaller ones of others."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any, NamedTuple

from ...analysis import areas
from ...analysis.areas import Area, Box
from ...polylines import Position, decode, joined
from ...units import METERS_PER_MILE
from ..display import route_drawing

WIDTH, HEIGHT = 1000, 560
SMALL = 260
"""The width and the height of the drawing of another area."""
MOST_ROUTES = 2000
"""So that wrong data cannot make a page endless."""
_MOST_AREAS = 4
_LEAST_STEP = 3
"""Points closer to the one before are left out: nobody sees them."""
_MARGIN = 0.06
_LEAST_SPAN = 0.01
"""The least height and width of a drawing in degrees, about a kilometer."""
_METERS_PER_DEGREE = 111_195.0
_ROUND = (1, 2, 5)


class Line(NamedTuple):
    """A route."""

    group: str
    path: str
    """The `d` of an SVG path."""


@dataclass(frozen=True)
class Drawing:
    """The routes of an area, in the projection of the map."""

    width: int
    height: int
    lines: list[Line]
    scale_width: int
    """The length of the line that shows the scale."""
    scale: str
    """What it stands for: 5 km."""


@dataclass(frozen=True)
class RouteMap:
    """The area with the most routes, and others."""

    main: Drawing
    others: list[Drawing]


def build(routes: Iterable[dict[str, Any]], imperial: bool) -> RouteMap | None:
    """Return the drawings of routes as matching_routes yields them; None without any."""
    decoded = [
        (route["sport_group"], positions)
        for route in islice(routes, MOST_ROUTES)
        if (positions := decode(route["polyline"]))
    ]
    found = areas.find([positions for _, positions in decoded], _MOST_AREAS)
    if not found:
        return None
    main, *others = found
    return RouteMap(
        _draw(main, decoded, WIDTH, HEIGHT, imperial),
        [_draw(area, decoded, SMALL, SMALL, imperial) for area in others],
    )


class _View:
    """Where positions are in a drawing that shows a box."""

    def __init__(self, box: Box, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._middle = (box.west + box.east) / 2
        top, bottom = route_drawing.south(box.north), route_drawing.south(box.south)
        across, down = max(_LEAST_SPAN, box.east - box.west), max(_LEAST_SPAN, bottom - top)
        self.scale = (1 - 2 * _MARGIN) * min(width / across, height / down)
        """Units per degree of longitude."""
        self._left = self._middle - width / 2 / self.scale
        self._top = (top + bottom) / 2 - height / 2 / self.scale
        self.latitude = (box.north + box.south) / 2

    def place(self, positions: Sequence[Position]) -> list[tuple[int, int]]:
        """Return the points of a route, thinned."""
        continuous = joined(positions)
        shift = areas.near(continuous[0][1], self._middle) - continuous[0][1] - self._left
        points: list[tuple[int, int]] = []
        x = y = math.inf
        for latitude, longitude in continuous:
            right = round((longitude + shift) * self.scale)
            below = round((route_drawing.south(latitude) - self._top) * self.scale)
            if abs(right - x) + abs(below - y) >= _LEAST_STEP:
                x, y = right, below
                points.append((right, below))
        return points

    def path(self, positions: Sequence[Position]) -> str:
        """Return the `d` of a route, without the parts that are outside."""
        pieces = []
        end = None
        for before, after in pairwise(self.place(positions)):
            if not self._is_inside(before, after):
                continue
            if before != end:
                pieces.append(f"M{before[0]} {before[1]}l")
            pieces.append(f"{after[0] - before[0]} {after[1] - before[1]} ")
            end = after
        return "".join(pieces).replace(" -", "-").replace(" M", "M").rstrip()

    def _is_inside(self, before: tuple[int, int], after: tuple[int, int]) -> bool:
        (x, y), (next_x, next_y) = before, after
        return (
            max(x, next_x) >= 0
            and min(x, next_x) <= self.width
            and max(y, next_y) >= 0
            and min(y, next_y) <= self.height
        )


def _draw(
    area: Area,
    decoded: Sequence[tuple[str, list[Position]]],
    width: int,
    height: int,
    imperial: bool,
) -> Drawing:
    view = _View(area.box, width, height)
    drawn = [(decoded[index][0], view.path(decoded[index][1])) for index in area.routes]
    unit, name = (METERS_PER_MILE, "mi") if imperial else (1000.0, "km")
    per_unit = view.scale * unit / _METERS_PER_DEGREE / math.cos(math.radians(view.latitude))
    number = _round(width / 5 / per_unit)
    return Drawing(
        width,
        height,
        [Line(group, path) for group, path in drawn if path],
        round(number * per_unit),
        f"{number:g} {name}",
    )


def _round(most: float) -> float:
    """Return the greatest number up to another one that is 1, 2, or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(most))
    return max(one * power for one in _ROUND if one * power <= most * 1.001)
