"""POST /settings/goals: the goals of a year."""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from ...db.models import db
from ...statistics import goals
from ...statistics.choices import parse_choices
from .. import current, goals_form, links

blueprint = Blueprint("goals", __name__)


@blueprint.post("/settings/goals")
def save() -> Response:
    """Save a goal, or remove the one that is in `remove`, and go back to the statistics."""
    athlete, session = current.athlete(), db.session()
    if athlete is None:
        return redirect(url_for("connect.index"), 303)
    try:
        if "remove" in request.form:
            year, group, measure = (*request.form["remove"].split(" "), "", "", "")[:3]
            key = goals_form.read_key(year, group, measure)
            if goals.remove(session, athlete.id, *key):
                flash("Removed.", "success")
            else:
                flash("There is no such goal.", "info")
        else:
            goal = goals_form.read(request.form, athlete.id, imperial=athlete.imperial)
            if not goals.save(session, goal):
                raise goals_form.InvalidGoal(f"There are {goals.MOST} goals. Remove some first.")
            flash("Saved.", "success")
    except goals_form.InvalidGoal as error:
        flash(f"Nothing was saved. {error}", "warning")
    else:
        session.commit()
    filters, choices, _ = parse_choices(MultiDict(parse_qsl(request.form.get("query", ""))))
    return redirect(f"{links.to_statistics(choices.parameters(), filters)}#goals", 303)
