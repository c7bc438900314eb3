"""What an activity's own page adds to its summary: laps, splits, best efforts, the full track.

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
LAP_METRES = {"Run": 1000, "TrailRun": 1000, "Ride": 10_000, "GravelRide": 10_000}
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
"""Metres; what Strava looks for in every run."""

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


def detail(activity: dict[str, Any]) -> dict[str, Any]:
    """The activity with everything its page shows; its gear is left to the caller."""
    recording = record(activity)
    rng = Random(activity["id"])  # noqa: S311 - made up, not secret
    on_foot = activity["sport_type"] in ON_FOOT
    photos = activity.get("total_photo_count") or 0
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
        "photos": {"primary": None, "count": photos},
        "map": _map(activity, recording),
        "hide_from_home": False,
        "perceived_exertion": None,
        "embed_token": f"{activity['id']:x}",
    }


def laps(activity: dict[str, Any]) -> list[dict[str, Any]]:
    """Laps as the device made them: by distance, or a single one."""
    return _laps(activity, record(activity))


def _laps(activity: dict[str, Any], recording: Recording | None) -> list[dict[str, Any]]:
    if recording is None:
        return []
    length = LAP_METRES.get(activity["sport_type"], 0)
    last = len(recording.time) - 1
    cuts = _cut(recording, length) if length and recording.distance else [(0, last)]
    return [_lap(activity, recording, number, span) for number, span in enumerate(cuts, start=1)]


def _lap(
    activity: dict[str, Any], recording: Recording, number: int, span: tuple[int, int]
) -> dict[str, Any]:
    start, end = span
    stretch = _stretch(recording, span)
    began = timedelta(seconds=recording.time[start])
    lap = {
        "id": activity["id"] * 10 + number,
        "resource_state": 2,
        "name": f"Lap {number}",
        "activity": {"id": activity["id"], "resource_state": 1},
        "athlete": activity.get("athlete"),
        "elapsed_time": stretch["elapsed_time"],
        "moving_time": stretch["moving_time"],
        "start_date": _later(activity["start_date"], began),
        "start_date_local": _later(activity["start_date_local"], began),
        "distance": stretch["distance"],
        "average_speed": stretch["average_speed"],
        "max_speed": max(recording.speed[start : end + 1], default=0.0),
        "lap_index": number,
        "split": number,
        "start_index": start,
        "end_index": end,
        "total_elevation_gain": _climb(recording.altitude[start : end + 1]),
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
    for number, span in enumerate(_cut(recording, length), start=1):
        start, end = span
        split = _stretch(recording, span) | {"split": number, "pace_zone": 0}
        heights = recording.altitude
        split["elevation_difference"] = round(heights[end] - heights[start], 1) if heights else None
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
        began = timedelta(seconds=recording.time[start])
        efforts.append(
            {
                "id": activity["id"] * 20 + number,
                "resource_state": 2,
                "name": name,
                "activity": {"id": activity["id"], "resource_state": 1},
                "athlete": activity.get("athlete"),
                "elapsed_time": seconds,
                "moving_time": seconds,
                "start_date": _later(activity["start_date"], began),
                "start_date_local": _later(activity["start_date_local"], began),
                "distance": length,
                "pr_rank": None,
                "achievements": [],
                "start_index": start,
                "end_index": end,
            }
        )
    return efforts


def _fastest(recording: Recording, length: float) -> tuple[int, int]:
    """The span of at least `length` metres that took the least time."""
    best, found = float("inf"), (0, len(recording.time) - 1)
    start = 0
    for end, reached in enumerate(recording.distance):
        while reached - recording.distance[start + 1 if start < end else start] >= length:
            start += 1
        if reached - recording.distance[start] >= length:
            seconds = recording.time[end] - recording.time[start]
            if seconds < best:
                best, found = seconds, (start, end)
    return found


def _cut(recording: Recording, length: float) -> list[tuple[int, int]]:
    """Spans of samples of about `length` metres each; the last is what remains."""
    cuts = [0]
    for index, reached in enumerate(recording.distance):
        if reached >= length * len(cuts):
            cuts.append(index)
    last = len(recording.distance) - 1
    if cuts[-1] != last:
        cuts.append(last)
    return list(pairwise(cuts))


def _stretch(recording: Recording, span: tuple[int, int]) -> dict[str, Any]:
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
    shown = activity.get("map") or {}
    if recording is None or not recording.latlng:
        return shown | {"polyline": shown.get("summary_polyline"), "resource_state": 3}
    step = max(1, len(recording.latlng) // TRACK_POINTS)
    points = [*recording.latlng[:-1:step], recording.latlng[-1]]
    return shown | {"polyline": polyline.encode(points), "resource_state": 3}


def _calories(activity: dict[str, Any]) -> float:
    """Kilocalories: a human turns about a quarter of them into work, and spends one per
    kilogram and kilometre on foot."""
    kilocalories: float = activity["moving_time"] / 60 * 6.2
    if activity.get("kilojoules"):
        kilocalories = activity["kilojoules"] * 1.11
    elif activity["sport_type"] in ON_FOOT:
        kilocalories = (activity.get("distance") or 0) / 1000 * 63.5
    return round(kilocalories, 1)


def _climb(heights: list[float]) -> float:
    return round(
        sum(max(0.0, after - before) for before, after in pairwise(heights)),
        1,
    )


def _mean(values: list[int]) -> float:
    return round(sum(values) / len(values), 1)


def _later(moment: str, by: timedelta) -> str:
    return f"{datetime.fromisoformat(moment.removesuffix('Z')) + by:%Y-%m-%dT%H:%M:%SZ}"
