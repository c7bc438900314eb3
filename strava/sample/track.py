"""The way of an activity: positions, altitudes and grades along its polyline."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

import polyline

from .places import LatLng, meters_between, terrain

BETWEEN = 4
"""Points that are added between two points of a polyline, to make corners round."""


@dataclass(frozen=True)
class Track:
    """Points with their distance from the start in meters, altitude, and grade from there on.

    Altitudes and grades are empty if the summary has no altitudes; a grade of 0.05 is 5 %.
    """

    points: list[LatLng]
    along: list[float]
    altitudes: list[float]
    grades: list[float]

    @property
    def length(self) -> float:
        """The length in meters."""
        return self.along[-1]

    def grade_at(self, share: float) -> float:
        """Return the grade at a share (0 to 1) of the length; 0 if it is unknown."""
        return self.grades[self._leg(share)] if self.grades else 0.0

    def altitude_at(self, share: float) -> float:
        """Return the altitude at a share of the length; 0 if it is unknown."""
        if not self.altitudes:
            return 0.0
        leg = self._leg(share)
        span = self.along[leg + 1] - self.along[leg]
        part = (share * self.length - self.along[leg]) / span if span else 0.0
        return self.altitudes[leg] + (self.altitudes[leg + 1] - self.altitudes[leg]) * part

    def position_at(self, share: float) -> LatLng:
        """Return the position at a share of the length."""
        return self.follow([share])[0][0]

    def follow(self, shares: list[float]) -> tuple[list[LatLng], list[float], list[float]]:
        """Return positions, altitudes, and grades in percent at increasing shares of the length."""
        points, along, length = self.points, self.along, self.length
        altitudes = self.altitudes or [0.0] * len(points)
        grades = self.grades or [0.0] * len(points)
        positions: list[LatLng] = []
        heights: list[float] = []
        slopes: list[float] = []
        leg, last = 0, len(points) - 2
        start, end = along[0], along[1]
        (north, east), (to_north, to_east) = points[0], points[1]
        for share in shares:
            target = share * length
            if end < target and leg < last:
                while leg < last and along[leg + 1] < target:
                    leg += 1
                start, end = along[leg], along[leg + 1]
                (north, east), (to_north, to_east) = points[leg], points[leg + 1]
            part = min(1.0, (target - start) / (end - start)) if end > start else 0.0
            positions.append(
                (
                    round(north + (to_north - north) * part, 6),
                    round(east + (to_east - east) * part, 6),
                )
            )
            height = altitudes[leg]
            heights.append(height + (altitudes[leg + 1] - height) * part)
            slopes.append(grades[leg] + (grades[leg + 1] - grades[leg]) * part)
        if not self.altitudes:
            return positions, [], []
        return positions, heights, [round(100 * slope, 1) for slope in slopes]

    def _leg(self, share: float) -> int:
        after = bisect_left(self.along, share * self.length)
        return min(max(0, after - 1), len(self.along) - 2)


@lru_cache(maxsize=64)
def make_track(encoded: str, lowest: float | None, highest: float | None) -> Track | None:
    """Return the track of a polyline between these altitudes; None without a polyline."""
    corners = polyline.decode(encoded) if encoded else []
    if not corners:
        return None
    points = _rounded_off(corners) if len(corners) > 1 else corners * 2
    along = [0.0, *accumulate(meters_between(a, b) for a, b in pairwise(points))]
    if lowest is None or highest is None:
        return Track(points, along, [], [])
    hills = [terrain(point) for point in points]
    valley = min(hills)
    scale = (highest - lowest) / ((max(hills) - valley) or 1.0)
    altitudes = [lowest + scale * (hill - valley) for hill in hills]
    grades = [
        (altitudes[i + 1] - altitudes[i]) / max(1.0, along[i + 1] - along[i])
        for i in range(len(points) - 1)
    ]
    return Track(points, along, altitudes, [*grades, grades[-1]])


def _rounded_off(corners: list[LatLng]) -> list[LatLng]:
    """Return a curve through all corners (a Catmull-Rom spline)."""
    padded = [corners[0], *corners, corners[-1]]
    curve = []
    for (y0, x0), (y1, x1), (y2, x2), (y3, x3) in zip(
        padded, padded[1:], padded[2:], padded[3:], strict=False
    ):
        for step in range(BETWEEN + 1):
            t = step / (BETWEEN + 1)
            a, b, c, d = _weights(t)
            curve.append((a * y0 + b * y1 + c * y2 + d * y3, a * x0 + b * x1 + c * x2 + d * x3))
    return [*curve, corners[-1]]


@lru_cache(maxsize=BETWEEN + 1)
def _weights(t: float) -> tuple[float, float, float, float]:
    return (
        (-t + 2 * t**2 - t**3) / 2,
        (2 - 5 * t**2 + 3 * t**3) / 2,
        (t + 4 * t**2 - 3 * t**3) / 2,
        (t**3 - t**2) / 2,
    )
