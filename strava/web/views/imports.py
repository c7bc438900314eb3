"""GET, POST /import: how to get an archive from Strava, sending it, and starting its import."""

from __future__ import annotations

import re

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ... import coerce
from ...accounts import athletes
from ...archive import copies, stored_uploads, uploads
from ...archive.stored_uploads import Upload
from ...db.models import db
from ...errors import LogbookError
from .. import admission, archives, current
from ..archives import Owner

blueprint = Blueprint("imports", __name__)
_ID = re.compile("[0-9]{1,18}", re.ASCII)


@blueprint.before_request
def leave_the_demo() -> Response | None:
    """Lead from the demo, whose data is made up, to the page of the athlete's own Logbook."""
    return redirect("/import") if current.logbook().settings.sample else None


@blueprint.get("/import")
def show() -> Response | str:
    """Show the steps, and the upload that is unfinished or waits for an answer."""
    upload = stored_uploads.find(current.logbook().settings)
    owner = None
    if upload is not None and upload.is_checked:
        try:
            owner = archives.owner_of(upload)
        except LogbookError as error:
            return _refuse(error)
    return render_template(
        "imports/index.html",
        upload=upload,
        owner=owner,
        people=athletes.everyone(db.session()),
        running=archives.unfinished_run(),
        slice_bytes=uploads.SLICE_BYTES,
        plain_bytes=admission.PLAIN_UPLOAD_BYTES,
    )


@blueprint.post("/import")
def receive() -> Response:
    """Store a ZIP that a browser without JavaScript sends, and start its import."""
    file = request.files.get("archive")
    if file is None or not file.filename:
        flash("Choose the ZIP from Strava first.", "info")
        return _back()
    try:
        in_use = copies.in_use(db.session())
        upload = uploads.store_whole(current.logbook().settings, file.filename, file.stream, in_use)
    except LogbookError as error:
        flash(str(error), "error")
        return _back()
    return _proceed(upload)


@blueprint.post("/import/finish")
def finish() -> Response:
    """Check the copy that the page has sent, and start its import."""
    try:
        upload = uploads.finish(current.logbook().settings, request.form.get("id", ""))
    except LogbookError as error:
        flash(str(error), "error")
        return _back()
    return _proceed(upload)


@blueprint.post("/import/start")
def start() -> Response:
    """Start the import of what has arrived, for the athlete of the answer."""
    upload = stored_uploads.find(current.logbook().settings)
    if upload is None or not upload.is_checked:
        flash("Nothing has arrived that could be imported. Choose the file again.", "info")
        return _back()
    # Whoever enters a number may forget to change the menu above it.
    answer = request.form.get("other", "").strip() or request.form.get("athlete", "").strip()
    athlete_id = coerce.identifier(int(answer)) if _ID.fullmatch(answer) else None
    if athlete_id is None:
        flash("Say whose archive this is: choose the athlete, or enter their number.", "warning")
        return _back()
    try:
        owner = archives.owner_of(upload)
    except LogbookError as error:
        return _refuse(error)
    if owner.athlete_id not in (None, athlete_id):
        flash(f"This archive belongs to athlete {owner.athlete_id}.", "warning")
        return _back()
    return _start(upload, athlete_id, owner)


@blueprint.post("/import/discard")
def discard() -> Response:
    """Remove what has arrived."""
    archives.discard()
    flash("What had arrived of the archive was removed.", "info")
    return _back()


def _proceed(upload: Upload) -> Response:
    """Start the import if its athlete is in Logbook; otherwise the page asks."""
    try:
        owner = archives.owner_of(upload)
    except LogbookError as error:
        return _refuse(error)
    if owner.athlete is None:
        return _back()
    return _start(upload, owner.athlete.id, owner)


def _start(upload: Upload, athlete_id: int, owner: Owner) -> Response:
    obstacle = archives.start(upload, athlete_id, owner)
    if obstacle is not None:
        flash(obstacle, "warning")
        return _back()
    current.choose(athlete_id)
    run = archives.latest_run(athlete_id)
    if run is None:
        return redirect(url_for("activities.table"), 303)
    return redirect(url_for("sync.show_run", run_id=run.id), 303)


def _refuse(error: LogbookError) -> Response:
    """Remove an archive that cannot be read, and say why."""
    archives.discard()
    flash(str(error), "error")
    return _back()


def _back() -> Response:
    return redirect(url_for("imports.show"), 303)
