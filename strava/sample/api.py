"""The web API, as a program with an access token sees it.

Source: https://developers.strava.com/docs/reference/
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

from flask import Blueprint, Response, g, jsonify, request

from . import athlete, details, faults, parameters, streams, zones
from .state import Activity, current

blueprint = Blueprint("api", __name__, url_prefix="/api/v3")

DEFAULT_PAGE_SIZE = 30
MAX_PAGE_SIZE = 200
END_OF_TIME = 253_402_300_799
"""The last second of the year 9999, in Unix time."""
HEADER_ONLY_SINCE = datetime(2027, 6, 1, tzinfo=UTC).timestamp()
"""When Strava stops accepting access tokens outside of the header `Authorization`.

Source: https://developers.strava.com/docs/changelog/
"""


@blueprint.before_app_request
def check_access() -> None:
    """Count the call; raise Fault if the rate limits, the token or the application forbid it."""
    if not _is_call():
        return
    sample = current()
    within_limits = sample.count_call(request.method, request.path)
    if sample.delay:
        time.sleep(sample.delay)
    if not within_limits:
        raise faults.rate_limit_exceeded(terse=sample.terse_rate_limit)
    token = parameters.bearer_token()
    if token is None and sample.clock() < HEADER_ONLY_SINCE:
        token = parameters.parameters().get("access_token")
    g.scopes = sample.scopes_of(token or "")
    if sample.inactive:
        raise faults.application_inactive()
    if sample.too_many_athletes:
        raise faults.too_many_athletes()


@blueprint.after_app_request
def add_limit_headers(response: Response) -> Response:
    """Add the rate limit headers to every response of the API, including error responses."""
    if _is_call():
        response.headers.update(current().limit_headers())
    return response


def _is_call() -> bool:
    """Return whether this is a call of the API, known or unknown, and not an OAuth request."""
    return request.path.startswith("/api/v3/") and not request.path.startswith("/api/v3/oauth/")


@blueprint.get("/athlete")
def show_athlete() -> Response:
    """Return the athlete; gear, weight and ftp require `profile:read_all`."""
    if "profile:read_all" not in g.scopes:
        public = athlete.summary()
        del public["weight"]
        return jsonify(public)
    return jsonify(athlete.profile(current().newest_first()))


@blueprint.get("/athlete/zones")
def show_athlete_zones() -> Response:
    """Return heart rate and power zones."""
    _require("profile:read_all")
    return jsonify(zones.of_athlete())


@blueprint.get("/athletes/<id:athlete_id>/stats")
def show_athlete_stats(athlete_id: int) -> Response:
    """Return totals of the activities that are visible to everyone."""
    _check_athlete(athlete_id)
    return jsonify(athlete.stats(current().newest_first(), current().clock()))


@blueprint.get("/athlete/clubs")
@blueprint.get("/athlete/routes")
@blueprint.get("/segments/starred")
def list_nothing() -> Response:
    """Return an empty list: the athlete has no clubs, routes or starred segments."""
    _page()
    return jsonify([])


@blueprint.get("/athletes/<id:athlete_id>/koms")
@blueprint.get("/athletes/<id:athlete_id>/routes")
@blueprint.get("/athletes/<id:athlete_id>/segments/starred")
def list_nothing_of_athlete(athlete_id: int) -> Response:
    """Return an empty list: the athlete has no routes, and no segments."""
    _check_athlete(athlete_id)
    _page()
    return jsonify([])


@blueprint.get("/gear/<gear_id>")
def show_gear(gear_id: str) -> Response:
    """Return a bike or a pair of shoes."""
    detail = athlete.gear(gear_id, current().newest_first())
    if detail is None:
        raise faults.not_found("Gear")
    return jsonify(detail)


@blueprint.get("/athlete/activities")
def list_activities() -> Response:
    """Return a page of summaries: newest first, or oldest first when `after` is given."""
    before, after = parameters.number("before"), parameters.number("after")
    page, per_page = _page()
    activities = _visible_activities()
    if before is not None:
        end = _iso(before)
        activities = [item for item in activities if item["start_date"] < end]
    if after is not None:
        start = _iso(after)
        activities = [item for item in reversed(activities) if item["start_date"] > start]
    return jsonify(activities[(page - 1) * per_page : page * per_page])


@blueprint.get("/activities/<id:activity_id>")
def show_activity(activity_id: int) -> Response:
    """Return an activity with all its details.

    Efforts on segments that are not among the athlete's three best are left out, unless
    `include_all_efforts` is true.
    """
    activity = _activity(activity_id)
    detail = details.detail(activity)
    if activity.get("gear_id"):
        detail["gear"] = athlete.gear_summary(activity["gear_id"], current().newest_first())
    return jsonify(detail)


@blueprint.get("/activities/<id:activity_id>/laps")
def show_activity_laps(activity_id: int) -> Response:
    """Return the laps of an activity."""
    return jsonify(details.laps(_activity(activity_id)))


@blueprint.get("/activities/<id:activity_id>/zones")
def show_activity_zones(activity_id: int) -> Response:
    """Return the time in heart rate and power zones, which on Strava requires a subscription."""
    activity = _activity(activity_id)
    if not current().subscriber:
        raise faults.subscription_required()
    return jsonify(zones.of_activity(activity))


@blueprint.get("/activities/<id:activity_id>/comments")
@blueprint.get("/activities/<id:activity_id>/kudos")
@blueprint.get("/activities/<id:activity_id>/photos")
def list_nothing_of_activity(activity_id: int) -> Response:
    """Return an empty list: what others add to an activity is not made up, only counted."""
    _activity(activity_id)
    _page()
    return jsonify([])


@blueprint.get("/activities/<id:activity_id>/streams")
def show_activity_streams(activity_id: int) -> Response:
    """Return the requested streams that were recorded; without `keys`, the distance.

    They are an object with `key_by_type`, otherwise an array of objects with `type`.
    """
    activity = _activity(activity_id)
    keys = parameters.words(request.args.getlist("keys")) or ["distance"]
    by_type = parameters.flag("key_by_type", "Stream")
    recorded = streams.streams(activity)
    if not recorded:
        raise faults.not_found("Stream")
    requested = {key: stream for key, stream in recorded.items() if key in keys}
    if by_type:
        return jsonify(requested)
    return jsonify([{"type": key} | stream for key, stream in requested.items()])


def _visible_activities() -> list[Activity]:
    if "activity:read_all" in g.scopes:
        return current().newest_first()
    _require("activity:read")
    return [item for item in current().newest_first() if item.get("visibility") != "only_me"]


def _activity(activity_id: int) -> Activity:
    for item in _visible_activities():
        if item["id"] == activity_id:
            return item
    raise faults.not_found("Activity")


def _require(scope: str) -> None:
    if scope not in g.scopes:
        raise faults.unauthorized("AccessToken", f"{scope}_permission", "missing")


def _check_athlete(athlete_id: int) -> None:
    if athlete_id != athlete.ID:
        raise faults.not_found("Athlete")


def _page() -> tuple[int, int]:
    """Return the number of the requested page, from 1, and its size."""
    page = parameters.number("page") or 1
    per_page = parameters.number("per_page") or DEFAULT_PAGE_SIZE
    if per_page > MAX_PAGE_SIZE:
        raise faults.bad_request("Activity", "per_page")
    return page, per_page


def _iso(unix_time: int) -> str:
    moment = datetime.fromtimestamp(min(unix_time, END_OF_TIME), UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
