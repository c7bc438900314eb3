"""Links to the files of an activity, and to those of the chosen stretch alone."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import url_for

from ...db.documents import has_streams
from ...db.summary import polyline
from ..stretches import parameters
from .page import Page


def build(page: Page) -> dict[str, Any] | None:
    """Return the files by what they are called, and the parameters of the chosen stretch."""
    activity_id = page.activity.id
    files = {}
    if has_streams(page.session, activity_id):
        if polyline(page.fields) or page.fields.get("start_latlng"):
            files["GPX"] = url_for("recordings.gpx", activity_id=activity_id)
        for kind in ("csv", "json"):
            files[kind.upper()] = url_for("recordings.streams", activity_id=activity_id, kind=kind)
    return {
        "files": files,
        "everything": url_for("recordings.whole", activity_id=activity_id),
        "has_times": page.activity.start_date is not None,
        "stretch": page.stretch and urlencode(parameters(page.stretch)),
    }
