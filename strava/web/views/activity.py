"""GET /activities/ID: one activity, with its laps; its details are fetched if they lack."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ... import coerce
from ...db.models import Activity, db
from ...errors import LogbookError
from ...sync import details
from .. import current
from ..display import measures

blueprint = Blueprint("activity", __name__)

NOTHING_MORE = (
    "Strava has nothing more about this activity: it may be deleted there, or not be part of "
    "what was granted."
)


@blueprint.get("/activities/<int:activity_id>")
def show(activity_id: int) -> str | Response:
    """All that is known about an activity; what Strava does not give at the moment is said."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    session = db.session()
    activity = session.get(Activity, activity_id) if coerce.identifier(activity_id) else None
    if activity is None or activity.athlete_id != athlete.id:
        abort(404)
    incomplete = None
    if activity.deleted_at is None:
        try:
            details.complete(current.logbook(), athlete.id, activity_id)
        except LogbookError as error:
            incomplete = str(error)
    documents = details.documents(session, activity_id)
    if activity.deleted_at is None and incomplete is None and "detail" not in documents:
        incomplete = NOTHING_MORE
    told = [document for kind, document in documents.items() if kind in ("summary", "detail")]
    fields = {name: value for document in told for name, value in document.items()}
    return render_template(
        "activity/show.html",
        activity=activity,
        back=_way_back(),
        incomplete=incomplete,
        description=coerce.text(fields.get("description")),
        measures=measures.measures(fields, athlete.imperial),
        facts=measures.facts(fields),
        laps=measures.laps(fields, documents, athlete.imperial),
    )


def _way_back() -> str:
    """The table as the athlete left it, if they come from there."""
    table, came_from = url_for("activities.table"), urlsplit(request.referrer or "")
    ours = came_from.netloc == request.host and came_from.path == table
    return f"{table}?{came_from.query}" if ours and came_from.query else table
