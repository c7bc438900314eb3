"""GET /exchange_token: the callback to which Strava redirects the browser after a sign-in."""

from __future__ import annotations

import logging

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as BaseResponse

from ... import errors
from ...accounts import athletes
from ...api.oauth import SCOPES
from ...db.errors import storage_error
from ...db.models import Athlete, db
from .. import current
from ..sign_in_outcomes import NO_CODE, STATE_UNKNOWN, Outcome, outcome_of, outcome_of_refusal
from ..sign_ins import SignIn, SignIns

blueprint = Blueprint("callback", __name__)
log = logging.getLogger(__name__)

_SIGN_INS = "sign_ins"
_PURPOSE_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
_PREVIEWS = ("prefetch", "prerender", "preview")


@blueprint.record
def _add_sign_ins(setup: BlueprintSetupState) -> None:
    setup.app.extensions[_SIGN_INS] = SignIns()


@blueprint.get("/exchange_token")
def exchange_token() -> BaseResponse | tuple[str, int]:
    """Finish a sign-in, once for all requests with the cookie of the browser that started it."""
    if _is_preview():
        return _ask_again()
    state = request.args.get("state", "")
    pending = session.get("states", [])
    if not state or state not in pending:
        return _foreign_sign_in()
    error, code = request.args.get("error"), request.args.get("code", "")
    if error or not code:
        return _failure_page(outcome_of_refusal(error) if error else NO_CODE, state)
    sign_ins: SignIns = current_app.extensions[_SIGN_INS]
    with sign_ins.alone(state) as sign_in:
        if not sign_in.is_finished:
            _finish(sign_in, state, code)
    if sign_in.session is None:
        return _failure_page(sign_in.failure or STATE_UNKNOWN, state)
    # Whichever response the browser receives last, its cookie is the same.
    session.clear()
    session.update(sign_in.session)
    return redirect(url_for("activities.table"))


def _is_preview() -> bool:
    """Return whether something looks at the address ahead of the athlete, who may never open it."""
    purposes = " ".join(request.headers.get(name, "") for name in _PURPOSE_HEADERS).lower()
    return request.method == "HEAD" or any(preview in purposes for preview in _PREVIEWS)


def _ask_again() -> Response:
    """Return a response that a browser does not keep, so that it asks again when it is opened."""
    if request.method == "HEAD":
        return Response(status=204, headers={"Cache-Control": "no-store"})
    return Response(
        "Open this address to finish the sign-in.\n",
        status=503,
        mimetype="text/plain",
        headers={"Cache-Control": "no-store"},
    )


def _foreign_sign_in() -> BaseResponse | tuple[str, int]:
    """Answer a request that this browser has not started, or that it repeats later."""
    session_of_database = db.session()
    athlete = athletes.find(session_of_database)
    if athlete is not None and athletes.valid_token(session_of_database, athlete) is not None:
        return redirect(url_for("activities.table"))
    return _outcome_page(STATE_UNKNOWN)


def _finish(sign_in: SignIn, state: str, code: str) -> None:
    """Exchange the code, and start a sync if that succeeds."""
    scope = request.args.get("scope", ",".join(SCOPES))
    try:
        athlete = current.logbook().sign_in(code, scope)
    except (errors.LogbookError, SQLAlchemyError) as caught:
        error = storage_error(caught) if isinstance(caught, SQLAlchemyError) else caught
        log.warning("A sign-in failed: %s", error)
        sign_in.failure = outcome_of(error)
        return
    _renew_session(athlete, state)
    sign_in.session = dict(session)
    # A sync that started with the previous permissions starts again with the new ones.
    current.jobs().cancel(athlete.id)
    current.jobs().start(athlete.id)


def _renew_session(athlete: Athlete, state: str) -> None:
    """Clear the session, except for other sign-ins, and show the athlete who signed in."""
    pending = _without(state)
    session.clear()
    session["states"] = pending
    current.choose(athlete.id)
    flash(f"Connected as {athlete.name}.", "success")
    # Two responses with different tokens would invalidate each other's forms.
    generate_csrf()


def _failure_page(outcome: Outcome, state: str) -> tuple[str, int]:
    # Strava may not have seen the code, so that a reload can still finish the sign-in.
    if not outcome.is_temporary:
        session["states"] = _without(state)
    return _outcome_page(outcome)


def _without(state: str) -> list[str]:
    return [other for other in session.get("states", []) if other != state]


def _outcome_page(outcome: Outcome) -> tuple[str, int]:
    return render_template("connect/outcome.html", outcome=outcome), outcome.status
