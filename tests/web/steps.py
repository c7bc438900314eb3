"""Steps that several tests of the pages share."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from flask.testing import FlaskClient

from strava.db.models import Document

from ..sample_strava import Strava
from ..stored_data import rows

Fields = dict[str, Any]


def start_sign_in(client: FlaskClient) -> str:
    """Click Connect, and return the state that Strava sends back later."""
    consent_page = client.get("/connect").headers["Location"]
    return parse_qs(urlsplit(consent_page).query)["state"][0]


def newest_activity(strava: Strava, **values: Any) -> Fields:
    """Return the newest activity of the sample that has these values."""
    return next(
        activity
        for activity in strava.sample.newest_first()
        if all(activity[field] == value for field, value in values.items())
    )


def open_activity(client: FlaskClient, activity_id: int) -> str:
    """Open the page of an activity, which then fetches its details; return the page after that."""
    page = client.get(f"/activities/{activity_id}").text
    if 'hx-trigger="load, submit"' not in page:
        return page
    return client.post(f"/activities/{activity_id}/details", headers={"HX-Request": "true"}).text


def stored_kinds(app: Flask, activity_id: int) -> set[str]:
    """Return the kinds of documents that are stored for an activity."""
    documents = [row for row in rows(app, Document) if row.activity_id == activity_id]
    return {document.kind for document in documents}


def calls_for(strava: Strava, activity_id: int) -> list[str]:
    """Return the paths below an activity that were requested from Strava, in order."""
    start = f"/api/v3/activities/{activity_id}"
    return [path.removeprefix(start) for _, path in strava.sample.calls if path.startswith(start)]
