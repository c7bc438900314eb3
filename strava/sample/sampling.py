"""At which moments a device records a sample."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate
from math import ceil
from random import Random

from .pauses import Pause
from .plan import Plan

SECONDS_PER_GAP = 45
LONGEST_GAP = 6
"""About how often a device that records every second misses some, and how many at most."""

Stretch = tuple[int, int]
"""The first and the last second of moving time of a part of an activity."""


@dataclass(frozen=True)
class Moments:
    """A list of samples: the seconds since the start, the moving time then, and whether moving.

    A sample that is not moving ends a stretch of standstill.
    """

    time: list[int]
    clock: list[int]
    moving: list[bool]

    @property
    def standing(self) -> list[bool]:
        """Whether the athlete stands still before and after each sample."""
        return [
            not (before or after)
            for before, after in zip(self.moving, [*self.moving[1:], True], strict=True)
        ]


def make_moments(
    rng: Random, plan: Plan, max_samples: int, required: set[int], unrecorded: Stretch | None
) -> Moments:
    """Return at most `max_samples` moments, unless more are required.

    At the seconds `required`, and at the start and the end of pauses, there is a sample. None is
    strictly inside `unrecorded`.
    """
    last = plan.outline.moving_time
    pauses = [pause for pause in plan.pauses if pause.seconds > 0]
    fixed = {0, last, *required, *(pause.at for pause in pauses)}
    standing = sum(pause.seconds for pause in pauses if pause.is_recorded)
    step = max(1.0, (last + standing) / max(1, max_samples - len(fixed) - 2 * len(pauses) - 1))
    chosen = _seconds(rng, last, step, sparse=plan.quirks.records_sparsely) | fixed
    if unrecorded is not None:
        start, end = unrecorded
        chosen = {second for second in chosen if not start < second < end}
    return _with_pauses(sorted(chosen), pauses, step)


def _seconds(rng: Random, last: int, step: float, *, sparse: bool) -> set[int]:
    if step > 1:
        return {int(number * step) for number in range(ceil(last / step))}
    if sparse:
        steps = rng.choices((1, 2, 3, 4, 5, 6, 7), (5, 6, 4, 3, 2, 2, 1), k=last)
        return {second for second in accumulate(steps) if second < last}
    seconds = set(range(last))
    for _ in range(last // SECONDS_PER_GAP):
        first = rng.randrange(last)
        seconds.difference_update(range(first, first + rng.randrange(1, LONGEST_GAP)))
    return seconds


def _with_pauses(chosen: list[int], pauses: list[Pause], step: float) -> Moments:
    time: list[int] = []
    clock: list[int] = []
    moving: list[bool] = []
    begin = waited = 0
    for pause in pauses:
        end = bisect_left(chosen, pause.at) + 1
        time += [second + waited for second in chosen[begin:end]]
        clock += chosen[begin:end]
        moving += [True] * (end - begin)
        since = pause.at + waited
        waited += pause.seconds
        samples = ceil(pause.seconds / step) if pause.is_recorded else 1
        stops = [since + int(number * step) for number in range(1, samples)]
        time += [*stops, pause.at + waited]
        clock += [pause.at] * (len(stops) + 1)
        moving += [False] * (len(stops) + 1)
        begin = end
    rest = chosen[begin:]
    return Moments(
        time + [second + waited for second in rest], clock + rest, moving + [True] * len(rest)
    )
