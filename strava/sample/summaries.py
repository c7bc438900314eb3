"""One session as a summary: what the device recorded and what Strava made of it.

Source: https://developers.strava.com/docs/reference/#api-models-SummaryActivity
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from . import athlete, measurements
from .measurements import SPORTS
from .routes import Atlas, Route, Trace
from .titles import title
from .training import INJURY_AT, INJURY_SHARE, Session, summer

Summary = dict[str, Any]

POOL = 25
"""Metres."""

# Shares of the history at which the athlete bought the devices.
CADENCE_SINCE, HEART_RATE_SINCE, POWER_METER_SINCE = 0.10, 0.22, 0.50
MANUAL_SHARE = 0.012
"""Of what has a route or a distance; the battery was empty."""
FORGOTTEN_STRAP = 0.05
"""Share of activities without heart rate although the strap exists."""

_WORKOUT_TYPES = {"race": 1, "long": 2, "intervals": 3}
_INDOORS = {"VirtualRide", "Rowing", "WeightTraining", "Yoga", "Workout"}
_BIKES = {
    "GravelRide": athlete.GRAVEL_BIKE,
    "MountainBikeRide": athlete.MOUNTAIN_BIKE,
    "VirtualRide": athlete.ROAD_BIKE,
}


@dataclass(frozen=True)
class Course:
    """What was covered: metres, metres up, and where."""

    distance: float
    climb: float
    route: Route | None = None


def summarize(rng: Random, session: Session, share: float, atlas: Atlas) -> Summary:
    """The summary of a session; `share` is how far into the history it lies. It has no id yet."""
    sport = SPORTS[session.sport]
    pace = session.ease * _form(share)
    course, moving = _course(rng, session, pace, atlas)
    manual = rng.random() < (MANUAL_SHARE if course.distance else 0.15)
    elapsed = moving + round(sport.pauses * moving * rng.uniform(0.1, 1.9))
    summary = {
        "resource_state": 2,
        "athlete": {"id": athlete.ID, "resource_state": 1},
        "name": title(rng, session),
        "distance": course.distance,
        "moving_time": moving,
        "elapsed_time": elapsed,
        "total_elevation_gain": round(course.climb, 1),
        "type": sport.kind,
        "sport_type": session.sport,
        "workout_type": _workout_type(session),
        "id": 0,
        **_times(rng, session),
        **_circumstances(rng, session, share, manual=manual),
        **_speeds(rng, course, moving),
        "has_heartrate": False,
    }
    summary |= _where(rng, None if manual else course.route)
    if not manual:
        summary |= _measurements(rng, session, share, moving, pace)
    return summary | measurements.social(
        rng,
        moving,
        seen=summary["visibility"] != "only_me",
        best=course.route is not None and not manual,
        race=session.purpose == "race",
    )


def _form(share: float) -> float:
    """The share of the usual speed; better with the years, worse after the injury."""
    since_injury = share - INJURY_AT - INJURY_SHARE
    dip = max(0.0, 0.09 - since_injury) if since_injury > -0.05 else 0.0
    return 0.93 + 0.13 * share - dip


def _course(rng: Random, session: Session, pace: float, atlas: Atlas) -> tuple[Course, int]:
    """What was covered, and the moving time in seconds."""
    sport = SPORTS[session.sport]
    if session.route:
        routes = atlas[session.route]
        route = routes[int(session.size * 0.999 * len(routes))]
        distance = round(route.length * rng.uniform(0.993, 1.012), 1)
        climb = route.climb * rng.uniform(0.92, 1.08)
        moving = round(distance / (sport.speed * pace) + climb * sport.climb_cost)
        return Course(distance, climb, route), moving
    shortest, longest = sport.minutes
    moving = round(60 * (shortest + (longest - shortest) * session.size) + rng.uniform(0, 59))
    distance = sport.speed * pace * moving
    if session.sport == "Swim":
        distance = max(1, distance // POOL) * POOL
    climb = distance * 0.006 if session.sport == "VirtualRide" else 0.0
    return Course(round(distance, 1), climb), moving


def _workout_type(session: Session) -> int | None:
    number = _WORKOUT_TYPES.get(session.purpose, 0)
    if session.sport == "Run":
        return number
    return (10 if number == 2 else 10 + number % 2) if session.sport == "Ride" else None


def _times(rng: Random, session: Session) -> dict[str, Any]:
    local = datetime.combine(session.day, time()) + timedelta(
        minutes=session.start, seconds=rng.randrange(60)
    )
    offset = session.place.seconds_from_utc(local)
    return {
        "start_date": f"{(local - timedelta(seconds=offset)).isoformat()}Z",
        "start_date_local": f"{local.isoformat()}Z",
        "timezone": session.place.timezone,
        "utc_offset": float(offset),
        "location_city": None,
        "location_state": None,
        "location_country": session.place.country,
    }


def _circumstances(rng: Random, session: Session, share: float, *, manual: bool) -> dict[str, Any]:
    only_me = 0.15 if session.sport in ("WeightTraining", "Yoga", "Walk") else 0.025
    chance = rng.random()
    visibility = (
        "only_me"
        if chance < only_me and session.purpose != "race"
        else "followers_only"
        if chance > 0.88
        else "everyone"
    )
    indoors = session.sport in _INDOORS or session.purpose in ("indoor", "pool")
    return {
        "trainer": indoors and session.sport in ("Ride", "VirtualRide", "Rowing"),
        "commute": session.purpose == "commute",
        "manual": manual,
        "private": visibility == "only_me",
        "visibility": visibility,
        "flagged": False,
        "gear_id": _gear(session, share),
        "device_name": None if manual else _device(session, share),
        "from_accepted_tag": False,
        "has_kudoed": False,
        "upload_id": None,
        "external_id": None,
    }


def _gear(session: Session, share: float) -> str | None:
    if share < 0.03:
        return None
    if session.purpose == "commute":
        return athlete.CITY_BIKE
    if session.sport in ("TrailRun", "Hike"):
        return athlete.TRAIL_SHOES
    if session.sport == "Run":
        return athlete.SHOES[int(share * len(athlete.SHOES))]
    if session.sport == "Ride":
        old = share < 0.3 or session.purpose == "indoor"
        return athlete.OLD_ROAD_BIKE if old else athlete.ROAD_BIKE
    return _BIKES.get(session.sport)


def _device(session: Session, share: float) -> str:
    if share < 0.12:
        return "Strava App"
    if session.sport == "VirtualRide":
        return "Zwift"
    if "Ride" in session.sport:
        return "Garmin Edge 530"
    return "Garmin Forerunner 245" if share < 0.7 else "COROS PACE 3"


def _speeds(rng: Random, course: Course, moving: int) -> dict[str, Any]:
    average = course.distance / moving
    return {
        "average_speed": round(average, 3),
        "max_speed": round(average * rng.uniform(1.2, 1.75), 3),
    }


def _where(rng: Random, route: Route | None) -> dict[str, Any]:
    """Ends, track and heights; empty as Strava has them where nothing was recorded."""
    if route is None:
        return {
            "start_latlng": [],
            "end_latlng": [],
            "map": {
                "id": "",
                "summary_polyline": rng.choice(("", None)),
                "resource_state": 2,
            },
        }
    trace: Trace = rng.choice(route.traces)
    return {
        "start_latlng": list(trace.start),
        "end_latlng": list(trace.end),
        "map": {"id": "", "summary_polyline": trace.summary_polyline, "resource_state": 2},
        "elev_high": round(route.highest, 1),
        "elev_low": round(route.lowest, 1),
    }


def _measurements(
    rng: Random, session: Session, share: float, moving: int, pace: float
) -> dict[str, Any]:
    sport = SPORTS[session.sport]
    measured: dict[str, Any] = {}
    if sport.cadence and share > CADENCE_SINCE:
        measured["average_cadence"] = round(sport.cadence * rng.uniform(0.96, 1.04), 1)
    if share > HEART_RATE_SINCE and rng.random() > FORGOTTEN_STRAP:
        measured |= measurements.heart(rng, sport, moving, session.ease)
    if sport.watts:
        meter = share > POWER_METER_SINCE and session.purpose != "commute"
        measured |= measurements.power(rng, sport, moving, pace, meter=meter)
    if session.route and "Ride" in session.sport:
        measured["average_temp"] = round(3 + 21 * summer(session.day) + rng.gauss(0, 3))
    return measured
