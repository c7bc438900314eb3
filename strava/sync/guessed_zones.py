"""Guesses the time zones of activities that only an archive has, and that have no position.

An archive says when an activity began in UTC alone.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from ..db import archived
from ..db.athletes import data_changed
from ..db.models import Activity, Document
from ..recordings import archived_recordings

_NEAR = timedelta(days=3).total_seconds()
_BATCH_SIZE = 500


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
    """An activity, with what its archive says about time zones. The documents are too large."""

    id: int
    start_date: datetime | None
    timezone: str | None
    sport_type: str
    is_from_api: bool
    is_archived: bool = False
    is_placed: bool = False
    guess: str | None = None


def zones_from_api(session: Session, athlete_id: int) -> KnownZones:
    """Return the time zones of the activities that the API has sent."""
    return _known(_activities(session, athlete_id, with_archive=False))


def settle(session: Session, athlete_id: int, now: datetime) -> None:
    """Guess again, as better time zones may have become known. The caller commits."""
    is_archived = (Activity.athlete_id == athlete_id, Document.kind == archived.KIND)
    if session.scalar(select(Activity.id).join(Document).where(*is_archived).limit(1)) is None:
        return
    activities = list(_activities(session, athlete_id, with_archive=True))
    known = _known(activities)
    changed: dict[int, str | None] = {}
    for one in activities:
        guess = None
        if one.start_date is not None and not (one.is_from_api or one.is_placed):
            guess = known.guess(one.start_date)
        if one.is_archived and one.guess != guess:
            changed[one.id] = guess
    archived_recordings.store_guesses(session, athlete_id, "timezone", changed, now)
    if changed:
        data_changed(session, athlete_id)


def _known(activities: Iterable[_Activity]) -> KnownZones:
    zones = []
    for one in activities:
        is_known = one.is_from_api or one.is_placed
        name = _zone_in(one.timezone)
        if is_known and name and one.start_date and one.sport_type not in archived.VIRTUAL_SPORTS:
            zones.append((one.start_date.timestamp(), name))
    return KnownZones(zones)


def _activities(session: Session, athlete_id: int, *, with_archive: bool) -> Iterator[_Activity]:
    """Yield the activities of an athlete; without the archive only those that the API has sent."""
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
        .execution_options(yield_per=_BATCH_SIZE)
    )
    if not with_archive:
        rows = session.execute(query.where(summary.source == archived.FROM_API))
        yield from (_Activity(row[0], row[1], row[2], row[3], row[4]) for row in rows)
        return
    of_archive = query.add_columns(archive.body).outerjoin(
        archive, (archive.activity_id == Activity.id) & (archive.kind == archived.KIND)
    )
    for row in session.execute(of_archive):
        document = json.loads(row[5]) if row[5] else None
        yield _Activity(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            document is not None,
            archived.is_placed(document),
            archived.part(document, "guess").get("timezone"),
        )


@cache
def _zone_in(timezone: str | None) -> str | None:
    """Return the name of a time zone as Strava writes it, such as `(GMT+01:00) Europe/Paris`."""
    name = (timezone or "").rpartition(" ")[2]
    return name if name and archived.time_zone(name) else None
