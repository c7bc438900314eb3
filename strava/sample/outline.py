"""What a recording has to agree with: the figures of a summary, in a form that can be a key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Outline:
    """The figures of a summary; None, 0 or "" where it has none. Units are Strava's.

    `watts` and `max_watts` are those of a power meter: estimates of Strava are not recorded.
    """

    id: int
    sport_type: str
    name: str
    workout_type: int | None
    moving_time: int
    elapsed_time: int
    distance: float
    max_speed: float
    polyline: str
    lowest: float | None
    highest: float | None
    heartrate: float | None
    max_heartrate: float | None
    cadence: float | None
    watts: float | None
    max_watts: float | None
    temperature: float | None

    @classmethod
    def of(cls, activity: dict[str, Any]) -> Outline:
        """Return the outline of a summary, which may lack any field but `id` and `moving_time`."""
        moving_time = max(1, activity["moving_time"])
        power_meter = activity.get("device_watts")
        return cls(
            id=activity["id"],
            sport_type=activity["sport_type"],
            name=activity.get("name") or "",
            workout_type=activity.get("workout_type"),
            moving_time=moving_time,
            elapsed_time=max(moving_time, activity.get("elapsed_time") or 0),
            distance=activity.get("distance") or 0.0,
            max_speed=activity.get("max_speed") or 0.0,
            polyline=(activity.get("map") or {}).get("summary_polyline") or "",
            lowest=activity.get("elev_low"),
            highest=activity.get("elev_high"),
            heartrate=activity.get("average_heartrate") if activity.get("has_heartrate") else None,
            max_heartrate=activity.get("max_heartrate"),
            cadence=activity.get("average_cadence"),
            watts=activity.get("average_watts") if power_meter else None,
            max_watts=activity.get("max_watts") if power_meter else None,
            temperature=activity.get("average_temp"),
        )

    @property
    def speed(self) -> float:
        """Average meters per second while moving."""
        return self.distance / self.moving_time
