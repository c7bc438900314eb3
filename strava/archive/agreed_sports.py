"""The sports of activities whose display name for the sport is not known.

The recordings with the same name decide if they agree. Otherwise the athlete is asked; see
sport_choices.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..accounts import athletes
from ..db import archived, archived_activities
from ..db.archived_activities import Archived
from ..db.models import Activity, Document
from ..recordings import pending

_BATCH_SIZE = 500


def agree(session: Session, athlete_id: int, now: datetime) -> None:
    """Let all activities with the same display name have the sport of their recordings.

    Only if all of these have the same one. The caller commits.
    """
    unknown: dict[str, list[tuple[int, Archived]]] = defaultdict(list)
    sports: dict[str, set[str]] = defaultdict(set)
    for key, found in _documents(session, athlete_id):
        name = found.document.get("sport")
        if isinstance(name, str) and "sport_type" not in archived.part(found.document, "row"):
            unknown[name].append((key, found))
            if sport := archived.part(found.document, "recording").get("sport_type"):
                sports[name].add(sport)
    changed: dict[int, Archived] = {}
    for name, activities in unknown.items():
        agreed = next(iter(sports[name])) if len(sports[name]) == 1 else None
        for key, found in activities:
            guesses = archived.part(found.document, "guess")
            if guesses.get("sport_type") != agreed:
                document = {**found.document, "guess": {**guesses, "sport_type": agreed}}
                changed[key] = Archived(document, found.as_of)
    _store(session, athlete_id, changed, now)


def _documents(session: Session, athlete_id: int) -> Iterator[tuple[int, Archived]]:
    rows = session.execute(
        select(Document.activity_id, Document.body, Document.fetched_at)
        .join(Activity, Activity.id == Document.activity_id)
        .where(Activity.athlete_id == athlete_id, Document.kind == archived.KIND)
        .execution_options(yield_per=_BATCH_SIZE)
    )
    for row in rows:
        yield row.activity_id, Archived(json.loads(row.body), row.fetched_at)


def _store(session: Session, athlete_id: int, changed: dict[int, Archived], now: datetime) -> None:
    if changed:
        archived_activities.store(session, athlete_id, changed, now)
        for key in changed:
            pending.outdate(session, key)
        athletes.data_changed(session, athlete_id)
