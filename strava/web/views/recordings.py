"""GET /activities/ID.gpx, ID.json, ID/streams.json, ID/streams.csv: one activity as a file.

The parameters `from` and `to` choose a stretch of the recording. This never calls Strava.
"""

from __future__ import annotations

import json

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ...db.documents import streams_origin
from ...db.models import Activity, db
from ...privacy import places, shown
from ...recordings.gpx import Track, to_gpx
from ...recordings.sample_files import file_name, to_csv, to_json
from ...recordings.samples import Samples, read_samples
from ...recordings.stored import everything
from .. import current
from ..stretches import NAMES, read_stretch

blueprint = Blueprint("recordings", __name__)

_GPX = "application/gpx+xml"
_JSON = "application/json"
_CSV = "text/csv"
_NO_RECORDING = "Strava has no recording of this activity."
_NOT_FETCHED = (
    "The recording of this activity has not been fetched from Strava yet. Open the page of the "
    "activity, which fetches it, and try again."
)
_NO_POSITIONS = "It was recorded without positions, so there is no GPX file of it."
_ALL_HIDDEN = (
    "It was recorded without positions, or only in private places, which are hidden now. "
    "So there is no GPX file of it."
)
_NO_STRETCH = (
    "from and to are not two numbers of seconds, the first one smaller. "
    "This is the whole recording."
)


@blueprint.get("/activities/<int:activity_id>.gpx")
def gpx(activity_id: int) -> BaseResponse:
    """Send the route, with the measurements of sensors."""
    activity = _find(activity_id)
    if activity is None:
        return redirect(url_for("connect.index"))
    is_sample = current.logbook().settings.sample
    track = Track(
        activity.name,
        activity.sport_type,
        activity.start_date,
        None if is_sample else f"https://www.strava.com/activities/{activity.id}",
    )
    hidden = places.hidden(db.session(), activity.athlete_id)
    text = to_gpx(track, _samples(activity), hidden)
    if text is None:
        abort(404, _ALL_HIDDEN if hidden else _NO_POSITIONS)
    return _file(activity, text, _GPX, ".gpx")


@blueprint.get("/activities/<int:activity_id>/streams.<any(json, csv):kind>")
def streams(activity_id: int, kind: str) -> BaseResponse:
    """Send the samples."""
    activity = _find(activity_id)
    if activity is None:
        return redirect(url_for("connect.index"))
    samples = _samples(activity)
    if kind == "csv":
        return _file(activity, to_csv(samples), _CSV, "-streams.csv")
    return _file(activity, to_json(samples), _JSON, "-streams.json")


@blueprint.get("/activities/<int:activity_id>.json")
def whole(activity_id: int) -> BaseResponse:
    """Send everything that is stored about an activity. A stretch chooses from its samples."""
    activity = _find(activity_id)
    if activity is None:
        return redirect(url_for("connect.index"))
    session = db.session()
    document = shown.streams(session, activity.athlete_id, activity.id)
    samples = read_samples(document, read_stretch(request.args))
    content = everything(session, activity, samples)
    return _file(activity, json.dumps(content, separators=(",", ":")), _JSON, ".json")


def _find(activity_id: int) -> Activity | None:
    """Return an activity of the current athlete, or abort with 404; None without an athlete."""
    athlete = current.athlete()
    return None if athlete is None else current.activity(athlete, activity_id)


def _samples(activity: Activity) -> Samples:
    """Return the samples of the chosen stretch, or abort and say why there are none."""
    session = db.session()
    document = shown.streams(session, activity.athlete_id, activity.id)
    samples = read_samples(document, read_stretch(request.args))
    if samples is not None:
        return samples
    if read_samples(document) is not None:
        abort(404, "Nothing was recorded between these times.")
    is_fetched = streams_origin(session, activity.id) is not None
    abort(404, _NO_RECORDING if is_fetched or activity.manual else _NOT_FETCHED)


def _file(activity: Activity, text: str, mimetype: str, ending: str) -> Response:
    stretch = read_stretch(request.args)
    response = Response(text, mimetype=mimetype)
    disposition = "inline" if mimetype == _JSON else "attachment"
    name = file_name(activity.id, activity.day, ending, stretch)
    response.headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    if stretch is None and {*NAMES} & {*request.args}:
        response.headers["X-Notice"] = _NO_STRETCH
    return response
