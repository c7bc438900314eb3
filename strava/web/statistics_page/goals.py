"""The athlete's goals: what is done, how far behind or ahead that is, and what is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from ... import sports
from ...analysis.goals import progress
from ...db.models import Goal
from ...statistics.amounts import Amounts
from ...statistics.goals import ALL_GROUPS
from .measures import Measure
from .table_links import TableLinks

GROUPS = {ALL_GROUPS: "All sports", **sports.GROUP_NAMES}
"""What goals can be for."""


class Row(NamedTuple):
    """A goal."""

    key: str
    """Year, group and measure, as the form sends them to remove it."""
    year: int
    group: str
    goal: str
    done: str
    address: str
    share: float
    """What part is done, in percent, at most 100."""
    state: str
    """How far behind or ahead it is, and what is left."""


def build(
    found: Sequence[Goal],
    sums_of: Callable[[int], dict[str, Amounts]],
    measures: dict[str, Measure],
    today: date,
    link: TableLinks,
) -> list[Row]:
    """Return a row for each goal. `sums_of` returns the sums of a year by group."""
    return [_row(goal, sums_of(goal.year), measures[goal.measure], today, link) for goal in found]


def _row(
    goal: Goal, sums: dict[str, Amounts], measure: Measure, today: date, link: TableLinks
) -> Row:
    done = measure.of(sums.get(goal.sport_group, Amounts()))
    is_all = goal.sport_group == ALL_GROUPS
    fields = {} if is_all else {"group": goal.sport_group}
    return Row(
        f"{goal.year} {goal.sport_group} {goal.measure}",
        goal.year,
        GROUPS[goal.sport_group],
        measure.text(goal.amount),
        measure.text(done),
        link(date(goal.year, 1, 1), date(goal.year, 12, 31), **fields),
        round(min(100.0, 100 * done / goal.amount), 1),
        _state(goal, done, measure, today),
    )


def _state(goal: Goal, done: float, measure: Measure, today: date) -> str:
    found = progress(goal.amount, done, goal.year, today)
    if not found.remaining:
        return "Reached."
    if goal.year < today.year:
        return f"{measure.exact(found.remaining)} were missing."
    if goal.year > today.year:
        return f"{measure.exact(found.per_week or 0)} a week."
    side = "behind" if found.behind > 0 else "ahead"
    state = f"{measure.exact(abs(found.behind))} {side}"
    if found.per_week is None:
        return f"{state}; {measure.exact(found.remaining)} are left for today."
    pace = f"{measure.exact(found.per_week)} a week from now on"
    return f"{state}; {pace}. The pace so far leads to {measure.text(found.projection)}."
