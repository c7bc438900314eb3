"""GET /activities/ID: the page of an activity. POST /activities/ID/details fetches details.

GET /activities/ID/drawing.json and /activities/ID/stretch are for its scripts.
"""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ...db.documents import has_streams
from ...db.models import Activity, Athlete, LeftOut, Measured, db
from ...errors import RateLimited
from ...privacy import shown
from ...sync import missing_details
from .. import current, error_sentences, missing_parts
from ..activity_page import addresses, heading, missing_recording, recording, sections
from ..activity_page.page import Page, read_page
from ..stretches import NAMES, read_stretch

blueprint = Blueprint("activity", __name__)


@blueprint.get("/activities/<int:activity_id>")
def show(activity_id: int) -> str | Response:
    """Show everything that is stored about an activity. This never calls Strava."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    return _page(athlete, _find(athlete, activity_id), _rate_limit())


@blueprint.get("/activities/<int:activity_id>/drawing.json")
def drawing(activity_id: int) -> Response:
    """Send what the map and the charts draw."""
    athlete = current.athlete()
    activity = _find(athlete, activity_id) if athlete else None
    measured = db.session().get(Measured, activity.id) if activity else None
    stored = shown.drawing(db.session(), activity.athlete_id, measured) if activity else None
    if stored is None:
        abort(404)
    response = Response(stored.compressed(), mimetype="application/json")
    response.headers["Content-Encoding"] = "gzip"
    if request.args.get("v") == stored.version:
        response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


@blueprint.get("/activities/<int:activity_id>/stretch")
def stretch(activity_id: int) -> str:
    """Show the figures of a stretch, as a part of the activity's page."""
    athlete = current.athlete()
    if athlete is None:
        abort(404)
    page = _read_page(athlete, _find(athlete, activity_id))
    return render_template("activity/_stretch.html", recording=recording.stretch_line(page))


@blueprint.post("/activities/<int:activity_id>/details")
def fetch_details(activity_id: int) -> str | Response:
    """Fetch the details that are missing, and show the activity, or why that failed."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"), 303)
    activity = _find(athlete, activity_id)
    failure = next(iter(missing_parts.fetch(athlete, [activity])), None)
    if "HX-Request" in request.headers:
        return _page(athlete, activity, failure)
    if failure is not None:
        flash(failure, "info")
    return redirect(addresses.of_activity(activity_id), 303)


def _find(athlete: Athlete, activity_id: int) -> Activity:
    """Return an activity of this athlete; otherwise abort the request with 404."""
    return current.activity(athlete, activity_id)


def _page(athlete: Athlete, activity: Activity, obstacle: str | None) -> str:
    """Render an activity. `obstacle` is why its details cannot be fetched now."""
    is_deleted = activity.deleted_at is not None
    # Without a connection, there is nothing to fetch, and no reason to mention it.
    is_fetchable = not is_deleted and not athlete.from_archive
    is_missing = is_fetchable and missing_details.of_activity(db.session(), activity.id) is not None
    page = _read_page(athlete, activity)
    built = sections.build(page)
    return render_template(
        "activity/show.html",
        activity=activity,
        list_query=page.list_query,
        has_odd_stretch=page.stretch is None and any(name in request.args for name in NAMES),
        heading=heading.build(page),
        left_out=db.session().get(LeftOut, activity.id),
        is_missing=is_missing,
        obstacle=obstacle,
        # Once, and not after an attempt to fetch them.
        is_automatic=request.method == "GET" and obstacle is None,
        is_unmeasured=page.measured is None and has_streams(db.session(), activity.id),
        why_unrecorded=None if is_missing else missing_recording.reason(page),
        has_nothing_more=is_fetchable and not is_missing and "detail" not in page.documents,
        chosen=addresses.chosen(),
        sections=list(built),
        **built,
    )


def _read_page(athlete: Athlete, activity: Activity) -> Page:
    return read_page(
        db.session(),
        athlete,
        activity,
        stretch=read_stretch(request.args),
        list_query=addresses.list_query(),
    )


def _rate_limit() -> str | None:
    """Return when Strava's rate limit resets, if it is reached."""
    usage = current.usage()
    try:
        if usage is not None:
            usage.check(reserve=0)
    except RateLimited as error:
        return error_sentences.of_error(error)
    return None
