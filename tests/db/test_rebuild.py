"""The columns are derived again from what Strava sent: by command, and by a migration."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import select, text

from strava.db import migrations
from strava.db.models import Activity, Document
from strava.settings import Settings

from ..conftest import MakeApp, Strava, assert_same_as_strava, rows


def test_rebuild_derives_every_column_again_without_a_call(
    connected: FlaskClient, runner: FlaskCliRunner, app: Flask, strava: Strava
) -> None:
    gone = strava.sample.activities[-1]["id"]
    with app.extensions["logbook"].sessions.begin() as session:
        session.execute(
            text("UPDATE activity SET name = 'x', search = 'x', distance = 1, day = NULL")
        )
        session.execute(
            text("UPDATE activity SET deleted_at = '2026-01-01' WHERE id = :id"), {"id": gone}
        )
    calls = len(strava.sample.calls)
    result = runner.invoke(args=["rebuild"])
    number = len(strava.sample.activities)
    assert (result.exit_code, result.stdout) == (0, f"{number} activities rebuilt.\n")
    assert len(strava.sample.calls) == calls
    with app.extensions["logbook"].sessions.begin() as session:
        kept = session.get_one(Activity, gone)
        assert kept.deleted_at is not None
        kept.deleted_at = None
    assert_same_as_strava(app, strava)


def test_rebuild_of_nothing_is_nothing(runner: FlaskCliRunner) -> None:
    assert runner.invoke(args=["rebuild"]).stdout == "0 activities rebuilt.\n"


def test_a_migration_that_adds_columns_fills_them_by_itself(
    connected: FlaskClient,
    runner: FlaskCliRunner,
    app: Flask,
    settings: Settings,
    make_app: MakeApp,
    strava: Strava,
    finish_sync: Callable[[], None],
) -> None:
    documents = len(rows(app, Document))
    assert runner.invoke(args=["db", "downgrade", "0001"]).exit_code == 0
    with app.extensions["logbook"].sessions() as session:
        names = {row[1] for row in session.execute(text("PRAGMA table_info(activity)"))}
    assert "pr_count" not in names
    calls = len(strava.sample.calls)
    again = make_app(settings)
    with again.extensions["logbook"].sessions() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == migrations.HEAD
        achieved = session.scalars(select(Activity.pr_count).where(Activity.pr_count > 0)).all()
    assert achieved
    assert len(rows(again, Document)) == documents
    assert len(strava.sample.calls) == calls
    assert_same_as_strava(again, strava)
