"""The rows of activities.csv."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ..details import calories
from ..journal import journal
from .files import LOST, File
from .languages import Language
from .media import photos
from .weather import weather

GearNames = dict[str, str]

_RACES, _LONG_RUN = {1, 11}, 2
"""Strava's workout types."""


def make_row(
    activity: dict[str, Any], file: File | None, language: Language, gear_names: GearNames
) -> list[str]:
    """Return the cells of an activity in the order of the language's columns.

    `file` is None for an activity entered by hand, and for one whose file is lost.
    """
    values = (
        _displayed(activity, file, language, gear_names)
        | _measured(activity)
        | _gear_keys(activity["gear_id"])
        | weather(activity)
    )
    return [_cell(values.get(column)) for column in language.columns]


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _displayed(
    activity: dict[str, Any], file: File | None, language: Language, gear_names: GearNames
) -> dict[str, Any]:
    """Return the first columns, which are as on the website."""
    written = journal(activity)
    sport_type = activity["sport_type"]
    start = datetime.fromisoformat(activity["start_date"])
    lost = None if activity["manual"] else LOST
    return {
        "Activity ID": activity["id"],
        "Activity Date": language.date(start),
        "Activity Name": activity["name"],
        "Activity Type": language.sport(sport_type),
        "Activity Description": written["description"],
        "Elapsed Time": activity["elapsed_time"],
        "Distance": language.distance(activity["distance"], sport_type),
        "Max Heart Rate": _rounded(activity.get("max_heartrate")),
        "Relative Effort": _rounded(activity.get("suffer_score")),
        "Commute": str(activity["commute"]).lower(),
        "Activity Private Note": written["private_note"],
        "Activity Gear": gear_names.get(activity["gear_id"] or ""),
        "Filename": file.name if file else lost,
        "Perceived Exertion": _number(written["perceived_exertion"]),
        "Media": "|".join(photos(activity)),
    }


def _measured(activity: dict[str, Any]) -> dict[str, Any]:
    """Return the later columns, which are plain numbers with a point in every language."""
    work = activity.get("kilojoules")
    has_device = not activity["manual"]
    return {
        "Elapsed Time#2": _number(activity["elapsed_time"]),
        "Moving Time": _number(activity["moving_time"]),
        "Distance#2": activity["distance"],
        "Max Speed": activity["max_speed"] if has_device else None,
        "Average Speed": activity["average_speed"] if has_device else None,
        "Elevation Gain": activity["total_elevation_gain"],
        "Elevation Low": activity.get("elev_low"),
        "Elevation High": activity.get("elev_high"),
        "Average Cadence": activity.get("average_cadence"),
        "Max Heart Rate#2": activity.get("max_heartrate"),
        "Average Heart Rate": activity.get("average_heartrate"),
        "Max Watts": _number(activity.get("max_watts")),
        "Average Watts": activity.get("average_watts"),
        "Calories": calories(activity),
        "Average Temperature": _number(activity.get("average_temp")),
        "Relative Effort#2": activity.get("suffer_score"),
        "Total Work": work and round(1000 * work, 1),
        "Weighted Average Power": _number(_rounded(activity.get("weighted_average_watts"))),
        "Commute#2": 1.0 if activity["commute"] else 0.0,
        "From Upload": 1.0 if has_device else 0.0,
        "Flagged": 1.0 if activity["flagged"] else 0.0,
        "Competition": 1.0 if activity["workout_type"] in _RACES else 0.0,
        "Long Run": 1.0 if activity["workout_type"] == _LONG_RUN else 0.0,
    }


def _gear_keys(gear_id: str | None) -> dict[str, str]:
    """Return Strava's number of the bike or the shoes, without the letter of the API."""
    if not gear_id:
        return {}
    return {"Bike" if gear_id.startswith("b") else "Gear": gear_id[1:]}


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _rounded(value: float | None) -> int | None:
    return None if value is None else round(value)
