"""The made-up athlete: profile, gear, zones and totals.

Source: https://developers.strava.com/docs/reference/#api-Athletes
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

ID = 2718281828
BIRTH_YEAR = 1987

_SUMMARY: dict[str, Any] = {
    "id": ID,
    "username": "noor_halvorsen",
    "resource_state": 2,
    "firstname": "Noor",
    "lastname": "Halvorsen",
    "bio": "Made up. Rides, runs, and swims when it is warm.",
    "city": "Dijon",
    "state": "Bourgogne-Franche-Comté",
    "country": "France",
    "sex": "F",
    "premium": True,
    "summit": True,
    "created_at": "2019-04-07T09:12:44Z",
    "updated_at": "2026-10-03T18:20:05Z",
    "badge_type_id": 1,
    "weight": None,
    "profile_medium": "avatar/athlete/medium.png",
    "profile": "avatar/athlete/large.png",
    "friend": None,
    "follower": None,
}

# Gear IDs. Running shoes are in the order in which the athlete wears them out; see summaries.
ROAD_BIKE, OLD_ROAD_BIKE = "b10270011", "b6130922"
GRAVEL_BIKE, MOUNTAIN_BIKE, CITY_BIKE = "b11840233", "b9220154", "b8050671"
SHOES = ("g7310441", "g8842107", "g10511983", "g12760325", "g15090218")
TRAIL_SHOES = "g9930846"

BIKES: dict[str, tuple[str, str, str]] = {
    ROAD_BIKE: ("Cirrus", "Halden", "Endurance 4"),
    OLD_ROAD_BIKE: ("Old Faithful", "Merle", "Corsa"),
    GRAVEL_BIKE: ("Mudlark", "Halden", "Track & Field"),
    MOUNTAIN_BIKE: ("Goat", "Brannock", "Trail 29"),
    CITY_BIKE: ("Commuter", "Merle", "Urbain"),
}
ALL_SHOES: dict[str, tuple[str, str, str]] = {
    SHOES[0]: ("Fenn Drift 3", "Fenn", "Drift 3"),
    SHOES[1]: ("Fenn Drift 4", "Fenn", "Drift 4"),
    SHOES[2]: ("Fenn Drift 4 (blue)", "Fenn", "Drift 4"),
    SHOES[3]: ("Kestrel Tempo", "Kestrel", "Tempo"),
    SHOES[4]: ("Fenn Drift 5", "Fenn", "Drift 5"),
    TRAIL_SHOES: ("Kestrel Ridge", "Kestrel", "Ridge"),
}
"""The name, brand and model of each bike and each pair of shoes."""
_GEAR = BIKES | ALL_SHOES

_RETIRED = {OLD_ROAD_BIKE, SHOES[0], SHOES[1]}
"""What the athlete no longer uses. Older activities have it; the profile does not list it."""
_PRIMARY = {ROAD_BIKE, SHOES[4]}


def summary() -> dict[str, Any]:
    """Return the athlete as in the response to an authorization code."""
    return dict(_SUMMARY)


def profile(activities: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the profile that `profile:read_all` shows; weight in kilograms, ftp in watts."""
    bikes, shoes = _listed_gear(activities, "b"), _listed_gear(activities, "g")
    return _SUMMARY | {
        "resource_state": 3,
        "blocked": False,
        "can_follow": False,
        "follower_count": 47,
        "friend_count": 52,
        "mutual_friend_count": 0,
        "athlete_type": 1,
        "date_preference": "%d/%m/%Y",
        "measurement_preference": "meters",
        "clubs": [],
        "postable_clubs_count": 0,
        "ftp": 232,
        "weight": 63.5,
        "bikes": bikes,
        "shoes": shoes,
    }


def gear(gear_id: str, activities: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """Return a bike or a pair of shoes, or None if the ID is unknown.

    `distance` is the total of its activities, in meters.
    """
    if gear_id not in _GEAR:
        return None
    name, brand, model = _GEAR[gear_id]
    distance = sum(item["distance"] for item in activities if item.get("gear_id") == gear_id)
    detail = {
        "id": gear_id,
        "primary": gear_id in _PRIMARY,
        "name": name,
        "nickname": name,
        "resource_state": 3,
        "retired": gear_id in _RETIRED,
        "distance": round(distance, 1),
        "converted_distance": round(distance / 1000, 1),
        "brand_name": brand,
        "model_name": model,
        "description": None,
    }
    return detail | ({"frame_type": 3} if gear_id.startswith("b") else {})


def gear_summary(gear_id: str, activities: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """Return what the profile and a detailed activity hold of a bike or a pair of shoes."""
    detail = gear(gear_id, activities)
    if detail is None:
        return None
    fields = ("id", "primary", "name", "nickname", "retired", "distance", "converted_distance")
    return {"resource_state": 2} | {field: detail[field] for field in fields}


def stats(activities: Iterable[dict[str, Any]], now: float) -> dict[str, Any]:
    """Return totals of the last four weeks, this year and all time (meters, seconds).

    As on Strava, only activities that are visible to everyone count.
    Source: https://developers.strava.com/docs/reference/#api-Athletes-getStats
    """
    public = [item for item in activities if item.get("visibility") == "everyone"]
    today = datetime.fromtimestamp(now, UTC)
    periods = {
        "recent": f"{today - timedelta(weeks=4):%Y-%m-%dT%H:%M:%SZ}",
        "ytd": f"{today:%Y}-01-01T00:00:00Z",
        "all": "",
    }
    rides = [item for item in public if item.get("type") == "Ride"]
    totals: dict[str, Any] = {
        "biggest_ride_distance": max((item["distance"] for item in rides), default=None),
        "biggest_climb_elevation_gain": None,
    }
    for period, since in periods.items():
        for activity_type in ("Ride", "Run", "Swim"):
            matching = [
                item
                for item in public
                if item.get("type") == activity_type and item["start_date_local"] >= since
            ]
            totals[f"{period}_{activity_type.lower()}_totals"] = _totals(matching)
    return totals


def _totals(activities: list[dict[str, Any]]) -> dict[str, Any]:
    def total(field: str) -> float:
        return round(sum(item.get(field) or 0 for item in activities), 1)

    return {
        "count": len(activities),
        "distance": total("distance"),
        "moving_time": total("moving_time"),
        "elapsed_time": total("elapsed_time"),
        "elevation_gain": total("total_elevation_gain"),
        "achievement_count": total("achievement_count"),
    }


def _listed_gear(activities: Iterable[dict[str, Any]], prefix: str) -> list[dict[str, Any] | None]:
    """Return all bikes or shoes, except those that are retired: Strava does not list them."""
    listed = list(activities)
    return [
        gear_summary(gear_id, listed)
        for gear_id in _GEAR
        if gear_id.startswith(prefix) and gear_id not in _RETIRED
    ]
