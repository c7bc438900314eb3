"""Which part of the time an athlete was moving.

Strava's own answer, the stream `moving`, is used where there is one.
Source: https://support.strava.com/hc/en-us/articles/115001188684
"""

from __future__ import annotations

from itertools import accumulate, pairwise

from .streams import Streams

SLOWEST_SPEED = 0.3
SLOWEST_CYCLING_SPEED = 1.1
"""Meters per second below which an athlete counts as standing, if Strava does not say."""


def moving_times(streams: Streams, *, cycling: bool) -> list[float]:
    """Return for each sample the moving time since the start, in seconds."""
    return list(accumulate(_moving_steps(streams, cycling=cycling), initial=0.0))


def _moving_steps(streams: Streams, *, cycling: bool) -> list[float]:
    steps = [after - before for before, after in pairwise(streams.time)]
    if streams.moving:
        return [
            step if moves else 0.0 for step, moves in zip(steps, streams.moving[1:], strict=True)
        ]
    if not streams.distance:
        return steps
    slowest = SLOWEST_CYCLING_SPEED if cycling else SLOWEST_SPEED
    return [
        step if after - before >= slowest * step else 0.0
        for step, (before, after) in zip(steps, pairwise(streams.distance), strict=True)
    ]
