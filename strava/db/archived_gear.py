"""Gear that only archives name. They have no ids of gear, so its id is made of its name."""

from __future__ import annotations

import json

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from .. import coerce
from ..folding import folded
from .archived import KIND
from .models import Activity, Document, Gear, GearReminder

_PREFIX = "archive:"


def gear_id(athlete_id: int, name: str) -> str:
    """Return the id of gear that only an archive has named."""
    made_up = f"{_PREFIX}{athlete_id}:{name}"
    return coerce.short_text(made_up) or made_up


def is_made_up(gear_id: str) -> bool:
    """Return whether an id is made of the name."""
    return gear_id.startswith(_PREFIX)


def key(name: str) -> str:
    """Return what is equal for two spellings of a name."""
    return folded(" ".join(name.split()))


def replace(session: Session, athlete_id: int, by: str, name: str) -> None:
    """Replace gear that only archives have by that of the same name at Strava.

    The caller commits.
    """
    only_archived = select(Gear).where(
        Gear.athlete_id == athlete_id, Gear.id.startswith(_PREFIX), Gear.id != by
    )
    for gear in session.scalars(only_archived).all():
        if key(gear.name) == key(name):
            _replace(session, athlete_id, gear.id, by)
            session.delete(gear)
            session.flush()


def sum_distances(session: Session, athlete_id: int) -> None:
    """Let gear that only archives name be as far as its activities. The caller commits."""
    used = select(Gear.id).where(Gear.athlete_id == athlete_id)
    for gear_id in filter(is_made_up, session.scalars(used).all()):
        total = select(func.sum(Activity.distance)).where(
            Activity.athlete_id == athlete_id,
            Activity.gear_id == gear_id,
            Activity.deleted_at.is_(None),
        )
        session.execute(
            update(Gear)
            .where(Gear.id == gear_id)
            .values(distance=session.scalar(total))
            .execution_options(synchronize_session=False)
        )


def _replace(session: Session, athlete_id: int, old: str, by: str) -> None:
    of_athlete = select(Activity.id).where(Activity.athlete_id == athlete_id)
    written = json.dumps(old)
    rows = session.execute(
        select(Document.activity_id, Document.kind, Document.body).where(
            Document.activity_id.in_(of_athlete),
            Document.kind.in_((KIND, "summary")),
            Document.body.contains(written, autoescape=True),
        )
    )
    for activity_id, kind, body in rows.all():
        session.execute(
            update(Document)
            .where(Document.activity_id == activity_id, Document.kind == kind)
            .values(body=body.replace(written, json.dumps(by)))
            .execution_options(synchronize_session=False)
        )
    _keep_reminders(session, athlete_id, old, by)
    session.execute(
        update(Activity)
        .where(Activity.athlete_id == athlete_id, Activity.gear_id == old)
        .values(gear_id=by)
        .execution_options(synchronize_session=False)
    )


def _keep_reminders(session: Session, athlete_id: int, old: str, by: str) -> None:
    """Let the reminders of gear be about what replaces it, unless that has its own."""
    of_old = (GearReminder.athlete_id == athlete_id, GearReminder.gear_id == old)
    for reminder in session.scalars(select(GearReminder).where(*of_old)).all():
        if session.get(GearReminder, (athlete_id, by, reminder.part)) is None:
            reminder.gear_id = by
        else:
            session.delete(reminder)
    session.flush()
