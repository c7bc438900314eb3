"""GET /activities/ID: one activity with its laps. Missing details are fetched first."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ... import coerce
from ...db.documents import stored_documents
from ...db.models import Activity, db
from ...errors import LogbookError
from ...sync import details
from .. import current, links
from ..display import measures

blueprint = Blueprint("activity", __name__)

NOTHING_MORE = (
    "Strava has nothing more about this activity. It may be deleted on Strava, or Logbook may not "
    "have permission to read it."
)


@blueprint.get("/activities/<int:activity_id>")
def show(activity_id: int) -> str | Response:
    """Show everything known about an activity, and say why details are missing if they are."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    session = db.session()
    activity = session.get(Activity, activity_id) if coerce.identifier(activity_id) else None
    if activity is None or activity.athlete_id != athlete.id:
        abort(404)
    is_deleted = activity.deleted_at is not None
    incomplete = None if is_deleted else _fetch_missing(athlete.id, activity_id)
    documents = stored_documents(session, activity_id)
    if not is_deleted and incomplete is None and "detail" not in documents:
        incomplete = NOTHING_MORE
    fields = _fields(documents)
    laps = measures.laps(fields, documents, athlete.imperial)
    return render_template(
        "activity/show.html",
        activity=activity,
        back=_table_address(),
        incomplete=incomplete,
        description=measures.description(fields),
        measures=measures.measures(fields, athlete.imperial),
        facts=measures.facts(fields),
        laps=laps,
        number_of_laps=len(measures.listed_laps(fields, documents)),
        lap_columns=measures.lap_columns(laps, activity.sport_type, athlete.imperial),
    )


def _fetch_missing(athlete_id: int, activity_id: int) -> str | None:
    """Fetch missing details. Return why if that fails."""
    try:
        details.fetch_missing(current.logbook(), athlete_id, activity_id)
    except LogbookError as error:
        return str(error)
    return None


def _fields(documents: dict[str, Any]) -> dict[str, Any]:
    """Merge the summary and the detail of an activity. The newer one, which is last, wins."""
    fields: dict[str, Any] = {}
    for kind, document in documents.items():
        if kind in ("summary", "detail"):
            fields |= document
    return fields


def _table_address() -> str:
    """Return the address of the table, with the query that the athlete comes from, if any."""
    table, referrer = url_for("activities.table"), links.split(request.referrer or "")
    from_table = referrer.netloc == request.host and referrer.path == table
    return f"{table}?{referrer.query}" if from_table and referrer.query else table
