"""A recording as streams: one list a measurement, all equally long.

Source: https://developers.strava.com/docs/reference/#api-Streams-getActivityStreams
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from .recording import Recording, record

Streams = dict[str, dict[str, Any]]


def streams(activity: dict[str, Any]) -> Streams | None:
    """Everything that was recorded, by key; None for an entry made by hand."""
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
    """Percent up or down from sample to sample."""
    if not recording.altitude:
        return []
    grades = [
        round(100 * (up_to - up) / (to - start), 1) if to - start > 1 else 0.0
        for (start, up), (to, up_to) in pairwise(
            zip(recording.distance, recording.altitude, strict=True)
        )
    ]
    return [grades[0], *grades]
