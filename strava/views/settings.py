"""GET, POST /settings: units, connected athletes, the application, and where the data is."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from .. import athletes, credentials, queries
from ..models import db
from ..usage import RESERVE
from . import current

blueprint = Blueprint("settings", __name__)

UNITS = {"": "As at Strava", "metric": "Metric", "imperial": "Imperial"}


@blueprint.get("/settings")
def show() -> str:
    """What can be set, and what is stored where."""
    session, settings = db.session(), current.logbook().settings
    return render_template(
        "settings/index.html",
        units=UNITS,
        people=[
            (
                athlete,
                athletes.connection(session, athlete) is not None,
                queries.count(session, athlete.id),
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
    """Keep the choice of units for the athlete shown."""
    athlete, units = current.athlete(), request.form.get("units", "")
    if athlete is None or units not in UNITS:
        flash("There is no such choice of units.", "warning")
    else:
        athlete.units = units or None
        db.session.commit()
        flash("Saved.", "success")
    return redirect(url_for("settings.show"), 303)
