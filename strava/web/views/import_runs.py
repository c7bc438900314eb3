"""POST /import/pause, /import/resume, /import/cancel, /import/retry: the latest import."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from ...archive import imports
from .. import archives, current

blueprint = Blueprint("import_runs", __name__)


@blueprint.post("/import/pause")
def pause() -> Response:
    """Pause the import until it is resumed."""
    athlete = current.athlete()
    is_done = athlete is not None and imports.pause_import(current.jobs(), athlete.id)
    return _answer(is_done)


@blueprint.post("/import/resume")
def resume() -> Response:
    """Continue an import that is paused or waits."""
    athlete = current.athlete()
    is_done = athlete is not None and imports.resume_import(current.jobs(), athlete.id)
    return _answer(is_done)


@blueprint.post("/import/cancel")
def cancel() -> Response:
    """Cancel the import. What it has stored stays."""
    athlete = current.athlete()
    is_done = athlete is not None and imports.cancel_import(
        current.logbook(), current.jobs(), athlete.id
    )
    return _answer(is_done)


@blueprint.post("/import/retry")
def retry() -> Response:
    """Start the latest import again, which has failed."""
    athlete = current.athlete()
    if athlete is None:
        return _answer(is_done=False)
    obstacle = imports.retry_import(current.logbook(), current.jobs(), athlete.id)
    if obstacle is not None:
        flash(obstacle, "info")
    return _answer(is_done=True)


def _answer(is_done: bool) -> Response:
    """Show the run, and say so if there was none to change."""
    athlete = current.athlete()
    run = archives.latest_run(athlete.id) if athlete is not None else None
    if not is_done:
        flash("There is no unfinished import.", "info")
    if run is None:
        return redirect(url_for("imports.show"), 303)
    return redirect(url_for("sync.show_run", run_id=run.id), 303)
