"""What an athlete says about sports whose names in an archive are not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from .. import sports
from ..db import archived_activities
from ..db.archived_activities import Archived
from ..db.athletes import data_changed
from ..db.models import Activity, ArchiveImport, SportName, SyncRun
from ..db.upsert import upsert
from ..recordings import archived_recordings
from . import report

_BATCH = 500
_MAX_REPORTS = 50


@dataclass(frozen=True)
class Asked:
    """A name that the athlete is asked about, or has answered."""

    name: str
    activities: int
    """How many activities have it; of an answered one, how many have its sport type."""
    sport_type: str | None
    """The answer."""


def asked(session: Session, athlete_id: int) -> list[Asked]:
    """Return the names that are not known, and those that the athlete has answered."""
    answered = select(SportName).where(SportName.athlete_id == athlete_id)
    names: dict[str, str | None] = dict.fromkeys(_reported(session, athlete_id))
    names |= {one.name: one.sport_type for one in session.scalars(answered)}
    counts = session.execute(
        select(Activity.sport_type, func.count())
        .where(Activity.athlete_id == athlete_id)
        .group_by(Activity.sport_type)
    )
    number_of = dict(counts.all())
    found = [Asked(name, number_of.get(kind or name, 0), kind) for name, kind in names.items()]
    return sorted(
        (one for one in found if one.activities or one.sport_type),
        key=lambda one: (one.sport_type is not None, one.name),
    )


def choose(session: Session, athlete_id: int, chosen: Mapping[str, str], now: datetime) -> int:
    """Remember sport types by display name, apply them to what is stored, and commit.

    Return the number of activities that have changed. Names that are not asked about, and sport
    types that are not Strava's, are left out.
    """
    before = {one.name: one.sport_type for one in asked(session, athlete_id)}
    valid = {
        name: sport_type
        for name, sport_type in chosen.items()
        if name in before and sport_type in sports.KNOWN and sport_type != before[name]
    }
    answers = [
        {"athlete_id": athlete_id, "name": name, "sport_type": sport_type}
        for name, sport_type in valid.items()
    ]
    upsert(session, SportName, answers)
    stored_as = {before[name] or name for name in valid}
    ids = session.scalars(
        select(Activity.id).where(
            Activity.athlete_id == athlete_id, Activity.sport_type.in_(stored_as)
        )
    ).all()
    changed = sum(
        _apply(session, athlete_id, ids[start : start + _BATCH], valid, now)
        for start in range(0, len(ids), _BATCH)
    )
    if changed:
        data_changed(session, athlete_id)
    session.commit()
    return changed


def _reported(session: Session, athlete_id: int) -> list[str]:
    """Return the names that the latest imports did not know."""
    reports = session.scalars(
        select(ArchiveImport.report)
        .join(SyncRun, SyncRun.id == ArchiveImport.sync_id)
        .where(SyncRun.athlete_id == athlete_id)
        .order_by(SyncRun.id.desc())
        .limit(_MAX_REPORTS)
    )
    return [name for one in reports for name in report.from_json(one).unknown_sports]


def _apply(
    session: Session, athlete_id: int, ids: Sequence[int], chosen: Mapping[str, str], now: datetime
) -> int:
    updated = {}
    for activity_id, one in archived_activities.read(session, ids).items():
        sport_type = chosen.get(one.document.get("sport", ""))
        if sport_type is not None:
            row = {**one.document.get("row", {}), "sport_type": sport_type}
            updated[activity_id] = Archived({**one.document, "row": row}, one.as_of)
    archived_recordings.store(session, athlete_id, updated, now)
    return len(updated)
