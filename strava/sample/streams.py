"""A recording as streams: one list per measurement, all of the same length.

Source: https://developers.strava.com/docs/reference/#api-Streams-getActivityStreams
"""

from __future__ import annotations

from typing import Any

from .state import current

Streams = dict[str, dict[str, Any]]


def streams(activity: dict[str, Any]) -> Streams | None:
    """Return all recorded streams by key, or None for a manual activity."""
    recording = current().record(activity)
    if recording is None:
        return None
    data: dict[str, list[Any]] = {
        "time": recording.time,
        "distance": recording.distance,
        "latlng": recording.latlng,
        "altitude": recording.altitude,
        "velocity_smooth": recording.speed,
        "heartrate": recording.heartrate,
        "cadence": recording.cadence,
        "watts": recording.watts,
        "temp": recording.temp,
        "moving": recording.moving,
        "grade_smooth": recording.grade,
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
