"""GET /sync shows the runs of syncs; POST /sync and below start, pause, resume and cancel them."""

from __future__ import annotations

import math
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
from ...accounts.usage import Usage, reserved
from ...db.activities import count_activities
from ...db.enums import WALKS, Lane, RunState
from ...db.models import Athlete, SyncRun, db
from ...privacy import shown
from ...recordings import pending
from ...sync import missing_details, runs
from ...sync.missing_details import Remaining
from .. import archives, current, import_report

blueprint = Blueprint("sync", __name__)

MAX_CHANGES = 500
"""Number of changes of a run that its page shows, and of skipped activities."""
_MAX_FIELDS = 50
"""Number of fields of one change that the page shows."""
_MAX_SKIPPED = 100
"""Number of skipped activities of each run that the page of all runs shows."""


@blueprint.get("/sync")
def show() -> str | Response:
    """Show all runs, or for `Accept: application/json` the state of the latest."""
    athlete = current.athlete()
    after_this_request(_vary_by_accept)
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return jsonify(_as_json(athlete))
    if athlete is None:
        return redirect(url_for("connect.index"))
    # Loaded before the data, so that the data is never older than what the page says about it.
    latest = current.latest_sync()
    session = db.session()
    remaining = missing_details.remaining(session, athlete.id)
    return render_template(
        "sync/index.html",
        sync=latest,
        runs=runs.recent(session, athlete.id),
        max_skipped=_MAX_SKIPPED,
        stored=count_activities(session, athlete.id),
        remaining=remaining,
        estimate=estimate(remaining, current.usage()),
        deep=current.jobs().latest(athlete.id, Lane.DEEP),
        has_imported=_is_done(archives.latest_run(athlete.id)),
        measuring=current.jobs().latest(athlete.id, Lane.MEASURES),
        to_measure=pending.count(session, athlete.id),
    )


@blueprint.get("/sync/<int:run_id>")
def show_run(run_id: int) -> str | Response:
    """Show one run, and what it changed."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    run = runs.find(db.session(), athlete.id, run_id) if coerce.identifier(run_id) else None
    if run is None:
        abort(404)
    changes = runs.changes(db.session(), run_id, MAX_CHANGES)
    return render_template(
        "sync/run.html",
        run=run,
        changes=[
            (change, shown.changes(db.session(), activity.athlete_id, change.fields), activity)
            for change, activity in changes
        ],
        max_changes=MAX_CHANGES,
        archive=import_report.find(db.session(), run),
        max_fields=_MAX_FIELDS,
    )


@blueprint.post("/sync")
def start() -> Response:
    """Start a run, or resume the one that is waiting or paused. A running one is left alone."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"), 303)
    _start_run(athlete, full=request.form.get("full") == "1")
    return redirect(url_for("activities.table"), 303)


@blueprint.post("/sync/resume")
def resume() -> Response:
    """Resume a paused or waiting run."""
    return _change_run(_start_run)


@blueprint.post("/sync/pause")
def pause() -> Response:
    """Pause the run until it is resumed."""
    return _change_run(lambda athlete: current.jobs().pause(athlete.id))


@blueprint.post("/sync/cancel")
def cancel() -> Response:
    """Cancel the run. Activities that it has stored stay."""
    return _change_run(lambda athlete: current.jobs().cancel(athlete.id))


@blueprint.post("/sync/deep")
def deep() -> Response:
    """Turn the background fetching of all details on or off."""
    athlete = current.athlete()
    if athlete is not None:
        athlete.deep_sync = request.form.get("on") == "1"
        db.session.commit()
        if athlete.deep_sync:
            current.jobs().start_deep(athlete.id)
        else:
            current.jobs().cancel(athlete.id, Lane.DEEP)
    return redirect(url_for("sync.show"), 303)


@blueprint.post("/sync/missing")
def missing() -> Response:
    """Store the athlete's answer to whether activities that Strava did not show are gone."""
    athlete = current.athlete()
    if athlete is not None:
        if request.form.get("gone") != "1":
            current.jobs().keep_missing(athlete.id)
            flash("Nothing was marked as deleted. All activities stay in the table.", "info")
        elif not current.jobs().mark_missing(athlete.id):
            flash("Another sync has not finished yet. Answer again when it has.", "info")
    return redirect(url_for("sync.show"), 303)


def _is_done(run: SyncRun | None) -> bool:
    return run is not None and run.state == RunState.DONE


def estimate(remaining: Remaining, usage: Usage | None) -> str:
    """Return how long fetching the remaining details takes, such as "about 2 hours"."""
    if usage is None or remaining.calls == 0:
        return ""
    reserved_today = reserved(usage.day)
    per_day = max(1, usage.day.limit - reserved_today)
    per_quarter_hour = max(1, usage.quarter_hour.limit - reserved(usage.quarter_hour))
    if remaining.calls <= usage.day.left - reserved_today:
        minutes = 15 * math.ceil(remaining.calls / per_quarter_hour)
        if minutes <= 60:
            return f"about {minutes} minutes"
        hours = round(minutes / 60)
        return f"about {hours} {'hour' if hours == 1 else 'hours'}"
    days = math.ceil(remaining.calls / per_day)
    return f"about {days} {'day' if days == 1 else 'days'} at today's limit"


def _start_run(athlete: Athlete, *, full: bool = False) -> None:
    if athletes.valid_token(db.session(), athlete) is None:
        flash(f"{athlete.name} is not connected. Connect with Strava to sync.", "warning")
    elif (obstacle := current.jobs().start(athlete.id, full=full)) is not None:
        flash(obstacle, "info")


def _change_run(change: Callable[[Athlete], object]) -> Response:
    """Call `change` if the current athlete has an unfinished run."""
    athlete = current.athlete()
    if athlete is not None:
        if current.jobs().has_unfinished(athlete.id):
            change(athlete)
        else:
            flash("There is no unfinished sync.", "info")
    return redirect(url_for("sync.show"), 303)


def _vary_by_accept(response: FlaskResponse) -> FlaskResponse:
    response.vary.add("Accept")
    return response


def _as_json(athlete: Athlete | None) -> dict[str, Any]:
    latest = current.jobs().latest(athlete.id) if athlete is not None else None
    run = latest or SyncRun(done=0, added=0, changed=0, deleted=0, calls=0, skipped=[])
    is_whole_list = run.kind in WALKS and run.state == RunState.DONE
    return {
        "id": run.id,
        "state": "idle" if latest is None else run.state,
        "kind": run.kind,
        "started_at": _iso(run.started_at),
        "finished_at": _iso(run.finished_at),
        "done": run.done,
        "total": count_activities(db.session(), run.athlete_id) if is_whole_list else None,
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
