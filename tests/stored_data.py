"""What an application has stored, and whether it is what Strava has."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from strava.accounts import athletes
from strava.db import summary
from strava.db.models import Activity, Document

from .sample_strava import Strava

EVERY_COLUMN = select(*Activity.__table__.columns)


def rows(app: Flask, model: type[Any]) -> list[Any]:
    """Return all rows of a table."""
    with app.extensions["logbook"].sessions() as session:
        return list(session.scalars(select(model)))


def athlete_ids(app: Flask) -> list[int]:
    """Return the ids of all athletes who have connected."""
    with app.extensions["logbook"].sessions() as session:
        return [athlete.id for athlete in athletes.everyone(session)]


def sync_state(client: FlaskClient) -> dict[str, Any]:
    """Return the JSON of the latest run, as scripts request it."""
    state: dict[str, Any] = client.get("/sync", headers={"Accept": "application/json"}).get_json()
    return state


def assert_same_as_strava(app: Flask, strava: Strava) -> None:
    """Check that the activities not marked as deleted are those on Strava, field by field.

    This checks the documents and the columns that are derived from them.
    """
    on_strava = {activity["id"]: activity for activity in strava.sample.activities}
    with app.extensions["logbook"].sessions() as session:
        stored = {row["id"]: dict(row) for row in session.execute(EVERY_COLUMN).mappings()}
        documents = session.execute(
            select(Document.activity_id, Document.body).where(Document.kind == "summary")
        ).all()
    assert {key for key, row in stored.items() if row["deleted_at"] is None} == on_strava.keys()
    assert len(documents) == len(stored)
    parsed = {key: _parsed(body) for key, body in documents if key in on_strava}
    assert {key: activity for key, (activity, _) in parsed.items()} == on_strava
    for key, (_, columns) in parsed.items():
        assert stored[key] | columns == stored[key]


@cache
def _parsed(body: str) -> tuple[Any, dict[str, Any]]:
    """Return the activity of a document, and the columns that are derived from it."""
    activity = json.loads(body)
    return activity, summary.columns(activity)
