"""Where the laps and best efforts that Strava reports begin and end in the recording.

Strava gives the indexes of their samples. They count all samples that it sent, also those that
`streams.read` leaves out. In a recording of the device, which an archive has, they count nothing:
there, the times of laps and efforts themselves say where they are.
Source: https://developers.strava.com/docs/reference/#api-models-Lap
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .. import coerce

MOST_LAPS = 1000

Times = Sequence[float | None]
"""The time of each sample as Strava sent it."""


@dataclass(frozen=True)
class Lap:
    """A lap, in seconds since the start. `number` is its place in the list, counted from 1."""

    number: int
    start: float
    end: float


@dataclass(frozen=True)
class ReportedEffort:
    """A best effort of Strava: its distance in meters, its time, and its stretch in seconds."""

    distance: float
    time: float
    start: float
    end: float


def laps(listed: Any, times: Times, started_at: Any) -> list[Lap]:
    """Return the laps of an activity, without those whose place in the recording is unknown.

    `listed` is Strava's list, and `started_at` the activity's `start_date`. A lap without indexes
    begins at its own `start_date`, or where the one before ends.
    """
    found: list[Lap] = []
    for number, lap in enumerate(_items(listed)[:MOST_LAPS], start=1):
        if not isinstance(lap, dict):
            continue
        elapsed = _positive(lap.get("elapsed_time"))
        span = _of_samples(lap, times, elapsed)
        if span is None and elapsed is not None:
            begin = _seconds_between(started_at, lap.get("start_date"))
            if begin is None:
                begin = found[-1].end if found else 0.0
            span = begin, begin + elapsed
        if span is not None:
            found.append(Lap(number, *span))
    return found


def best_efforts(listed: Any, times: Times, started_at: Any = None) -> list[ReportedEffort]:
    """Return Strava's best efforts, without those whose place in the recording is unknown."""
    found = []
    for effort in _items(listed):
        if not isinstance(effort, dict):
            continue
        distance = _positive(effort.get("distance"))
        elapsed = _positive(effort.get("elapsed_time"))
        span = _of_samples(effort, times) if times else since_start(effort, started_at)
        if distance is not None and elapsed is not None and span is not None:
            found.append(ReportedEffort(distance, elapsed, *span))
    return found


def since_start(item: dict[str, Any], started_at: Any) -> tuple[float, float] | None:
    """Return when an effort begins and ends by its own times; None if it does not say."""
    begin = _seconds_between(started_at, item.get("start_date"))
    elapsed = _positive(item.get("elapsed_time"))
    return None if begin is None or elapsed is None else (begin, begin + elapsed)


def _of_samples(
    item: dict[str, Any], times: Times, elapsed: float | None = None
) -> tuple[float, float] | None:
    """Return when the samples `start_index` to `end_index` begin and end.

    The last sample of a lap lasts until the next one at most. `elapsed` says how long.
    """
    start, end = time_at(item.get("start_index"), times), time_at(item.get("end_index"), times)
    if start is None or end is None:
        return None
    if elapsed is not None:
        after = time_at(item["end_index"] + 1, times)
        end = min(max(end, start + elapsed), end if after is None else after)
    return (start, end) if start < end else None


def time_at(index: Any, times: Times) -> float | None:
    """Return the time of a sample by Strava's index; None if there is no such sample."""
    return times[index] if type(index) is int and 0 <= index < len(times) else None


def _seconds_between(start: Any, end: Any) -> float | None:
    try:
        return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
    except (TypeError, ValueError):
        return None


def _positive(value: Any) -> float | None:
    number = coerce.number(value)
    return number if number is not None and number > 0 else None


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
