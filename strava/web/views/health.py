"""GET /healthz: whether the database answers."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy import text

from ...db.models import db

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def check() -> dict[str, str]:
    """200 when the database answers."""
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}
