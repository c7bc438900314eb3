"""Changes to sync runs that both the sign-in and the sync make."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from strava.db import sync_runs
from strava.db.enums import UNFINISHED
from strava.db.models import Athlete, SyncRun
from strava.logbook import Logbook

FINISHED = ["done", "failed", "cancelled"]


def add_run(session: Session, logbook: Logbook, state: str, athlete_id: int = 1) -> int:
    earlier = logbook.now() - timedelta(hours=1)
    session.merge(Athlete(id=athlete_id, name="Noor", connected_at=earlier))
    run = SyncRun(
        athlete_id=athlete_id,
        kind="full",
        state=state,
        started_at=earlier,
        finished_at=earlier if state in FINISHED else None,
        position=5,
        waiting_for="limit" if state == "waiting" else None,
        resume_at=logbook.now() if state == "waiting" else None,
        skipped=[],
    )
    session.add(run)
    session.flush()
    return run.id


@pytest.mark.parametrize("state", UNFINISHED)
def test_superseded_run_is_canceled_and_loses_its_resume_point(
    logbook: Logbook, state: str
) -> None:
    with logbook.sessions.begin() as session:
        run_id = add_run(session, logbook, state)
        sync_runs.supersede(session, 1, logbook.now())
    with logbook.sessions() as session:
        run = session.get_one(SyncRun, run_id)
    assert (run.state, run.finished_at) == ("cancelled", logbook.now())
    assert (run.position, run.waiting_for, run.resume_at) == (None, None, None)


@pytest.mark.parametrize("state", FINISHED)
def test_finished_run_only_loses_its_resume_point(logbook: Logbook, state: str) -> None:
    with logbook.sessions.begin() as session:
        run_id = add_run(session, logbook, state)
        sync_runs.supersede(session, 1, logbook.now())
    with logbook.sessions() as session:
        run = session.get_one(SyncRun, run_id)
    assert (run.state, run.position) == (state, None)
    assert run.finished_at == logbook.now() - timedelta(hours=1)


def test_runs_of_another_athlete_are_not_superseded(logbook: Logbook) -> None:
    with logbook.sessions.begin() as session:
        run_id = add_run(session, logbook, "running", athlete_id=2)
        sync_runs.supersede(session, 1, logbook.now())
    with logbook.sessions() as session:
        run = session.get_one(SyncRun, run_id)
    assert (run.state, run.position) == ("running", 5)
