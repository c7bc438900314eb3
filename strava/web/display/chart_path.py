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
        points = _thin([((x - first) * across, (high - y) * up) for x, y in piece])
        parts.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points))
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


def _thin(points: Sequence[Point]) -> list[Point]:
    """Return the lowest and the highest point of each column, and the last point."""
    kept: list[Point] = []
    column, low, high = -1, points[0], points[0]
    for point in points:
        if int(point[0] * _COLUMNS / WIDTH) != column:
            if column >= 0:
                kept += _in_order(low, high)
            column, low, high = int(point[0] * _COLUMNS / WIDTH), point, point
        elif point[1] < low[1]:
            low = point
        elif point[1] > high[1]:
            high = point
    kept += _in_order(low, high)
    return kept if kept[-1] == points[-1] else [*kept, points[-1]]


def _in_order(low: Point, high: Point) -> list[Point]:
    return [low] if low is high else sorted((low, high))
