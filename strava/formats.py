"""How measures are written, in metric or imperial units; each takes SI units or None.

What is missing is written as a dash, never as a zero.
"""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from typing import Any

from . import values
from .sports import Tempo, tempo

MISSING = "–"
METRES_PER_MILE = 1609.344
METRES_PER_FOOT = 0.3048
METRES_PER_YARD = 0.9144
_LONGEST_SHOWN = 80
_SLOWEST = 100 * 3600
"""Seconds for a kilometre or the like, beyond which it is no pace."""

_HIDDEN_START = time(0, 0, 1)
"""What Strava sends as the time of day when the athlete hides it."""


def distance(metres: float | None, imperial: bool = False) -> str:
    """12.4, in kilometres or miles; three digits or more. Nowhere is no distance."""
    if not metres:
        return MISSING
    value = metres / (METRES_PER_MILE if imperial else 1000)
    digits = 0 if value >= 999.95 else 1 if value >= 9.995 else 2
    return f"{value:,.{digits}f}"


def climb(metres: float | None, imperial: bool = False) -> str:
    """143, in metres or feet."""
    if metres is None:
        return MISSING
    return f"{metres / METRES_PER_FOOT if imperial else metres:,.0f}"


def speed(metres_per_second: float | None, imperial: bool = False) -> str:
    """27.4 km/h, or in miles an hour."""
    if metres_per_second is None:
        return MISSING
    per_hour = metres_per_second * 3600 / (METRES_PER_MILE if imperial else 1000)
    return f"{per_hour:.1f} {'mph' if imperial else 'km/h'}"


def heartrate(beats: float | None) -> str:
    """148, in beats per minute."""
    return MISSING if beats is None else f"{beats:.0f}"


def duration(seconds: float | None) -> str:
    """1:02:11 or 42:10."""
    if seconds is None:
        return MISSING
    hours, rest = divmod(round(seconds), 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def total_time(seconds: float | None) -> str:
    """812 h, or 42 min below an hour."""
    minutes = round((seconds or 0) / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes / 60:,.0f} h"


def pace_or_speed(
    sport_type: str, metres: float | None, seconds: float | None, imperial: bool = False
) -> str:
    """5:01 /km, 1:52 /100 m or 27.4 km/h, as fits the sport; a dash for what went nowhere."""
    if not metres or not seconds or metres < 0 or seconds < 0:
        return MISSING
    match tempo(sport_type):
        case Tempo.SPEED:
            per_hour = metres / (METRES_PER_MILE if imperial else 1000) / seconds * 3600
            return f"{per_hour:.1f} {'mph' if imperial else 'km/h'}"
        case Tempo.PACE:
            span, unit = (METRES_PER_MILE, "mi") if imperial else (1000.0, "km")
        case Tempo.PACE_100:
            span, unit = (100 * METRES_PER_YARD, "100 yd") if imperial else (100.0, "100 m")
        case Tempo.PACE_500:
            span, unit = 500.0, "500 m"
    pace = span / metres * seconds
    return f"{duration(pace)} /{unit}" if pace < _SLOWEST else MISSING


def day(local: datetime | None) -> str:
    """Sun 22 Nov 2026."""
    return MISSING if local is None else f"{local:%a} {local.day} {local:%b %Y}"


def time_of_day(local: datetime | None) -> str:
    """07:12; empty when there is none, or the athlete hides it."""
    return "" if local is None or local.time() == _HIDDEN_START else f"{local:%H:%M}"


def moment(at: datetime | None) -> str:
    """An aware time, on this computer's clock: 22 Nov 2026, 07:12."""
    if at is None:
        return MISSING
    local = at.astimezone()
    return f"{local.day} {local:%b %Y, %H:%M}"


def clock_time(at: datetime | None) -> str:
    """The time of day of an aware time, on this computer's clock: 07:15, or 07:15:20."""
    if at is None:
        return MISSING
    local = at.astimezone()
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"


def ago(elapsed: timedelta) -> str:
    """Just now, 5 min ago, 3 h ago, 2 days ago."""
    minutes = int(elapsed.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    if minutes < 48 * 60:
        return f"{minutes // 60} h ago"
    return f"{minutes // (24 * 60)} days ago"


def took(elapsed: timedelta) -> str:
    """4.2 s, 5 min, 3 h, 2 days."""
    seconds = elapsed.total_seconds()
    if seconds < 60:
        return f"{seconds:.1f} s"
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h" if seconds < 48 * 3600 else f"{seconds / 86_400:.0f} days"


def shown(value: Any) -> str:
    """A value out of Strava's JSON, shortened if it is long."""
    if value is None or value == "":
        return MISSING
    written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = values.text(written) or MISSING
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


FILTERS = {
    "distance": distance,
    "climb": climb,
    "heartrate": heartrate,
    "duration": duration,
    "total_time": total_time,
    "day": day,
    "time_of_day": time_of_day,
    "moment": moment,
    "clock_time": clock_time,
    "took": took,
    "shown": shown,
}
