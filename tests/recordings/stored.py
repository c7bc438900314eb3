"""Stores activities with recordings, and reads what was measured."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from strava.db.base import Base
from strava.db.documents import store_documents
from strava.db.models import Activity, Athlete, Body, Document, Measured, Zones
from strava.recordings import computing, measuring
from strava.sync import details

from ..analysis.recordings import document

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ATHLETE = 1
Row = TypeVar("Row", bound=Base)


def streams(seconds: int, speed: float = 3.0, **values: Any) -> dict[str, Any]:
    """Return streams as Strava sends them: a sample a second, and constant measurements."""
    count = seconds + 1
    return document(
        time=list(range(count)),
        distance=[second * speed for second in range(count)],
        **{name: [value] * count for name, value in values.items()},
    )


def measure(session: Session, activity_id: int) -> None:
    """Measure the recording of an activity, if it has one."""
    computed = computing.compute(session, activity_id)
    if computed is not None:
        measuring.store(session, computed)


def store_measured(
    session: Session, activity_id: int, bodies: dict[str, str], fetched_at: datetime
) -> None:
    """Store documents as when Strava sends them, and measure the recording."""
    details.store(session, activity_id, bodies, fetched_at)
    measure(session, activity_id)


class Stored:
    """The database of one athlete."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session = session
        self.now = now
        session.add(Athlete(id=ATHLETE, name="Noor", connected_at=now))
        session.commit()

    def activity(
        self,
        number: int,
        recording: Any,
        *,
        day: date | None = None,
        detail: dict[str, Any] | None = None,
        as_text: bool = False,
        **columns: Any,
    ) -> int:
        """Store an activity with its streams, as text like Logbook 1.x did on request."""
        flags = dict.fromkeys(("private", "commute", "trainer", "manual"), False)
        day = day or self.now.date() + timedelta(days=number)
        start = datetime(day.year, day.month, day.day, 8)
        fields = {"sport_type": "Run", "name": f"Run {number}", "search": "run", **columns}
        self.session.add(
            Activity(id=number, athlete_id=ATHLETE, day=day, start_local=start, **flags, **fields)
        )
        self.session.flush()
        body = recording if isinstance(recording, str) else json.dumps(recording)
        documents = {"summary": "{}", "detail": json.dumps(detail or {}), "streams": body}
        store_documents(self.session, number, documents, self.now)
        if as_text:
            row = self.session.get_one(Document, (number, "streams"))
            row.body, row.packed = body, None
        self.session.commit()
        return number

    def measured(self, activity_id: int) -> Measured:
        """Measure an activity, and return the row of its measures."""
        measure(self.session, activity_id)
        self.session.commit()
        return self.session.get_one(Measured, activity_id, populate_existing=True)

    def rows(self, table: type[Row], **values: Any) -> list[Row]:
        """Return the rows of a table that have these values."""
        self.session.expire_all()
        return list(self.session.scalars(select(table).filter_by(**values)))

    def body(self, valid_from: date, **values: Any) -> None:
        """Store what the athlete has entered."""
        self.session.add(Body(athlete_id=ATHLETE, valid_from=valid_from, **values))
        self.session.commit()

    def zones(self, day: date, kind: str, *bounds: float) -> None:
        """Store zones of the athlete."""
        self.session.add(Zones(athlete_id=ATHLETE, day=day, kind=kind, bounds=list(bounds)))
        self.session.commit()


def write_while_computing(file: Path | None, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let another program write to a SQLite file whenever a recording has been computed.

    Return a list that gets the ids of the activities. The write fails if somebody else writes.
    """
    compute = computing.compute
    computed_ids: list[int] = []
    assert file is not None

    def write_meanwhile(session: Any, activity_id: int, **options: Any) -> Any:
        computed = compute(session, activity_id, **options)
        with closing(sqlite3.connect(file, timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE")
        computed_ids.append(activity_id)
        return computed

    monkeypatch.setattr(computing, "compute", write_meanwhile)
    return computed_ids
