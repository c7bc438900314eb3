"""Kinds and states of runs are stored as text and read as members of their enumerations."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import text

from strava.db.enums import Lane, RunKind, RunState, WaitReason
from strava.db.models import Athlete, SyncRun
from strava.logbook import Logbook

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_stored_texts_are_those_of_existing_databases() -> None:
    kinds = ["first", "incremental", "full", "deep", "measures", "archive"]
    assert [str(kind) for kind in RunKind] == kinds
    states = ["running", "waiting", "paused", "done", "failed", "cancelled"]
    assert [str(state) for state in RunState] == states
    assert [str(reason) for reason in WaitReason] == ["limit", "network", "start", "sync"]


def test_lanes_are_the_names_of_the_lock_files() -> None:
    assert [str(lane) for lane in Lane] == ["sync", "deep", "measures", "archive"]
    assert RunKind.in_lane(Lane.SYNC) == [RunKind.FIRST, RunKind.INCREMENTAL, RunKind.FULL]
    assert RunKind.in_lane(Lane.DEEP) == [RunKind.DEEP]
    assert RunKind.in_lane(Lane.MEASURES) == [RunKind.MEASURES]


def test_members_are_stored_as_text_and_read_as_members(logbook: Logbook) -> None:
    with logbook.sessions.begin() as session:
        session.add(Athlete(id=1, name="Noor", connected_at=NOON))
        session.flush()
        for state, reason in ((RunState.CANCELED, None), (RunState.WAITING, WaitReason.NETWORK)):
            session.add(
                SyncRun(
                    athlete_id=1,
                    kind=RunKind.DEEP,
                    state=state,
                    waiting_for=reason,
                    started_at=NOON,
                    skipped=[],
                )
            )
    with logbook.sessions() as session:
        stored = session.execute(text("SELECT kind, state, waiting_for FROM sync ORDER BY id"))
        assert [tuple(row) for row in stored] == [
            ("deep", "cancelled", None),
            ("deep", "waiting", "network"),
        ]
        first, second = session.query(SyncRun).order_by(SyncRun.id)
        assert (first.kind, first.state, first.waiting_for) == (
            RunKind.DEEP,
            RunState.CANCELED,
            None,
        )
        assert isinstance(first.state, RunState)
        assert isinstance(second.waiting_for, WaitReason)
