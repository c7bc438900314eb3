"""A part of a recording, from one sample to another, and what Strava says about each part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from .recording import Recording

Span = tuple[int, int]
"""The indexes of the first and the last sample of a part of a recording."""


def common_fields(activity: dict[str, Any], recording: Recording, span: Span) -> dict[str, Any]:
    """Return the fields that laps and efforts share: activity, athlete, start and span."""
    start, end = span
    offset = timedelta(seconds=recording.time[start])
    return {
        "resource_state": 2,
        "activity": {"id": activity["id"], "resource_state": 1},
        "athlete": activity.get("athlete"),
        "start_date": _later(activity["start_date"], offset),
        "start_date_local": _later(activity["start_date_local"], offset),
        "start_index": start,
        "end_index": end,
    }


def divide(recording: Recording, length: float) -> list[Span]:
    """Divide a recording into spans of about `length` meters; the last may be shorter."""
    boundaries = [0]
    next_boundary = length
    for index, covered in enumerate(recording.distance):
        if covered >= next_boundary:
            boundaries.append(index)
            next_boundary = length * (covered // length + 1)
    last = len(recording.distance) - 1
    if boundaries[-1] != last:
        boundaries.append(last)
    return list(pairwise(boundaries))


def totals(recording: Recording, span: Span) -> dict[str, Any]:
    """Return distance, times and average speed."""
    start, end = span
    elapsed = recording.time[end] - recording.time[start]
    covered = recording.distance[end] - recording.distance[start] if recording.distance else 0.0
    moving = max(1, recording.clock[end] - recording.clock[start])
    return {
        "distance": round(covered, 1),
        "elapsed_time": elapsed,
        "moving_time": moving,
        "average_speed": round(covered / moving, 2),
    }


def sensor_averages(recording: Recording, span: Span) -> dict[str, Any]:
    """Return the averages of heart rate, cadence and power, as far as they were recorded."""
    start, end = span
    values: dict[str, Any] = {}
    for name, measured in (
        ("heartrate", recording.heartrate),
        ("cadence", recording.cadence),
        ("watts", recording.watts),
    ):
        if average := mean(measured[start : end + 1]):
            values[f"average_{name}"] = average
    if "average_heartrate" in values:
        values["max_heartrate"] = float(max(filter(None, recording.heartrate[start : end + 1])))
    return values


def mean(values: Sequence[int | None]) -> float | None:
    """Return the average without what a sensor missed (0 or None); None if that is everything."""
    measured = [value for value in values if value]
    return round(sum(measured) / len(measured), 1) if measured else None


def elevation_gain(altitude: list[float]) -> float:
    """Return the meters climbed."""
    return round(sum(max(0.0, after - before) for before, after in pairwise(altitude)), 1)


def _later(moment: str, offset: timedelta) -> str:
    return f"{datetime.fromisoformat(moment.removesuffix('Z')) + offset:%Y-%m-%dT%H:%M:%SZ}"
