"""Guesses the time zones of activities that only an archive has, and that have no position.

An archive says when an activity began in UTC alone.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import select
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


class _Activity(NamedTuple):
    """An activity, with what an archive says about it."""

    id: int
    start_date: datetime | None
    timezone: str | None
    sport_type: str
    is_from_api: bool
    document: dict[str, Any] | None
    as_of: datetime | None


def zones_from_api(session: Session, athlete_id: int) -> KnownZones:
    """Return the time zones of the activities that the API has sent."""
    return _known(_activities(session, athlete_id, with_archive=False))


def settle(session: Session, athlete_id: int, now: datetime) -> None:
    """Guess again, as better time zones may have become known. The caller commits."""
    is_archived = (Activity.athlete_id == athlete_id, Document.kind == archived.KIND)
    if session.scalar(select(Activity.id).join(Document).where(*is_archived).limit(1)) is None:
        return
    activities = _activities(session, athlete_id, with_archive=True)
    known = _known(activities)
    changed: dict[int, Archived] = {}
    for one in activities:
        if one.document is None or one.as_of is None:
            continue
        guess = None
        is_missing = not one.is_from_api and not archived.is_placed(one.document)
        if is_missing and one.start_date is not None:
            guess = known.guess(one.start_date)
        guesses = archived.part(one.document, "guess")
        if guesses.get("timezone") != guess:
            document = {**one.document, "guess": {**guesses, "timezone": guess}}
            changed[one.id] = Archived(document, one.as_of)
    if changed:
        archived_activities.store(session, athlete_id, changed, now)
        athletes.data_changed(session, athlete_id)


def _known(activities: Iterable[_Activity]) -> KnownZones:
    zones = []
    for one in activities:
        is_known = one.is_from_api or archived.is_placed(one.document)
        name = _zone_in(one.timezone)
        if is_known and name and one.start_date and one.sport_type not in archived.VIRTUAL_SPORTS:
            zones.append((one.start_date.timestamp(), name))
    return KnownZones(zones)


def _activities(session: Session, athlete_id: int, *, with_archive: bool) -> list[_Activity]:
    """Return the activities of an athlete; without the archive only those that the API has sent."""
    summary, archive = aliased(Document), aliased(Document)
    query = (
        select(
            Activity.id,
            Activity.start_date,
            Activity.timezone,
            Activity.sport_type,
            summary.source == archived.FROM_API,
        )
        .join(summary, (summary.activity_id == Activity.id) & (summary.kind == "summary"))
        .where(Activity.athlete_id == athlete_id)
    )
    if not with_archive:
        rows = session.execute(query.where(summary.source == archived.FROM_API))
        return [_Activity(row[0], row[1], row[2], row[3], row[4], None, None) for row in rows]
    of_archive = query.add_columns(archive.body, archive.fetched_at).outerjoin(
        archive, (archive.activity_id == Activity.id) & (archive.kind == archived.KIND)
    )
    return [
        _Activity(row[0], row[1], row[2], row[3], row[4], row[5] and json.loads(row[5]), row[6])
        for row in session.execute(of_archive)
    ]


@cache
def _zone_in(timezone: str | None) -> str | None:
    """Return the name of a time zone as Strava writes it, such as `(GMT+01:00) Europe/Paris`."""
    name = (timezone or "").rpartition(" ")[2]
    return name if name and archived.time_zone(name) else None
