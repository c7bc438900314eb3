"""The fastest stretches of a run over the distances for which Strava looks.

Source: https://developers.strava.com/docs/reference/#api-models-DetailedSegmentEffort
"""

from __future__ import annotations

from math import inf
from typing import Any

from .recording import Recording
from .spans import Span, common_fields, sensor_averages

FASTEST = 12.0
"""Meters per second above which a step is taken for an error of the GPS."""

BEST_EFFORTS = {
    "400m": 400,
    "1/2 mile": 805,
    "1k": 1000,
    "1 mile": 1609,
    "2 mile": 3219,
    "5k": 5000,
    "10k": 10_000,
    "Half-Marathon": 21_097,
    "Marathon": 42_195,
}
"""The distances in meters for which Strava looks in every run."""


def make_best_efforts(
    activity: dict[str, Any], recording: Recording | None
) -> list[dict[str, Any]]:
    """Return an effort for each distance that the run has; none for other sports."""
    if activity["sport_type"] != "Run" or recording is None:
        return []
    efforts = []
    for number, (name, length) in enumerate(BEST_EFFORTS.items()):
        if not recording.distance or recording.distance[-1] < length:
            break
        span = _fastest(recording, length)
        if span is None:
            continue
        start, end = span
        efforts.append(
            {
                "id": activity["id"] * 20 + number,
                "name": name,
                **common_fields(activity, recording, span),
                "elapsed_time": recording.time[end] - recording.time[start],
                "moving_time": recording.clock[end] - recording.clock[start],
                "distance": length,
                **sensor_averages(recording, span),
                "pr_rank": None,
                "achievements": [],
            }
        )
    return efforts


def _fastest(recording: Recording, length: float) -> Span | None:
    """Return the span of at least `length` meters with the shortest elapsed time.

    Spans across a jump, where the GPS was lost, do not count; None if there is no other.
    """
    time, distance = recording.time, recording.distance
    shortest, fastest = inf, None
    start = 0
    for end in range(1, len(time)):
        covered = distance[end]
        if covered - distance[end - 1] > FASTEST * (time[end] - time[end - 1]):
            start = end
        while covered - distance[start + 1 if start < end else start] >= length:
            start += 1
        if covered - distance[start] >= length and time[end] - time[start] < shortest:
            shortest, fastest = time[end] - time[start], (start, end)
    return fastest
