"""The athlete of an archive: who it is, and what the archive says about them."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..db.athletes import data_changed
from ..db.models import Activity, Athlete
from .report import Report
from .tables.cells import identifier
from .tables.rows import Profile

_EXPORT = re.compile(r"export_([0-9]+)(?:\D.*)?", re.IGNORECASE)
"""The name of Strava's ZIP, and of the folder it is unpacked to."""


def whose(profile: Profile, file_name: str) -> int | None:
    """Return the id of the athlete whose archive it is: by its profile, or else by its name.

    Return None if neither names one.
    """
    return profile.athlete_id if profile.athlete_id is not None else _id_in_name(file_name)


def _id_in_name(file_name: str) -> int | None:
    found = _EXPORT.fullmatch(Path(file_name).name)
    return identifier(found[1]) if found is not None else None


def add(session: Session, athlete_id: int, profile: Profile, now: datetime) -> Athlete:
    """Add an athlete who has not connected, and commit; one who is there already stays."""
    athlete = session.get(Athlete, athlete_id)
    if athlete is None:
        athlete = Athlete(
            id=athlete_id,
            name=profile.name or f"Athlete {athlete_id}",
            connected_at=now,
            from_archive=True,
        )
        session.add(athlete)
        store(session, athlete_id, profile)
        session.commit()
    return athlete


def store(session: Session, athlete_id: int, profile: Profile) -> None:
    """Fill what is not known about an athlete yet. The caller commits.

    What Strava's API has said, or the athlete has entered, stays.
    """
    athlete = session.get_one(Athlete, athlete_id)
    if athlete.from_archive and profile.name:
        athlete.name = profile.name
    for name in ("measurement_preference", "ftp", "sex", "max_heartrate"):
        if getattr(athlete, name) is None:
            setattr(athlete, name, getattr(profile, name))
    if session.is_modified(athlete):
        data_changed(session, athlete_id)


def unknown_sports(session: Session, athlete_id: int, progress: Report) -> list[str]:
    """Return the display names that are still the sports of activities."""
    names = progress.unknown_sports
    found = session.scalars(
        select(Activity.sport_type)
        .where(Activity.athlete_id == athlete_id, Activity.sport_type.in_(names))
        .distinct()
    )
    still = set(found)
    return [name for name in names if name in still]
