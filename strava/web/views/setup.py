"""GET, POST /setup: the guide to registering an application, and its Client ID and Secret."""

from __future__ import annotations

import re

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ...accounts import credentials
from ...api.oauth import Credentials, OAuth
from ...db.models import db
from ...errors import StravaError, WrongCredentials
from ..current import logbook

blueprint = Blueprint("setup", __name__)

_CLIENT_ID = re.compile(r"[0-9]{1,20}")
_CLIENT_SECRET = re.compile(r"[0-9a-fA-F]{40}")

MALFORMED = {
    "client_id": "The Client ID is a number, such as 12345. Copy it from Strava's page.",
    "client_secret": "The Client Secret is 40 characters long, of 0 to 9 and a to f. Click Show "
    "next to it on Strava's page and copy all of it; it is not one of the tokens.",
}


@blueprint.get("/setup")
def show() -> str:
    """The guide and the form."""
    known = credentials.find(db.session(), logbook().settings)
    return _page(known.client_id if known else "", {})


@blueprint.post("/setup")
def save() -> Response | tuple[str, int]:
    """Check the pair, at Strava too, and store it."""
    client_id = request.form.get("client_id", "").strip()
    client_secret = request.form.get("client_secret", "").strip()
    well_formed = {
        "client_id": _CLIENT_ID.fullmatch(client_id),
        "client_secret": _CLIENT_SECRET.fullmatch(client_secret),
    }
    wrong = {field: MALFORMED[field] for field, matches in well_formed.items() if not matches}
    if wrong:
        return _page(client_id, wrong), 400
    settings = logbook().settings
    entered = Credentials(client_id, client_secret)
    try:
        OAuth(settings.oauth_url, entered, settings.adapters).check_credentials()
    except StravaError as error:
        status = 400 if isinstance(error, WrongCredentials) else 502
        return _page(client_id, {"form": str(error)}), status
    credentials.save(db.session(), entered, in_use=settings.client_id is None)
    flash("Client ID and Client Secret are saved. Now connect with Strava.", "success")
    return redirect(url_for("connect.index"), 303)


def _page(client_id: str, wrong: dict[str, str]) -> str:
    return render_template(
        "setup/index.html",
        client_id=client_id,
        wrong=wrong,
        environment_id=logbook().settings.client_id,
    )
