"""A measurement along the way as the path of an SVG."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT = 1000, 100
_COLUMNS = 400

Point = tuple[float, float]


def chart_path(
    positions: Sequence[float],
    values: Sequence[float | None],
    low: float,
    high: float,
    after_gaps: Sequence[int] = (),
) -> str:
    """Return the `d` of a path in a box of WIDTH by HEIGHT, from the `low` to the `high` value.

    It has a gap where there is no value, and before the indexes in `after_gaps`. Positions
    increase.
    """
    first, last = positions[0], positions[-1]
    across, up = WIDTH / ((last - first) or 1.0), HEIGHT / (high - low)
    parts = []
    for piece in _pieces(positions, values, set(after_gaps)):
        points = _thin(piece, first, across * _COLUMNS / WIDTH)
        placed = [f"{(x - first) * across:.1f} {(high - y) * up:.1f}" for x, y in points]
        parts.append("M" + "L".join(placed))
    return "".join(parts)


def _pieces(
    positions: Sequence[float], values: Sequence[float | None], after_gaps: set[int]
) -> list[list[Point]]:
    """Return the points between the gaps."""
    pieces: list[list[Point]] = [[]]
    for index, (position, value) in enumerate(zip(positions, values, strict=True)):
        if pieces[-1] and (value is None or index in after_gaps):
            pieces.append([])
        if value is not None:
            pieces[-1].append((position, value))
    return [piece for piece in pieces if piece]


def _thin(points: Sequence[Point], first: float, density: float) -> list[Point]:
    """Return the lowest and the highest point of each column, and the last point.

    `density` is the number of columns per unit of the positions, which begin at `first`.
    """
    kept: list[Point] = []
    current, low, high = None, points[0], points[0]
    for point in points:
        column = int((point[0] - first) * density)
        if column != current:
            if current is not None:
                kept += _in_order(low, high)
            current, low, high = column, point, point
        elif point[1] < low[1]:
            low = point
        elif point[1] > high[1]:
            high = point
    kept += _in_order(low, high)
    return kept if kept[-1] == points[-1] else [*kept, points[-1]]


def _in_order(low: Point, high: Point) -> tuple[Point, ...]:
    if low is high:
        return (low,)
    return (low, high) if low[0] < high[0] else (high, low)
