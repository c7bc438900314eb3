"""Heart rate and power zones: those of the athlete, and the time that an activity spent in each.

Sources: https://developers.strava.com/docs/reference/#api-models-Zones and
https://developers.strava.com/docs/reference/#api-models-ActivityZone
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from .state import current

HEART_RATE = (0, 115, 139, 158, 175, -1)
POWER = (0, 128, 174, 209, 244, 278, 348, -1)
"""The limits of the zones in bpm and in watts; -1 means no upper limit."""


def of_athlete() -> dict[str, Any]:
    """Return the zones of the athlete."""
    return {
        "heart_rate": {"custom_zones": False, "zones": _ranges(HEART_RATE)},
        "power": {"zones": _ranges(POWER)},
    }


def of_activity(activity: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the seconds of moving time in each zone of what the activity recorded."""
    recording = current().record(activity)
    if recording is None:
        return []
    distributions = []
    measured: tuple[tuple[str, Sequence[int | None], tuple[int, ...]], ...] = (
        ("heartrate", recording.heartrate, HEART_RATE),
        ("power", recording.watts, POWER),
    )
    for kind, values, edges in measured:
        if values:
            buckets = [zone | {"time": 0} for zone in _ranges(edges)]
            for index, (start, end) in enumerate(pairwise(recording.time), start=1):
                value = values[index]
                if value and recording.moving[index]:
                    _zone_of(buckets, value)["time"] += end - start
            distributions.append(
                {
                    "type": kind,
                    "resource_state": 3,
                    "sensor_based": True,
                    "distribution_buckets": buckets,
                }
            )
    return distributions


def _zone_of(zones: list[dict[str, int]], value: int) -> dict[str, int]:
    return next(zone for zone in reversed(zones) if value >= zone["min"])


def _ranges(edges: tuple[int, ...]) -> list[dict[str, int]]:
    return [{"min": low, "max": high} for low, high in pairwise(edges)]
