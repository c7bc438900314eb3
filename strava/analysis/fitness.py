"""Fitness, fatigue and form, from the load of each day.

Two moving averages of the load: a slow one, called fitness, and a fast one, called fatigue. Form
is what is left of fitness after fatigue, both of the day before.
Source: https://www.trainingpeaks.com/learn/articles/the-science-of-the-performance-manager/
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

FITNESS_DAYS = 42
FATIGUE_DAYS = 7


class FitnessDay(NamedTuple):
    """The figures of one day, in the unit of the load."""

    day: date
    load: float
    fitness: float
    fatigue: float
    form: float


def fitness(load_by_day: Mapping[date, float], until: date) -> list[FitnessDay]:
    """Return every day from the first one with an activity to `until`.

    Days without an activity have a load of 0, also those in the future. Both averages begin at 0
    before the first day, whatever part of the list is shown.
    """
    if not load_by_day:
        return []
    slow, fast = (1 - math.exp(-1 / days) for days in (FITNESS_DAYS, FATIGUE_DAYS))
    found = []
    fit = tired = 0.0
    for ordinal in range(min(load_by_day).toordinal(), until.toordinal() + 1):
        day = date.fromordinal(ordinal)
        form = fit - tired
        load = load_by_day.get(day, 0.0)
        fit += (load - fit) * slow
        tired += (load - tired) * fast
        found.append(FitnessDay(day, load, fit, tired, form))
    return found
