"""Made-up routes, and how a GPS device records them."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

Point = tuple[float, float]
"""Meters east and north of a place."""

METERS_PER_DEGREE = 111_195.0


def winding_road(length: float, seed: int = 0) -> list[Point]:
    """Return a road that bends, with a point every ten meters."""
    chance = random.Random(seed)
    x, y, heading, turn = 0.0, 0.0, chance.random() * math.tau, 0.0
    road = [(x, y)]
    for _ in range(int(length / 10)):
        turn = 0.95 * turn + chance.gauss(0, 0.03)
        heading += turn - 0.002 * math.sin(heading)
        x, y = x + 10 * math.cos(heading), y + 10 * math.sin(heading)
        road.append((x, y))
    return road


def loop(length: float) -> list[Point]:
    """Return a closed road, wider than it is high, that begins in the west."""
    count = int(length / 10)
    radius = length / math.tau / 1.1
    angles = [math.pi + math.tau * number / count for number in range(count + 1)]
    return [
        (1.3 * radius * math.cos(angle), 0.9 * radius * math.sin(angle) * (1 + math.cos(angle) / 3))
        for angle in angles
    ]


def recorded(
    line: Sequence[Point],
    noise: float = 0.0,
    seed: int = 0,
    at: Point = (48.1, 11.5),
) -> list[tuple[float, float]]:
    """Return the positions of a line, with a noise of so many meters that changes slowly."""
    chance = random.Random(seed)
    width = METERS_PER_DEGREE * math.cos(math.radians(at[0]))
    east, north = chance.gauss(0, noise), chance.gauss(0, noise)
    step = noise * math.sqrt(1 - 0.95**2)
    found = []
    for x, y in line:
        east, north = 0.95 * east + chance.gauss(0, step), 0.95 * north + chance.gauss(0, step)
        longitude = at[1] + (x + east) / width
        found.append((at[0] + (y + north) / METERS_PER_DEGREE, (longitude + 180) % 360 - 180))
    return found
