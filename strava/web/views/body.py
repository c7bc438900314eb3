"""POST /settings/body: the athlete's heart rates, sex and FTP, from a day on."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from ...db.models import db
from ...recordings import bodies, pending
from .. import body_form, current

blueprint = Blueprint("body", __name__)


@blueprint.post("/settings/body")
def save() -> Response:
    """Save an entry, or remove the one whose day is in `remove`; load and zones follow."""
    athlete, session = current.athlete(), db.session()
    if athlete is None:
        return redirect(url_for("connect.index"), 303)
    today = current.logbook().today()
    try:
        if "remove" in request.form:
            since = body_form.read_day(request.form["remove"], today)
            is_changed = bodies.remove(session, athlete.id, since)
        else:
            entered = bodies.entries(session, athlete.id)
            since, values = body_form.read(request.form, entered, today)
            bodies.save(session, athlete.id, since, values)
            is_changed = True
    except body_form.InvalidEntry as error:
        flash(f"Nothing was saved. {error}", "warning")
    else:
        if is_changed:
            pending.outdate_ratings(session, athlete.id, since)
        session.commit()
        current.jobs().start_measuring(athlete.id)
        flash("Saved." if is_changed else "There is no entry for this day.", "success")
    return redirect(url_for("settings.show", _anchor="body"), 303)
