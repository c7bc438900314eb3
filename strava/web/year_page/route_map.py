"""The routes of a year as drawings: the area with the most of them, and smaller ones of others."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from ...analysis import areas
from ...analysis.areas import Area, Box
from ...polylines import Position, decode, joined
from ...units import METERS_PER_MILE

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
    """The routes of an area, with north at the top."""

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
        (route["sport_group"], joined(positions))
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
    """Where positions are in a drawing that shows a box. Areas are so small that a map of one can
    have the same scale everywhere."""

    def __init__(self, box: Box, width: int, height: int) -> None:
        self._width, self._height = width, height
        middle = (box.north + box.south) / 2
        narrowing = math.cos(math.radians(middle))
        down = max(_LEAST_SPAN, box.north - box.south)
        across = max(_LEAST_SPAN, (box.east - box.west) * narrowing)
        self.scale = (1 - 2 * _MARGIN) * min(width / across, height / down)
        """Units per degree of latitude."""
        self._across = self.scale * narrowing
        self._middle = (box.west + box.east) / 2
        self._left = self._middle - width / 2 / self._across
        self._top = middle + height / 2 / self.scale

    def path(self, positions: Sequence[Position]) -> str:
        """Return the `d` of a route, thinned, and without the parts that are outside.

        Its longitudes have no jump at the 180th meridian.
        """
        start = positions[0][1]
        left, across = self._left + start - areas.near(start, self._middle), self._across
        top, down = self._top, self.scale
        width, height = self._width, self._height
        pieces = []
        is_drawn = False
        x, y = round((start - left) * across), round((top - positions[0][0]) * down)
        for latitude, longitude in positions:
            right, below = round((longitude - left) * across), round((top - latitude) * down)
            if abs(right - x) + abs(below - y) < _LEAST_STEP:
                continue
            # A line is left out if both ends are beyond the same edge.
            is_outside = (
                (x < 0 and right < 0)
                or (y < 0 and below < 0)
                or (x > width and right > width)
                or (y > height and below > height)
            )
            if not is_outside:
                pieces.append(f"{'' if is_drawn else f'M{x} {y}l'}{right - x} {below - y}")
            is_drawn = not is_outside
            x, y = right, below
        return " ".join(pieces).replace(" -", "-").replace(" M", "M")


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
    per_unit = view.scale * unit / _METERS_PER_DEGREE
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
