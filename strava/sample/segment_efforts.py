"""The efforts of an activity on segments, with their rank among the athlete's own.

Source: https://developers.strava.com/docs/reference/#api-models-DetailedSegmentEffort
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from .recording import Recording
from .segments import Passage, Segment, passages, segments_of
from .spans import common_fields, sensor_averages

LOWEST_RANK = 3
"""Strava names the three best of the athlete's own efforts."""

Activity = dict[str, Any]


def make_efforts(
    activity: Activity, recording: Recording | None, others: Iterable[Activity], seed: int
) -> list[dict[str, Any]]:
    """Return all efforts of an activity. `others` are all activities that may have efforts, too.

    As on Strava, a rank is that of the day of the activity: later efforts do not change it.
    """
    segments = segments_of(activity, seed)
    if recording is None or not segments:
        return []
    earlier = _earlier_times(activity, segments, others, seed)
    efforts = zip(segments, passages(activity, seed), strict=True)
    return [
        _effort(activity, recording, number, segment, passage)
        | _achievement(passage, earlier[segment.fields["id"]])
        for number, (segment, passage) in enumerate(efforts)
    ]


def _earlier_times(
    activity: Activity, segments: list[Segment], others: Iterable[Activity], seed: int
) -> dict[int, list[int]]:
    """Return the elapsed times of all efforts before an activity by ID of the segment."""
    routes = {segment.route for segment in segments}
    times = defaultdict(list)
    for other in others:
        if other["start_date"] >= activity["start_date"]:
            continue
        theirs = segments_of(other, seed)
        if theirs and theirs[0].route in routes:
            for segment, passage in zip(theirs, passages(other, seed), strict=True):
                times[segment.fields["id"]].append(passage.elapsed_time)
    return times


def _achievement(passage: Passage, earlier: list[int]) -> dict[str, Any]:
    rank = 1 + sum(seconds <= passage.elapsed_time for seconds in earlier)
    if rank > LOWEST_RANK:
        return {"pr_rank": None, "achievements": []}
    achievement = {"type_id": 3, "type": "pr", "rank": rank, "effort_count": len(earlier) + 1}
    return {"pr_rank": rank, "achievements": [achievement]}


def _effort(
    activity: Activity, recording: Recording, number: int, segment: Segment, passage: Passage
) -> dict[str, Any]:
    span = recording.index_at(passage.start), recording.index_at(passage.end)
    start, end = span
    power: dict[str, Any] = {"device_watts": bool(recording.watts)}
    if activity.get("average_watts") and not recording.watts:
        power["average_watts"] = activity["average_watts"]
    return {
        "id": activity["id"] * 100 + number,
        "name": segment.fields["name"],
        **common_fields(activity, recording, span),
        "elapsed_time": passage.elapsed_time,
        "moving_time": passage.end - passage.start,
        "distance": round(recording.distance[end] - recording.distance[start], 1),
        **power,
        **sensor_averages(recording, span),
        "segment": segment.fields,
        "kom_rank": None,
        "visibility": activity.get("visibility"),
        "hidden": segment.is_hidden,
    }
