"""The reminders of gear: how far it has gone, and how much is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ...db.models import GearReminder
from ...statistics.reminders import Distances, Progress, progress
from ...table.filters import Filters
from .. import links
from ..display import formats
from ..display.formats import DateStyle
from .measures import Measure


class Row(NamedTuple):
    """A reminder."""

    gear_id: str
    part: str
    title: str
    """The gear, and its part."""
    done: str
    address: str
    """The table with the activities that count."""
    limit: str
    since: str
    """The first day that counts; empty if all do."""
    share: float
    """What part of the distance is done, in percent, at most 100."""
    state: str
    """How much is left, or how far beyond it is."""
    is_reached: bool


def build(
    found: Sequence[GearReminder],
    distances: Distances,
    names: Mapping[str, str],
    measure: Measure,
    dates: DateStyle,
) -> list[Row]:
    """Return a row for each reminder; those with the least left come first."""
    rows = [(progress(one, distances), one) for one in found]
    rows.sort(key=lambda row: row[0].left / row[1].distance)
    return [_row(one, made, names, measure, dates) for made, one in rows]


def _row(
    reminder: GearReminder,
    made: Progress,
    names: Mapping[str, str],
    measure: Measure,
    dates: DateStyle,
) -> Row:
    name = names.get(reminder.gear_id, reminder.gear_id)
    since = reminder.since
    return Row(
        reminder.gear_id,
        reminder.part,
        f"{name}, {reminder.part}" if reminder.part else name,
        measure.exact(made.done),
        links.to_table(Filters(gear=reminder.gear_id, start=since)),
        measure.exact(reminder.distance),
        formats.short_day(since, dates) if since else "",
        min(100.0, max(0.0, round(100 * made.done / reminder.distance, 1))),
        _state(made, measure, dates, made.reached),
        made.left <= 0,
    )


def _state(made: Progress, measure: Measure, dates: DateStyle, reached: date | None) -> str:
    if made.left > 0:
        return f"{measure.exact(made.left)} left."
    on = f" on {formats.short_day(reached, dates)}" if reached else ""
    beyond = f", {measure.exact(-made.left)} ago" if round(-made.left / 100) else ""
    return f"Reached{on}{beyond}."
