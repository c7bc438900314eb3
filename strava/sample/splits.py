"""The splits of an activity on foot, per kilometer and per mile.

Source: https://developers.strava.com/docs/reference/#api-models-Split
"""

from __future__ import annotations

from typing import Any

from .recording import Recording
from .spans import divide, mean, totals


def make_splits(recording: Recording | None, length: float) -> list[dict[str, Any]]:
    """Return the splits of about `length` meters; none without a distance."""
    if recording is None or not recording.distance:
        return []
    splits = []
    altitude = recording.altitude
    for number, span in enumerate(divide(recording, length), start=1):
        start, end = span
        split = totals(recording, span) | {"split": number, "pace_zone": 0}
        difference = round(altitude[end] - altitude[start], 1) if altitude else None
        split["elevation_difference"] = difference
        if recording.heartrate:
            split["average_heartrate"] = mean(recording.heartrate[start : end + 1])
        splits.append(split)
    return splits
