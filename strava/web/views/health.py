"""GET /healthz: the status and the version."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy import text

from ... import __version__
from ...db.models import db

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def check() -> dict[str, str]:
    """Return the status and the version if the database answers."""
    db.session.execute(text("SELECT 1"))
    return {"status": "ok", "version": __version__}
