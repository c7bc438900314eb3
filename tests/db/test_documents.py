"""The stored documents of an activity, oldest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from strava.db.documents import NO_DOCUMENT, store_documents, stored_documents
from strava.db.models import Activity, Athlete
from strava.logbook import Logbook

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def session(logbook: Logbook) -> Iterator[Session]:
    """A session with the activities 1 and 2."""
    flags = {"private": False, "commute": False, "trainer": False, "manual": False}
    with logbook.sessions() as session:
        session.add(Athlete(id=1, name="Noor", connected_at=NOON))
        session.flush()
        for number in (1, 2):
            session.add(
                Activity(id=number, athlete_id=1, name="x", search="x", sport_type="Run", **flags)
            )
        session.flush()
        yield session


def test_newer_documents_come_after_older_ones(session: Session) -> None:
    store_documents(session, 1, {"detail": '{"a": 1}', "laps": "[]"}, NOON)
    store_documents(session, 1, {"summary": '{"a": 2}'}, NOON + timedelta(minutes=1))
    store_documents(session, 2, {"summary": "{}"}, NOON)
    found = stored_documents(session, 1)
    assert found == {"detail": {"a": 1}, "laps": [], "summary": {"a": 2}}
    assert list(found)[-1] == "summary"


def test_detail_comes_after_a_summary_of_the_same_time(session: Session) -> None:
    store_documents(session, 1, {"detail": "{}", "summary": "{}"}, NOON)
    assert list(stored_documents(session, 1)) == ["summary", "detail"]


def test_streams_and_documents_that_strava_does_not_have_are_omitted(session: Session) -> None:
    bodies = {"detail": NO_DOCUMENT, "laps": NO_DOCUMENT, "streams": '{"time": {}}'}
    store_documents(session, 1, bodies, NOON)
    assert stored_documents(session, 1) == {}


def test_storing_again_replaces_the_document(session: Session) -> None:
    store_documents(session, 1, {"detail": NO_DOCUMENT}, NOON)
    store_documents(session, 1, {"detail": '{"a": 1}'}, NOON + timedelta(minutes=1))
    assert stored_documents(session, 1) == {"detail": {"a": 1}}
