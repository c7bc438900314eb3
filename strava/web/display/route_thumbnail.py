"""A route as a small drawing: an encoded polyline turned into the path of an SVG.

Encoding: https://developers.google.com/maps/documentation/utilities/polylinealgorithm
"""

from __future__ import annotations

import math
from functools import lru_cache

import polyline

WIDTH, HEIGHT = 48, 28
"""Of the box the drawing fills; its path keeps a margin of 2 on every side."""

_MARGIN = 2
_MOST_POINTS = 40
_KEPT = 5000

Point = tuple[float, float]


@lru_cache(_KEPT)
def path(encoded: str) -> str:
    """The `d` of an SVG path in a box of WIDTH by HEIGHT, north up; "" where there is no route."""
    try:
        positions = polyline.decode(encoded)
    except (IndexError, ValueError):
        return ""
    places = _fitted(_thinned(positions))
    if len(places) < 2:
        return ""
    first, *rest = places
    steps = [f"{x - px} {y - py}" for (px, py), (x, y) in zip(places, rest, strict=False)]
    return f"M{first[0]} {first[1]}l{' '.join(steps)}".replace(" -", "-")


def _thinned(positions: list[Point]) -> list[Point]:
    """At most so many of them, evenly chosen, the last among them."""
    every = math.ceil(len(positions) / _MOST_POINTS)
    return positions if every <= 1 else [*positions[:-1:every], positions[-1]]


def _fitted(positions: list[Point]) -> list[tuple[int, int]]:
    """Latitudes and longitudes as whole places in the box; neighbours on one place are one."""
    if not positions:
        return []
    # A degree of longitude is shorter, the farther from the equator.
    narrower = math.cos(math.radians(positions[0][0]))
    xs = [longitude * narrower for _, longitude in positions]
    ys = [-latitude for latitude, _ in positions]
    left, top = min(xs), min(ys)
    wide, high = max(xs) - left, max(ys) - top
    inner_width, inner_height = WIDTH - 2 * _MARGIN, HEIGHT - 2 * _MARGIN
    scale = min(inner_width / (wide or 1e-9), inner_height / (high or 1e-9))
    aside = (WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2
    places = [
        (round((x - left) * scale + aside[0]), round((y - top) * scale + aside[1]))
        for x, y in zip(xs, ys, strict=True)
    ]
    return [
        place for place, before in zip(places, [None, *places], strict=False) if place != before
    ]
