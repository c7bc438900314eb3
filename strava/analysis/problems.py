"""What cannot be right about an activity: speeds, times, and dates that no human reaches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from math import inf
from typing import NamedTuple

from .plausible import HIGHEST, ON_FOOT, is_plausible_average, is_plausible_climb

EARLIEST = date(1990, 1, 1)
"""Before that, nobody recorded where they went."""
_FURTHEST_AHEAD = timedelta(days=2)
"""How far the local day of an activity can be ahead of this computer's."""
LONGEST = 7 * 86_400
"""Seconds. A device that was not stopped shows more."""
HIGHEST_HEARTRATE = 250


class Figures(NamedTuple):
    """What is looked at: meters, seconds, meters per second, and beats per minute."""

    sport_type: str
    day: date | None
    """The local day."""
    distance: float | None = None
    moving_time: int | None = None
    elapsed_time: int | None = None
    elevation_gain: float | None = None
    max_speed: float | None = None
    max_heartrate: float | None = None
    highest: float | None = None
    """Meters above sea level."""


class Problem(NamedTuple):
    """Something that cannot be right, and the number that shows it; None for a date."""

    kind: str
    """A key of KINDS."""
    value: float | None = None


KINDS = (
    *("future", "past", "undated", "elapsed", "moving", "timeless", "negative"),
    *("speed", "top_speed", "climb", "altitude", "heartrate"),
)

_FASTEST = {
    **dict.fromkeys(ON_FOOT, 13.0),
    **dict.fromkeys(("Ride", "MountainBikeRide", "GravelRide", "EBikeRide"), 45.0),
    **{"EMountainBikeRide": 45.0, "VirtualRide": 45.0, "Handcycle": 45.0, "Velomobile": 45.0},
    **{"Wheelchair": 25.0, "Swim": 4.0},
    **dict.fromkeys(("Rowing", "VirtualRow", "Canoeing", "Kayaking", "StandUpPaddling"), 12.0),
    **dict.fromkeys(("Sail", "Surfing", "Kitesurf", "Windsurf"), 40.0),
    **dict.fromkeys(("NordicSki", "ClassicNordicSki", "SkateNordicSki", "RollerSki"), 35.0),
    **dict.fromkeys(("AlpineSki", "BackcountrySki", "Snowboard"), 75.0),
    **{"IceSkate": 20.0, "InlineSkate": 40.0, "Skateboard": 42.0},
}
"""The speed that nobody reaches for a moment, by sport type."""


def problems(figures: Figures, today: date) -> list[Problem]:
    """Return what cannot be right about an activity.

    All activities of an athlete are looked at, so that a plain one takes a microsecond.
    """
    sport_type, day, distance, moving, elapsed, gain, max_speed, max_heartrate, highest = figures
    found = []
    if day is None or not EARLIEST <= day <= today + _FURTHEST_AHEAD:
        kind = "undated" if day is None else "past" if day < EARLIEST else "future"
        found.append(Problem(kind))
    if elapsed and (elapsed > LONGEST or (moving and moving > elapsed > 0)):
        found += _of_elapsed_time(elapsed, moving)
    seconds = moving or elapsed or 0
    if distance or gain or seconds:
        found += _of_amounts(figures, seconds)
    if max_speed and max_speed > _FASTEST.get(sport_type, inf):
        found.append(Problem("top_speed", max_speed))
    if highest and highest > HIGHEST:
        found.append(Problem("altitude", highest))
    if max_heartrate and max_heartrate > HIGHEST_HEARTRATE:
        found.append(Problem("heartrate", max_heartrate))
    return found


def _of_elapsed_time(elapsed: int, moving: int | None) -> Iterator[Problem]:
    if elapsed > LONGEST:
        yield Problem("elapsed", elapsed)
    if moving and moving > elapsed > 0:
        yield Problem("moving", moving - elapsed)


def _of_amounts(figures: Figures, seconds: int) -> list[Problem]:
    sport_type, _, distance, moving, elapsed, gain, *_ = figures
    found = []
    distance, gain = distance or 0, gain or 0
    if distance < 0 or gain < 0 or seconds < 0 or (elapsed or 0) < 0:
        found.append(Problem("negative", min(distance, gain, moving or 0, elapsed or 0)))
    elif seconds == 0:
        if distance > 0:
            found.append(Problem("timeless", distance))
    else:
        if not is_plausible_average(sport_type, distance, seconds):
            found.append(Problem("speed", distance / seconds))
        climbing = elapsed or seconds
        if not is_plausible_climb(sport_type, gain, climbing):
            found.append(Problem("climb", gain * 3600 / climbing))
    return found
