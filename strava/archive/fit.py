"""A recording in FIT, as watches and bike computers write it."""

from __future__ import annotations

from itertools import compress, pairwise
from typing import Any

from strava.archive import fit_profile as profile
from strava.archive.devices import device_name
from strava.archive.faults import UnreadableFile
from strava.archive.fit_lengths import distance_of_lengths
from strava.archive.fit_messages import Messages, read_messages
from strava.archive.track import Lap, Session, Track

EPOCH = 631065600
"""FIT counts seconds from the end of 1989."""
FIRST_DATE = 0x10000000
"""Smaller times count from when the device was switched on."""
QUARTER_OF_AN_HOUR, FARTHEST_OFFSET = 900, 14 * 3600
TIMER_EVENT, TIMER_START, TIMER_STOPS = 0, 0, (1, 4, 8, 9)
DEGREES = 180 / 2**31

Column = list[float | None]


def read_fit(data: bytes) -> Track:
    """Return what a FIT file recorded. Of a damaged file, what is whole is kept, with a note.

    Raises UnreadableFile if the file is no recording.
    """
    if data[8:12] != b".FIT":
        raise UnreadableFile("This is not a FIT file, though its name says so.")
    messages = read_messages(data)
    file_types = {each.get(0) for each in messages.each(profile.FILE_ID)} - {None}
    times, channels = _points(messages)
    if not times or file_types == {profile.COURSE_FILE}:
        raise UnreadableFile(_why_no_recording(file_types, messages))
    return Track(
        times=times,
        channels=channels,
        laps=_laps(messages),
        sessions=_sessions(messages, times),
        pauses=_pauses(messages),
        device=_device(messages),
        utc_offset=_utc_offset(messages),
        notes=messages.notes,
    )


def _why_no_recording(file_types: set[Any], messages: Messages) -> str:
    others = file_types - {profile.ACTIVITY_FILE}
    if others and file_types == others:
        kind = profile.FILE_TYPES.get(min(others), "something that Logbook does not know")
        return f"The file holds {kind}, not a recording."
    if not messages.counts[profile.RECORD]:
        return "The file holds no points, only a summary at most."
    return "The points of the file have no times: the clock of the device was not set."


def _points(messages: Messages) -> tuple[list[float], dict[str, Column]]:
    """Return the times and channels of all records that have a time."""

    def column(field: int, scale: float = 1, offset: float = 0) -> Column:
        values: Column = messages.column(profile.RECORD, field)
        if scale == 1:
            return values
        return [None if value is None else value / scale - offset for value in values]

    times = [_date(value) for value in messages.column(profile.RECORD, profile.TIME)]
    speed, distance = column(6, 1000), column(5, 100)
    packed = messages.column(profile.RECORD, 8)
    if any(packed):
        old_speed, old_distance = _unpack(packed)
        speed, distance = _either(speed, old_speed), _either(distance, old_distance)
    channels = {
        "latitude": [None if v is None else v * DEGREES for v in column(0)],
        "longitude": [None if v is None else v * DEGREES for v in column(1)],
        "distance": distance,
        "altitude": _either(column(78, 5, 500), column(2, 5, 500)),
        "speed": _either(column(73, 1000), speed),
        "heartrate": column(3),
        "cadence": column(4),
        "watts": column(7),
        "temp": column(13),
    }
    if None in times:
        has_time = [time is not None for time in times]
        channels = {name: list(compress(values, has_time)) for name, values in channels.items()}
    dated = [time for time in times if time is not None]
    if not any(value is not None for value in channels["distance"]):
        dated, channels = distance_of_lengths(messages, dated, channels)
    return dated, {
        name: values
        for name, values in channels.items()
        if any(value is not None for value in values)
    }


def _either(first: Column, second: Column) -> Column:
    """Return the values of `first`, and where it has none those of `second`."""
    if None not in first:
        return first
    return [b if a is None else a for a, b in zip(first, second, strict=True)]


def _unpack(packed: list[bytes | None]) -> tuple[Column, Column]:
    """Return speeds and distances of twelve bits each; distances start again every 256 meters."""
    speeds: Column = []
    distances: Column = []
    total = last = 0
    for value in packed:
        if value is None or len(value) != 3:
            speeds.append(None)
            distances.append(None)
            continue
        bits = int.from_bytes(value, "little")
        total += ((bits >> 12) - last) & 0xFFF
        last = bits >> 12
        speeds.append((bits & 0xFFF) / 100)
        distances.append(total / 16)
    return speeds, distances


def _date(value: Any) -> float | None:
    """Return a time of FIT as Unix time, or None if it is no date."""
    return None if value is None or value < FIRST_DATE else float(value + EPOCH)


def _scaled(message: dict[int, Any], scale: float, *fields: int) -> float | None:
    """Return the first of the fields that is set, in its unit."""
    for field in fields:
        if field in message:
            return float(message[field] / scale)
    return None


def _laps(messages: Messages) -> list[Lap]:
    laps = []
    for message in messages.each(profile.LAP):
        start = _date(message.get(2))
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


def _sessions(messages: Messages, times: list[float]) -> list[Session]:
    """Return the sessions; if the file ends before any, one with the sport if it is known."""
    sessions = [
        Session(
            start=_date(message.get(2)) or times[0],
            elapsed_time=_scaled(message, 1000, 7),
            timer_time=_scaled(message, 1000, 8),
            distance=_scaled(message, 100, 9),
            sport=profile.SPORTS.get(message.get(5, -1)),
            sub_sport=profile.SUB_SPORTS.get(message.get(6, -1)),
        )
        for message in messages.each(profile.SESSION)
    ]
    if sessions:
        return sessions
    return [
        Session(
            start=times[0],
            sport=profile.SPORTS.get(message.get(0, -1)),
            sub_sport=profile.SUB_SPORTS.get(message.get(1, -1)),
        )
        for message in messages.each(profile.SPORT)[:1]
    ]


def _pauses(messages: Messages) -> list[tuple[float, float]]:
    """Return the times between a stop of the timer and its next start."""
    events = [
        (time, each.get(1) == TIMER_START)
        for each in messages.each(profile.EVENT)
        if each.get(0) == TIMER_EVENT
        and (time := _date(each.get(profile.TIME))) is not None
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
    files = messages.each(profile.FILE_ID)
    recorders = [each for each in messages.each(profile.DEVICE_INFO) if each.get(0) == 0]
    own_name = next((each[8] for each in files if 8 in each), None) or next(
        (each[27] for each in recorders if 27 in each), None
    )
    for maker, product in [(each.get(1), each.get(2)) for each in files] + [
        (each.get(2), each.get(4)) for each in recorders
    ]:
        name = device_name(maker, product, own_name)
        if name:
            return name
    return None


def _utc_offset(messages: Messages) -> int | None:
    """Return how far local time is ahead of UTC, if the device says so plausibly."""
    for message in messages.each(profile.ACTIVITY):
        utc, local = message.get(profile.TIME), message.get(5)
        if utc is not None and local is not None:
            offset = int(local - utc)
            if offset % QUARTER_OF_AN_HOUR == 0 and abs(offset) <= FARTHEST_OFFSET:
                return offset
    return None
