"""The samples that a device would have recorded, derived from a summary.

They agree with the summary: distances add up to its distance, heart rates average to its
average, and the track is its polyline. The ID of the activity is the seed of everything else, so
an activity always has the same recording.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import inf
from random import Random
from typing import Any

from . import sensors
from .outline import Outline
from .places import LatLng
from .plan import Plan, make_plan
from .sampling import Moments, Stretch, make_moments
from .sensor_faults import failing_strap, find_faults, freeze, silence

MAX_SAMPLES = 20_000
"""One per second, for nearly the longest activity."""


@dataclass(frozen=True)
class Recording:
    """Lists of the same length with one item per sample; a list is empty if not recorded.

    Units are those of the streams: seconds, meters, degrees, meters per second, bpm, rpm, watts,
    percent. `clock` is the moving time at each sample, and `presses` are the samples at which
    the athlete began a new lap.
    """

    time: list[int]
    moving: list[bool]
    clock: list[int]
    presses: list[int] = field(default_factory=list)
    distance: list[float] = field(default_factory=list)
    speed: list[float] = field(default_factory=list)
    latlng: list[LatLng] = field(default_factory=list)
    altitude: list[float] = field(default_factory=list)
    grade: list[float] = field(default_factory=list)
    heartrate: list[int | None] = field(default_factory=list)
    cadence: list[int] = field(default_factory=list)
    watts: list[int] = field(default_factory=list)
    temp: list[int] = field(default_factory=list)

    def index_at(self, moving_time: int) -> int:
        """Return the first sample at or after some seconds of moving time."""
        return min(bisect_left(self.clock, moving_time), len(self.clock) - 1)


def record(
    activity: dict[str, Any], max_samples: int = MAX_SAMPLES, passages: frozenset[int] = frozenset()
) -> Recording | None:
    """Return the recording for a summary, or None for a manual activity.

    It has a sample at each of `passages`, in seconds of moving time. The details, laps, streams and
    zones of an activity share one result, which must not be changed.
    """
    if activity.get("manual"):
        return None
    return _record(Outline.of(activity), max_samples, passages)


@lru_cache(maxsize=2)
def _record(outline: Outline, max_samples: int, passages: frozenset[int]) -> Recording:
    plan = make_plan(outline)
    rng = Random(f"recording of {outline.id}")  # noqa: S311 - made up, not secret
    required = {*plan.presses, *passages, *(pause.at for pause in plan.pauses)}
    faults = find_faults(rng, plan, required)
    for stretch in (faults.unrecorded, faults.without_gps):
        required.update(stretch or ())
    moments = make_moments(rng, plan, max_samples, required, faults.unrecorded)
    effort = sensors.Effort(rng, plan)
    recording = Recording(
        time=moments.time,
        moving=moments.moving,
        clock=moments.clock,
        heartrate=_heart_rates(rng, outline, effort, moments, faults.without_heart_rate),
        cadence=sensors.cadences(outline, effort, moments),
        watts=sensors.watts(rng, outline, effort, moments),
        temp=sensors.temperatures(rng, outline, moments.clock),
        **_way(plan, moments, faults.without_gps),
    )
    return replace(recording, presses=[recording.index_at(second) for second in plan.presses])


def _heart_rates(
    rng: Random, outline: Outline, effort: sensors.Effort, moments: Moments, failing: Stretch | None
) -> list[int | None]:
    if not outline.heartrate:
        return []
    curve = sensors.heart_rates(outline, effort, moments)
    highest = outline.max_heartrate or outline.heartrate * 1.15
    if failing is None:
        return list(sensors.scaled(curve, outline.heartrate, highest))
    return failing_strap(rng, curve, moments.clock, failing, outline.heartrate, highest)


def _way(plan: Plan, moments: Moments, without_gps: Stretch | None) -> dict[str, list[Any]]:
    """Return the fields of a recording that change as the athlete moves on."""
    if plan.pacing is None:
        return {}
    total = plan.outline.distance
    covered, speeds = plan.pacing.follow(moments.clock)
    covered[0], covered[-1] = 0.0, total
    fastest = plan.outline.max_speed or inf
    way: dict[str, list[Any]] = {
        "distance": [round(meters, 1) for meters in covered],
        "speed": [
            0.0 if stands else round(min(speed, fastest), 2)
            for speed, stands in zip(speeds, moments.standing, strict=True)
        ],
    }
    if plan.track is not None:
        shares = [meters / total for meters in covered]
        way["latlng"], heights, way["grade"] = plan.track.follow(shares)
        way["altitude"] = _between(heights, plan.outline.lowest, plan.outline.highest)
    if without_gps is not None:
        for name in ("distance", "latlng"):
            way[name] = freeze(way[name], moments.clock, without_gps)
        way["speed"] = silence(way["speed"], moments.clock, without_gps)
    return way


def _between(heights: list[float], lowest: float | None, highest: float | None) -> list[float]:
    """Stretch altitudes a little: the lowest and the highest point may be between two samples."""
    if not heights or lowest is None or highest is None:
        return []
    bottom = min(heights)
    scale = (highest - lowest) / ((max(heights) - bottom) or 1.0)
    return [round(lowest + (height - bottom) * scale, 1) for height in heights]
