"""POST /sync starts a run; GET /sync shows the runs, or the latest as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import (
    Blueprint,
    after_this_request,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from .. import athletes, queries
from .. import sync as runs
from ..models import Athlete, Sync, db
from . import current

blueprint = Blueprint("sync", __name__)


@blueprint.get("/sync")
def show() -> str | Response:
    """The runs; asked with `Accept: application/json`, the state of the latest."""
    athlete = current.athlete()
    after_this_request(_vary)
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return jsonify(_as_json(athlete))
    if athlete is None:
        return redirect(url_for("connect.index"))
    current.latest_sync()
    return render_template("sync/index.html", runs=runs.recent(db.session(), athlete.id))


@blueprint.post("/sync")
def start() -> Response:
    """Start a run; one that runs already is left alone."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"), 303)
    if athletes.connection(db.session(), athlete) is None:
        flash(f"{athlete.name} is not connected, so there is nothing to sync with.", "warning")
    elif not current.jobs().start(athlete.id, full=request.form.get("full") == "1"):
        flash("A sync is running already.", "info")
    return redirect(url_for("activities.table"), 303)


def _vary(response: FlaskResponse) -> FlaskResponse:
    response.vary.add("Accept")
    return response


def _as_json(athlete: Athlete | None) -> dict[str, Any]:
    latest = current.jobs().latest(athlete.id) if athlete is not None else None
    run = latest or Sync(state="idle", done=0, added=0, changed=0, deleted=0, calls=0, skipped=[])
    first = run.kind == "first" and run.state == "done"
    return {
        "id": run.id,
        "state": run.state,
        "kind": run.kind,
        "started_at": _iso(run.started_at),
        "finished_at": _iso(run.finished_at),
        "done": run.done,
        "total": queries.count(db.session(), run.athlete_id) if first else None,
        "added": run.added,
        "changed": run.changed,
        "deleted": run.deleted,
        "skipped": len(run.skipped),
        "calls": run.calls,
        "resume_at": _iso(run.resume_at),
        "error": run.error,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None
