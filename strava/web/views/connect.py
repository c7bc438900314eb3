"""The start page, and signing in and out: /, /connect, /disconnect and /athlete."""

from __future__ import annotations

import logging
import secrets

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from ... import errors
from ...accounts import athletes, credentials
from ...api.oauth import authorize_url
from ...db.enums import Lane
from ...db.models import Athlete, db
from .. import current
from ..admission import is_from_another_site

blueprint = Blueprint("connect", __name__)
log = logging.getLogger(__name__)

_MAX_PENDING_SIGN_INS = 8


@blueprint.get("/")
def index() -> Response | str:
    """Show the start page, or redirect to the setup or the table."""
    if current.athlete() is not None:
        return redirect(url_for("activities.table"))
    if credentials.find(db.session(), current.logbook().settings) is None:
        return redirect(url_for("setup.show"))
    return render_template("connect/index.html")


@blueprint.get("/connect")
def start() -> Response:
    """Redirect to Strava's consent page."""
    return _redirect_to_consent(force=False)


@blueprint.get("/connect/again")
def again() -> Response:
    """Redirect to Strava's consent page, and show its boxes even if access was granted before."""
    return _redirect_to_consent(force=True)


@blueprint.post("/disconnect")
def disconnect() -> Response:
    """Revoke the access on Strava and delete the tokens, and on request the athlete's data."""
    athlete = _athlete_from_form()
    if athlete is None:
        flash("This athlete is no longer connected.", "warning")
        return redirect(url_for("settings.show"), 303)
    with_data = request.form.get("delete") == "1"
    current.jobs().cancel(athlete.id)
    current.jobs().cancel(athlete.id, Lane.DEEP)
    try:
        current.logbook().sign_out(athlete.id, with_data=with_data)
    except errors.LogbookError as error:
        log.warning("Access could not be revoked on Strava: %s", error)
        flash(
            f"{athlete.name} is disconnected in Logbook, but Strava could not be notified. To "
            "revoke the access there too, remove Logbook at https://www.strava.com/settings/apps.",
            "warning",
        )
    else:
        data = "Their data was removed." if with_data else "Their activities stay here."
        flash(f"{athlete.name} is disconnected. {data}", "success")
    return redirect(url_for("connect.index" if with_data else "settings.show"), 303)


@blueprint.post("/athlete")
def switch() -> Response:
    """Show another connected athlete."""
    athlete = _athlete_from_form()
    if athlete is None:
        flash("This athlete is no longer connected.", "warning")
    else:
        current.choose(athlete.id)
    return redirect(url_for("activities.table"), 303)


def _athlete_from_form() -> Athlete | None:
    """Return the athlete with the id in the form, or the current one if the form has no id."""
    if "id" not in request.form:
        return current.athlete()
    # An id that is not a number belongs to nobody.
    return athletes.find(db.session(), request.form.get("id", 0, type=int))


def _redirect_to_consent(*, force: bool) -> Response:
    if is_from_another_site(lambda name: request.environ.get(f"HTTP_{name}", "")):
        # A page of another site could otherwise crowd out a sign-in that is under way.
        return redirect(url_for("connect.index"))
    settings = current.logbook().settings
    application = credentials.find(db.session(), settings)
    if application is None:
        flash("First enter the Client ID and Client Secret of your application.", "info")
        return redirect(url_for("setup.show"))
    state = secrets.token_urlsafe(32)
    session["states"] = [*session.get("states", []), state][-_MAX_PENDING_SIGN_INS:]
    # This has the host in the browser's address bar. Strava accepts both localhost and 127.0.0.1,
    # and the session cookie belongs to the one that the browser uses.
    redirect_uri = url_for("callback.exchange_token", _external=True)
    response = redirect(
        authorize_url(
            settings.authorize_url, application.client_id, redirect_uri, state, force=force
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response
