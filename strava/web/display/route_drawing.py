"""A route as a drawing of any size: the paths of an SVG, in the projection of the map."""

from __future__ import annotations

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from ...polylines import Position, joined

SIZE = 1000
"""The longer side of the box of a drawing, without its margin."""
MARGIN = 60
_LEAST = 4
"""Points closer to the one before are left out: nobody sees them."""
_NORTHERNMOST = 85.0
"""The map ends there: the projection would draw the poles infinitely far away."""

Point = tuple[int, int]


@dataclass(frozen=True)
class RouteDrawing:
    """The box of an SVG, the `d` of its paths, and the points where the route starts and ends."""

    width: int
    height: int
    lines: str
    """What was recorded."""
    gaps: str
    """Straight lines across what was not; "" if there are none, or if they are hidden."""
    start: Point
    finish: Point


def draw(
    parts: Sequence[Sequence[Position]], hidden_gaps: Container[int] = ()
) -> RouteDrawing | None:
    """Return the drawing of a route that was recorded in these parts; None if it has no length.

    No line is drawn across the gaps before the parts in `hidden_gaps`, counted from 0.
    """
    projected = _project(parts)
    everything = [point for part in projected for point in part]
    if not everything:
        return None
    left, top = min(x for x, _ in everything), min(y for _, y in everything)
    width, height = (
        max(x for x, _ in everything) - left,
        max(y for _, y in everything) - top,
    )
    longer = max(width, height)
    if longer <= 0:
        return None
    scale = SIZE / longer
    placed = [
        [(round((x - left) * scale) + MARGIN, round((y - top) * scale) + MARGIN) for x, y in part]
        for part in projected
    ]
    return RouteDrawing(
        width=round(width * scale) + 2 * MARGIN,
        height=round(height * scale) + 2 * MARGIN,
        lines="".join(_path(_thin(part)) for part in placed if len(part) > 1),
        gaps="".join(
            _path([before[-1], after[0]])
            for number, (before, after) in enumerate(pairwise(placed), start=1)
            if number not in hidden_gaps
        ),
        start=placed[0][0],
        finish=placed[-1][-1],
    )


def _project(parts: Sequence[Sequence[Position]]) -> list[list[tuple[float, float]]]:
    """Return positions in the projection of web maps, in degrees, with y towards the south."""
    continuous = iter(joined(position for part in parts for position in part))
    return [
        [(longitude, _south(latitude)) for latitude, longitude in islice(continuous, len(part))]
        for part in parts
        if part
    ]


def _south(latitude: float) -> float:
    limited = max(-_NORTHERNMOST, min(_NORTHERNMOST, latitude))
    return -math.degrees(math.asinh(math.tan(math.radians(limited))))


def _thin(points: list[Point]) -> list[Point]:
    """Return the points without those that are close to the one before, except for the last."""
    kept = points[:1]
    for x, y in points[1:-1]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= _LEAST:
            kept.append((x, y))
    return [*kept, points[-1]]


def _path(points: list[Point]) -> str:
    (x, y), *_ = points
    steps = [f"{after[0] - before[0]} {after[1] - before[1]}" for before, after in pairwise(points)]
    return f"M{x} {y}l{' '.join(steps)}".replace(" -", "-")
