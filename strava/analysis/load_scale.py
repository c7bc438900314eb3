"""The load of activities on one scale, that of Strava's relative effort.

Where Strava has no relative effort, the load follows from heart rate or power, multiplied by how
the athlete's relative efforts compare with these, or else from the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal, NamedTuple, get_args

from ..sports import OTHER_GROUP, group

LEAST_FOR_A_RATE = 5
"""The activities that the load of an hour of a sport follows from, at least."""
LONGEST = 24 * 3600
"""The moving time from which on an activity is a forgotten recording, and no longer a load."""

_USUAL_BY_SPORT = {"Walk": 20.0, "Hike": 30.0, "EBikeRide": 30.0, "EMountainBikeRide": 30.0}
_USUAL_BY_GROUP = {"foot": 60.0, "cycle": 50.0, "water": 40.0, "winter": 50.0, OTHER_GROUP: 25.0}
"""The usual relative effort of an hour, for athletes of whose efforts too little is known."""


Source = Literal["relative_effort", "heartrate", "power", "time"]
"""What the load of an activity follows from."""
SOURCES: tuple[Source, ...] = get_args(Source)


class Evidence(NamedTuple):
    """What is known of how hard an activity was. None is unknown."""

    sport_type: str
    moving_time: float | None
    """Seconds."""
    relative_effort: float | None
    trimp: float | None
    power_load: float | None


class Ratio(NamedTuple):
    """What a load is multiplied by, and the number of activities it is the median of."""

    factor: float
    activities: int


@dataclass(frozen=True)
class Scale:
    """How an athlete's other loads, and the time of each sport, compare with relative efforts."""

    heartrate: Ratio
    power: Ratio
    per_hour: Mapping[str, float]
    """The median load of an hour, by sport type and by group of sports."""

    def load_of_an_hour(self, sport_type: str) -> float:
        """Return the load of an hour: the median of the sport, or of its group, or the usual."""
        own = group(sport_type)
        for rates, name in (
            (self.per_hour, sport_type),
            (_USUAL_BY_SPORT, sport_type),
            (self.per_hour, own),
        ):
            if name in rates:
                return rates[name]
        return _USUAL_BY_GROUP[own]

    def loads(self, activities: Iterable[Evidence]) -> list[tuple[float, Source]]:
        """Return the load of each activity, and what it follows from."""
        by_heartrate, by_power = self.heartrate.factor, self.power.factor
        rates: dict[str, float] = {}
        found: list[tuple[float, Source]] = []
        for sport_type, moving_time, relative_effort, trimp, power_load in activities:
            if relative_effort is not None:
                found.append((relative_effort, "relative_effort"))
            elif trimp:
                found.append((trimp * by_heartrate, "heartrate"))
            elif power_load:
                found.append((power_load * by_power, "power"))
            else:
                if sport_type not in rates:
                    rates[sport_type] = self.load_of_an_hour(sport_type)
                seconds = min(max(moving_time or 0, 0), LONGEST)
                found.append((seconds / 3600 * rates[sport_type], "time"))
        return found


def find_scale(activities: Sequence[Evidence]) -> Scale:
    """Return the scale that follows from all activities of an athlete."""
    heartrate = [
        one.relative_effort / one.trimp for one in activities if one.trimp and one.relative_effort
    ]
    power = [
        one.relative_effort / one.power_load
        for one in activities
        if one.power_load and one.relative_effort
    ]
    # An hour at the athlete's limit is about 100 on both scales, so that one can stand in for the
    # other.
    usual = median(heartrate or power or [1.0])
    scale = Scale(
        Ratio(usual, len(heartrate)),
        Ratio(median(power) if power else usual, len(power)),
        {},
    )
    return Scale(scale.heartrate, scale.power, _rates(activities, scale))


def _rates(activities: Sequence[Evidence], scale: Scale) -> dict[str, float]:
    """Return the median load of an hour by sport type and by group, where enough are known."""
    by_sport: dict[str, list[float]] = {}
    for activity, (load, source) in zip(activities, scale.loads(activities), strict=True):
        seconds = activity.moving_time
        if source != "time" and seconds and 0 < seconds <= LONGEST:
            by_sport.setdefault(activity.sport_type, []).append(load * 3600 / seconds)
    by_group: dict[str, list[float]] = {}
    for sport_type, rates in by_sport.items():
        by_group.setdefault(group(sport_type), []).extend(rates)
    return {
        name: median(rates)
        for name, rates in (by_group | by_sport).items()
        if len(rates) >= LEAST_FOR_A_RATE
    }
