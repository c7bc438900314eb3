"""The reminders of gear: a distance after which shoes, bikes, and parts should be replaced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from ..db.errors import DAMAGED
from ..db.models import Activity, Gear, GearReminder
from ..errors import StorageError
from ..table import conditions
from ..table.context import QueryContext
from ..table.filters import Filters
from ..table.sums import real_sum

MOST = 100
"""The reminders that an athlete can have."""

Distances = dict[str, dict[date | None, float]]
"""The meters of each day, by the id of the gear. What has no date has the day None."""


class Progress(NamedTuple):
    """How far gear has gone since the first day that counts, in meters."""

    done: float
    left: float
    """Negative once it has gone further than it should."""
    reached: date | None
    """The day on which it had gone as far as it should."""


def find_all(session: Session, athlete_id: int) -> Sequence[GearReminder]:
    """Return the reminders of an athlete. Raises StorageError if one of them is damaged."""
    of_athlete = select(GearReminder).where(GearReminder.athlete_id == athlete_id)
    found = session.scalars(of_athlete.order_by(GearReminder.gear_id, GearReminder.part)).all()
    if not all(one.distance > 0 for one in found):
        raise StorageError(DAMAGED)
    return found


def save(session: Session, reminder: GearReminder) -> bool:
    """Store a reminder in place of an earlier one; return False if there are too many.

    The caller commits.
    """
    key = (reminder.athlete_id, reminder.gear_id, reminder.part)
    is_new = session.get(GearReminder, key) is None
    if is_new and len(find_all(session, reminder.athlete_id)) >= MOST:
        return False
    session.merge(reminder)
    return True


def load_distances(session: Session, context: QueryContext, gear_ids: Iterable[str]) -> Distances:
    """Return how far this gear went on each day, in all activities that count."""
    day = func.substr(cast(Activity.start_local, Text), 1, 10)
    query = (
        select(Activity.gear_id, day, real_sum(Activity.distance))
        .where(*conditions.where(context, Filters()), Activity.gear_id.in_([*gear_ids]))
        .group_by(Activity.gear_id, day)
    )
    found: Distances = {}
    for gear_id, text, meters in session.execute(query):
        found.setdefault(str(gear_id), {})[text and date.fromisoformat(text)] = meters
    return found


def progress(reminder: GearReminder, distances: Distances) -> Progress:
    """Return how far the gear of a reminder has gone."""
    days = distances.get(reminder.gear_id, {})
    done, reached = 0.0 if reminder.since else days.get(None, 0.0), None
    for day in sorted(filter(None, days)):
        if reminder.since is None or day >= reminder.since:
            done += days[day]
            if reached is None and done >= reminder.distance:
                reached = day
    return Progress(done, reminder.distance - done, reached if done >= reminder.distance else None)


def retired(session: Session, athlete_id: int) -> set[str]:
    """Return the ids of the gear that the athlete has retired at Strava."""
    query = select(Gear.id).where(Gear.athlete_id == athlete_id, Gear.retired.is_(True))
    return {*session.scalars(query)}
