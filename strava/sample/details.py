"""What a detailed activity adds to its summary: laps, splits, best efforts, the full track.

Source: https://developers.strava.com/docs/reference/#api-models-DetailedActivity
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import polyline

from .recording import Recording, record

MILE = 1609.344
ON_FOOT = {"Run", "TrailRun", "Walk", "Hike"}
LAP_METERS = {"Run": 1000, "TrailRun": 1000, "Ride": 10_000, "GravelRide": 10_000}
TRACK_POINTS = 400
BEST_EFFORTS = {
    "400m": 400,
    "1/2 mile": 805,
    "1k": 1000,
    "1 mile": 1609,
    "2 mile": 3219,
    "5k": 5000,
    "10k": 10_000,
    "Half-Marathon": 21_097,
    "Marathon": 42_195,
}
"""The distances in meters for which Strava looks in every run."""

DESCRIPTIONS = (
    None,
    None,
    None,
    "",
    "Legs felt better than expected.",
    "With the usual suspects. Coffee stop included.\n\nMust fix the rear brake.",
    "Rain from km 5. 🌧️ Worth it.",
    'Notes: 5 > 4 & 3 < 4, "as they say".',
)

Span = tuple[int, int]
"""The indexes of the first and the last sample of a part of a recording."""


def detail(activity: dict[str, Any]) -> dict[str, Any]:
    """Return the detailed activity, with `gear` left for the caller to fill in."""
    recording = record(activity)
    rng = Random(activity["id"])  # noqa: S311 - made up, not secret
    on_foot = activity["sport_type"] in ON_FOOT
    return activity | {
        "resource_state": 3,
        "description": rng.choice(DESCRIPTIONS),
        "calories": _calories(activity),
        "laps": _laps(activity, recording),
        "splits_metric": _splits(recording, 1000.0) if on_foot else [],
        "splits_standard": _splits(recording, MILE) if on_foot else [],
        "best_efforts": _best_efforts(activity, recording),
        "segment_efforts": [],
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
        "perceived_exertion": None,
        "prefer_perceived_exertion": None,
        "private_note": None,
        "embed_token": f"{activity['id']:x}",
    }


def laps(activity: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the laps of the device: one per distance in LAP_METERS, or a single lap."""
    return _laps(activity, record(activity))


def _laps(activity: dict[str, Any], recording: Recording | None) -> list[dict[str, Any]]:
    if recording is None:
        return []
    length = LAP_METERS.get(activity["sport_type"], 0)
    last = len(recording.time) - 1
    spans = _divide(recording, length) if length and recording.distance else [(0, last)]
    return [_lap(activity, recording, number, span) for number, span in enumerate(spans, start=1)]


def _lap(activity: dict[str, Any], recording: Recording, number: int, span: Span) -> dict[str, Any]:
    start, end = span
    lap = {
        "id": activity["id"] * 10 + number,
        "name": f"Lap {number}",
        **_common_fields(activity, recording, span),
        **_totals(recording, span),
        "max_speed": max(recording.speed[start : end + 1], default=0.0),
        "lap_index": number,
        "split": number,
        "total_elevation_gain": _elevation_gain(recording.altitude[start : end + 1]),
    }
    for field, values in (
        ("average_heartrate", recording.heartrate),
        ("average_cadence", recording.cadence),
        ("average_watts", recording.watts),
    ):
        if values:
            lap[field] = _mean(values[start : end + 1])
    if recording.heartrate:
        lap["max_heartrate"] = float(max(recording.heartrate[start : end + 1]))
    return lap


def _splits(recording: Recording | None, length: float) -> list[dict[str, Any]]:
    if recording is None or not recording.distance:
        return []
    splits = []
    altitude = recording.altitude
    for number, span in enumerate(_divide(recording, length), start=1):
        start, end = span
        split = _totals(recording, span) | {"split": number, "pace_zone": 0}
        difference = round(altitude[end] - altitude[start], 1) if altitude else None
        split["elevation_difference"] = difference
        if recording.heartrate:
            split["average_heartrate"] = _mean(recording.heartrate[start : end + 1])
        splits.append(split)
    return splits


def _best_efforts(activity: dict[str, Any], recording: Recording | None) -> list[dict[str, Any]]:
    if activity["sport_type"] != "Run" or recording is None:
        return []
    efforts = []
    for number, (name, length) in enumerate(BEST_EFFORTS.items()):
        if not recording.distance or recording.distance[-1] < length:
            break
        start, end = _fastest(recording, length)
        seconds = recording.time[end] - recording.time[start]
        efforts.append(
            {
                "id": activity["id"] * 20 + number,
                "name": name,
                **_common_fields(activity, recording, (start, end)),
                "elapsed_time": seconds,
                "moving_time": seconds,
                "distance": length,
                "pr_rank": None,
                "achievements": [],
            }
        )
    return efforts


def _common_fields(activity: dict[str, Any], recording: Recording, span: Span) -> dict[str, Any]:
    """Return the fields that laps and best efforts share: activity, athlete, start and span."""
    start, end = span
    offset = timedelta(seconds=recording.time[start])
    return {
        "resource_state": 2,
        "activity": {"id": activity["id"], "resource_state": 1},
        "athlete": activity.get("athlete"),
        "start_date": _add(activity["start_date"], offset),
        "start_date_local": _add(activity["start_date_local"], offset),
        "start_index": start,
        "end_index": end,
    }


def _fastest(recording: Recording, length: float) -> Span:
    """Return the span of at least `length` meters with the shortest elapsed time."""
    shortest, fastest = float("inf"), (0, len(recording.time) - 1)
    start = 0
    for end, covered in enumerate(recording.distance):
        while covered - recording.distance[start + 1 if start < end else start] >= length:
            start += 1
        if covered - recording.distance[start] >= length:
            seconds = recording.time[end] - recording.time[start]
            if seconds < shortest:
                shortest, fastest = seconds, (start, end)
    return fastest


def _divide(recording: Recording, length: float) -> list[Span]:
    """Divide a recording into spans of about `length` meters; the last may be shorter."""
    boundaries = [0]
    for index, covered in enumerate(recording.distance):
        if covered >= length * len(boundaries):
            boundaries.append(index)
    last = len(recording.distance) - 1
    if boundaries[-1] != last:
        boundaries.append(last)
    return list(pairwise(boundaries))


def _totals(recording: Recording, span: Span) -> dict[str, Any]:
    start, end = span
    elapsed = recording.time[end] - recording.time[start]
    paused = sum(
        recording.time[index] - recording.time[index - 1]
        for index in range(start + 1, end + 1)
        if not recording.moving[index]
    )
    covered = recording.distance[end] - recording.distance[start] if recording.distance else 0.0
    moving = max(1, elapsed - paused)
    return {
        "distance": round(covered, 1),
        "elapsed_time": elapsed,
        "moving_time": moving,
        "average_speed": round(covered / moving, 2),
    }


def _map(activity: dict[str, Any], recording: Recording | None) -> dict[str, Any]:
    summary_map = activity.get("map") or {}
    if recording is None or not recording.latlng:
        return summary_map | {
            "polyline": summary_map.get("summary_polyline"),
            "resource_state": 3,
        }
    step = max(1, len(recording.latlng) // TRACK_POINTS)
    points = [*recording.latlng[:-1:step], recording.latlng[-1]]
    return summary_map | {"polyline": polyline.encode(points), "resource_state": 3}


def _calories(activity: dict[str, Any]) -> float:
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


def _elevation_gain(altitude: list[float]) -> float:
    return round(sum(max(0.0, after - before) for before, after in pairwise(altitude)), 1)


def _mean(values: list[int]) -> float:
    return round(sum(values) / len(values), 1)


def _add(moment: str, offset: timedelta) -> str:
    return f"{datetime.fromisoformat(moment.removesuffix('Z')) + offset:%Y-%m-%dT%H:%M:%SZ}"
