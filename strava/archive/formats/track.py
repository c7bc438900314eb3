"""What a device recorded, whatever the format of its file."""

from __future__ import annotations

from dataclasses import dataclass, field

CHANNELS = (
    "latitude",
    "longitude",
    "distance",
    "altitude",
    "speed",
    "heartrate",
    "cadence",
    "watts",
    "temp",
)
"""What a point may have: degrees, meters since the start, meters, meters per second, beats per
minute, revolutions per minute (of one leg for runs, as in Strava's API), watts, degrees Celsius."""

MOST_POINTS = 604_800
"""More than any recording has: a week with a point each second."""

CUT_OFF = "The file is cut off; what comes before is kept."
"""The note about a file that ends too early, whichever format is cut."""

Values = list[float | None]


@dataclass(frozen=True)
class Lap:
    """A lap, as the device summed it up. What it did not record is None."""

    start: float
    """Unix time."""
    elapsed_time: float | None = None
    moving_time: float | None = None
    """Seconds for which the timer ran."""
    distance: float | None = None
    elevation_gain: float | None = None
    average_speed: float | None = None
    max_speed: float | None = None
    average_heartrate: float | None = None
    max_heartrate: float | None = None
    average_cadence: float | None = None
    average_watts: float | None = None


@dataclass(frozen=True)
class Session:
    """One sport of a recording; a triathlon has several."""

    start: float
    """Unix time."""
    elapsed_time: float | None = None
    sport: str | None = None
    """As the format names it, such as `running`, `Biking` or `VirtualRide`."""
    sub_sport: str | None = None
    """Such as `treadmill`, `trail` or `lap_swimming`; only FIT has it."""


@dataclass
class Track:
    """The points of a recording in the order of the file, with one list for each channel.

    All lists have the length of `times`. A value is None where the device recorded none. Nothing
    is corrected here: times may repeat or go back, and positions may be wrong.
    """

    times: list[float] = field(default_factory=list)
    """Unix times of the points. Points without a time are left out."""
    channels: dict[str, Values] = field(default_factory=dict)
    """By the names in CHANNELS; those that no point has are left out."""
    laps: list[Lap] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    pauses: list[tuple[float, float]] = field(default_factory=list)
    """Unix times between which the timer stood still."""
    device: str | None = None
    """Such as `Garmin Forerunner 245`."""
    utc_offset: int | None = None
    """Seconds from UTC to local time, as the device says."""
    notes: list[str] = field(default_factory=list)
    """What is wrong with the file, such as `The file is cut off.`; one sentence each."""
