"""Activities to download, some of them with recordings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

START = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
RUN, TREADMILL, MANUAL, UNFETCHED, ENDLESS, OTHERS, TIMELESS, EMPTY = range(101, 109)
MOVING = range(0, 1201, 3)


def summary(activity_id: int, **values: Any) -> dict[str, Any]:
    return {
        "id": activity_id,
        "name": "Run <fast> & “easy”",
        "sport_type": "TrailRun",
        "start_date": "2026-11-22T07:30:00Z",
        "start_date_local": "2026-11-22T08:30:00Z",
        "distance": 4000.0,
        "moving_time": 1200,
        "elapsed_time": 1200,
        "start_latlng": [47.0, 8.5],
        **values,
    }


def run_streams() -> dict[str, list[Any]]:
    """Return a run of 20 minutes at 3.33 m/s, without GPS for its second minute."""
    return {
        "time": list(MOVING),
        "distance": [round(time * 10 / 3, 1) for time in MOVING],
        "latlng": [[0, 0] if 60 < time < 120 else [47 + time / 1e5, 8.5] for time in MOVING],
        "altitude": [400 + time / 100 for time in MOVING],
        "velocity_smooth": [3.33] * len(MOVING),
        "heartrate": [0 if time < 9 else 140 + time % 7 for time in MOVING],
        "cadence": [85] * len(MOVING),
        "moving": [True] * len(MOVING),
    }


STREAMS: dict[int, dict[str, list[Any]] | None] = {
    RUN: run_streams(),
    TREADMILL: {"time": [0, 1], "heartrate": [99, 100]},
    ENDLESS: {"time": [0, 3e11], "latlng": [[1, 2], [3, 4]], "watts": [100, 200]},
    TIMELESS: {"time": [0, 1], "latlng": [[1, 2], [3, 4]]},
    EMPTY: None,
}
