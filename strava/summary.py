"""An activity summary as Strava sends it, turned into the columns of the table.

Any measurement can be missing, null or of an unknown kind, and sport types are an open list;
only an activity without a usable id cannot be kept.
Source: https://developers.strava.com/docs/reference/#api-models-SummaryActivity
"""

from __future__ import annotations

import json
import math
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

LARGEST = 2**63 - 1
UNKNOWN_SPORT = "Unknown"

_FLOATS = (
    "distance",
    "total_elevation_gain",
    "average_speed",
    "max_speed",
    "average_heartrate",
    "max_heartrate",
    "average_watts",
    "weighted_average_watts",
    "average_cadence",
    "kilojoules",
    "suffer_score",
)
_INTEGERS = ("moving_time", "elapsed_time", "kudos_count")
_TEXTS = ("timezone", "gear_id", "device_name", "visibility")
_FLAGS = ("private", "commute", "trainer", "manual")


class NotUnderstood(ValueError):
    """This is no activity that could be kept; the message says why and names it if it can."""


def columns(summary: Any) -> dict[str, Any]:
    """The columns of Activity, without athlete_id; raises NotUnderstood."""
    if not isinstance(summary, dict):
        raise NotUnderstood(f"expected an activity, found {_shown(summary)}")
    name = _text(summary.get("name")) or ""
    activity_id = summary.get("id")
    if type(activity_id) is not int or not 0 < activity_id <= LARGEST:
        called = f' of "{name}"' if name else ""
        raise NotUnderstood(f"the id{called} is {_shown(activity_id)}, not a number as expected")
    started = _time(summary.get("start_date"))
    local = _local_time(summary, started)
    sport = _text(summary.get("sport_type")) or _text(summary.get("type")) or UNKNOWN_SPORT
    row: dict[str, Any] = {
        "id": activity_id,
        "name": name,
        "search": folded(name),
        "sport_type": sport,
        "start_date": started.replace(tzinfo=UTC) if started else None,
        "start_local": local,
        "day": local.date() if local else None,
        "deleted_at": None,
    }
    row.update((field, _number(summary.get(field))) for field in _FLOATS)
    for field in _INTEGERS:
        number = _number(summary.get(field))
        row[field] = None if number is None else round(number)
    row.update((field, _text(summary.get(field))) for field in _TEXTS)
    row.update((field, summary.get(field) is True) for field in _FLAGS)
    return row


def document(summary: dict[str, Any]) -> str:
    """The JSON to keep: all of it, in one spelling, so that two can be compared.

    Written in ASCII, so that nothing in it is beyond what a database can hold.
    """
    return json.dumps(summary, separators=(",", ":"), sort_keys=True)


def folded(text: str) -> str:
    """Text for searching: without case and accents, so that "zurich" finds "Zürich"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _text(value: Any) -> str | None:
    # A lone surrogate and NUL are legal JSON, but no database stores them.
    if not isinstance(value, str):
        return None
    return value.encode("utf-8", "replace").decode().replace("\0", "") or None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) and abs(number) <= LARGEST // 2 else None


def _time(value: Any) -> datetime | None:
    # Both of Strava's times end in Z; of the local one that is not true, so it is dropped.
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    offset = moment.utcoffset() or timedelta()
    try:
        return (moment - offset).replace(tzinfo=None)
    except OverflowError:
        return None


def _local_time(summary: dict[str, Any], started: datetime | None) -> datetime | None:
    local = _time(summary.get("start_date_local"))
    offset = _number(summary.get("utc_offset"))
    if local is None and started is not None:
        try:
            return started + timedelta(seconds=offset or 0)
        except OverflowError:
            return started
    return local


def _shown(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
