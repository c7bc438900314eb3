"""Converts an activity summary from Strava into the columns of Activity.

Any field can be missing, null or of an unexpected type, and new sport types appear over time.
Only an activity without a usable id is rejected.
Source: https://developers.strava.com/docs/reference/#api-models-SummaryActivity
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any

from .. import coerce
from ..folding import folded

UNKNOWN_SPORT = "Unknown"
HIDDEN_START = time(0, 0, 1)
"""The time of day that Strava sends if the athlete hides the start time."""

_MAX_NAME_LENGTH = 300
_MAX_NAME_BYTES = 1000
"""With four texts of coerce.short_text and all numbers, an entry of the index ix_activity_table is
below the limit of PostgreSQL, 2,704 bytes."""

_FLOATS = (
    "distance",
    "total_elevation_gain",
    "average_speed",
    "max_speed",
    "average_heartrate",
    "max_heartrate",
    "elev_high",
    "elev_low",
    "average_watts",
    "max_watts",
    "weighted_average_watts",
    "average_cadence",
    "kilojoules",
    "suffer_score",
)
_INTEGERS = (
    "moving_time",
    "elapsed_time",
    "workout_type",
    "kudos_count",
    "comment_count",
    "achievement_count",
    "pr_count",
)
_TEXTS = ("timezone", "gear_id", "device_name", "visibility")
_FLAGS = ("commute", "trainer", "manual")


class InvalidSummary(ValueError):
    """Raised for an item that cannot be stored. The message has the reason and any name."""


def columns(summary: Any) -> dict[str, Any]:
    """Return the columns of Activity, without athlete_id; raises InvalidSummary."""
    if not isinstance(summary, dict):
        raise InvalidSummary(f"expected an activity, found {_excerpt(summary)}")
    field = summary.get
    name = coerce.text(field("name")) or ""
    start_date = _utc_time(field("start_date"))
    start_local = _local_time(summary, start_date)
    sport = coerce.short_text(field("sport_type")) or coerce.short_text(field("type"))
    return {
        "id": _activity_id(summary, name),
        "name": name,
        "search": coerce.cut(folded(name), _MAX_NAME_LENGTH, _MAX_NAME_BYTES),
        "sport_type": sport or UNKNOWN_SPORT,
        "start_date": start_date.replace(tzinfo=UTC) if start_date else None,
        "start_local": start_local,
        "day": start_local.date() if start_local else None,
        "weekday": start_local.weekday() if start_local else None,
        "time_of_day": _seconds(start_local.time()) if start_local else None,
        **{key: coerce.number(field(key)) for key in _FLOATS},
        **{key: coerce.whole_number(field(key)) for key in _INTEGERS},
        **{key: coerce.short_text(field(key)) for key in _TEXTS},
        **{key: field(key) is True for key in _FLAGS},
        "private": field("private") is True or field("visibility") == "only_me",
    }


def polyline(summary: dict[str, Any]) -> str | None:
    """Return the encoded polyline of a route; None if there is none."""
    drawn = summary.get("map")
    return coerce.text(drawn.get("summary_polyline")) if isinstance(drawn, dict) else None


def _activity_id(summary: dict[str, Any], name: str) -> int:
    activity_id = coerce.identifier(summary.get("id"))
    if activity_id is None:
        of_name = f' of "{_shortened(name)}"' if name else ""
        found = _excerpt(summary["id"]) if "id" in summary else "missing"
        raise InvalidSummary(
            f"the id{of_name} is {found}, not a whole number from 1 to {coerce.LARGEST_ID}"
        )
    return activity_id


def _seconds(time_of_day: time) -> int | None:
    if time_of_day == HIDDEN_START:
        return None
    return time_of_day.hour * 3600 + time_of_day.minute * 60 + time_of_day.second


def _utc_time(value: Any) -> datetime | None:
    """Return a time in UTC, without a time zone."""
    moment = _parse_time(value)
    try:
        return moment and (moment - (moment.utcoffset() or timedelta())).replace(tzinfo=None)
    except OverflowError:
        return None


def _parse_time(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _local_time(summary: dict[str, Any], start_date: datetime | None) -> datetime | None:
    # Strava also appends a Z to the local wall time, where it has no meaning.
    if (local := _parse_time(summary.get("start_date_local"))) is not None:
        return local.replace(tzinfo=None)
    try:
        offset = timedelta(seconds=coerce.number(summary.get("utc_offset")) or 0)
        return start_date and start_date + offset
    except OverflowError:
        return start_date


def _excerpt(value: Any) -> str:
    return _shortened(json.dumps(value))


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
