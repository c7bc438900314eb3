"""The routes of new activities are in the index after a sync."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from strava.db.models import Activity, Route

from ..stored_data import rows


def test_routes_are_indexed_after_a_sync(app: Flask, connected: FlaskClient) -> None:
    assert {row.activity_id for row in rows(app, Route)} == {row.id for row in rows(app, Activity)}


@pytest.mark.usefixtures("signed_in")
def test_routes_are_indexed_by_the_command_too(app: Flask, runner: FlaskCliRunner) -> None:
    assert runner.invoke(args=["sync"]).exit_code == 0
    assert len(rows(app, Route)) == len(rows(app, Activity)) > 0
