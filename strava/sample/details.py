"""What a detailed activity adds to its summary: laps, splits, efforts, the full track.

Source: https://developers.strava.com/docs/reference/#api-models-DetailedActivity
"""

from __future__ import annotations

from math import ceil
from typing import Any

import polyline

from . import parameters
from .best_efforts import make_best_efforts
from .journal import journal
from .laps import make_laps
from .recording import Recording
from .segment_efforts import make_efforts
from .splits import make_splits
from .state import current

MILE = 1609.344
ON_FOOT = {"Run", "TrailRun", "Walk", "Hike"}
TRACK_POINTS = 400


def detail(activity: dict[str, Any]) -> dict[str, Any]:
    """Return the detailed activity as the current request asks for it.

    `gear` is left for the caller to fill in.
    """
    sample = current()
    recording = sample.record(activity)
    efforts = make_efforts(activity, recording, list(sample.activities), sample.seed)
    if not parameters.flag("include_all_efforts", "Activity"):
        efforts = [effort for effort in efforts if effort["pr_rank"]]
    on_foot = activity["sport_type"] in ON_FOOT
    return activity | {
        "resource_state": 3,
        **journal(activity),
        "calories": calories(activity),
        "laps": make_laps(activity, recording),
        "splits_metric": make_splits(recording, 1000.0) if on_foot else [],
        "splits_standard": make_splits(recording, MILE) if on_foot else [],
        "best_efforts": make_best_efforts(activity, recording),
        "segment_efforts": efforts,
        "gear": None,
        "photos": {"primary": None, "count": activity.get("total_photo_count") or 0},
        "map": _map(activity, recording),
        "available_zones": ["heartrate"] if recording and recording.heartrate else [],
        "stats_visibility": [
            {"type": measurement, "visibility": "everyone"}
            for measurement in ("heart_rate", "pace", "power", "speed", "calories")
        ],
        "hide_from_home": False,
        "segment_leaderboard_opt_out": False,
        "leaderboard_opt_out": False,
        "embed_token": f"{activity['id']:x}",
    }


def laps(activity: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the laps of an activity."""
    return make_laps(activity, current().record(activity))


def _map(activity: dict[str, Any], recording: Recording | None) -> dict[str, Any]:
    summary_map = activity.get("map") or {}
    if recording is None or not recording.latlng:
        return summary_map | {
            "polyline": summary_map.get("summary_polyline"),
            "resource_state": 3,
        }
    step = ceil(len(recording.latlng) / TRACK_POINTS)
    points = [*recording.latlng[:-1:step], recording.latlng[-1]]
    return summary_map | {"polyline": polyline.encode(points), "resource_state": 3}


def calories(activity: dict[str, Any]) -> float:
    """Return kilocalories: from the work if measured, on foot from the distance, else by time.

    About a quarter of the energy that a body uses becomes work; on foot it uses about one
    kilocalorie per kilogram and kilometer.
    """
    kilocalories: float = activity["moving_time"] / 60 * 6.2
    if activity.get("kilojoules"):
        kilocalories = activity["kilojoules"] * 1.11
    elif activity["sport_type"] in ON_FOOT:
        kilocalories = (activity.get("distance") or 0) / 1000 * 63.5
    return round(kilocalories, 1)
