"""The parts of the history that the page of fitness shows, and the periods they consist of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from ...analysis.fitness import FitnessDay
from ...analysis.periods import Periods, Unit
from ...statistics.training import Training
from ...table.filters import Days

USUAL_LENGTH = timedelta(days=182)
MOST_DAYS, MOST_WEEKS = 400, 106
"""A longer span is shown by week, and an even longer one by month."""


class Period(NamedTuple):
    """A day, week or month of a span, or the part of it that is in the span."""

    first: int
    """The number of its first day in the span, from 0."""
    last: int
    start: date
    end: date
    load: float
    estimated: float
    has_activities: bool
    at_its_end: FitnessDay
    """The last of its days; of today's period, today."""


@dataclass(frozen=True)
class Span:
    """Consecutive days, and the periods to show of them."""

    days: Sequence[FitnessDay]
    unit: Unit
    periods: list[Period]
    ahead: int
    """The number of the first day after today; the number of days if there is none."""

    @property
    def latest(self) -> FitnessDay:
        """Today, or the last day if that is earlier, or the first if that is later."""
        return self.days[max(0, self.ahead - 1)]


def choose(
    found: Sequence[FitnessDay], chosen: Days, today: date
) -> tuple[Sequence[FitnessDay], bool]:
    """Return the days to show first, and whether the whole history has more to show.

    These are the chosen ones, or half a year and the days ahead if none are chosen.
    """
    if chosen == Days(None, None):
        recent = [one for one in found if one.day > today - USUAL_LENGTH]
        return recent, len(recent) < len(found)
    start, end = chosen.start or date.min, chosen.end or date.max
    if end >= today:
        end = date.max
    return [one for one in found if start <= one.day <= end], False


def make(
    days: Sequence[FitnessDay], training: Training, today: date, first_weekday: int
) -> Span | None:
    """Return the span of these days; None without any."""
    if not days:
        return None
    unit: Unit = (
        "day" if len(days) <= MOST_DAYS else "week" if len(days) <= 7 * MOST_WEEKS else "month"
    )
    number_of = Periods(unit, first_weekday).number
    ahead = sum(one.day <= today for one in days)
    bounds = [0]
    numbers = [number_of(one.day) for one in days]
    bounds += [place for place in range(1, len(days)) if numbers[place] != numbers[place - 1]]
    periods = [
        _period(days, first, after - 1, training, ahead)
        for first, after in zip(bounds, [*bounds[1:], len(days)], strict=True)
    ]
    return Span(days, unit, periods, ahead)


def _period(
    days: Sequence[FitnessDay], first: int, last: int, training: Training, ahead: int
) -> Period:
    within = [one.day for one in days[first : last + 1]]
    end = ahead - 1 if first < ahead <= last else last
    return Period(
        first,
        last,
        within[0],
        within[-1],
        sum(one.load for one in days[first : last + 1]),
        sum(training.estimated.get(day, 0.0) for day in within),
        any(day in training.load for day in within),
        days[end],
    )
