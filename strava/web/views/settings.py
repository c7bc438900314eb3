"""GET, POST /settings: units, connected athletes, the application, and where the data is."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ...accounts import athletes, credentials
from ...accounts.usage import RESERVE
from ...db.activities import count_activities
from ...db.models import db
from .. import current

blueprint = Blueprint("settings", __name__)

UNITS = {"": "As at Strava", "metric": "Metric", "imperial": "Imperial"}
DATE_ORDERS = {
    "": "As in my browser's language",
    "dmy": "22 Nov 2026",
    "mdy": "Nov 22, 2026",
    "ymd": "2026-11-22",
}
HOURS = {"": "As in my browser's language", "24": "24 hours", "12": "12 hours, am and pm"}
FIRST_WEEKDAYS = {
    "": "As in my browser's language",
    "0": "Monday",
    "5": "Saturday",
    "6": "Sunday",
}


@blueprint.get("/settings")
def show() -> str:
    """What can be set, and what is stored where."""
    session, settings = db.session(), current.logbook().settings
    return render_template(
        "settings/index.html",
        choices=_choices(),
        people=[
            (
                athlete,
                athletes.connection(session, athlete) is not None,
                count_activities(session, athlete.id),
            )
            for athlete in athletes.everyone(session)
        ],
        application=credentials.find(session, settings),
        settings=settings,
        usage=current.usage(),
        reserve=RESERVE,
    )


@blueprint.post("/settings")
def save() -> Response:
    """Keep the choices of units and dates for the athlete shown; what is not named stays."""
    athlete, form = current.athlete(), request.form
    offered = {name: options for name, _, options, _ in _choices()}
    named = [name for name in offered if name in form]
    if athlete is None or not named or any(form[name] not in offered[name] for name in named):
        flash("There is no such choice.", "warning")
    else:
        for name in named:
            value = form[name] or None
            number = name in ("hours", "first_weekday") and value is not None
            setattr(athlete, name, int(form[name]) if number else value)
        db.session.commit()
        flash("Saved.", "success")
    return redirect(url_for("settings.show"), 303)


def _choices() -> list[tuple[str, str, dict[str, str], str]]:
    """(name, label, options, what is chosen) of each thing that can be chosen."""
    athlete = current.athlete()

    def chosen(name: str) -> str:
        value = getattr(athlete, name, None)
        return "" if value is None else str(value)

    return [
        (name, label, options, chosen(name))
        for name, label, options in (
            ("units", "Units", UNITS),
            ("date_order", "Dates", DATE_ORDERS),
            ("hours", "Times", HOURS),
            ("first_weekday", "Weeks begin on", FIRST_WEEKDAYS),
        )
    ]
