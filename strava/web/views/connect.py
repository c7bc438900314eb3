"""The start page, signing in, and switching between athletes: /, /connect and /athlete."""

from __future__ import annotations

import secrets

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from ...accounts import credentials
from ...api.oauth import authorize_url
from ...db.models import db
from .. import current
from ..admission import headers_of, is_from_another_site

blueprint = Blueprint("connect", __name__)

_MAX_PENDING_SIGN_INS = 8


@blueprint.get("/")
def index() -> Response | str:
    """Show the start page; redirect to the table if an athlete has connected."""
    if current.athlete() is not None:
        return redirect(url_for("activities.table"))
    application = credentials.find(db.session(), current.logbook().settings)
    return render_template("connect/index.html", application=application)


@blueprint.get("/connect")
def start() -> Response:
    """Redirect to Strava's consent page."""
    return _redirect_to_consent(force=False)


@blueprint.get("/connect/again")
def again() -> Response:
    """Redirect to Strava's consent page, and show its boxes even if access was granted before."""
    return _redirect_to_consent(force=True)


@blueprint.post("/athlete")
def switch() -> Response:
    """Show another connected athlete."""
    athlete = current.named_athlete(request.form)
    if athlete is None:
        flash("This athlete is no longer connected.", "warning")
    else:
        current.choose(athlete.id)
    return redirect(url_for("activities.table"), 303)


def _redirect_to_consent(*, force: bool) -> Response:
    if is_from_another_site(headers_of(request.environ)):
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
