"""How far a year's goal is: what is done, what is behind or ahead, and what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .years import day_of_year, days_in


@dataclass(frozen=True)
class Progress:
    """Amounts in the unit of the goal."""

    done: float
    expected: float
    """What an even pace would have done by the end of today."""
    remaining: float
    per_week: float | None
    """What has to be done a week after today; None if the goal is reached or the year is over."""
    projection: float
    """What the year adds up to at the pace so far."""

    @property
    def behind(self) -> float:
        """How much is missing for an even pace; negative if the athlete is ahead."""
        return self.expected - self.done


def progress(goal: float, done: float, year: int, today: date) -> Progress:
    """Return the progress of a goal for a year: earlier, later, or that of today."""
    length = days_in(year)
    passed = 0 if year > today.year else length if year < today.year else day_of_year(today)
    left = length - passed
    remaining = max(0.0, goal - done)
    return Progress(
        done,
        goal * passed / length,
        remaining,
        remaining / left * 7 if left and remaining else None,
        done * length / passed if passed else 0.0,
    )
