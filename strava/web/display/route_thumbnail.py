"""A route as a small drawing: encoded polylines as the path of an SVG."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import islice

from ...polylines import Position, decode, joined

WIDTH, HEIGHT = 48, 28
"""Size of the box that the drawing fills."""

_MARGIN = 2
_MAX_POINTS = 40
_CACHED_PATHS = 5000

Point = tuple[int, int]


@lru_cache(_CACHED_PATHS)
def path(*pieces: str) -> str:
    """Return the `d` of an SVG path in a box of WIDTH by HEIGHT, or "" if there is no route.

    Its pieces are encoded polylines. North is up. The path keeps a margin of 2 on every side.
    """
    decoded = [line for piece in pieces if (line := decode(piece))]
    every = math.ceil(sum(map(len, decoded)) / _MAX_POINTS)
    thinned = [_thin(line, every) for line in decoded]
    points = iter(_fit(joined(position for line in thinned for position in line)))
    return "".join(_line(list(islice(points, len(line)))) for line in thinned)


def _line(points: list[Point]) -> str:
    points = _without_repeats(points)
    if len(points) < 2:
        return ""
    first, *rest = points
    steps = [f"{x - px} {y - py}" for (px, py), (x, y) in zip(points, rest, strict=False)]
    return f"M{first[0]} {first[1]}l{' '.join(steps)}".replace(" -", "-")


def _thin(positions: list[Position], every: int) -> list[Position]:
    """Return one of so many positions, and the last one."""
    return positions if every <= 1 else [*positions[:-1:every], positions[-1]]


def _fit(positions: list[Position]) -> list[Point]:
    """Scale positions to the box, and center them in it."""
    if not positions:
        return []
    # Degrees of longitude get shorter towards the poles.
    longitude_scale = math.cos(math.radians(positions[0][0]))
    xs = [longitude * longitude_scale for _, longitude in positions]
    ys = [-latitude for latitude, _ in positions]
    left, top = min(xs), min(ys)
    width, height = max(xs) - left, max(ys) - top
    inner_width, inner_height = WIDTH - 2 * _MARGIN, HEIGHT - 2 * _MARGIN
    scale = min(inner_width / (width or 1e-9), inner_height / (height or 1e-9))
    offset_x, offset_y = (WIDTH - width * scale) / 2, (HEIGHT - height * scale) / 2
    return [
        (round((x - left) * scale + offset_x), round((y - top) * scale + offset_y))
        for x, y in zip(xs, ys, strict=True)
    ]


def _without_repeats(points: list[Point]) -> list[Point]:
    return [
        point for point, before in zip(points, [None, *points], strict=False) if point != before
    ]
