"""POST /settings/map: whether maps load pictures from the tile server."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from ...db.models import db
from .. import current, links

blueprint = Blueprint("map_settings", __name__)

_ANSWERS = {"yes": True, "no": False}


@blueprint.post("/settings/map")
def save() -> Response:
    """Store the athlete's answer, and show the page again on which they gave it."""
    athlete, answer = current.athlete(), _ANSWERS.get(request.form.get("background", ""))
    if athlete is None or answer is None:
        flash("Nothing was saved, because this is not one of the choices.", "warning")
    else:
        athlete.map_background = answer
        db.session.commit()
        flash("Saved.", "success")
    return redirect(links.page_before() or url_for("settings.show"), 303)
