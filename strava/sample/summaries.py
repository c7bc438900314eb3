"""Turns a session into a summary, with what a device records and what Strava adds to it.

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

POOL_LENGTH = 25
"""Meters."""

# When the athlete bought each device, as a share of the history.
CADENCE_SINCE, HEART_RATE_SINCE, POWER_METER_SINCE = 0.10, 0.22, 0.50
MANUAL_SHARE = 0.012
"""Share of activities with a distance that were entered by hand."""
MANUAL_SHARE_WITHOUT_DISTANCE = 0.15
RIDE_RACE = 11
NO_HEART_RATE_SHARE = 0.05
"""Share of activities without heart rate after the athlete bought a sensor."""

_WORKOUT_TYPES = {
    "Run": {"race": 1, "long": 2, "intervals": 3},
    "Ride": {"race": RIDE_RACE, "indoor": 12},
}
_ORDINARY = {"Run": 0, "Ride": 10}
"""The workout types of Strava; other sports have none."""
_INDOORS = {"VirtualRide", "Rowing", "WeightTraining", "Yoga", "Workout"}
_BIKES = {
    "GravelRide": athlete.GRAVEL_BIKE,
    "MountainBikeRide": athlete.MOUNTAIN_BIKE,
    "VirtualRide": athlete.ROAD_BIKE,
}


@dataclass(frozen=True)
class Course:
    """The distance and elevation gain of a session in meters, and its route if it has one."""

    distance: float
    elevation_gain: float
    route: Route | None = None


def summarize(rng: Random, session: Session, share: float, atlas: Atlas) -> Summary:
    """Return the summary of a session, without an ID.

    `share` is the position of the session in the history, from 0 to 1.
    """
    sport = SPORTS[session.sport]
    relative_speed = session.relative_speed * _form(share)
    course, moving_time = _course(rng, session, relative_speed, atlas)
    manual = rng.random() < (MANUAL_SHARE if course.distance else MANUAL_SHARE_WITHOUT_DISTANCE)
    elapsed_time = moving_time + round(sport.pauses * moving_time * rng.uniform(0.1, 1.9))
    summary = {
        "resource_state": 2,
        "athlete": {"id": athlete.ID, "resource_state": 1},
        "name": title(rng, session),
        "distance": course.distance,
        "moving_time": moving_time,
        "elapsed_time": elapsed_time,
        "total_elevation_gain": round(course.elevation_gain, 1),
        "type": sport.legacy_type,
        "sport_type": session.sport,
        "workout_type": _workout_type(session),
        "id": 0,
        **_times(rng, session),
        **_metadata(rng, session, share, manual=manual),
        **_speeds(rng, course, moving_time),
        "has_heartrate": False,
        "heartrate_opt_out": False,
    }
    summary |= _track(rng, None if manual else course.route)
    if not manual:
        summary |= _sensor_values(rng, session, share, moving_time, relative_speed)
    summary["display_hide_heartrate_option"] = summary["has_heartrate"]
    if session.purpose == "race":
        rate_by_elapsed_time(summary)
    return summary | measurements.social_counts(
        rng,
        moving_time,
        visible=summary["visibility"] != "only_me",
        has_track=course.route is not None and not manual,
        race=session.purpose == "race",
    )


def rate_by_elapsed_time(race: Summary) -> None:
    """Give a race the average speed that Strava gives to races: over elapsed, not moving time."""
    race["average_speed"] = round(race["distance"] / race["elapsed_time"], 3)


def _form(share: float) -> float:
    """Return the relative speed of the athlete: it rises over time but drops after the injury."""
    since_injury = share - INJURY_AT - INJURY_SHARE
    drop = max(0.0, 0.09 - since_injury) if since_injury > -0.05 else 0.0
    return 0.93 + 0.13 * share - drop


def _course(
    rng: Random, session: Session, relative_speed: float, atlas: Atlas
) -> tuple[Course, int]:
    """Return the course of a session, and its moving time in seconds."""
    sport = SPORTS[session.sport]
    if session.route:
        routes = atlas[session.route]
        route = routes[int(session.size * 0.999 * len(routes))]
        distance = round(route.length * rng.uniform(0.993, 1.012), 1)
        elevation_gain = route.elevation_gain * rng.uniform(0.92, 1.08)
        seconds = distance / (sport.speed * relative_speed)
        seconds += elevation_gain * sport.seconds_per_meter_up
        return Course(distance, elevation_gain, route), round(seconds)
    shortest, longest = sport.minutes
    moving_time = round(60 * (shortest + (longest - shortest) * session.size) + rng.uniform(0, 59))
    distance = sport.speed * relative_speed * moving_time
    if session.sport == "Swim":
        distance = max(1, distance // POOL_LENGTH) * POOL_LENGTH
    elevation_gain = distance * 0.006 if session.sport == "VirtualRide" else 0.0
    return Course(round(distance, 1), elevation_gain), moving_time


def _workout_type(session: Session) -> int | None:
    types = _WORKOUT_TYPES.get(session.sport, {})
    return types.get(session.purpose, _ORDINARY.get(session.sport))


def _times(rng: Random, session: Session) -> dict[str, Any]:
    local = datetime.combine(session.day, time()) + timedelta(
        minutes=session.start, seconds=rng.randrange(60)
    )
    offset = session.place.utc_offset_at(local)
    return {
        "start_date": f"{(local - timedelta(seconds=offset)).isoformat()}Z",
        "start_date_local": f"{local.isoformat()}Z",
        "timezone": session.place.timezone,
        "utc_offset": float(offset),
        "location_city": None,
        "location_state": None,
        "location_country": None,
    }


def _metadata(rng: Random, session: Session, share: float, *, manual: bool) -> dict[str, Any]:
    visibility = _visibility(rng, session)
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
        "upload_id_str": None,
        "external_id": None,
    }


def _visibility(rng: Random, session: Session) -> str:
    only_me_share = 0.15 if session.sport in ("WeightTraining", "Yoga", "Walk") else 0.025
    chance = rng.random()
    if chance < only_me_share and session.purpose != "race":
        return "only_me"
    return "followers_only" if chance > 0.88 else "everyone"


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
        return athlete.OLD_ROAD_BIKE if share < 0.3 else athlete.ROAD_BIKE
    return _BIKES.get(session.sport)


def _device(session: Session, share: float) -> str:
    if share < 0.12:
        return "Strava App"
    if session.sport == "VirtualRide":
        return "Zwift"
    if "Ride" in session.sport:
        return "Garmin Edge 530"
    return "Garmin Forerunner 245" if share < 0.7 else "COROS PACE 3"


def _speeds(rng: Random, course: Course, moving_time: int) -> dict[str, Any]:
    average = course.distance / moving_time
    return {
        "average_speed": round(average, 3),
        "max_speed": round(average * rng.uniform(1.2, 1.75), 3),
    }


def _track(rng: Random, route: Route | None) -> dict[str, Any]:
    """Return start, end, polyline and altitudes; without a route, empty values as on Strava."""
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


def _sensor_values(
    rng: Random, session: Session, share: float, moving_time: int, relative_speed: float
) -> dict[str, Any]:
    sport = SPORTS[session.sport]
    values: dict[str, Any] = {}
    if sport.cadence and share > CADENCE_SINCE:
        values["average_cadence"] = round(sport.cadence * rng.uniform(0.96, 1.04), 1)
    if share > HEART_RATE_SINCE and rng.random() > NO_HEART_RATE_SHARE:
        values |= measurements.heart_rate(rng, sport, moving_time, session.relative_speed)
    if sport.watts:
        power_meter = share > POWER_METER_SINCE and session.purpose != "commute"
        values |= measurements.power(
            rng, sport, moving_time, relative_speed, power_meter=power_meter
        )
    if session.route and "Ride" in session.sport:
        values["average_temp"] = round(3 + 21 * summer(session.day) + rng.gauss(0, 3))
    return values
