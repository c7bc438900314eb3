"""A recording as FIT, as watches and bike computers write it.

Source: https://developer.garmin.com/fit/file-types/activity/
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from ..laps import make_laps
from ..recording import Recording
from .fit_messages import (
    ENUM,
    EPOCH,
    SINT8,
    SINT32,
    UINT8,
    UINT16,
    UINT32,
    UINT32Z,
    BaseType,
    Message,
    frame,
)
from .stops import Stop, find_stops, timer_time

_FILE_ID = Message(
    0, 0, ((0, ENUM), (1, UINT16), (2, UINT16), (3, UINT32Z), (4, UINT32)), text_field=8
)
_EVENT = Message(1, 21, ((253, UINT32), (0, ENUM), (1, ENUM)))
_LAP = Message(
    3,
    19,
    (
        *((254, UINT16), (253, UINT32), (2, UINT32), (0, ENUM), (1, ENUM)),
        *((7, UINT32), (8, UINT32), (9, UINT32), (110, UINT32), (111, UINT32), (21, UINT16)),
        *((15, UINT8), (16, UINT8), (17, UINT8), (19, UINT16)),
    ),
)
_SESSION = Message(
    4,
    18,
    (
        *((254, UINT16), (253, UINT32), (2, UINT32), (0, ENUM), (1, ENUM)),
        *((7, UINT32), (8, UINT32), (9, UINT32), (5, ENUM), (6, ENUM), (25, UINT16)),
        (26, UINT16),
    ),
)
_ACTIVITY = Message(
    5,
    34,
    (
        *((253, UINT32), (0, UINT32), (1, UINT16), (2, ENUM), (3, ENUM), (4, ENUM)),
        (5, UINT32),
    ),
)

_TIMER, _LAP_EVENT, _SESSION_EVENT, _ACTIVITY_EVENT = 0, 9, 8, 26
_START, _STOP, _STOP_ALL = 0, 1, 4

_PRODUCTS = {
    "Garmin Edge 530": (1, 3121),
    "Garmin Forerunner 245": (1, 3076),
    "COROS PACE 3": (294, None),
    "Zwift": (260, 0),
    "Strava App": (265, None),
}
"""The maker and the product; without a product, the name is a text."""
_SPORTS = {
    "Run": (1, 0),
    "TrailRun": (1, 3),
    "Ride": (2, 7),
    "GravelRide": (2, 46),
    "MountainBikeRide": (2, 8),
    "VirtualRide": (2, 58),
    "EBikeRide": (21, 0),
    "Swim": (5, 17),
    "Hike": (17, 0),
    "Walk": (11, 0),
    "NordicSki": (12, 0),
    "WeightTraining": (10, 20),
    "Workout": (10, 0),
    "Yoga": (10, 43),
    "Rowing": (4, 14),
    "Padel": (64, 85),
}
"""The sport and the sub-sport."""
_OPEN_WATER, _INDOOR_CYCLING = (5, 18), (2, 6)


def write_fit(activity: dict[str, Any], recording: Recording) -> bytes:
    """Return the file."""
    start = round(datetime.fromisoformat(activity["start_date"]).timestamp()) - EPOCH
    end = start + recording.time[-1]
    stops = find_stops(recording)
    timer = 1000 * timer_time(stops, 0, recording.time[-1])
    laps = make_laps(activity, recording)
    name = activity["device_name"]
    maker, product = _PRODUCTS[name]
    text = name if product is None else ""
    meters = _hundredths(recording.distance[-1]) if recording.distance else None
    total = 1000 * recording.time[-1], timer, meters
    return frame(
        (
            _FILE_ID.define(text),
            _FILE_ID.encode((4, maker, product, 27182818, start), text),
            _EVENT.define(),
            _EVENT.encode((start, _TIMER, _START)),
            *_records(recording, start, stops),
            _EVENT.encode((end, _TIMER, _STOP_ALL)),
            _LAP.define(),
            *(_lap(lap, number, recording, start, stops) for number, lap in enumerate(laps)),
            _SESSION.define(),
            _SESSION.encode(
                (
                    *(0, end, start, _SESSION_EVENT, _STOP, *total),
                    *(*_sport(activity), 0, len(laps)),
                )
            ),
            _ACTIVITY.define(),
            _ACTIVITY.encode(
                (end, timer, 1, 0, _ACTIVITY_EVENT, _STOP, _local_time(activity, end))
            ),
        )
    )


def _sport(activity: dict[str, Any]) -> tuple[int, int]:
    has_route = bool(activity["start_latlng"])
    if activity["sport_type"] == "Swim" and has_route:
        return _OPEN_WATER
    if activity["sport_type"] == "Ride" and not has_route:
        return _INDOOR_CYCLING
    return _SPORTS[activity["sport_type"]]


def _local_time(activity: dict[str, Any], moment: int) -> int:
    """Return the local time that the device writes.

    COROS takes UTC for the local time, and Zwift writes something absurd.
    """
    device = activity["device_name"]
    if device == "Zwift":
        return 17_280
    return moment if device.startswith("COROS") else moment + round(activity["utc_offset"])


def _records(recording: Recording, start: int, stops: list[Stop]) -> Iterator[bytes]:
    """Return the samples, with the events of the timer between them."""
    channels = _channels(recording)
    message = Message(2, 20, ((253, UINT32), *((number, kind) for number, kind, _ in channels)))
    times = [start + second for second in recording.time]
    samples = [
        message.encode(values)
        for values in zip(times, *(values for _, _, values in channels), strict=True)
    ]
    yield message.define()
    done = 0
    for stop in stops:
        before = bisect_right(recording.time, stop.begin)
        yield b"".join(samples[done:before])
        yield _EVENT.encode((start + stop.begin, _TIMER, _STOP_ALL))
        yield _EVENT.encode((start + stop.end, _TIMER, _START))
        done = before
    yield b"".join(samples[done:])


def _channels(recording: Recording) -> list[tuple[int, BaseType, Sequence[int | None]]]:
    """Return the field, its type and the values of everything that was recorded."""
    channels: list[tuple[int, BaseType, Sequence[int | None]]] = [
        (0, SINT32, [_semicircles(latitude) for latitude, _ in recording.latlng]),
        (1, SINT32, [_semicircles(longitude) for _, longitude in recording.latlng]),
        (5, UINT32, [_hundredths(meters) for meters in recording.distance]),
        (78, UINT32, [round(5 * (meters + 500)) for meters in recording.altitude]),
        (73, UINT32, [round(1000 * speed) for speed in recording.speed]),
        (3, UINT8, recording.heartrate),
        (4, UINT8, recording.cadence),
        (7, UINT16, recording.watts),
        (13, SINT8, recording.temp),
    ]
    return [channel for channel in channels if channel[2]]


def _lap(
    lap: dict[str, Any], number: int, recording: Recording, start: int, stops: list[Stop]
) -> bytes:
    first, last = recording.time[lap["start_index"]], recording.time[lap["end_index"]]
    return _LAP.encode(
        (
            *(number, start + last, start + first, _LAP_EVENT, _STOP),
            *(1000 * (last - first), 1000 * timer_time(stops, first, last)),
            _hundredths(lap["distance"]),
            *(round(1000 * lap["average_speed"]), round(1000 * lap["max_speed"])),
            round(lap["total_elevation_gain"]),
            _rounded(lap.get("average_heartrate")),
            _rounded(lap.get("max_heartrate")),
            _rounded(lap.get("average_cadence")),
            _rounded(lap.get("average_watts")),
        )
    )


def _semicircles(degrees: float) -> int:
    return round(degrees * 2**31 / 180)


def _hundredths(meters: float) -> int:
    return round(100 * meters)


def _rounded(value: float | None) -> int | None:
    return None if value is None else round(value)
