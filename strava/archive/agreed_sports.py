"""The sports of activities whose display name for the sport is not known.

The recordings with the same name decide if they agree. Otherwise the athlete is asked; see
sport_choices.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..db import archived
from ..db.athletes import data_changed
from ..db.models import Activity, Document
from ..recordings import archived_recordings

_BATCH_SIZE = 500


def agree(session: Session, athlete_id: int, now: datetime) -> None:
    """Let all activities with the same display name have the sport of their recordings.

    Only if all of these have the same one. The caller commits.
    """
    # The documents of a whole history are too large to keep.
    guesses: dict[str, dict[int, str | None]] = defaultdict(dict)
    sports: dict[str, set[str]] = defaultdict(set)
    for activity_id, document in _documents(session, athlete_id):
        name = document.get("sport")
        if isinstance(name, str) and "sport_type" not in archived.part(document, "row"):
            guesses[name][activity_id] = archived.part(document, "guess").get("sport_type")
            if sport := archived.part(document, "recording").get("sport_type"):
                sports[name].add(sport)
    changed: dict[int, str | None] = {}
    for name, guess_of in guesses.items():
        agreed = next(iter(sports[name])) if len(sports[name]) == 1 else None
        changed |= {key: agreed for key, guess in guess_of.items() if guess != agreed}
    archived_recordings.store_guesses(session, athlete_id, "sport_type", changed, now)
    if changed:
        data_changed(session, athlete_id)


def _documents(session: Session, athlete_id: int) -> Iterator[tuple[int, Any]]:
    rows = session.execute(
        select(Document.activity_id, Document.body)
        .join(Activity, Activity.id == Document.activity_id)
        .where(Activity.athlete_id == athlete_id, Document.kind == archived.KIND)
        .execution_options(yield_per=_BATCH_SIZE)
    )
    for row in rows:
        yield row.activity_id, json.loads(row.body)
