"""Laps, pauses and sessions of GPX and TCX files."""

from __future__ import annotations

from dataclasses import dataclass, field

from .track import Lap, Session

_SHORTEST_PAUSE = 1
"""Seconds."""

SUM_OF = {
    "totaltimeseconds": "moving_time",
    "distancemeters": "distance",
    "avgspeed": "average_speed",
    "maximumspeed": "max_speed",
    "averageheartratebpm": "average_heartrate",
    "maximumheartratebpm": "max_heartrate",
    "cadence": "average_cadence",
    "avgruncadence": "average_cadence",
    "avgwatts": "average_watts",
}
"""The fields of Lap, by the names of elements inside a lap, in lower case."""


@dataclass
class OpenLap:
    """A lap while its elements are read."""

    start: float | None
    point: int
    """The place of its first point among all points."""
    sums: dict[str, float] = field(default_factory=dict)
    """By the fields of Lap."""
    parts: list[int] = field(default_factory=list)
    """The places at which its parts start. Devices start a part after each pause."""

    def start_part(self, place: int) -> None:
        if place not in self.parts[-1:]:
            self.parts.append(place)

    def summed_up(self, times: list[float]) -> Lap | None:
        """Return the lap; None if nothing says when it started."""
        own = times[self.point :]
        start = self.start if self.start is not None else own[0] if own else None
        if start is None:
            return None
        elapsed = max(own[-1] - start if own else 0, self.sums.get("moving_time", 0))
        return Lap(start=start, elapsed_time=elapsed or None, **self.sums)

    def pauses(self, lap: Lap, times: list[float]) -> list[tuple[float, float]]:
        """Return the gaps between the parts, if the sums of the lap show that the timer stood.

        Some devices also start a part where they lost the satellites, and count that time.
        """
        if lap.moving_time is None or lap.elapsed_time is None:
            return []
        gaps = [
            (times[place - 1], times[place])
            for place in self.parts
            if self.point < place < len(times)
        ]
        pauses = [(stop, go) for stop, go in gaps if go - stop > _SHORTEST_PAUSE]
        stood = lap.elapsed_time - lap.moving_time
        return pauses if stood >= sum(go - stop for stop, go in pauses) / 2 else []


@dataclass
class Leg:
    """A track of a GPX file or an activity of a TCX file, and where it starts in the lists."""

    sport: str | None
    point: int
    lap: int
    is_whole: bool
    """Whether it is a session by itself, even if the one before has the same sport."""


def sessions(legs: list[Leg], times: list[float], laps: list[Lap]) -> list[Session]:
    """Return the sessions that the legs of a recording are.

    Many devices write an activity of one sport as several tracks; these are one session.
    """
    joined: list[Leg] = []
    for leg in legs:
        if not joined or leg.is_whole or leg.sport != joined[-1].sport:
            joined.append(leg)
    ends = [(leg.point, leg.lap) for leg in joined[1:]] + [(len(times), len(laps))]
    found = (
        _session(leg, times[leg.point : point], laps[leg.lap : lap])
        for leg, (point, lap) in zip(joined, ends, strict=True)
    )
    return [session for session in found if session is not None]


def _session(leg: Leg, times: list[float], laps: list[Lap]) -> Session | None:
    if not times and not laps:
        return None
    start = laps[0].start if laps else times[0]
    last = times[-1] if times else laps[-1].start + (laps[-1].elapsed_time or 0)
    return Session(
        start=start,
        elapsed_time=last - start if last > start else None,
        sport=leg.sport,
    )
