"""Activities with a recording, stored and measured as when Strava sends them."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from strava.db.documents import store_documents
from strava.db.models import StretchRow

from ..html import Element, parse
from ..recordings.stored import measure
from .table_page import FIRST_ID

Fields = dict[str, Any]
Streams = dict[str, list[Any]]


def record(
    app: Flask, number: int, detail: Fields | None = None, streams: Streams | None = None
) -> None:
    """Store the detail and the streams of an activity, and measure them."""
    logbook = app.extensions["logbook"]
    streams = streams or {}
    sent = {name: {"data": data, "series_type": "time"} for name, data in streams.items()}
    bodies = {"detail": json.dumps(detail or {}), "streams": json.dumps(sent or None)}
    with logbook.sessions.begin() as session:
        store_documents(session, FIRST_ID + number, bodies, logbook.now())
        measure(session, FIRST_ID + number)


def store_stretches(app: Flask, number: int, kind: str, rows: list[Fields]) -> None:
    """Store the figures of stretches, instead of those that were measured."""
    with app.extensions["logbook"].sessions.begin() as session:
        session.query(StretchRow).filter_by(activity_id=FIRST_ID + number, kind=kind).delete()
        for place, row in enumerate(rows, start=1):
            session.add(StretchRow(activity_id=FIRST_ID + number, kind=kind, number=place, **row))


def open_page(client: FlaskClient, number: int, query: str = "") -> Element:
    """Return the page of an activity."""
    answer = client.get(f"/activities/{FIRST_ID + number}?{query}")
    assert answer.status_code == 200
    return parse(answer.text).find("article")


def section(page: Element, title: str) -> Element | None:
    """Return the section with this heading; None if there is none."""
    found = [
        one for one in page.find_all("section") if title in (h.text for h in one.find_all("h2"))
    ]
    return found[0] if found else None


def table_rows(table: Element) -> list[dict[str, str]]:
    """Return the cells of each row of a table by the headings."""
    headings = [
        one.text for one in table.find("thead").find("tr").children if isinstance(one, Element)
    ]
    rows = []
    for row in table.find("tbody").find_all("tr"):
        cells = [one.text for one in row.children if isinstance(one, Element)]
        rows.append(dict(zip(headings, cells, strict=True)))
    return rows
