"""The web API, as a program with an access token sees it.

Source: https://developers.strava.com/docs/reference/
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, g, jsonify, request

from . import athlete, details, faults, streams
from .state import Activity, Sample

blueprint = Blueprint("api", __name__, url_prefix="/api/v3")

DEFAULT_PAGE_SIZE = 30
MAX_PAGE_SIZE = 200
END_OF_TIME = 253_402_300_799
"""The last second of the year 9999, in Unix time."""


@blueprint.before_request
def check_access() -> None:
    """Count the call; raise Fault if the rate limits, the token or the application forbid it."""
    sample = _sample()
    within_limits = sample.count_call(request.method, request.path)
    if sample.delay:
        time.sleep(sample.delay)
    if not within_limits:
        raise faults.rate_limit_exceeded()
    # Strava accepts the token in the header only: https://developers.strava.com/docs/changelog/
    credentials = request.authorization
    if credentials is None or credentials.type != "bearer" or not credentials.token:
        raise faults.unauthorized("Athlete", "access_token", "invalid")
    g.scopes = sample.scopes_of(credentials.token)
    if sample.inactive:
        raise faults.application_inactive()
    if sample.too_many_athletes:
        raise faults.too_many_athletes()


@blueprint.after_request
def add_limit_headers(response: Response) -> Response:
    """Add the rate limit headers to every response, including error responses."""
    response.headers.update(_sample().limit_headers())
    return response


@blueprint.get("/athlete")
def show_athlete() -> Response:
    """Return the athlete; gear, weight and ftp require `profile:read_all`."""
    if "profile:read_all" not in g.scopes:
        public = athlete.summary()
        del public["weight"]
        return jsonify(public)
    return jsonify(athlete.profile(_sample().newest_first()))


@blueprint.get("/athlete/zones")
def show_athlete_zones() -> Response:
    """Return heart rate and power zones."""
    _require("profile:read_all")
    return jsonify(athlete.zones())


@blueprint.get("/athletes/<int:athlete_id>/stats")
def show_athlete_stats(athlete_id: int) -> Response:
    """Return totals of the activities that are visible to everyone."""
    if athlete_id != athlete.ID:
        raise faults.not_found("Athlete")
    return jsonify(athlete.stats(_sample().newest_first(), _sample().clock()))


@blueprint.get("/gear/<gear_id>")
def show_gear(gear_id: str) -> Response:
    """Return a bike or a pair of shoes."""
    detail = athlete.gear(gear_id, _sample().newest_first())
    if detail is None:
        raise faults.not_found("Gear")
    return jsonify(detail)


@blueprint.get("/athlete/activities")
def list_activities() -> Response:
    """Return a page of summaries: newest first, or oldest first when `after` is given."""
    before, after = _integer("before"), _integer("after")
    page, per_page = _integer("page") or 1, _integer("per_page") or DEFAULT_PAGE_SIZE
    if per_page > MAX_PAGE_SIZE:
        raise faults.bad_request("Activity", "per_page")
    activities = _visible_activities()
    if before is not None:
        end = _iso(before)
        activities = [item for item in activities if item["start_date"] < end]
    if after is not None:
        start = _iso(after)
        activities = [item for item in reversed(activities) if item["start_date"] > start]
    return jsonify(activities[(page - 1) * per_page : page * per_page])


@blueprint.get("/activities/<int:activity_id>")
def show_activity(activity_id: int) -> Response:
    """Return an activity with all its details."""
    activity = _activity(activity_id)
    detail = details.detail(activity)
    if activity.get("gear_id"):
        detail["gear"] = athlete.gear(activity["gear_id"], _sample().newest_first())
    return jsonify(detail)


@blueprint.get("/activities/<int:activity_id>/laps")
def show_activity_laps(activity_id: int) -> Response:
    """Return the laps of an activity."""
    return jsonify(details.laps(_activity(activity_id)))


@blueprint.get("/activities/<int:activity_id>/zones")
def show_activity_zones(activity_id: int) -> Response:
    """Reject the call: on Strava, time in zones requires a subscription."""
    _activity(activity_id)
    raise faults.Fault(402, "Payment Required")


@blueprint.get("/activities/<int:activity_id>/streams")
def show_activity_streams(activity_id: int) -> Response:
    """Return the requested streams by key, leaving out those that were not recorded."""
    activity = _activity(activity_id)
    keys = request.args.get("keys", "").split(",")
    if request.args.get("key_by_type") != "true":
        raise faults.bad_request("Stream", "key_by_type")
    recorded = streams.streams(activity)
    if not recorded:
        raise faults.not_found("Stream")
    return jsonify({key: stream for key, stream in recorded.items() if key in keys})


@blueprint.get("/<path:path>")
def reject_unknown_path(path: str) -> Response:
    """Reject a call of anything that the sample does not implement."""
    raise faults.not_found("Path", path)


def _sample() -> Sample:
    sample: Sample = current_app.extensions["sample"]
    return sample


def _visible_activities() -> list[Activity]:
    if "activity:read_all" in g.scopes:
        return _sample().newest_first()
    _require("activity:read")
    return [item for item in _sample().newest_first() if item.get("visibility") != "only_me"]


def _activity(activity_id: int) -> Activity:
    for item in _visible_activities():
        if item["id"] == activity_id:
            return item
    raise faults.not_found("Activity")


def _require(scope: str) -> None:
    if scope not in g.scopes:
        raise faults.unauthorized("AccessToken", f"{scope}_permission", "missing")


def _integer(name: str) -> int | None:
    text = request.args.get(name)
    if text is None:
        return None
    if not text.isdecimal():
        raise faults.bad_request("Application", name)
    return int(text)


def _iso(unix_time: int) -> str:
    moment = datetime.fromtimestamp(min(unix_time, END_OF_TIME), UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
