"""Which laps of an interval session are work, and which are rest."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

CLEARLY_FASTER = 1.2
"""By how much the slowest lap of work is at least faster than the fastest one of rest."""
_LEAST_LAPS = 2
"""Laps of work, and laps that are none."""


class LapKind(Enum):
    """What a lap of an interval session is for."""

    WORK = "work"
    REST = "rest"


class _Division(NamedTuple):
    """How often work and rest alternate, how much faster work is, and where it begins."""

    changes: int
    ratio: float
    slowest_work: float


def lap_kinds(speeds: Sequence[float | None]) -> list[LapKind | None]:
    """Return what each lap is for, given their average speeds; zero for standing still.

    None for laps without a speed, for those before the first work and after the last, and for all
    laps if there are no two kinds that clearly differ and alternate.
    """
    slowest_work = _slowest_work([speed for speed in speeds if speed is not None])
    if slowest_work is None:
        return [None] * len(speeds)
    is_work = [speed is not None and speed >= slowest_work for speed in speeds]
    first, last = is_work.index(True), len(is_work) - 1 - is_work[::-1].index(True)
    kinds: list[LapKind | None] = [None] * len(speeds)
    for index in range(first, last + 1):
        if speeds[index] is not None:
            kinds[index] = LapKind.WORK if is_work[index] else LapKind.REST
    return kinds


def _slowest_work(speeds: list[float]) -> float | None:
    """Return the speed of the slowest lap of work; None if work and rest do not clearly differ.

    Of several gaps between the speeds, the one counts at which fast and slow alternate most often:
    a warm-up is then no work, and a last sprint does not make all other laps rest.
    """
    ordered = sorted(speeds)
    divisions = []
    for index, (slower, faster) in enumerate(pairwise(ordered), start=1):
        is_clear = faster > slower * CLEARLY_FASTER
        if is_clear and min(index, len(ordered) - index) >= _LEAST_LAPS:
            changes = sum(
                (before >= faster) != (after >= faster) for before, after in pairwise(speeds)
            )
            divisions.append(_Division(changes, faster / slower if slower else 1e9, faster))
    best = max(divisions, default=None)
    # Fast, slow, and fast again.
    if best is None or _count_groups(speeds, best.slowest_work) < 2:
        return None
    return best.slowest_work


def _count_groups(speeds: list[float], slowest_work: float) -> int:
    """Return how many times work begins."""
    is_work = [False, *(speed >= slowest_work for speed in speeds)]
    return sum(after and not before for before, after in pairwise(is_work))
