"""When the athlete stands still, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from random import Random

from .outline import Outline
from .quirks import Quirks

SECONDS_PER_PAUSE = 240
MOST_PAUSES = 14
LONG_STOP = 600
"""Seconds that the athlete must have paused in all for a stop at a café."""


@dataclass(frozen=True)
class Pause:
    """A pause of some seconds that begins after `at` seconds of moving time.

    The device either goes on recording or it leaves a gap.
    """

    at: int
    seconds: int
    is_recorded: bool


def make_pauses(
    rng: Random, outline: Outline, quirks: Quirks, breaks: list[int] | None = None
) -> list[Pause]:
    """Return the pauses, which take all of the time that was not moving time.

    They are at random moments, or at `breaks`, the seconds of moving time between the parts of a
    workout.
    """
    paused = outline.elapsed_time - outline.moving_time
    moments = breaks or range(1, outline.moving_time)
    count = len(breaks) if breaks else 1 + min(MOST_PAUSES - 1, paused // SECONDS_PER_PAUSE)
    count = min(count, len(moments), paused)
    if count < 1:
        # Nothing to place, or an activity of a second.
        return [Pause(outline.moving_time, paused, is_recorded=False)] if paused else []
    weights = [rng.uniform(0.2, 1.0) for _ in range(count)]
    if quirks.stops_for_long and paused >= LONG_STOP and not breaks:
        weights[rng.randrange(count)] = 2.5 * sum(weights)
    # Each pause takes at least a second.
    total = sum(weights)
    ends = [
        number + round((paused - count) * part / total)
        for number, part in enumerate(accumulate(weights, initial=0.0))
    ]
    return [
        Pause(at, end - start, quirks.records_pauses)
        for at, (start, end) in zip(sorted(rng.sample(moments, count)), pairwise(ends), strict=True)
    ]
