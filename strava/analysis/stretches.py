"""The figures of any stretch of an activity: a split, a lap, a best effort, or a choice.

Whatever adds up is kept as a running total, so that a stretch costs the difference of two.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from operator import mul

from .climb import Climbs, climbs
from .grade import flat_distances
from .moving import moving_times
from .streams import Streams, steps


@dataclass(frozen=True)
class Stretch:
    """The figures between two times; None for what was not recorded."""

    start: float
    end: float
    moving_time: float
    distance: float | None = None
    flat_distance: float | None = None
    """The distance on the flat that would cost a runner as much effort; an estimate, and None
    for rides."""
    elevation_gain: float | None = None
    elevation_loss: float | None = None
    average_heartrate: float | None = None
    max_heartrate: float | None = None
    average_watts: float | None = None
    max_watts: float | None = None
    average_cadence: float | None = None
    max_cadence: float | None = None
    average_temperature: float | None = None

    @property
    def elapsed_time(self) -> float:
        """The seconds from its start to its end."""
        return self.end - self.start


@dataclass(frozen=True)
class _Sums:
    """The running totals of a measurement: value times seconds, and seconds that have a value."""

    values: Sequence[float | None]
    weighted: list[float]
    seconds: list[float]


class Recording:
    """The streams of an activity with their running totals."""

    def __init__(
        self,
        streams: Streams,
        *,
        cycling: bool = False,
        total_gain: float | None = None,
    ) -> None:
        self.streams = streams
        self.moving_times = moving_times(streams, cycling=cycling)
        self.climbs: Climbs | None = None
        self.flat_distances: list[float] = []
        if streams.altitude:
            self.climbs = climbs(streams.time, streams.altitude, total_gain=total_gain)
            if streams.distance and not cycling:
                self.flat_distances = flat_distances(streams.distance, streams.altitude)
        self._steps = steps(streams.time)
        moving = [end - start for start, end in pairwise(self.moving_times)]
        self._moving_steps = [*map(min, moving, self._steps), 0.0]
        self._heartrate = self._sums(streams.heartrate, self._steps)
        # Standing still is no part of an average power or cadence.
        self._watts = self._sums(streams.watts, self._moving_steps)
        self._cadence = self._sums(streams.cadence, self._moving_steps)
        self._temperature = self._sums(streams.temperature, self._steps)

    @property
    def end(self) -> float:
        """The time of the last sample."""
        return self.streams.time[-1]

    def stretch(self, start: float, end: float) -> Stretch:
        """Return the figures from `start` to `end`, in seconds since the start of the activity.

        Times outside the recording are moved to its ends.
        """
        first, last = self.streams.time[0], self.streams.time[-1]
        start = min(max(start, first), last)
        end = min(max(end, start), last)
        return Stretch(
            start=start,
            end=end,
            moving_time=self._between(self.moving_times, start, end) or 0.0,
            distance=self._between(self.streams.distance, start, end),
            flat_distance=self._between(self.flat_distances, start, end),
            elevation_gain=self._between(self.climbs.gain if self.climbs else [], start, end),
            elevation_loss=self._between(self.climbs.loss if self.climbs else [], start, end),
            average_heartrate=self._average(self._heartrate, start, end),
            max_heartrate=self._highest(self.streams.heartrate, start, end),
            average_watts=self._average(self._watts, start, end),
            max_watts=self._highest(self.streams.watts, start, end),
            average_cadence=self._average(self._cadence, start, end),
            max_cadence=self._highest(self.streams.cadence, start, end),
            average_temperature=self._average(self._temperature, start, end),
        )

    def time_at(self, distance: float) -> float:
        """Return when a distance was reached first; the end if it never was."""
        distances, times = self.streams.distance, self.streams.time
        after = bisect_left(distances, distance)
        if after == len(distances):
            return times[-1]
        if after == 0:
            return times[0]
        before = after - 1
        part = (distance - distances[before]) / (distances[after] - distances[before])
        return times[before] + part * (times[after] - times[before])

    def _sums(self, values: Sequence[float | None], durations: list[float]) -> _Sums | None:
        if not values:
            return None
        seconds = [
            0.0 if value is None else lasts for value, lasts in zip(values, durations, strict=True)
        ]
        weighted = map(mul, (value or 0.0 for value in values), seconds)
        return _Sums(values, _running_totals(weighted), _running_totals(seconds))

    def _average(self, sums: _Sums | None, start: float, end: float) -> float | None:
        if sums is None:
            return None
        seconds = self._between(sums.seconds, start, end)
        weighted = self._between(sums.weighted, start, end)
        return weighted / seconds if seconds and weighted is not None else None

    def _highest(self, values: Sequence[float | None], start: float, end: float) -> float | None:
        """Return the highest value, also of the sample that lasts when the stretch starts."""
        times = self.streams.time
        chosen = values[bisect_right(times, start) - 1 : bisect_right(times, end)]
        if None in chosen:
            chosen = [value for value in chosen if value is not None]
        return max(chosen, default=None)  # type: ignore[type-var]

    def _between(self, totals: list[float], start: float, end: float) -> float | None:
        return self._at(totals, end) - self._at(totals, start) if totals else None

    def _at(self, totals: list[float], time: float) -> float:
        """Return a running total at a time, which lies within the recording."""
        times = self.streams.time
        after = bisect_left(times, time)
        if times[after] == time:
            return totals[after]
        part = (time - times[after - 1]) / (times[after] - times[after - 1])
        return totals[after - 1] + part * (totals[after] - totals[after - 1])


def _running_totals(amounts: Iterable[float]) -> list[float]:
    """Return for each amount the sum of those before it."""
    return list(accumulate(amounts, initial=0.0))[:-1]
