"""The laps of an activity: of the device, by hand, or the parts of a workout.

Source: https://developers.strava.com/docs/reference/#api-models-Lap
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from .recording import Recording
from .spans import Span, common_fields, divide, elevation_gain, sensor_averages, totals

LAP_METERS = {"Run": 1000, "TrailRun": 1000, "Ride": 10_000, "GravelRide": 10_000}


def make_laps(activity: dict[str, Any], recording: Recording | None) -> list[dict[str, Any]]:
    """Return the laps: where the button was pressed, else one per distance in LAP_METERS.

    Other sports have a single lap.
    """
    if recording is None:
        return []
    last = len(recording.time) - 1
    length = LAP_METERS.get(activity["sport_type"], 0)
    if recording.presses:
        spans = list(pairwise([0, *recording.presses, last]))
    elif length and recording.distance:
        spans = divide(recording, length)
    else:
        spans = [(0, last)]
    return [_lap(activity, recording, number, span) for number, span in enumerate(spans, start=1)]


def _lap(activity: dict[str, Any], recording: Recording, number: int, span: Span) -> dict[str, Any]:
    start, end = span
    return {
        "id": activity["id"] * 100 + number,
        "name": f"Lap {number}",
        **common_fields(activity, recording, span),
        **totals(recording, span),
        "max_speed": max(recording.speed[start : end + 1], default=0.0),
        "lap_index": number,
        "split": number,
        "pace_zone": 0,
        "total_elevation_gain": elevation_gain(recording.altitude[start : end + 1]),
        **({"device_watts": True} if recording.watts else {}),
        **sensor_averages(recording, span),
    }
