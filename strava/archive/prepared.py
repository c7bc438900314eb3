"""What the worker process makes of a recording, so that storing it is a short transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from ..db.archived import OFFSET, ZONE
from ..db.compression import compress
from ..recordings import description
from ..recordings.cropping import Span, crop
from . import sports_of_tracks, time_zones
from .formats.track import Lap, Session, Track
from .streams import WholeRecording, choose_session, to_streams

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOTHING_LEFT = "The recording has nothing from the time of the activity."


@dataclass(frozen=True)
class RecordingFacts:
    """What has to be known about an activity to read its recording: all a worker gets."""

    activity_id: int
    row_span: Span
    """The Unix times between which the activity took place, by the table of the archive."""
    span: Span | None
    """The same by the summary that counts: nothing outside of it is kept. None if it is hidden."""
    sport_type: str | None
    """None if it is not known."""


@dataclass(frozen=True)
class Prepared:
    """A recording as it is stored. It can be pickled, and needs no database."""

    activity_id: int
    span: Span | None
    """The one that was asked for. The times of the streams count from its beginning."""
    streams: bytes | None
    """JSON as Strava sends streams, compressed with zlib; None if no sample remains."""
    elapsed_time: float | None
    """Seconds of the whole recording, before it was cut."""
    distance: float | None
    """Meters of the whole recording, before it was cut."""
    fields: dict[str, Any] = field(default_factory=dict)
    """What the recording says, with the names of Strava's API: `device_name`, `trainer`,
    `sport_type`, `map`, `start_latlng`, `laps` and so on; see `db.archived` for other names."""
    notes: tuple[str, ...] = ()
    """What is wrong with the recording; one sentence each."""
    is_damaged_here: bool = False
    """Whether the archive is damaged at the file, so that another copy of it may have more."""


def prepare(track: Track, facts: RecordingFacts) -> Prepared:
    """Return what is stored of a recording. All heavy work happens here, without a database."""
    session = choose_session(track, facts.row_span)
    described = session or (track.sessions[0] if track.sessions else Session(start=0.0))
    found = sports_of_tracks.sport_type(described, track.device)
    sport = facts.sport_type or found
    whole = to_streams(track, sport, facts.row_span, session)
    if whole is None:
        return Prepared(facts.activity_id, facts.span, None, None, None, notes=(NOTHING_LEFT,))
    streams = None
    if facts.span is not None:
        start, end = facts.span
        streams = crop(whole.streams, start - whole.start, end - start)
    known: dict[str, Any] = {
        "sport_type": found,
        "device_name": track.device,
        "trainer": True if sports_of_tracks.is_on_trainer(track, described, sport) else None,
        OFFSET: time_zones.plausible_offset(track.utc_offset),
        ZONE: _zone(whole.streams, track, described),
    }
    if streams is not None and facts.span is not None:
        laps = _laps(track, facts.span, whole.shift)
        known = description.describe(known, streams, facts.span, laps, sport)
    return Prepared(
        facts.activity_id,
        facts.span,
        None if streams is None else compress(streams),
        whole.elapsed_time,
        whole.distance,
        {name: value for name, value in known.items() if value is not None},
        _notes(track, whole, streams),
    )


def _notes(track: Track, whole: WholeRecording, streams: Any) -> tuple[str, ...]:
    return (*track.notes, *whole.notes, *([] if streams is not None else [NOTHING_LEFT]))


def _zone(streams: dict[str, Any], track: Track, session: Session) -> str | None:
    """Return the time zone of the first position, unless it may be that of a virtual world."""
    if sports_of_tracks.may_be_virtual(session, track.device):
        return None
    for place in streams.get("latlng", {}).get("data", []):
        if place is not None:
            return time_zones.zone_at(*place)
    return None


def _laps(track: Track, span: Span, shift: float) -> list[dict[str, Any]]:
    """Return the laps that begin within the activity, give or take a minute."""
    begin, end = span[0] - 60, span[1] + 60
    return [_lap(lap, shift) for lap in track.laps if begin <= lap.start + shift <= end]


def _lap(lap: Lap, shift: float) -> dict[str, Any]:
    """Return a lap as Strava sends it."""
    # On Windows, `fromtimestamp` knows no times before 1970.
    start = _EPOCH + timedelta(seconds=lap.start + shift)
    known = {
        "start_date": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "elapsed_time": lap.elapsed_time,
        "moving_time": lap.moving_time,
        "distance": lap.distance,
        "total_elevation_gain": lap.elevation_gain,
        "average_speed": lap.average_speed,
        "max_speed": lap.max_speed,
        "average_heartrate": lap.average_heartrate,
        "max_heartrate": lap.max_heartrate,
        "average_cadence": lap.average_cadence,
        "average_watts": lap.average_watts,
    }
    return {name: value for name, value in known.items() if value is not None}
