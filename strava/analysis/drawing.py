"""What the map and the charts draw of a recording: all measurements at the same few samples."""

from __future__ import annotations

from typing import Any

from .grade import grades
from .streams import Streams

MOST_SAMPLES = 2000


def drawing(streams: Streams) -> dict[str, list[Any]]:
    """Return lists of the same length, at most MOST_SAMPLES, by measurement.

    The keys are `time`, and of `distance`, `latlng`, `altitude`, `speed`, `heartrate`, `cadence`,
    `watts`, `temperature` and `grade` (in percent) those that were recorded.
    """
    count = len(streams.time)
    step = max(1, -(-count // MOST_SAMPLES))
    kept = [*range(0, count - 1, step), count - 1]
    measurements: dict[str, list[Any]] = {
        "time": streams.time,
        "distance": streams.distance,
        "latlng": streams.latlng,
        "altitude": streams.altitude,
        "speed": streams.speed,
        "heartrate": streams.heartrate,
        "cadence": streams.cadence,
        "watts": streams.watts,
        "temperature": streams.temperature,
        "grade": [100 * grade for grade in grades(streams.distance, streams.altitude)]
        if streams.distance and streams.altitude
        else [],
    }
    return {name: [values[i] for i in kept] for name, values in measurements.items() if values}
