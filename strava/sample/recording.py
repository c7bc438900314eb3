"""What the device recorded second by second, worked out again from a summary alone.

The summary decides: distances add up to its distance, heart rates average to its average, and
the track is its polyline. The activity's id is the seed of all the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from math import pi, sin
from random import Random
from typing import Any

import polyline

from .places import LatLng, meters_between, terrain

MOST_SAMPLES = 1200
WARM_UP = 360.0
"""Seconds until the heart has caught up."""

Wave = Callable[[float], float]


@dataclass(frozen=True)
class Recording:
    """Equally long lists, one item a sample; a list is empty when nothing of it was recorded.

    Units are the streams': seconds, metres, degrees, metres per second, bpm, rpm, watts.
    """

    time: list[int]
    moving: list[bool]
    distance: list[float] = field(default_factory=list)
    speed: list[float] = field(default_factory=list)
    latlng: list[LatLng] = field(default_factory=list)
    altitude: list[float] = field(default_factory=list)
    heartrate: list[int] = field(default_factory=list)
    cadence: list[int] = field(default_factory=list)
    watts: list[int] = field(default_factory=list)
    temp: list[int] = field(default_factory=list)


def record(activity: dict[str, Any]) -> Recording | None:
    """The recording behind a summary; None for an entry made by hand."""
    if activity.get("manual"):
        return None
    rng = Random(activity["id"])  # noqa: S311 - made up, not secret
    moving_time = max(1, activity["moving_time"])
    count = max(2, min(MOST_SAMPLES, moving_time))
    shares = [number / (count - 1) for number in range(count)]
    time, moving = _clock(rng, shares, moving_time, activity["elapsed_time"])
    total = activity.get("distance") or 0.0
    progress = _progress(rng, shares)
    latlng = _along(_track(activity), progress) if total else []
    altitude = _heights(latlng, activity)
    distance = [round(total * share, 1) for share in progress] if total else []
    return Recording(
        time=time,
        moving=moving,
        distance=distance,
        speed=_speeds(distance, moving_time / (count - 1)),
        latlng=latlng,
        altitude=altitude,
        heartrate=_heart_rates(rng, activity, shares),
        cadence=_around(rng, shares, activity.get("average_cadence"), 0.05),
        watts=_around(rng, shares, activity.get("device_watts") and activity["average_watts"], 0.5),
        temp=_around(rng, shares, activity.get("average_temp"), 0.08),
    )


def _wave(rng: Random) -> Wave:
    """A smooth curve over 0 to 1 that wanders between about -1 and 1."""
    parts = [
        (rng.uniform(0.7, 1.3) * pi * turns, rng.uniform(0, 2 * pi), size)
        for turns, size in ((3, 0.45), (11, 0.3), (37, 0.17), (140, 0.08))
    ]
    return lambda share: sum(size * sin(pace * share + phase) for pace, phase, size in parts)


def _clock(
    rng: Random, shares: Sequence[float], moving_time: int, elapsed_time: int
) -> tuple[list[int], list[bool]]:
    """Seconds since the start, and whether the athlete moved: the pauses are at a few traffic
    lights, bakeries and summits."""
    paused = elapsed_time - moving_time
    count = len(shares)
    stops = sorted(rng.sample(range(1, count), min(count - 1, 1 + paused // 300))) if paused else []
    time, moving = [], []
    waited = 0
    for index, share in enumerate(shares):
        stopped = index in stops
        if stopped:
            waited = paused * (stops.index(index) + 1) // len(stops)
        time.append(round(share * moving_time) + waited)
        moving.append(not stopped)
    return time, moving


def _progress(rng: Random, shares: Sequence[float]) -> list[float]:
    """The share of the distance that is done at each share of the moving time."""
    wave = _wave(rng)
    steps = [max(0.2, 1 + 0.22 * wave(share)) for share in shares[1:]]
    total = sum(steps)
    return [0.0, *(done / total for done in accumulate(steps))]


def _track(activity: dict[str, Any]) -> list[LatLng]:
    encoded = (activity.get("map") or {}).get("summary_polyline")
    return polyline.decode(encoded) if encoded else []


def _along(track: list[LatLng], progress: list[float]) -> list[LatLng]:
    """The positions at shares of a track's length."""
    if not track:
        return []
    reached = [0.0, *accumulate(meters_between(a, b) for a, b in pairwise(track))]
    positions = []
    leg = 0
    for share in progress:
        target = share * reached[-1]
        while leg < len(track) - 2 and reached[leg + 1] < target:
            leg += 1
        span = reached[leg + 1] - reached[leg] if len(track) > 1 else 0.0
        part = min(1.0, (target - reached[leg]) / span) if span else 0.0
        (north, east), (to_north, to_east) = track[leg], track[min(leg + 1, len(track) - 1)]
        positions.append(
            (
                round(north + (to_north - north) * part, 6),
                round(east + (to_east - east) * part, 6),
            )
        )
    return positions


def _heights(latlng: list[LatLng], activity: dict[str, Any]) -> list[float]:
    low, high = activity.get("elev_low"), activity.get("elev_high")
    if not latlng or low is None or high is None:
        return []
    hills = [terrain(position) for position in latlng]
    lowest = min(hills)
    relief = (max(hills) - lowest) or 1.0
    return [round(low + (high - low) * (hill - lowest) / relief, 1) for hill in hills]


def _speeds(distance: list[float], seconds: float) -> list[float]:
    """Metres per second, smoothed over a few samples as Strava's are."""
    reach = 3
    last = len(distance) - 1
    return [
        round(
            (distance[min(last, index + reach)] - distance[max(0, index - reach)])
            / (seconds * (min(last, index + reach) - max(0, index - reach))),
            2,
        )
        for index in range(len(distance))
    ]


def _heart_rates(rng: Random, activity: dict[str, Any], shares: Sequence[float]) -> list[int]:
    average = activity.get("average_heartrate")
    if not activity.get("has_heartrate") or not average:
        return []
    wave = _wave(rng)
    warm = WARM_UP / max(WARM_UP, activity["moving_time"])
    raw = [0.10 * wave(share) - 0.25 * max(0.0, 1 - share / warm) ** 2 for share in shares]
    return _fitted(raw, average, activity.get("max_heartrate") or average * 1.15)


def _around(rng: Random, shares: Sequence[float], average: Any, sway: float) -> list[int]:
    """Values that wander about an average by a share of it."""
    if not average:
        return []
    wave = _wave(rng)
    raw = [sway * wave(share) for share in shares]
    return _fitted(raw, average, average * (1 + sway))


def _fitted(raw: list[float], average: float, highest: float) -> list[int]:
    """The curve, shifted and stretched to have that average and that highest value."""
    middle = sum(raw) / len(raw)
    peak = max(raw) - middle or 1.0
    scale = (highest - average) / peak
    return [max(0, round(average + (value - middle) * scale)) for value in raw]
