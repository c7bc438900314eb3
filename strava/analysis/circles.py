"""What of a route is outside of circles on the map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil, cos, floor, hypot, radians, sqrt
from typing import NamedTuple

from ..polylines import Position

_METERS_PER_DEGREE = 111_195.0
_SHARE, _METERS = 1.01, 2.0
"""Circles are larger by these, because Earth is no sphere, and encoded positions are rounded."""
_DECIMALS = 6
_HALF_TURN, _TURN = 180.0, 360.0

Point = tuple[float, float]
"""Meters to the east and to the north."""


class Circle(NamedTuple):
    """The surroundings of a position, in degrees and meters."""

    latitude: float
    longitude: float
    radius: float

    @property
    def reach(self) -> float:
        """The meters from the center to what is certainly outside."""
        return self.radius * _SHARE + _METERS


Circles = tuple[Circle, ...]


class Inside(NamedTuple):
    """A part of a route that is inside.

    `start` and `end` count positions from 0, with fractions between two of them. `entry` and `exit`
    are on the circle; None where the route begins or ends inside.
    """

    start: float
    end: float
    entry: Position | None
    exit: Position | None


def is_inside(position: Position, circles: Circles) -> bool:
    """Return whether a position is inside of a circle."""
    return any(hypot(*_offset(position, circle)) <= circle.reach for circle in circles)


def crosses(start: Position, end: Position, circles: Circles) -> bool:
    """Return whether the straight line between two positions passes through a circle."""
    return bool(parts_inside([start, end], circles))


def outside(positions: Sequence[Position], circles: Circles) -> list[list[Position]]:
    """Return the pieces of a route that are outside, without those that have no length.

    They end on the circle, also where no position of the route is inside.
    """
    pieces = []
    first, exit_before = 0, None
    for part in parts_inside(positions, circles):
        pieces.append(_piece(exit_before, positions[first : ceil(part.start)], part.entry))
        first, exit_before = floor(part.end) + 1, part.exit
    pieces.append(_piece(exit_before, positions[first:], None))
    return [piece for piece in pieces if len(set(piece)) > 1]


def longest(pieces: Sequence[Sequence[Position]]) -> Sequence[Position]:
    """Return the longest of some pieces of a route; none if there are none."""
    return max(pieces, key=_length, default=())


def parts_inside(positions: Sequence[Position | None], circles: Circles) -> list[Inside]:
    """Return the parts of a route that are inside, in order.

    Positions that are not known count as on the straight line between their neighbors. At the
    ends, they are inside if the nearest known position is.
    """
    indexes = [index for index, place in enumerate(positions) if place is not None]
    located = [place for place in positions if place is not None]
    found = [part for circle in circles if located for part in _parts(indexes, located, circle)]
    if not found:
        return []
    found.sort(key=lambda part: part.start)
    merged = found[:1]
    for part in found:
        last = merged[-1]
        if part.start > last.end:
            merged.append(part)
        elif part.end > last.end:
            merged[-1] = last._replace(end=part.end, exit=part.exit)
    return _with_unknown_ends(merged, indexes, len(positions))


def _piece(
    start: Position | None, between: Sequence[Position], end: Position | None
) -> list[Position]:
    return [place for place in (start, *between, end) if place is not None]


def _length(positions: Sequence[Position]) -> float:
    narrowing = cos(radians(positions[0][0]))
    return sum(
        hypot(_turn(end[1] - start[1]) * narrowing, end[0] - start[0])
        for start, end in pairwise(positions)
    )


def _with_unknown_ends(parts: list[Inside], located: Sequence[int], count: int) -> list[Inside]:
    if parts[0].start <= located[0]:
        parts[0] = parts[0]._replace(start=0.0, entry=None)
    if parts[-1].end >= located[-1]:
        parts[-1] = parts[-1]._replace(end=float(count - 1), exit=None)
    return parts


def _parts(indexes: Sequence[int], located: Sequence[Position], circle: Circle) -> Iterator[Inside]:
    """Yield the parts that are inside of a circle, one for each step between known positions."""
    reach = circle.reach
    # Of most routes nothing is inside, and of the others most steps are far away.
    ys = [(place[0] - circle.latitude) * _METERS_PER_DEGREE for place in located]
    if min(ys) > reach or max(ys) < -reach:
        return
    scale = cos(radians(circle.latitude)) * _METERS_PER_DEGREE
    xs = [_turn(place[1] - circle.longitude) * scale for place in located]
    if len(located) == 1:
        if hypot(xs[0], ys[0]) <= reach:
            yield Inside(indexes[0], indexes[0], None, None)
        return
    half_turn = _HALF_TURN * scale
    for number, ((x, y), (end_x, end_y)) in enumerate(pairwise(zip(xs, ys, strict=True))):
        way_x = end_x - x
        if abs(way_x) > half_turn:
            way_x -= 2 * half_turn if way_x > 0 else -2 * half_turn
        if (
            (y > reach and end_y > reach)
            or (y < -reach and end_y < -reach)
            or (x > reach and x + way_x > reach)
            or (x < -reach and x + way_x < -reach)
        ):
            continue
        shares = _shares_inside((x, y), (way_x, end_y - y), reach)
        if shares is not None:
            before, after = indexes[number : number + 2]
            ends = located[number], located[number + 1]
            yield Inside(
                before + shares[0] * (after - before),
                before + shares[1] * (after - before),
                *(_between(*ends, share) for share in shares),
            )


def _shares_inside(start: Point, way: Point, reach: float) -> tuple[float, float] | None:
    """Return between which shares of its way a line is inside of a circle; None if nowhere."""
    length = way[0] * way[0] + way[1] * way[1]
    outside_by = start[0] * start[0] + start[1] * start[1] - reach * reach
    if not length:
        return (0.0, 1.0) if outside_by <= 0 else None
    along = (start[0] * way[0] + start[1] * way[1]) / length
    discriminant = along * along - outside_by / length
    if discriminant <= 0:
        return None
    half = sqrt(discriminant)
    first, last = max(-along - half, 0.0), min(half - along, 1.0)
    return (first, last) if first < last else None


def _offset(position: Position, circle: Circle) -> Point:
    """Return where a position is as seen from the center of a circle, in meters."""
    east = _turn(position[1] - circle.longitude) * cos(radians(circle.latitude))
    return east * _METERS_PER_DEGREE, (position[0] - circle.latitude) * _METERS_PER_DEGREE


def _between(start: Position, end: Position, share: float) -> Position:
    latitude = start[0] + share * (end[0] - start[0])
    longitude = start[1] + share * _turn(end[1] - start[1])
    return round(latitude, _DECIMALS), round(_turn(longitude), _DECIMALS)


def _turn(degrees: float) -> float:
    """Return an angle from -180 to 180 degrees."""
    if -_HALF_TURN <= degrees <= _HALF_TURN:
        return degrees
    return (degrees + _HALF_TURN) % _TURN - _HALF_TURN
