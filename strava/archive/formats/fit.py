"""A recording in FIT, as watches and bike computers write it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from ..faults import UnreadableFile
from . import fit_profile as profile
from .devices import device_name
from .fit_clock import Clock, clock_of
from .fit_messages import read_messages
from .fit_points import read_points
from .fit_tables import Messages
from .track import Lap, Session, Track

TIMER_EVENT, TIMER_START, TIMER_STOPS = 0, 0, (1, 4, 8, 9)


def read_fit(data: bytes) -> Track:
    """Return what a FIT file recorded. Of a damaged file, what is whole is kept, with a note.

    If the clock of the device was not set, the times count from the start of the recording.
    Raises UnreadableFile if the file is no recording.
    """
    if data[8:12] != b".FIT":
        raise UnreadableFile("This is not a FIT file, though its name says so.")
    messages = read_messages(data)
    file_types = {each.get(0) for each in messages.each(profile.FILE_ID)} - {None}
    clock = clock_of(messages)
    times, channels = read_points(messages, clock)
    if not times or file_types == {profile.COURSE_FILE}:
        raise UnreadableFile(_why_no_recording(file_types, messages))
    return Track(
        times=times,
        channels=channels,
        laps=_laps(messages, clock),
        sessions=_sessions(messages, clock, times[0]),
        pauses=_pauses(messages, clock),
        device=_device(messages),
        utc_offset=_utc_offset(messages),
        notes=messages.notes,
    )


def _why_no_recording(file_types: set[Any], messages: Messages) -> str:
    others = file_types - {profile.ACTIVITY_FILE}
    if others and file_types == others:
        kind = profile.FILE_TYPES.get(min(others), "something that Logbook does not know")
        return f"The file holds {kind}, not a recording."
    if messages.notes:
        return "The file is damaged before its first point."
    if not messages.counts[profile.RECORD]:
        return "The file holds no points, only a summary at most."
    return "The points of the file have no times."


def _scaled(message: dict[int, Any], scale: float, *fields: int) -> float | None:
    """Return the first of the fields that is set, in its unit."""
    for field in fields:
        if field in message:
            return float(message[field] / scale)
    return None


def _laps(messages: Messages, clock: Clock) -> list[Lap]:
    laps = []
    for message in messages.each(profile.LAP):
        start = clock.unix(message.get(2))
        if start is not None:
            laps.append(
                Lap(
                    start=start,
                    elapsed_time=_scaled(message, 1000, 7),
                    moving_time=_scaled(message, 1000, 8),
                    distance=_scaled(message, 100, 9),
                    elevation_gain=_scaled(message, 1, 21),
                    average_speed=_scaled(message, 1000, 110, 13),
                    max_speed=_scaled(message, 1000, 111, 14),
                    average_heartrate=_scaled(message, 1, 15),
                    max_heartrate=_scaled(message, 1, 16),
                    average_cadence=_scaled(message, 1, 17),
                    average_watts=_scaled(message, 1, 19),
                )
            )
    return laps


def _sessions(messages: Messages, clock: Clock, first: float) -> list[Session]:
    """Return the sessions; if the file ends before any, one with the sport if it is known."""
    sessions = [
        Session(
            start=first if (start := clock.unix(message.get(2))) is None else start,
            elapsed_time=_scaled(message, 1000, 7),
            sport=profile.SPORTS.get(message.get(5, -1)),
            sub_sport=profile.SUB_SPORTS.get(message.get(6, -1)),
        )
        for message in messages.each(profile.SESSION)
    ]
    if sessions:
        return sessions
    return [
        Session(
            start=first,
            sport=profile.SPORTS.get(message.get(0, -1)),
            sub_sport=profile.SUB_SPORTS.get(message.get(1, -1)),
        )
        for message in messages.each(profile.SPORT)[:1]
    ]


def _pauses(messages: Messages, clock: Clock) -> list[tuple[float, float]]:
    """Return the times between a stop of the timer and its next start."""
    events = [
        (time, each.get(1) == TIMER_START)
        for each in messages.each(profile.EVENT)
        if each.get(0) == TIMER_EVENT
        and (time := clock.unix(each.get(profile.TIME))) is not None
        and (each.get(1) == TIMER_START or each.get(1) in TIMER_STOPS)
    ]
    events.sort(key=lambda event: event[0])
    changes = [
        event
        for before, event in pairwise([(0.0, True), *events])
        if before[1] != event[1]  # a second stop in a row changes nothing
    ]
    return [
        (stop, start)
        for (stop, is_start), (start, _) in pairwise(changes)
        if not is_start and start > stop
    ]


def _device(messages: Messages) -> str | None:
    """Return the name of the device that recorded."""
    files = [(each.get(1), each.get(2), each.get(8)) for each in messages.each(profile.FILE_ID)]
    recorders = [
        (each.get(2), each.get(4), each.get(27))
        for each in messages.each(profile.DEVICE_INFO)
        if each.get(0) == 0
    ]
    own_names = (_text(name) for _, _, name in files + recorders)
    own_name = next((name for name in own_names if name), None)
    names = (device_name(maker, product, own_name) for maker, product, _ in files + recorders)
    return next((name for name in names if name), None)


def _text(value: bytes | None) -> str:
    """Return a text of a fixed size as far as it is used."""
    text = (value or b"").partition(b"\0")[0].decode("utf-8", "replace")
    return "".join(each for each in text if each.isprintable()).strip()


def _utc_offset(messages: Messages) -> int | None:
    """Return how far local time is ahead of UTC, as the device says."""
    for message in messages.each(profile.ACTIVITY):
        utc, local = message.get(profile.TIME), message.get(5)
        if utc is not None and local is not None:
            return int(local - utc)
    return None
