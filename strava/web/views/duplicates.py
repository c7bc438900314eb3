"""POST /activities/ID/duplicate leaves an activity out of everything that is counted, or includes
it again."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from ...db.athletes import data_changed
from ...db.models import LeftOut, db
from .. import current
from ..activity_page import addresses

blueprint = Blueprint("duplicates", __name__)

_SHOWN = 60
"""Characters of a name in a notice."""


@blueprint.post("/activities/<int:activity_id>/duplicate")
def leave_out(activity_id: int) -> Response:
    """Leave an activity out if the field `left_out` is 1, and include it again if it is 0."""
    athlete, session = current.athlete(), db.session()
    if athlete is None:
        return redirect(url_for("connect.index"), 303)
    activity = current.activity(athlete, activity_id)
    wanted = request.form.get("left_out")
    if wanted not in ("0", "1"):
        abort(400)
    stored = session.get(LeftOut, activity_id)
    if wanted == "1" and stored is None:
        session.add(LeftOut(activity_id=activity_id, since=current.logbook().now()))
    elif wanted == "0" and stored is not None:
        session.delete(stored)
    data_changed(session, athlete.id)
    session.commit()
    name = activity.name if len(activity.name) <= _SHOWN else f"{activity.name[:_SHOWN]}…"
    change = "is left out of all totals" if wanted == "1" else "counts again"
    flash(f"“{name or '(no name)'}” {change}.", "success")
    if "check" in request.form:
        anchor = "duplicates" if wanted == "1" else "left-out"
        return redirect(url_for("check.show", _anchor=anchor), 303)
    return redirect(addresses.of_activity(activity_id), 303)
