"""Guesses the time zones of activities that only an archive has, and that have no position.

An archive says when an activity began in UTC alone.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from ..accounts import athletes
from ..db import archived, archived_activities
from ..db.archived_activities import Archived
from ..db.models import Activity, Document

_NEAR = timedelta(days=3).total_seconds()


class KnownZones:
    """Where an athlete was at which time, as far as it is known."""

    def __init__(self, zones: list[tuple[float, str]]) -> None:
        self._zones = sorted(zones)
        self._most_frequent = Counter(zone for _, zone in self._zones).most_common(1)

    def guess(self, moment: datetime) -> str | None:
        """Return the time zone of the nearest activity within three days, else the most frequent.

        None if none is known.
        """
        at = moment.timestamp()
        place = bisect_left(self._zones, (at, ""))
        neighbors = self._zones[max(place - 1, 0) : place + 1]
        nearest = min(neighbors, key=lambda known: abs(known[0] - at), default=None)
        if nearest is not None and abs(nearest[0] - at) <= _NEAR:
            return nearest[1]
        return self._most_frequent[0][0] if self._most_frequent else None


def known_zones(session: Session, athlete_id: int, *, only_from_api: bool = False) -> KnownZones:
    """Return the time zones of the activities that have one from Strava or from a position."""
    zones = []
    query = _activities(athlete_id)
    if only_from_api:
        query = query.where(query.selected_columns.source == archived.FROM_API)
    for row in session.execute(query):
        is_known = row.source == archived.FROM_API or (
            row.body is not None and archived.is_placed(json.loads(row.body))
        )
        if is_known and row.start_date and row.sport_type not in archived.VIRTUAL_SPORTS:
            name = _zone_in(row.timezone)
            if name is not None:
                zones.append((row.start_date.timestamp(), name))
    return KnownZones(zones)


def settle(session: Session, athlete_id: int, now: datetime) -> None:
    """Guess again, as better time zones may have become known. The caller commits."""
    is_archived = (Activity.athlete_id == athlete_id, Document.kind == archived.KIND)
    if session.scalar(select(Activity.id).join(Document).where(*is_archived).limit(1)) is None:
        return
    known = known_zones(session, athlete_id)
    changed: dict[int, Archived] = {}
    for row in session.execute(_activities(athlete_id)):
        if row.body is None:
            continue
        document = json.loads(row.body)
        guess = None
        is_missing = row.source != archived.FROM_API and not archived.is_placed(document)
        if is_missing and row.start_date is not None:
            guess = known.guess(row.start_date)
        guesses = archived.part(document, "guess")
        if guesses.get("timezone") != guess:
            document["guess"] = {**guesses, "timezone": guess}
            changed[row.id] = Archived(document, row.fetched_at)
    if changed:
        archived_activities.store(session, athlete_id, changed, now)
        athletes.data_changed(session, athlete_id)


def _activities(athlete_id: int) -> Select[*tuple[Any, ...]]:
    summary, archive = aliased(Document), aliased(Document)
    return (
        select(
            Activity.id,
            Activity.start_date,
            Activity.timezone,
            Activity.sport_type,
            summary.source,
            archive.body,
            archive.fetched_at,
        )
        .join(summary, (summary.activity_id == Activity.id) & (summary.kind == "summary"))
        .outerjoin(archive, (archive.activity_id == Activity.id) & (archive.kind == archived.KIND))
        .where(Activity.athlete_id == athlete_id)
    )


@cache
def _zone_in(timezone: str | None) -> str | None:
    """Return the name of a time zone as Strava writes it, such as `(GMT+01:00) Europe/Paris`."""
    name = (timezone or "").rpartition(" ")[2]
    try:
        return name if name and ZoneInfo(name) else None
    except (ValueError, OSError):
        return None
