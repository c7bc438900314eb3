"""GET, POST /settings: units, the body, athletes, the application and the data."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from ... import ages
from ...accounts import athletes, credentials
from ...db.activities import count_activities
from ...db.models import Athlete, db
from .. import body_form, current, map_background, places_form

blueprint = Blueprint("settings", __name__)

UNITS = {"": "Same as on Strava", "metric": "Metric", "imperial": "Imperial"}
DATE_ORDERS = {
    "": "Same as my browser's language",
    "dmy": "22 Nov 2026",
    "mdy": "Nov 22, 2026",
    "ymd": "2026-11-22",
}
HOURS = {"": "Same as my browser's language", "24": "24 hours", "12": "12 hours, am and pm"}
FIRST_WEEKDAYS = {
    "": "Same as my browser's language",
    "0": "Monday",
    "5": "Saturday",
    "6": "Sunday",
}
_NUMBERS = ("hours", "first_weekday")
"""Attributes of Athlete that are numbers."""


class Choice(NamedTuple):
    """A menu in the form. `name` is an attribute of Athlete; the empty option stands for None."""

    name: str
    label: str
    options: dict[str, str]
    chosen: str


@blueprint.get("/settings")
def show() -> str:
    """Show the settings, the athletes, and where the data is."""
    session, settings, athlete = db.session(), current.logbook().settings, current.athlete()
    today = current.logbook().today()
    return render_template(
        "settings/index.html",
        choices=_choices(),
        background=map_background.of_athlete(settings, athlete) if athlete else None,
        body=body_form.build(session, athlete, today) if athlete else None,
        body_fields=body_form.FIELDS,
        places=places_form.build(session, athlete) if athlete else None,
        sexes=body_form.SEXES,
        people=_people(session),
        application=credentials.find(session, settings),
        settings=settings,
        # A page cannot contain a name that is not in UTF-8.
        folder=str(settings.instance_path).encode("utf-8", "replace").decode(),
    )


@blueprint.post("/settings")
def save() -> Response:
    """Save the athlete's choices. Choices that are missing in the form stay the same."""
    athlete, form = current.athlete(), request.form
    sent = [choice for choice in _choices() if choice.name in form]
    is_valid = all(form[choice.name] in choice.options for choice in sent)
    if athlete is None or not sent or not is_valid:
        flash("Nothing was saved, because this is not one of the choices.", "warning")
    else:
        for choice in sent:
            value = form[choice.name] or None
            is_number = choice.name in _NUMBERS and value is not None
            setattr(athlete, choice.name, int(form[choice.name]) if is_number else value)
        db.session.commit()
        flash("Saved.", "success")
    return redirect(url_for("settings.show"), 303)


def _choices() -> list[Choice]:
    athlete = current.athlete()

    def choice(name: str, label: str, options: dict[str, str]) -> Choice:
        value = getattr(athlete, name, None)
        return Choice(name, label, options, "" if value is None else str(value))

    return [
        choice("units", "Units", UNITS),
        choice("date_order", "Dates", DATE_ORDERS),
        choice("hours", "Times", HOURS),
        choice("first_weekday", "Weeks begin on", FIRST_WEEKDAYS),
    ]


def _people(session: Session) -> list[tuple[Athlete, bool, int, datetime | None]]:
    """Return every athlete, whether they are connected, how many activities they have, and when
    they were last synced."""
    now = current.logbook().now()
    return [
        (
            athlete,
            athletes.valid_token(session, athlete) is not None,
            count_activities(session, athlete.id),
            ages.known(athlete.last_synced_at, now),
        )
        for athlete in athletes.everyone(session)
    ]
