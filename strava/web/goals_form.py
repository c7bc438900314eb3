"""The form for yearly goals on the page of statistics: what it accepts."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ..db.models import Goal
from ..statistics import goals
from ..table import parsers
from .statistics_page.goals import GROUPS
from .statistics_page.measures import all_measures

FIRST_YEAR, LAST_YEAR = 1950, 2100
_MOST = 1_000_000
"""The greatest number of kilometers, hours, meters, or activities."""


class InvalidGoal(ValueError):
    """Raised for a form that cannot be saved. The message says what to correct."""


def read(form: Mapping[str, str], athlete_id: int, *, imperial: bool) -> Goal:
    """Return the goal in a form that was sent; raises InvalidGoal.

    The amount is in the athlete's units, and so are hours.
    """
    year, group, measure = read_key(
        form.get("year", ""), form.get("group", ""), form.get("measure")
    )
    text = form.get("amount", "").strip().replace(",", ".")
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number <= _MOST:
        raise InvalidGoal(f"The goal has to be a number above 0, and at most {_MOST:,}.")
    scale = all_measures(imperial, swims=False)[measure].scale
    return Goal(
        athlete_id=athlete_id,
        year=year,
        sport_group=group,
        measure=measure,
        amount=number / scale,
    )


def read_key(year: str, group: str, measure: str | None) -> tuple[int, str, str]:
    """Return the year, the group and the measure of a goal; raises InvalidGoal."""
    if not parsers.year(year) or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise InvalidGoal(f"The year has to be from {FIRST_YEAR} to {LAST_YEAR}.")
    if group not in GROUPS or measure not in goals.MEASURES:
        raise InvalidGoal("The sports and what to count have to be among the choices.")
    return int(year), group, measure
