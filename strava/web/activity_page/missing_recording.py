"""Why an activity has no recording, if Strava's archive should have had one."""

from __future__ import annotations

from ...db import archived
from ...db.documents import has_streams
from ...db.models import ArchivedActivity
from .page import Page

_LOST = "Strava could not export the recording of this activity."
_NOT_IN_ARCHIVE = "The archive that was imported did not have the recording of this activity."
_UNREADABLE = "The recording in Strava’s archive could not be read."


def reason(page: Page) -> str | None:
    """Return a sentence; None if there is a recording, or may still be."""
    row = archived.part(page.documents.get(archived.KIND), "row")
    if row.get("manual") is not False or has_streams(page.session, page.activity.id):
        return None
    file = page.session.get(ArchivedActivity, page.activity.id)
    if file is None or file.pending:
        return None
    if file.file_name is None:
        return _LOST
    return _NOT_IN_ARCHIVE if file.file_digest is None else _UNREADABLE
