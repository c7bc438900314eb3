"""GET, POST /setup: a guide to registering an API application, and a form for its credentials."""

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
    "client_id": "The Client ID is a number like 12345. Copy it from Strava's page.",
    "client_secret": "The Client Secret has 40 characters, from 0 to 9 and a to f. Click Show "
    "next to it on Strava's page and copy all of it. Do not copy one of the tokens.",
}


@blueprint.get("/setup")
def show() -> str:
    """Show the guide and the form."""
    stored = credentials.find(db.session(), logbook().settings)
    return _page(stored.client_id if stored else "", {})


@blueprint.post("/setup")
def save() -> Response | tuple[str, int]:
    """Check the Client ID and Client Secret, also at Strava, and store them."""
    client_id = request.form.get("client_id", "").strip()
    client_secret = request.form.get("client_secret", "").strip()
    matches = {
        "client_id": _CLIENT_ID.fullmatch(client_id),
        "client_secret": _CLIENT_SECRET.fullmatch(client_secret),
    }
    wrong = {field: MALFORMED[field] for field, match in matches.items() if match is None}
    if wrong:
        return _page(client_id, wrong), 400
    settings = logbook().settings
    entered = Credentials(client_id, client_secret)
    try:
        OAuth(settings.oauth_url, entered, settings.adapters).check_credentials()
    except StravaError as error:
        status = 400 if isinstance(error, WrongCredentials) else 502
        return _page(client_id, {"form": str(error)}), status
    credentials.save(db.session(), entered, logbook().now(), in_use=settings.client_id is None)
    flash("Client ID and Client Secret were saved. Now connect with Strava.", "success")
    return redirect(url_for("connect.index"), 303)


def _page(client_id: str, wrong: dict[str, str]) -> str:
    """Render the page. `wrong` has a sentence for each field that needs to be corrected."""
    return render_template(
        "setup/index.html",
        client_id=client_id,
        wrong=wrong,
        environment_id=logbook().settings.client_id,
    )
