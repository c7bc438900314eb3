"""A recording as streams: one list per measurement, all of the same length.

Source: https://developers.strava.com/docs/reference/#api-Streams-getActivityStreams
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from .recording import Recording, record

Streams = dict[str, dict[str, Any]]


def streams(activity: dict[str, Any]) -> Streams | None:
    """Return all recorded streams by key, or None for a manual activity."""
    recording = record(activity)
    if recording is None:
        return None
    data: dict[str, list[Any]] = {
        "time": recording.time,
        "distance": recording.distance,
        "latlng": [list(position) for position in recording.latlng],
        "altitude": recording.altitude,
        "velocity_smooth": recording.speed,
        "heartrate": recording.heartrate,
        "cadence": recording.cadence,
        "watts": recording.watts,
        "temp": recording.temp,
        "moving": recording.moving,
        "grade_smooth": _grades(recording),
    }
    series_type = "distance" if recording.distance else "time"
    return {
        key: {
            "data": values,
            "series_type": series_type,
            "original_size": len(values),
            "resolution": "high",
        }
        for key, values in data.items()
        if values
    }


def _grades(recording: Recording) -> list[float]:
    """Return the grade in percent from each sample to the next."""
    if not recording.altitude:
        return []
    points = zip(recording.distance, recording.altitude, strict=True)
    grades = [
        round(100 * (end_altitude - start_altitude) / (end - start), 1) if end - start > 1 else 0.0
        for (start, start_altitude), (end, end_altitude) in pairwise(points)
    ]
    return [grades[0], *grades]
