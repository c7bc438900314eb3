"""All columns can be derived again from the stored JSON, by a command and by a migration."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import select, text

from strava.db import migrations
from strava.db.models import Activity, Athlete, Document
from strava.settings import Settings

from ..applications import MakeApp
from ..sample_strava import Strava
from ..stored_data import assert_same_as_strava, rows


def test_rebuild_restores_every_column_without_an_api_call(
    connected: FlaskClient, runner: FlaskCliRunner, app: Flask, strava: Strava
) -> None:
    deleted = strava.sample.activities[-1]["id"]
    with app.extensions["logbook"].sessions.begin() as session:
        session.execute(
            text("UPDATE activity SET name = 'x', search = 'x', distance = 1, day = NULL")
        )
        session.execute(
            text("UPDATE activity SET deleted_at = '2026-01-01' WHERE id = :id"), {"id": deleted}
        )
    before = len(strava.sample.calls)
    version = rows(app, Athlete)[0].data_version
    result = runner.invoke(args=["rebuild"])
    count = len(strava.sample.activities)
    assert (result.exit_code, result.stdout) == (0, f"{count} activities rebuilt.\n")
    assert len(strava.sample.calls) == before
    assert rows(app, Athlete)[0].data_version > version
    with app.extensions["logbook"].sessions.begin() as session:
        row = session.get_one(Activity, deleted)
        assert row.deleted_at is not None
        row.deleted_at = None
    assert_same_as_strava(app, strava)


def test_rebuild_of_an_empty_database_does_nothing(runner: FlaskCliRunner) -> None:
    assert runner.invoke(args=["rebuild"]).stdout == "0 activities rebuilt.\n"


def test_migration_that_adds_columns_fills_them(
    connected: FlaskClient,
    runner: FlaskCliRunner,
    app: Flask,
    settings: Settings,
    make_app: MakeApp,
    strava: Strava,
) -> None:
    documents = len(rows(app, Document))
    assert runner.invoke(args=["db", "downgrade", "0001"]).exit_code == 0
    with app.extensions["logbook"].sessions() as session:
        names = {row[1] for row in session.execute(text("PRAGMA table_info(activity)"))}
    assert "pr_count" not in names
    before = len(strava.sample.calls)
    migrated = make_app(settings)
    with migrated.extensions["logbook"].sessions() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == migrations.HEAD
        assert session.scalars(select(Activity.pr_count).where(Activity.pr_count > 0)).all()
    assert len(rows(migrated, Document)) == documents
    assert len(strava.sample.calls) == before
    assert_same_as_strava(migrated, strava)
