"""Everything that is stored about a recording: splits, laps, efforts, power, zones and load."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import inf

from ..sports import SPORTS_WITH_FLAT_PACE, group, is_swim
from ..units import METERS_PER_MILE, METERS_PER_YARD
from .best_efforts import best_efforts, has_implausible_step
from .families import Family, family
from .load import HeartRates, power_load, trimp
from .power import power_curve, weighted_power
from .reported import Lap, ReportedEffort
from .splits import splits
from .streams import Streams
from .stretches import Recording, Stretch
from .zones import time_in_zones

_SPLITS = {"km": 1000.0, "mile": METERS_PER_MILE}
_SPLITS_OF_SWIMS = {"100m": 100.0, "100yd": 100 * METERS_PER_YARD}
_SAME_DISTANCE = 0.001
"""Strava rounds the distances of its best efforts, as in 16,090 meters for ten miles."""


@dataclass(frozen=True)
class Facts:
    """What is known about an activity besides its streams."""

    sport_type: str
    distance: float | None = None
    elapsed_time: float | None = None
    elevation_gain: float | None = None
    has_power_meter: bool = False
    """False if Strava has only estimated the power."""
    laps: Sequence[Lap] = ()
    best_efforts: Sequence[ReportedEffort] = ()
    """Strava's own."""


@dataclass(frozen=True)
class Limits:
    """What an athlete's measurements are compared with on the day of an activity."""

    heartrate_zones: Sequence[float] = ()
    power_zones: Sequence[float] = ()
    """Where each zone begins, ascending; empty if they are unknown."""
    heart_rates: HeartRates | None = None
    ftp: float | None = None
    """Functional threshold power, in watts."""


@dataclass(frozen=True)
class BestEffort:
    """The best effort over a distance in meters or a duration in seconds (`size`).

    `kind` is `distance`, with `value` in seconds, or `power`, with `value` in watts.
    """

    kind: str
    size: float
    value: float
    stretch: Stretch
    from_strava: bool = False


@dataclass(frozen=True)
class Measures:
    """The measures of a recording that depend on nothing but the activity."""

    stretches: dict[str, list[tuple[int, Stretch]]]
    """Numbered splits and laps, by kind: `km`, `mile`, `100m`, `100yd` and `lap`."""
    efforts: list[BestEffort]
    weighted_power: float | None


@dataclass(frozen=True)
class Ratings:
    """The measures that depend on the athlete's limits."""

    heartrate_seconds: list[float] = field(default_factory=list)
    power_seconds: list[float] = field(default_factory=list)
    """The seconds in each zone; empty without measurements or without zones."""
    trimp: float | None = None
    power_load: float | None = None


def open_recording(streams: Streams, sport_type: str, elevation_gain: float | None) -> Recording:
    """Return the recording from which all stretches of an activity are taken.

    `elevation_gain` is Strava's, for the whole activity.
    """
    return Recording(
        streams,
        cycling=group(sport_type) == "cycle",
        with_flat_distance=sport_type in SPORTS_WITH_FLAT_PACE,
        total_gain=elevation_gain,
    )


def measure(streams: Streams, facts: Facts) -> Measures:
    """Return the measures of an activity."""
    recording = open_recording(streams, facts.sport_type, facts.elevation_gain)
    lengths = _SPLITS | (_SPLITS_OF_SWIMS if is_swim(facts.sport_type) else {})
    stretches = {
        kind: list(enumerate(splits(recording, length), start=1))
        for kind, length in lengths.items()
    }
    stretches["lap"] = [
        (lap.number, stretch)
        for lap in facts.laps
        if (stretch := recording.stretch(lap.start, lap.end)).elapsed_time > 0
    ]
    sports = family(facts.sport_type)
    return Measures(
        stretches=stretches,
        efforts=[] if sports is None else _efforts(recording, facts, sports),
        weighted_power=weighted_power(streams) if facts.has_power_meter else None,
    )


def rate(streams: Streams, *, has_power_meter: bool, limits: Limits) -> Ratings:
    """Return the time in zones and the load of an activity."""
    heartrate_seconds, power_seconds = [], []
    if streams.heartrate and limits.heartrate_zones:
        heartrate_seconds = time_in_zones(streams.time, streams.heartrate, limits.heartrate_zones)
    if has_power_meter and streams.watts and limits.power_zones:
        power_seconds = time_in_zones(streams.time, streams.watts, limits.power_zones)
    rates, has_threshold = limits.heart_rates, has_power_meter and limits.ftp is not None
    return Ratings(
        heartrate_seconds=heartrate_seconds,
        power_seconds=power_seconds,
        trimp=trimp(streams, rates) if rates is not None else None,
        power_load=power_load(streams, limits.ftp or 0) if has_threshold else None,
    )


def _efforts(recording: Recording, facts: Facts, sports: Family) -> list[BestEffort]:
    """Return the best efforts, none of which is longer than the activity itself."""
    longest, most = facts.distance or inf, facts.elapsed_time or inf
    sizes = [size for size in sports.distances if size <= longest]
    reported = [one for one in facts.best_efforts if one.time <= most]
    found = [*_over_distances(recording, reported, sizes, sports.fastest)]
    if facts.has_power_meter:
        found += _over_durations(recording)
    return [one for one in found if (one.value if one.kind == "distance" else one.size) <= most]


def _over_distances(
    recording: Recording, reported: Sequence[ReportedEffort], sizes: list[float], fastest: float
) -> Iterable[BestEffort]:
    """Yield an effort for each distance: Strava's own, unless its stretch has an error."""
    streams = recording.streams
    ours = {effort.distance: effort for effort in best_efforts(streams, sizes, fastest)}
    for size in sizes:
        strava = next((one for one in reported if _is_same(one.distance, size)), None)
        if (
            strava is not None
            and size <= fastest * strava.time
            and not has_implausible_step(streams, strava.start, strava.end, fastest)
        ):
            stretch = recording.stretch(strava.start, strava.end)
            yield BestEffort("distance", size, strava.time, stretch, from_strava=True)
        elif (effort := ours.get(size)) is not None:
            stretch = recording.stretch(effort.start, effort.end)
            yield BestEffort("distance", size, effort.time, stretch)


def _over_durations(recording: Recording) -> Iterable[BestEffort]:
    for best in power_curve(recording.streams):
        stretch = recording.stretch(best.start, best.start + best.duration)
        yield BestEffort("power", float(best.duration), best.watts, stretch)


def _is_same(distance: float, size: float) -> bool:
    return abs(distance - size) <= _SAME_DISTANCE * size
