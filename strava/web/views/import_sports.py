"""GET, POST /import/sports: what the sports are whose names in an archive are not known."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ... import sports
from ...archive import sport_choices
from ...db.models import db
from .. import current
from ..display.sports import by_group

blueprint = Blueprint("import_sports", __name__)


@blueprint.get("/import/sports")
def show() -> Response | str:
    """Ask for the sport type of each name."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    return render_template(
        "imports/sports.html",
        asked=sport_choices.asked(db.session(), athlete.id),
        groups=by_group(sports.ALL),
    )


@blueprint.post("/import/sports")
def save() -> Response:
    """Remember the answers, and apply them to what is stored."""
    athlete, form = current.athlete(), request.form
    if athlete is None:
        return redirect(url_for("connect.index"), 303)
    answers = zip(form.getlist("name"), form.getlist("sport"), strict=False)
    now = current.logbook().now()
    changed = sport_choices.choose(db.session(), athlete.id, dict(answers), now)
    if changed:
        current.jobs().start_measuring(athlete.id)
    activities = "1 activity has" if changed == 1 else f"{changed:,} activities have"
    flash(f"Saved. {activities} another sport now." if changed else "Nothing has changed.", "info")
    return redirect(url_for("import_sports.show"), 303)
