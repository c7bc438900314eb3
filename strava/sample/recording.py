"""The samples that a device would have recorded, derived from a summary.

They agree with the summary: distances add up to its distance, heart rates average to its
average, and the track is its polyline. The ID of the activity is the seed of everything else, so
an activity always has the same recording.
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

MAX_SAMPLES = 1200
WARM_UP = 360.0
"""Seconds until the heart rate has adapted to the effort."""

Wave = Callable[[float], float]


@dataclass(frozen=True)
class Recording:
    """Lists of the same length with one item per sample; a list is empty if not recorded.

    Units are those of the streams: seconds, meters, degrees, meters per second, bpm, rpm, watts.
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
    """Return the recording for a summary, or None for a manual activity.

    Samples are at equal shares (0 to 1) of the moving time.
    """
    if activity.get("manual"):
        return None
    rng = Random(activity["id"])  # noqa: S311 - made up, not secret
    moving_time = max(1, activity["moving_time"])
    count = max(2, min(MAX_SAMPLES, moving_time))
    shares = [number / (count - 1) for number in range(count)]
    time, moving = _times(rng, shares, moving_time, activity["elapsed_time"])
    total = activity.get("distance") or 0.0
    progress = _progress(rng, shares)
    latlng = _positions(_track(activity), progress) if total else []
    altitude = _altitudes(latlng, activity)
    distance = [round(total * share, 1) for share in progress] if total else []
    watts = activity.get("device_watts") and activity["average_watts"]
    return Recording(
        time=time,
        moving=moving,
        distance=distance,
        speed=_speeds(distance, moving_time / (count - 1)),
        latlng=latlng,
        altitude=altitude,
        heartrate=_heart_rates(rng, activity, shares),
        cadence=_vary(rng, shares, activity.get("average_cadence"), 0.05),
        watts=_vary(rng, shares, watts, 0.5),
        temp=_vary(rng, shares, activity.get("average_temp"), 0.08),
    )


def _wave(rng: Random) -> Wave:
    """Return a smooth curve over 0 to 1 with random values between about -1 and 1."""
    parts = [
        (rng.uniform(0.7, 1.3) * pi * turns, rng.uniform(0, 2 * pi), amplitude)
        for turns, amplitude in ((3, 0.45), (11, 0.3), (37, 0.17), (140, 0.08))
    ]
    return lambda share: sum(
        amplitude * sin(frequency * share + phase) for frequency, phase, amplitude in parts
    )


def _times(
    rng: Random, shares: Sequence[float], moving_time: int, elapsed_time: int
) -> tuple[list[int], list[bool]]:
    """Return the seconds since the start, and whether the athlete was moving.

    The time that was not moving time is spent in pauses at a few random samples.
    """
    paused = elapsed_time - moving_time
    count = len(shares)
    stops = sorted(rng.sample(range(1, count), min(count - 1, 1 + paused // 300))) if paused else []
    times, moving = [], []
    waited = 0
    for index, share in enumerate(shares):
        stopped = index in stops
        if stopped:
            waited = paused * (stops.index(index) + 1) // len(stops)
        times.append(round(share * moving_time) + waited)
        moving.append(not stopped)
    return times, moving


def _progress(rng: Random, shares: Sequence[float]) -> list[float]:
    """Return the share of the distance covered at each share of the moving time."""
    wave = _wave(rng)
    steps = [max(0.2, 1 + 0.22 * wave(share)) for share in shares[1:]]
    total = sum(steps)
    return [0.0, *(covered / total for covered in accumulate(steps))]


def _track(activity: dict[str, Any]) -> list[LatLng]:
    encoded = (activity.get("map") or {}).get("summary_polyline")
    return polyline.decode(encoded) if encoded else []


def _positions(track: list[LatLng], progress: list[float]) -> list[LatLng]:
    """Return the positions at these shares of the length of a track."""
    if not track:
        return []
    lengths = [0.0, *accumulate(meters_between(a, b) for a, b in pairwise(track))]
    positions = []
    leg = 0
    for share in progress:
        target = share * lengths[-1]
        while leg < len(track) - 2 and lengths[leg + 1] < target:
            leg += 1
        span = lengths[leg + 1] - lengths[leg] if len(track) > 1 else 0.0
        part = min(1.0, (target - lengths[leg]) / span) if span else 0.0
        (north, east), (to_north, to_east) = track[leg], track[min(leg + 1, len(track) - 1)]
        positions.append(
            (
                round(north + (to_north - north) * part, 6),
                round(east + (to_east - east) * part, 6),
            )
        )
    return positions


def _altitudes(latlng: list[LatLng], activity: dict[str, Any]) -> list[float]:
    low, high = activity.get("elev_low"), activity.get("elev_high")
    if not latlng or low is None or high is None:
        return []
    hills = [terrain(position) for position in latlng]
    lowest = min(hills)
    relief = (max(hills) - lowest) or 1.0
    return [round(low + (high - low) * (hill - lowest) / relief, 1) for hill in hills]


def _speeds(distance: list[float], interval: float) -> list[float]:
    """Return meters per second, averaged over a few samples as in Strava's `velocity_smooth`."""
    reach = 3
    last = len(distance) - 1
    speeds = []
    for index in range(len(distance)):
        start, end = max(0, index - reach), min(last, index + reach)
        speeds.append(round((distance[end] - distance[start]) / (interval * (end - start)), 2))
    return speeds


def _heart_rates(rng: Random, activity: dict[str, Any], shares: Sequence[float]) -> list[int]:
    average = activity.get("average_heartrate")
    if not activity.get("has_heartrate") or not average:
        return []
    wave = _wave(rng)
    warm = WARM_UP / max(WARM_UP, activity["moving_time"])
    curve = [0.10 * wave(share) - 0.25 * max(0.0, 1 - share / warm) ** 2 for share in shares]
    return _scale(curve, average, activity.get("max_heartrate") or average * 1.15)


def _vary(rng: Random, shares: Sequence[float], average: Any, variation: float) -> list[int]:
    """Return values that vary around an average by up to this share of it."""
    if not average:
        return []
    wave = _wave(rng)
    curve = [variation * wave(share) for share in shares]
    return _scale(curve, average, average * (1 + variation))


def _scale(curve: list[float], average: float, maximum: float) -> list[int]:
    """Shift and stretch a curve to this average and this maximum."""
    mean = sum(curve) / len(curve)
    peak = max(curve) - mean or 1.0
    factor = (maximum - average) / peak
    return [max(0, round(average + (value - mean) * factor)) for value in curve]
