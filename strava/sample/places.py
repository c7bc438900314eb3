"""The places where the athlete trains: position, time zone and terrain.

UTC offsets are listed here because Python has no time zone data of its own on Windows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, hypot, radians, sin

METERS_PER_DEGREE = 111_320.0
"""Meters per degree of latitude; at the equator, also per degree of longitude."""

LatLng = tuple[float, float]
Offset = tuple[float, float]
"""Meters east and north of the center of a place."""


@dataclass(frozen=True)
class Place:
    """A center from which routes start.

    `utc_offset` is the offset of standard time in seconds; with `summer_time`, the European
    Union's daylight saving time applies. `altitude` is the mean altitude, and `relief` the
    height of the hills above it, in meters.
    """

    latitude: float
    longitude: float
    zone: str
    utc_offset: int
    summer_time: bool
    altitude: float
    relief: float

    def latlng(self, offset: Offset) -> LatLng:
        """Convert an offset in meters to degrees, ignoring the curvature of the earth."""
        east, north = offset
        width = METERS_PER_DEGREE * cos(radians(self.latitude))
        return self.latitude + north / METERS_PER_DEGREE, self.longitude + east / width

    def altitude_at(self, offset: Offset) -> float:
        """Return the altitude in meters at an offset from the center."""
        return max(0.0, self.altitude + self.relief * terrain(self.latlng(offset)))

    def utc_offset_at(self, local: datetime) -> int:
        """Return the UTC offset in seconds at a local time."""
        return self.utc_offset + (3600 if self.summer_time and _is_summer_time(local) else 0)

    @property
    def timezone(self) -> str:
        """The time zone in Strava's format, which has the standard offset even in summer."""
        sign = "-" if self.utc_offset < 0 else "+"
        hours, minutes = divmod(abs(self.utc_offset) // 60, 60)
        return f"(GMT{sign}{hours:02}:{minutes:02}) {self.zone}"


def terrain(position: LatLng) -> float:
    """Return the relative height of the hills at a position: about -1 (valley) to 1 (summit)."""
    north = position[0] * METERS_PER_DEGREE
    east = position[1] * METERS_PER_DEGREE * 0.7
    return (
        0.42 * sin(east / 2900 + north / 5200)
        + 0.30 * sin(north / 1850 - east / 4100 + 1.3)
        + 0.18 * sin(east / 760 + 0.7) * sin(north / 830)
        + 0.10 * sin((east + north) / 390)
    )


def meters_between(start: LatLng, end: LatLng) -> float:
    """Return the distance between two positions that are close to each other."""
    north = (end[0] - start[0]) * METERS_PER_DEGREE
    east = (end[1] - start[1]) * METERS_PER_DEGREE * cos(radians((start[0] + end[0]) / 2))
    return hypot(north, east)


def _is_summer_time(local: datetime) -> bool:
    # From the last Sunday in March to the last Sunday in October. The exact hour does not matter:
    # no activity starts at night.
    def last_sunday(month: int) -> datetime:
        end = datetime(local.year, month, 31, 3)
        return end - timedelta(days=(end.weekday() + 1) % 7)

    return last_sunday(3) <= local < last_sunday(10)


_FRANCE = ("Europe/Paris", 3600, True)

HOME = Place(47.3105, 5.0655, *_FRANCE, 245, 32)
WOODS = Place(47.3330, 4.9330, *_FRANCE, 430, 120)
VINEYARDS = Place(47.2270, 4.9690, *_FRANCE, 310, 90)
LAKE = Place(47.3300, 4.9960, *_FRANCE, 248, 0)
PLATEAU = Place(46.5560, 6.0650, *_FRANCE, 1120, 70)
ISLAND = Place(29.0230, -13.6280, "Atlantic/Canary", 0, True, 210, 95)
DESERT = Place(34.8680, -111.7900, "America/Phoenix", -25200, False, 1360, 140)
MOUNTAINS = Place(28.4050, 83.8200, "Asia/Kathmandu", 20700, False, 2300, 520)
