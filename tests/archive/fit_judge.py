"""Compare a track with what fitdecode reads from the same file, record by record."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import fitdecode

from strava.archive.formats.track import Track

EPOCH = 631065600
NAMES = {
    "latitude": ("position_lat",),
    "longitude": ("position_long",),
    "distance": ("distance",),
    "altitude": ("enhanced_altitude", "altitude"),
    "speed": ("enhanced_speed", "speed"),
    "heartrate": ("heart_rate",),
    "cadence": ("cadence",),
    "watts": ("power",),
    "temp": ("temperature",),
}


def messages(data: bytes, *names: str) -> Iterator[Any]:
    """Yield the messages of these names until the file is damaged."""
    reader = fitdecode.FitReader(
        io.BytesIO(data),
        check_crc=fitdecode.CrcCheck.DISABLED,
        error_handling=fitdecode.ErrorHandling.IGNORE,
        processor=fitdecode.DefaultDataProcessor(),
    )
    with reader:
        try:
            for frame in reader:
                if frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.name in names:
                    yield frame
        except fitdecode.FitError:
            return


def raw_time(message: Any, name: str = "timestamp") -> int | None:
    """Return a time as it is in the file."""
    fields = [field for field in message.fields if field.name == name]
    return fields[0].raw_value if fields else None


def values(message: Any) -> dict[str, float]:
    """Return the channels that a record has."""
    found = {}
    for channel, names in NAMES.items():
        for name in names:
            value = next(
                (
                    field.value
                    for field in message.fields
                    if field.name == name and not hasattr(field.field_def, "dev_data_index")
                ),
                None,
            )
            if isinstance(value, tuple):
                value = value[0]
            if value is not None:
                found[channel] = value * 180 / 2**31 if name.startswith("position") else value
                break
    return found


def disagreements(data: bytes, track: Track) -> list[str]:
    """Return where the points of a track are not the records of fitdecode.

    A point may be several records of the same time that have different channels.
    """
    points = iter(zip(track.times, range(len(track.times)), strict=True))
    faults: list[str] = []
    time, place = -1.0, -1
    seen: dict[str, float] = {}
    has_dates = track.times[0] > EPOCH
    first = None
    for number, record in enumerate(messages(data, "record")):
        raw = raw_time(record)
        if raw is None or (has_dates and raw < 0x10000000):
            continue
        first = raw if first is None else first
        expected = float(raw + EPOCH) if has_dates else float(raw - first)
        record_values = values(record)
        if expected != time or seen.keys() & record_values.keys() or not record_values:
            faults += _leftover(track, place, seen)
            time, place = next(points, (-1.0, -1))
            seen = {}
            if not has_dates and first == raw:
                first = raw - int(time)
                expected = time
        if expected != time:
            return [*faults, f"record {number}: {time} instead of {expected}"]
        seen.update(record_values)
        for channel, value in record_values.items():
            ours = track.channels.get(channel, [None] * (place + 1))[place]
            if ours is None or abs(ours - value) > 1e-9:
                faults.append(f"record {number}: {channel} {ours} instead of {value}")
    faults += _leftover(track, place, seen)
    return [*faults, *(f"a point more: {more}" for more in points)]


def _leftover(track: Track, place: int, seen: dict[str, float]) -> list[str]:
    """Return the channels of a point that no record of it has."""
    return [
        f"point {place}: {channel} {column[place]}, which no record has"
        for channel, column in track.channels.items()
        if place >= 0 and column[place] is not None and channel not in seen
    ]
