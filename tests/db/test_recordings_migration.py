"""A database from before recordings were measured is migrated, and then measured."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import DateTime, bindparam, text

from strava.db.documents import stored_streams
from strava.db.enums import Lane
from strava.db.models import Document, Measured
from strava.settings import Settings

from ..actions import SyncActions
from ..applications import MakeApp
from ..clock import Clock
from ..recordings.stored import streams
from ..sample_strava import Strava
from ..stored_data import athlete_ids

RECORDING = streams(900, heartrate=140)
NUMBER = 3


def add_recordings(before: SyncActions) -> None:
    """Store streams as revision 0005 did."""
    newest = [one["id"] for one in before.strava.sample.newest_first() if not one["manual"]]
    fetched_at = datetime.fromtimestamp(before.clock.now, UTC).replace(tzinfo=None)
    insert = text(
        "INSERT INTO document (activity_id, kind, body, fetched_at) "
        "VALUES (:id, 'streams', :body, :fetched_at)"
    ).bindparams(bindparam("fetched_at", type_=DateTime()))
    with before.engine.begin() as connection:
        for activity_id in newest[:NUMBER]:
            values = {"id": activity_id, "body": json.dumps(RECORDING), "fetched_at": fetched_at}
            connection.execute(insert, values)
        nothing = {"id": newest[NUMBER], "body": "null", "fetched_at": fetched_at}
        connection.execute(insert, nothing)


def assert_measured_after_the_migration(migrated: SyncActions) -> None:
    """Check that the migration measures nothing, and that the background run does the rest."""
    with migrated.logbook.sessions() as session:
        stored = session.query(Document).filter_by(kind="streams").all()
        assert [one.packed for one in stored] == [None] * (NUMBER + 1)
        assert session.query(Measured).count() == 0
    calls = len(migrated.strava.sample.calls)
    migrated.jobs.resume_all()
    (athlete_id,) = athlete_ids(migrated.app)
    migrated.jobs.wait(athlete_id, 30, Lane.MEASURES)
    with migrated.logbook.sessions() as session:
        stored = session.query(Document).filter_by(kind="streams").all()
        packed = [one for one in stored if one.packed is not None]
        assert (len(packed), {one.body for one in packed}) == (NUMBER, {""})
        assert all(stored_streams(session, one.activity_id) == RECORDING for one in packed)
        assert session.query(Measured).count() == NUMBER + 1
    (run,) = migrated.runs(Lane.MEASURES)
    assert (run.state, run.done, run.calls) == ("done", NUMBER + 1, 0)
    assert len(migrated.strava.sample.calls) == calls
    migrated.assert_same_as_strava()


def test_database_from_before_is_migrated_and_measured(
    connected: FlaskClient,
    runner: FlaskCliRunner,
    settings: Settings,
    make_app: MakeApp,
    strava: Strava,
    clock: Clock,
) -> None:
    assert connected.application is not None
    before = SyncActions(connected.application, strava, clock)
    assert runner.invoke(args=["db", "downgrade", "0005"]).exit_code == 0
    add_recordings(before)
    migrated = SyncActions(make_app(settings), strava, clock)
    assert_measured_after_the_migration(migrated)
