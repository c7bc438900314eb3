"""The names of the distances and times of best efforts."""

from __future__ import annotations

from ...units import METERS_PER_MILE

_NAMES = {
    21_097.5: "Half marathon",
    42_195.0: "Marathon",
    METERS_PER_MILE / 2: "½ mile",
    METERS_PER_MILE: "1 mile",
}


def distance(meters: float) -> str:
    """Write a distance as it is called: 400 m, ½ mile, 10 km, 2 miles, Half marathon."""
    if meters in _NAMES:
        return _NAMES[meters]
    miles = meters / METERS_PER_MILE
    if abs(miles - round(miles)) < 1e-6:
        return f"{miles:.0f} miles"
    return f"{meters:,.0f} m" if meters % 1000 else f"{meters / 1000:,.0f} km"


def duration(seconds: float) -> str:
    """Write the time of an effort: 5 s, 20 min, 90 min, 1 h."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    return "1 h" if seconds == 3600 else f"{seconds / 60:.0f} min"
