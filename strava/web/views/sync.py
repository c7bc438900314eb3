"""POST /sync and below start, pause, resume and end runs; GET /sync shows them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import (
    Blueprint,
    abort,
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

from ... import coerce
from ...accounts import athletes
from ...db.activities import count_activities
from ...db.models import Athlete, SyncRun, db
from ...sync import details, runs
from .. import current

blueprint = Blueprint("sync", __name__)

MOST_CHANGES = 500
"""So many changes of a run are shown."""


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
    session = db.session()
    remaining = details.remaining(session, athlete.id)
    return render_template(
        "sync/index.html",
        runs=runs.recent(session, athlete.id),
        stored=count_activities(session, athlete.id),
        remaining=remaining,
        estimate=details.estimate(remaining, current.usage()),
        deep=current.jobs().latest(athlete.id, deep=True),
    )


@blueprint.get("/sync/<int:run_id>")
def show_run(run_id: int) -> str | Response:
    """One run, and what it changed."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    run = runs.find(db.session(), athlete.id, run_id) if coerce.identifier(run_id) else None
    if run is None:
        abort(404)
    changes = runs.changes(db.session(), run_id, MOST_CHANGES)
    return render_template("sync/run.html", run=run, changes=changes, most=MOST_CHANGES)


@blueprint.post("/sync")
def start() -> Response:
    """Start a run, or have a waiting or paused one go on; one that runs already is left alone."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"), 303)
    _start(athlete, full=request.form.get("full") == "1")
    return redirect(url_for("activities.table"), 303)


@blueprint.post("/sync/resume")
def resume() -> Response:
    """Have a paused or waiting run go on."""
    return _for_run(_start)


@blueprint.post("/sync/pause")
def pause() -> Response:
    """Have the run rest until it is resumed."""
    return _for_run(lambda athlete: current.jobs().pause(athlete.id))


@blueprint.post("/sync/cancel")
def cancel() -> Response:
    """End the run; what had arrived stays."""
    return _for_run(lambda athlete: current.jobs().cancel(athlete.id))


@blueprint.post("/sync/deep")
def deep() -> Response:
    """Turn the fetching of every activity's details on or off."""
    athlete = current.athlete()
    if athlete is not None:
        athlete.deep_sync = request.form.get("on") == "1"
        db.session.commit()
        if athlete.deep_sync:
            current.jobs().start_deep(athlete.id)
        else:
            current.jobs().cancel(athlete.id, deep=True)
    return redirect(url_for("sync.show"), 303)


@blueprint.post("/sync/missing")
def missing() -> Response:
    """The athlete's answer whether what Strava did not show is gone."""
    athlete = current.athlete()
    if athlete is not None:
        if request.form.get("gone") != "1":
            current.jobs().keep_missing(athlete.id)
            flash("Nothing is marked as deleted, and all of it stays in the table.", "info")
        elif not current.jobs().mark_missing(athlete.id):
            flash("Another sync is not finished yet. Answer again when it is.", "info")
    return redirect(url_for("sync.show"), 303)


def _start(athlete: Athlete, *, full: bool = False) -> None:
    if athletes.connection(db.session(), athlete) is None:
        flash(f"{athlete.name} is not connected, so there is nothing to sync with.", "warning")
    elif (why_not := current.jobs().start(athlete.id, full=full)) is not None:
        flash(why_not, "info")


def _for_run(change: Callable[[Athlete], object]) -> Response:
    athlete = current.athlete()
    if athlete is not None:
        if current.jobs().unfinished(athlete.id):
            change(athlete)
        else:
            flash("There is no sync under way.", "info")
    return redirect(url_for("sync.show"), 303)


def _vary(response: FlaskResponse) -> FlaskResponse:
    response.vary.add("Accept")
    return response


def _as_json(athlete: Athlete | None) -> dict[str, Any]:
    latest = current.jobs().latest(athlete.id) if athlete is not None else None
    run = latest or SyncRun(
        state="idle", done=0, added=0, changed=0, deleted=0, calls=0, skipped=[]
    )
    walked = run.kind in runs.WALKS and run.state == "done"
    return {
        "id": run.id,
        "state": run.state,
        "kind": run.kind,
        "started_at": _iso(run.started_at),
        "finished_at": _iso(run.finished_at),
        "done": run.done,
        "total": count_activities(db.session(), run.athlete_id) if walked else None,
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
