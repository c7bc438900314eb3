"""An activity summary as Strava sends it, turned into the columns of the table.

Any measurement can be missing, null or of an unknown kind, and sport types are an open list;
only an activity without a usable id cannot be kept.
Source: https://developers.strava.com/docs/reference/#api-models-SummaryActivity
"""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime, time, timedelta
from typing import Any

from .. import coerce

UNKNOWN_SPORT = "Unknown"
HIDDEN_START = time(0, 0, 1)
"""What Strava sends as the time of day when the athlete hides it."""

_LONGEST_WORD = 100
_LONGEST_NAME = 300
"""What is in an index is cut there: PostgreSQL's hold no text of any length."""

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
    "kudos_count",
    "comment_count",
    "achievement_count",
    "pr_count",
)
_TEXTS = ("timezone", "gear_id", "device_name", "visibility")
_FLAGS = ("commute", "trainer", "manual")


class NotUnderstood(ValueError):
    """This is no activity that could be kept; the message says why and names it if it can."""


def columns(summary: Any) -> dict[str, Any]:
    """The columns of Activity, without athlete_id; raises NotUnderstood."""
    if not isinstance(summary, dict):
        raise NotUnderstood(f"expected an activity, found {_shown(summary)}")
    name = coerce.text(summary.get("name")) or ""
    activity_id = coerce.identifier(summary.get("id"))
    if activity_id is None:
        called, sent = f' of "{name}"' if name else "", _shown(summary.get("id"))
        raise NotUnderstood(f"the id{called} is {sent}, not a number as expected")
    started = _time(summary.get("start_date"))
    local = _local_time(summary, started)
    sport = (
        coerce.text(summary.get("sport_type")) or coerce.text(summary.get("type")) or UNKNOWN_SPORT
    )
    found = summary.get
    return {
        "id": activity_id,
        "name": name,
        "search": folded(name)[:_LONGEST_NAME],
        "sport_type": sport[:_LONGEST_WORD],
        "start_date": started.replace(tzinfo=UTC) if started else None,
        "start_local": local,
        "day": local.date() if local else None,
        "weekday": local.weekday() if local else None,
        "time_of_day": _seconds(local.time()) if local else None,
        **{field: coerce.number(found(field)) for field in _FLOATS},
        **{field: coerce.whole_number(found(field)) for field in _INTEGERS},
        **{field: _word(found(field)) for field in _TEXTS},
        **{field: found(field) is True for field in _FLAGS},
        "private": found("private") is True or found("visibility") == "only_me",
    }


def start(summary: Any) -> datetime | None:
    """When an activity began, an aware time in UTC; None if that cannot be told."""
    started = _time(summary.get("start_date")) if isinstance(summary, dict) else None
    return started.replace(tzinfo=UTC) if started else None


def folded(text: str) -> str:
    """Text for searching: without case and accents, so that "zurich" finds "Zürich"."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _word(value: Any) -> str | None:
    text = coerce.text(value)
    return text and text[:_LONGEST_WORD]


def _seconds(at: time) -> int | None:
    return None if at == HIDDEN_START else at.hour * 3600 + at.minute * 60 + at.second


def _time(value: Any) -> datetime | None:
    """A moment, in UTC and without a zone."""
    moment = _parsed(value)
    try:
        return moment and (moment - (moment.utcoffset() or timedelta())).replace(tzinfo=None)
    except OverflowError:
        return None


def _parsed(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _local_time(summary: dict[str, Any], started: datetime | None) -> datetime | None:
    # Strava writes a Z behind the local wall time too, where it means nothing.
    if (local := _parsed(summary.get("start_date_local"))) is not None:
        return local.replace(tzinfo=None)
    try:
        offset = timedelta(seconds=coerce.number(summary.get("utc_offset")) or 0)
        return started and started + offset
    except OverflowError:
        return started


def _shown(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
