"""The API: what a program reads with an access token.

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
LARGEST_PAGE = 200
END_OF_TIME = 253_402_300_799
"""The last second of the year 9999."""


@blueprint.before_request
def admit() -> None:
    """Count the call, then refuse it if a limit, the token or the application stands against it."""
    sample = _sample()
    within_limits = sample.count_call(request.method, request.path)
    if sample.delay:
        time.sleep(sample.delay)
    if not within_limits:
        raise faults.rate_limit_exceeded()
    # The header alone: https://developers.strava.com/docs/changelog/ ends the other ways.
    credentials = request.authorization
    if credentials is None or credentials.type != "bearer" or not credentials.token:
        raise faults.unauthorized("Athlete", "access_token", "invalid")
    g.scopes = sample.scopes_of(credentials.token)
    if sample.inactive:
        raise faults.application_inactive()
    if sample.too_many_athletes:
        raise faults.too_many_athletes()


@blueprint.after_request
def tell_limits(response: Response) -> Response:
    """Every answer carries the limits, a refusal too."""
    response.headers.update(_sample().limit_headers())
    return response


@blueprint.get("/athlete")
def show_athlete() -> Response:
    """The athlete; gear, weight and ftp only with profile:read_all."""
    if "profile:read_all" not in g.scopes:
        shown = athlete.summary()
        del shown["weight"]
        return jsonify(shown)
    return jsonify(athlete.profile(_sample().newest_first()))


@blueprint.get("/athlete/zones")
def athlete_zones() -> Response:
    """Heart rate and power zones."""
    _require("profile:read_all", "profile:read_all")
    return jsonify(athlete.zones())


@blueprint.get("/athletes/<int:athlete_id>/stats")
def athlete_stats(athlete_id: int) -> Response:
    """Totals over what everyone can see."""
    if athlete_id != athlete.ID:
        raise faults.not_found("Athlete")
    return jsonify(athlete.stats(_sample().newest_first(), _sample().clock()))


@blueprint.get("/gear/<gear_id>")
def show_gear(gear_id: str) -> Response:
    """One bike or pair of shoes."""
    detail = athlete.gear(gear_id, _sample().newest_first())
    if detail is None:
        raise faults.not_found("Gear")
    return jsonify(detail)


@blueprint.get("/athlete/activities")
def list_activities() -> Response:
    """A page of summaries: newest first, or oldest first when `after` is given."""
    before, after = _number("before"), _number("after")
    page, per_page = _number("page") or 1, _number("per_page") or DEFAULT_PAGE_SIZE
    if per_page > LARGEST_PAGE:
        raise faults.bad_request("Activity", "per_page")
    listed = _visible()
    if before is not None:
        end = _iso(before)
        listed = [item for item in listed if item["start_date"] < end]
    if after is not None:
        start = _iso(after)
        listed = [item for item in reversed(listed) if item["start_date"] > start]
    return jsonify(listed[(page - 1) * per_page : page * per_page])


@blueprint.get("/activities/<int:activity_id>")
def show_activity(activity_id: int) -> Response:
    """One activity with all its details."""
    activity = _activity(activity_id)
    detail = details.detail(activity)
    if activity.get("gear_id"):
        detail["gear"] = athlete.gear(activity["gear_id"], _sample().newest_first())
    return jsonify(detail)


@blueprint.get("/activities/<int:activity_id>/laps")
def activity_laps(activity_id: int) -> Response:
    """An activity's laps."""
    return jsonify(details.laps(_activity(activity_id)))


@blueprint.get("/activities/<int:activity_id>/zones")
def activity_zones(activity_id: int) -> Response:
    """Time in zones, which Strava shows to subscribers alone."""
    _activity(activity_id)
    raise faults.Fault(402, "Payment Required")


@blueprint.get("/activities/<int:activity_id>/streams")
def activity_streams(activity_id: int) -> Response:
    """The recorded measurements, by key; what was not recorded is absent."""
    activity = _activity(activity_id)
    keys = request.args.get("keys", "").split(",")
    if request.args.get("key_by_type") != "true":
        raise faults.bad_request("Stream", "key_by_type")
    recorded = streams.streams(activity)
    if not recorded:
        raise faults.not_found("Stream")
    return jsonify({key: stream for key, stream in recorded.items() if key in keys})


@blueprint.get("/<path:path>")
def anything_else(path: str) -> Response:
    """What the sample does not have."""
    raise faults.not_found("Path", path)


def _sample() -> Sample:
    sample: Sample = current_app.extensions["sample"]
    return sample


def _visible() -> list[Activity]:
    if "activity:read_all" in g.scopes:
        return _sample().newest_first()
    _require("activity:read", "activity:read")
    return [item for item in _sample().newest_first() if item.get("visibility") != "only_me"]


def _activity(activity_id: int) -> Activity:
    for item in _visible():
        if item["id"] == activity_id:
            return item
    raise faults.not_found("Activity")


def _require(scope: str, permission: str) -> None:
    if scope not in g.scopes:
        raise faults.unauthorized("AccessToken", f"{permission}_permission", "missing")


def _number(name: str) -> int | None:
    text = request.args.get(name)
    if text is None:
        return None
    if not text.isdecimal():
        raise faults.bad_request("Application", name)
    return int(text)


def _iso(unix_time: int) -> str:
    moment = datetime.fromtimestamp(min(unix_time, END_OF_TIME), UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
