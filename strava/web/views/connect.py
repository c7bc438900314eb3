"""Signing in and out: / , /connect, /exchange_token, /disconnect and /athlete."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from ... import coerce, errors
from ...accounts import athletes, credentials
from ...api.oauth import SCOPES, authorize_url
from ...db.models import Athlete, db
from .. import current

blueprint = Blueprint("connect", __name__)
log = logging.getLogger(__name__)

_SIGN_INS_AT_ONCE = 8


@dataclass(frozen=True)
class Outcome:
    """How a sign-in ended that did not succeed: what is so, what to do, and a way on."""

    status: int
    title: str
    text: str
    action: str = "Try again"
    endpoint: str = "connect.start"


DENIED = Outcome(
    403,
    "You chose Cancel at Strava",
    "Nothing was shared, and nothing has changed here. Logbook can show your activities only "
    "after you authorize it.",
    "Connect with Strava",
)
STATE_UNKNOWN = Outcome(
    400,
    "This sign-in did not start here",
    "The address lacks the mark of a sign-in that this browser has begun, or the sign-in was "
    "finished before. For your safety it is not used. Start a new one.",
    "Connect with Strava",
)
NO_CODE = Outcome(
    400,
    "Strava sent no authorization code",
    "The address is incomplete, so there is nothing to sign in with. Start a new sign-in.",
    "Connect with Strava",
)
UNEXPECTED = Outcome(
    502,
    "Strava answered in a way Logbook does not understand",
    "This is often maintenance at Strava, or a network that wants a sign-in of its own. "
    "Try again in a few minutes.",
)

OUTCOMES: dict[type[errors.LogbookError], Outcome] = {
    errors.CodeRefused: Outcome(
        400,
        "Strava did not accept the authorization code",
        "A code works once and for a short time, and this one is spent or too old. A new "
        "sign-in brings a new one.",
    ),
    errors.WrongCredentials: Outcome(
        400,
        "Strava does not know this application",
        "The Client ID and Client Secret do not belong together, or the application was "
        "removed. Compare both with Strava's settings page and enter them again.",
        "Enter Client ID and Secret",
        "setup.show",
    ),
    errors.NoCredentials: Outcome(
        400,
        "Logbook has no Client ID and Client Secret yet",
        "They tell Strava which application asks. The setup page shows where to get them.",
        "Go to setup",
        "setup.show",
    ),
    errors.TooLittleGranted: Outcome(
        403,
        "Strava may not show your activities to Logbook",
        "On Strava's page, leave the box “View data about your activities” ticked; tick “View "
        "data about your private activities” too if those should be in the list. Without the "
        "first there is nothing that Logbook could show.",
        "Try again",
        "connect.again",
    ),
    errors.ApplicationInactive: Outcome(
        403,
        "Strava has set your API application to inactive",
        "Since June 2026 an application works only while its owner has a paid subscription. "
        "Subscribe with the account that owns the application, reactivate it on "
        "https://www.strava.com/settings/api, and try again.",
    ),
    errors.TooManyAthletes: Outcome(
        403,
        "This application has as many athletes as Strava allows",
        "Disconnect one of them at Strava (Settings, My Apps), or ask for a higher limit on "
        "https://www.strava.com/settings/api, and try again.",
    ),
    errors.Forbidden: Outcome(
        403,
        "Strava does not allow this application to read",
        "Look at https://www.strava.com/settings/api for what Strava says about your "
        "application, and try again.",
    ),
    errors.Unavailable: Outcome(
        502,
        "Strava could not be reached",
        "Nothing is lost. Check the network, and try again in a moment.",
    ),
    errors.RateLimited: Outcome(
        503,
        "Strava's limit on calls is reached",
        "The limit opens again within a quarter of an hour, or at midnight UTC if the day's "
        "calls are used up. Try again then.",
    ),
}


@blueprint.get("/")
def index() -> Response | str:
    """The way in: to the setup, the Connect page, or the table."""
    if current.athlete() is not None:
        return redirect(url_for("activities.table"))
    if credentials.find(db.session(), current.logbook().settings) is None:
        return redirect(url_for("setup.show"))
    return render_template("connect/index.html")


@blueprint.get("/connect")
def start() -> Response:
    """Send the browser to Strava's consent page."""
    return _to_consent(again=False)


@blueprint.get("/connect/again")
def again() -> Response:
    """The same, and Strava shows its boxes even to who has authorized before."""
    return _to_consent(again=True)


@blueprint.get("/exchange_token")
def exchange_token() -> Response | tuple[str, int]:
    """Where Strava sends the browser back to."""
    state = request.args.get("state", "")
    finished = session.get("finished", [])
    if state in finished and current.athlete() is not None:
        return redirect(url_for("activities.table"))
    pending = session.get("states", [])
    if not state or state not in pending:
        return _page(STATE_UNKNOWN)
    session["states"] = pending = [other for other in pending if other != state]
    if request.args.get("error"):
        return _page(DENIED)
    code = request.args.get("code", "")
    if not code:
        return _page(NO_CODE)
    scope = request.args.get("scope", ",".join(SCOPES))
    try:
        athlete = current.logbook().sign_in(code, scope)
    except errors.LogbookError as error:
        log.warning("A sign-in failed: %s", error)
        return _page(_outcome(error))
    session.clear()
    session["states"] = pending
    session["finished"] = [*finished, state][-_SIGN_INS_AT_ONCE:]
    current.choose(athlete.id)
    # What ran under the former consent goes on under the new one.
    current.jobs().cancel(athlete.id)
    current.jobs().start(athlete.id)
    flash(f"Connected as {athlete.name}.", "success")
    return redirect(url_for("activities.table"))


@blueprint.post("/disconnect")
def disconnect() -> Response:
    """Revoke at Strava, forget the token, and remove the data too if asked."""
    athlete = _named_athlete()
    if athlete is None:
        flash("This athlete is not connected any more.", "warning")
        return redirect(url_for("settings.show"), 303)
    with_data = request.form.get("delete") == "1"
    current.jobs().cancel(athlete.id)
    current.jobs().cancel(athlete.id, deep=True)
    try:
        current.logbook().sign_out(athlete.id, with_data=with_data)
    except errors.LogbookError as error:
        log.warning("A sign-in could not be revoked: %s", error)
        flash(
            f"{athlete.name} is disconnected here, but Strava could not be told. Remove Logbook "
            "at https://www.strava.com/settings/apps to be sure.",
            "warning",
        )
    else:
        kept = "Their data is removed." if with_data else "Their activities stay here."
        flash(f"{athlete.name} is disconnected. {kept}", "success")
    return redirect(url_for("connect.index" if with_data else "settings.show"), 303)


@blueprint.post("/athlete")
def switch() -> Response:
    """Show another connected athlete."""
    athlete = _named_athlete()
    if athlete is None:
        flash("This athlete is not connected any more.", "warning")
    else:
        current.choose(athlete.id)
    return redirect(url_for("activities.table"), 303)


def _named_athlete() -> Athlete | None:
    """The athlete a form names; the one shown if it names none; None if there is no such."""
    if "id" not in request.form:
        return current.athlete()
    athlete_id = request.form.get("id", type=int)
    return athletes.find(db.session(), athlete_id) if coerce.identifier(athlete_id) else None


def _to_consent(*, again: bool) -> Response:
    settings = current.logbook().settings
    application = credentials.find(db.session(), settings)
    if application is None:
        flash("First enter the Client ID and Client Secret of your application.", "info")
        return redirect(url_for("setup.show"))
    state = secrets.token_urlsafe(32)
    session["states"] = [*session.get("states", []), state][-_SIGN_INS_AT_ONCE:]
    # The host in the browser's bar: Strava accepts localhost and 127.0.0.1, and the session's
    # cookie belongs to the one that was used.
    redirect_uri = url_for("connect.exchange_token", _external=True)
    response = redirect(
        authorize_url(
            settings.authorize_url, application.client_id, redirect_uri, state, force=again
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _outcome(error: errors.LogbookError) -> Outcome:
    kinds = (OUTCOMES[kind] for kind in type(error).__mro__ if kind in OUTCOMES)
    return next(kinds, UNEXPECTED)


def _page(outcome: Outcome) -> tuple[str, int]:
    return render_template("connect/outcome.html", outcome=outcome), outcome.status
