"""The figures of any stretch of an activity: a split, a lap, a best effort, or a choice."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import mul, sub

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
    """The distance on the flat that would cost a runner as much effort; an estimate."""
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


class Recording:
    """The streams of an activity, with running totals of distances, moving time and climbs."""

    def __init__(
        self,
        streams: Streams,
        *,
        cycling: bool = False,
        with_flat_distance: bool = True,
        total_gain: float | None = None,
    ) -> None:
        self.streams = streams
        self.moving_times = moving_times(streams, cycling=cycling)
        self.climbs: Climbs | None = None
        self.flat_distances: list[float] = []
        if streams.altitude:
            self.climbs = climbs(streams.time, streams.altitude, total_gain=total_gain)
            if streams.distance and with_flat_distance:
                self.flat_distances = flat_distances(streams.distance, streams.altitude)

    @cached_property
    def _steps(self) -> list[float]:
        return steps(self.streams.time)

    @cached_property
    def _moving_steps(self) -> list[float]:
        moved = map(sub, self.moving_times[1:], self.moving_times)
        return list(map(min, moved, self._steps))

    @property
    def end(self) -> float:
        """The time of the last sample."""
        return self.streams.time[-1]

    def stretch(self, start: float, end: float) -> Stretch:
        """Return the figures from `start` to `end`, in seconds since the start of the activity.

        Times outside the recording are moved to its ends.
        """
        streams = self.streams
        first, last = streams.time[0], streams.time[-1]
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
            average_heartrate=self._average(streams.heartrate, start, end),
            max_heartrate=self._highest(streams.heartrate, start, end),
            average_watts=self._average(streams.watts, start, end, moving=True),
            max_watts=self._highest(streams.watts, start, end),
            average_cadence=self._average(streams.cadence, start, end, moving=True),
            max_cadence=self._highest(streams.cadence, start, end),
            average_temperature=self._average(streams.temperature, start, end),
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

    def distance_at(self, time: float) -> float | None:
        """Return the distance covered until a time within the recording; None without distances."""
        distances = self.streams.distance
        return self._at(distances, time) if distances else None

    def _average(
        self, values: Sequence[float | None], start: float, end: float, *, moving: bool = False
    ) -> float | None:
        """Return the average over time, without what was not measured.

        With `moving` also without the time at rest, which is no part of a power or a cadence.
        """
        if not values or end <= start:
            return None
        times = self.streams.time
        first, last = bisect_right(times, start) - 1, bisect_left(times, end)
        seconds = (self._moving_steps if moving else self._steps)[first:last]

        def share(step: int) -> float:
            return (min(times[step + 1], end) - max(times[step], start)) / (
                times[step + 1] - times[step]
            )

        # The stretch has only a part of its first and of its last step.
        seconds[0] *= share(first)
        if len(seconds) > 1:
            seconds[-1] *= share(last - 1)
        chosen = values[first:last]
        if None in chosen:
            seconds = [
                0.0 if value is None else lasts
                for value, lasts in zip(chosen, seconds, strict=True)
            ]
            chosen = [value or 0.0 for value in chosen]
        total = sum(seconds)
        return sum(map(mul, chosen, seconds)) / total if total else None

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
