"""Where the athlete goes: position, clock and hills of each place.

The clocks are written out, for the standard library has no time zones on Windows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, hypot, radians, sin

METRES_PER_DEGREE = 111_320.0
"""Of latitude anywhere; of longitude at the equator."""

LatLng = tuple[float, float]
Offset = tuple[float, float]
"""Metres east and north of a place."""


@dataclass(frozen=True)
class Place:
    """A centre that routes start from.

    `utc_offset` is standard time in seconds; `summer_time` says whether the European Union's
    rule applies. `altitude` and `relief` (metres) give the middle height and the hills.
    """

    country: str
    latitude: float
    longitude: float
    zone: str
    utc_offset: int
    summer_time: bool
    altitude: float
    relief: float

    def latlng(self, offset: Offset) -> LatLng:
        """Degrees for metres from the centre; the earth is flat enough for a day out."""
        east, north = offset
        width = METRES_PER_DEGREE * cos(radians(self.latitude))
        return self.latitude + north / METRES_PER_DEGREE, self.longitude + east / width

    def height(self, offset: Offset) -> float:
        """Metres above the sea at an offset from the centre."""
        return max(0.0, self.altitude + self.relief * terrain(self.latlng(offset)))

    def seconds_from_utc(self, local: datetime) -> int:
        """What to take from local wall time to get UTC."""
        return self.utc_offset + (3600 if self.summer_time and _is_summer(local) else 0)

    @property
    def timezone(self) -> str:
        """As Strava writes it: the standard offset, in summer too."""
        sign = "-" if self.utc_offset < 0 else "+"
        hours, minutes = divmod(abs(self.utc_offset) // 60, 60)
        return f"(GMT{sign}{hours:02}:{minutes:02}) {self.zone}"


def terrain(position: LatLng) -> float:
    """Hills, the same for the same position: about -1 (valley) to 1 (top)."""
    north = position[0] * METRES_PER_DEGREE
    east = position[1] * METRES_PER_DEGREE * 0.7
    return (
        0.42 * sin(east / 2900 + north / 5200)
        + 0.30 * sin(north / 1850 - east / 4100 + 1.3)
        + 0.18 * sin(east / 760 + 0.7) * sin(north / 830)
        + 0.10 * sin((east + north) / 390)
    )


def meters_between(start: LatLng, end: LatLng) -> float:
    """Return the distance between two positions that are close to each other."""
    north = (end[0] - start[0]) * METRES_PER_DEGREE
    east = (end[1] - start[1]) * METRES_PER_DEGREE * cos(radians((start[0] + end[0]) / 2))
    return hypot(north, east)


def _is_summer(local: datetime) -> bool:
    # Last Sunday of March to last Sunday of October, to the hour that athletes sleep through.
    def last_sunday(month: int) -> datetime:
        end = datetime(local.year, month, 31, 3)
        return end - timedelta(days=(end.weekday() + 1) % 7)

    return last_sunday(3) <= local < last_sunday(10)


_FRANCE = ("Europe/Paris", 3600, True)

HOME = Place("France", 47.3105, 5.0655, *_FRANCE, 245, 32)
WOODS = Place("France", 47.3330, 4.9330, *_FRANCE, 430, 120)
VINEYARDS = Place("France", 47.2270, 4.9690, *_FRANCE, 310, 90)
LAKE = Place("France", 47.3300, 4.9960, *_FRANCE, 248, 0)
PLATEAU = Place("France", 46.5560, 6.0650, *_FRANCE, 1120, 70)
ISLAND = Place("Spain", 29.0230, -13.6280, "Atlantic/Canary", 0, True, 210, 95)
DESERT = Place("United States", 34.8680, -111.7900, "America/Phoenix", -25200, False, 1360, 140)
MOUNTAINS = Place("Nepal", 28.4050, 83.8200, "Asia/Kathmandu", 20700, False, 2300, 520)
