"""What the worker process makes of a recording, so that storing it is a short transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .track import Track


@dataclass(frozen=True)
class RecordingFacts:
    """What has to be known about an activity to read its recording: all a worker gets."""

    activity_id: int
    start: float
    """Unix time of the start in the table of the archive."""
    span: tuple[float, float] | None
    """The Unix times between which the activity took place, by the summary that counts: nothing
    outside of them is kept. None if they are not known."""
    distance: float | None
    """Meters, by the summary that counts."""
    elapsed_time: float | None
    """Seconds, by the summary that counts."""
    sport_type: str | None
    """None if it is not known."""


@dataclass(frozen=True)
class Prepared:
    """A recording as it is stored. It can be pickled, and needs no database."""

    activity_id: int
    span: tuple[float, float] | None
    """The one that was asked for."""
    start: float
    """Unix time of the moment from which the times of the streams are counted."""
    streams: bytes | None
    """JSON as Strava sends streams, compressed with zlib; None if no sample remains."""
    elapsed_time: float | None
    """Seconds of the whole recording, before it was cut."""
    distance: float | None
    """Meters of the whole recording, before it was cut."""
    fields: dict[str, Any] = field(default_factory=dict)
    """What the recording says about the activity, with the names of Strava's API: `device_name`,
    `trainer`, `timezone` (by position), `sport_type`, `map`, `start_latlng`, `laps` and so on."""
    notes: tuple[str, ...] = ()
    """What is wrong with the recording; one sentence each."""


def prepare(track: Track, facts: RecordingFacts) -> Prepared:
    """Return what is stored of a recording. All heavy work happens here, without a database."""
    raise NotImplementedError
