"""POST /activities/ID/efforts/N puts a best effort aside, so that it has no rank, or takes it
back."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from ... import coerce
from ...db.models import Effort, db
from ...recordings import efforts
from .. import current
from ..activity_page import addresses

blueprint = Blueprint("efforts", __name__)


@blueprint.post("/activities/<int:activity_id>/efforts/<int:effort_id>")
def put_aside(activity_id: int, effort_id: int) -> Response:
    """Put an effort aside if the field `aside` is 1, and take it back if it is 0."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"), 303)
    effort = db.session().get(Effort, effort_id) if coerce.identifier(effort_id) else None
    is_found = effort is not None and effort.athlete_id == athlete.id
    if effort is None or not is_found or effort.activity_id != activity_id:
        abort(404)
    aside = request.form.get("aside")
    if aside not in ("0", "1"):
        abort(400)
    efforts.put_aside(db.session(), effort, aside == "1")
    db.session.commit()
    return redirect(addresses.of_activity(activity_id, "efforts"), 303)
