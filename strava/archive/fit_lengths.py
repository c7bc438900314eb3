"""The lengths of a swim in a pool, where devices record no distance for each point."""

from __future__ import annotations

from bisect import bisect_right

from strava.archive import fit_profile as profile
from strava.archive.fit_messages import Messages

Column = list[float | None]
EPOCH = 631065600
FIRST_DATE = 0x10000000


def distance_of_lengths(
    messages: Messages, times: list[float], channels: dict[str, Column]
) -> tuple[list[float], dict[str, Column]]:
    """Return times and channels with the distance that the lengths of the pool add up to.

    Points keep their times and get the distance swum until then; without any points, the starts
    and ends of the lengths become points.
    """
    knots = _distances(messages)
    if not knots:
        return times, channels
    if not times:
        return [time for time, _ in knots], {"distance": [distance for _, distance in knots]}
    moments = [time for time, _ in knots]
    distances: Column = []
    for time in times:
        place = bisect_right(moments, time)
        before, after = knots[max(place - 1, 0)], knots[min(place, len(knots) - 1)]
        span = after[0] - before[0]
        share = (time - before[0]) / span if span else 0.0
        distances.append(round(before[1] + share * (after[1] - before[1]), 2))
    return times, {**channels, "distance": distances}


def _distances(messages: Messages) -> list[tuple[float, float]]:
    """Return the distance at the start and the end of each length that was swum, by time."""
    pools = [each[44] / 100 for each in messages.each(profile.SESSION) if each.get(44)]
    if not pools:
        return []
    knots: list[tuple[float, float]] = []
    distance = 0.0
    for each in messages.each(profile.LENGTH):
        start, elapsed = each.get(2), each.get(3)
        if each.get(12) != 1 or start is None or start < FIRST_DATE or elapsed is None:
            continue
        begin = float(start + EPOCH)
        if knots and begin < knots[-1][0]:
            begin = knots[-1][0]
        end = max(begin, float(start + EPOCH) + elapsed / 1000)
        knots += [(begin, distance), (end, distance + pools[0])]
        distance += pools[0]
    return knots
