"""The points of a FIT file: its records, and for swims in a pool the lengths."""

from __future__ import annotations

from bisect import bisect_right
from itertools import compress, pairwise

from . import fit_profile as profile
from .fit_clock import Clock
from .fit_heartrates import stored_heartrates
from .fit_tables import Messages

DEGREES = 180 / 2**31

Column = list[float | None]
Channels = dict[str, Column]


def read_points(messages: Messages, clock: Clock) -> tuple[list[float], Channels]:
    """Return the times and channels of all records that have a time."""
    raw_times = [clock.unix(value) for value in messages.column(profile.RECORD, profile.TIME)]
    channels = _channels(messages)
    if None in raw_times:
        channels = _chosen(channels, [time is not None for time in raw_times])
    times = [time for time in raw_times if time is not None]
    if any(before == after for before, after in pairwise(times)):
        times, channels = _joined(times, channels)
    if messages.counts[profile.LENGTH]:
        knots = _recorded_distances(times, channels) or _distances_of_lengths(messages, clock)
        times, channels = _between(knots, times, channels)
    rates = stored_heartrates(messages, clock, times)
    if any(rates):
        channels["heartrate"] = _either(channels.get("heartrate", [None] * len(times)), rates)
    return times, channels


def _channels(messages: Messages) -> Channels:
    """Return those channels of the records that any of them has."""

    def column(field: int, scale: float = 1, offset: float = 0) -> Column:
        values: Column = messages.column(profile.RECORD, field)
        if scale == 1:
            return values
        return [None if value is None else value / scale - offset for value in values]

    speed, distance = column(6, 1000), column(5, 100)
    packed = messages.column(profile.RECORD, 8)
    if any(packed):
        packed_speed, packed_distance = _unpack(packed)
        speed, distance = _either(speed, packed_speed), _either(distance, packed_distance)
    channels = {
        "latitude": [None if value is None else value * DEGREES for value in column(0)],
        "longitude": [None if value is None else value * DEGREES for value in column(1)],
        "distance": distance,
        "altitude": _either(column(78, 5, 500), column(2, 5, 500)),
        "speed": _either(column(73, 1000), speed),
        "heartrate": column(3),
        "cadence": column(4),
        "watts": column(7),
        "temp": column(13),
    }
    return _without_empty(channels)


def _without_empty(channels: Channels) -> Channels:
    return {
        name: values
        for name, values in channels.items()
        if any(value is not None for value in values)
    }


def _chosen(channels: Channels, chosen: list[bool]) -> Channels:
    """Return only the chosen points."""
    return _without_empty({name: list(compress(v, chosen)) for name, v in channels.items()})


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


def _joined(times: list[float], channels: Channels) -> tuple[list[float], Channels]:
    """Join records of the same second that have different channels.

    Some devices, and Strava's own app, write one record with the position and one with the rest.
    """
    columns = list(channels.values())
    kept, chosen = 0, [True] * len(times)
    for place in range(1, len(times)):
        if times[place] == times[kept] and not any(
            column[kept] is not None and column[place] is not None for column in columns
        ):
            for column in columns:
                if column[kept] is None:
                    column[kept] = column[place]
            chosen[place] = False
        else:
            kept = place
    return list(compress(times, chosen)), _chosen(channels, chosen)


def _recorded_distances(times: list[float], channels: Channels) -> list[tuple[float, float]]:
    """Return the recorded distances by time: most watches write one after each length."""
    pairs = zip(times, channels.get("distance", []), strict=False)
    knots = sorted((time, distance) for time, distance in pairs if distance is not None)
    return [(min(times), 0.0), *knots] if knots else []


def _distances_of_lengths(messages: Messages, clock: Clock) -> list[tuple[float, float]]:
    """Return the distance at the start and at the end of each length that was swum, by time."""
    pool = next((each[44] / 100 for each in messages.each(profile.SESSION) if each.get(44)), 0.0)
    knots: list[tuple[float, float]] = []
    distance = last = 0.0
    for each in messages.each(profile.LENGTH):
        start, elapsed = clock.unix(each.get(2)), each.get(3)
        if pool and each.get(12) == 1 and start is not None and elapsed is not None:
            begin = max(start, last)
            last = max(begin, start + elapsed / 1000)
            knots += [(begin, distance), (last, distance + pool)]
            distance += pool
    return knots


def _between(
    knots: list[tuple[float, float]], times: list[float], channels: Channels
) -> tuple[list[float], Channels]:
    """Return points with the distance swum until each; without any, the knots become points."""
    if not knots:
        return times, channels
    if not times:
        return [time for time, _ in knots], {"distance": [distance for _, distance in knots]}
    moments = [time for time, _ in knots]
    distances: Column = []
    for time in times:
        place = bisect_right(moments, time)
        (begin, before), (end, after) = knots[max(place - 1, 0)], knots[min(place, len(knots) - 1)]
        share = (time - begin) / (end - begin) if end > begin else 0.0
        distances.append(round(before + max(share, 0.0) * (after - before), 2))
    return times, {**channels, "distance": distances}
