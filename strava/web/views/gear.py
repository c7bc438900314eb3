"""POST /settings/gear: the distances after which to be reminded of gear."""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from ...db.models import Athlete, GearReminder, db
from ...statistics import reminders
from ...statistics.choices import parse_choices
from ...table.filters import Filters
from .. import current, gear_form, links

blueprint = Blueprint("gear", __name__)


@blueprint.post("/settings/gear")
def save() -> Response:
    """Save a reminder, and go back to the statistics.

    With `remove`, remove the reminder of the gear and the part; with `renew`, count from today on.
    """
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"), 303)
    try:
        if "remove" in request.form or "renew" in request.form:
            _change(athlete)
        else:
            _save(athlete)
    except gear_form.InvalidReminder as error:
        flash(f"Nothing was saved. {error}", "warning")
    else:
        db.session.commit()
    filters, choices, _ = parse_choices(MultiDict(parse_qsl(request.form.get("query", ""))))
    return redirect(f"{links.to_statistics(choices.parameters(), filters)}#reminders", 303)


def _save(athlete: Athlete) -> None:
    known = dict(current.context(athlete, Filters()).gear)
    today = current.logbook().today()
    reminder = gear_form.read(request.form, athlete.id, known, today, imperial=athlete.imperial)
    if not reminders.save(db.session(), reminder):
        most = reminders.MOST
        raise gear_form.InvalidReminder(f"There are {most} reminders. Remove some first.")
    flash("Saved.", "success")


def _change(athlete: Athlete) -> None:
    """Remove the reminder in the form, or let it count from today on."""
    key = (athlete.id, *gear_form.read_key(request.form))
    reminder = db.session().get(GearReminder, key)
    if reminder is None:
        flash("There is no such reminder.", "info")
    elif "remove" in request.form:
        db.session.delete(reminder)
        flash("Removed.", "success")
    else:
        reminder.since = current.logbook().today()
        flash("It counts from today on.", "success")
