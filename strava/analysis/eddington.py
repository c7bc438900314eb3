"""The Eddington number: the largest E with at least E days of at least E kilometers, or miles.

Source: https://en.wikipedia.org/wiki/Arthur_Eddington#Eddington_number_for_cycling
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

_NEXT = 5


@dataclass(frozen=True)
class Eddington:
    """The number, how it grew, and what the next ones take."""

    number: int
    reached: list[tuple[date, int]]
    """The days on which the number grew, and the new number, in order."""
    missing: list[tuple[int, int]]
    """The next numbers, and how many more days each takes."""


def eddington(meters_by_day: Mapping[date, float], unit: float) -> Eddington:
    """Return the Eddington number of days with a total distance each.

    `unit` is the number of meters in a kilometer or a mile. Only whole ones count.
    """
    longest = sorted((day, math.floor(meters / unit)) for day, meters in meters_by_day.items())
    number, reached = 0, []
    at_least: list[int] = []  # the lengths above the number so far, ascending
    for day, length in longest:
        if length <= number:
            continue
        at_least.insert(bisect_left(at_least, length), length)
        if len(at_least) > number:
            number += 1
            reached.append((day, number))
            at_least = at_least[bisect_left(at_least, number + 1) :]
    lengths = sorted(length for _, length in longest)
    wanted = range(number + 1, number + 1 + _NEXT)
    missing = [(one, one - (len(lengths) - bisect_left(lengths, one))) for one in wanted]
    return Eddington(number, reached, missing)
