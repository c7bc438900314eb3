"""How measures are written, in metric or imperial units; each takes SI units or None.

What is missing is written as a dash, never as a zero.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from ... import coerce
from ...db.summary import HIDDEN_START
from ...sports import Tempo, tempo
from ...units import METERS_PER_FOOT, METERS_PER_MILE, METERS_PER_YARD

MISSING = "–"
_LONGEST_SHOWN = 80
_SLOWEST = 100 * 3600
"""Seconds for a kilometre or the like, beyond which it is no pace."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class DateStyle:
    """How dates and times are written."""

    order: str = "dmy"
    """`dmy`, `mdy` or `ymd`."""
    hours: int = 24
    """24, or 12 with am and pm."""


_USUAL = DateStyle()


def distance(metres: float | None, imperial: bool = False) -> str:
    """12.4, in kilometres or miles; three digits or more. Nowhere is no distance."""
    if not metres:
        return MISSING
    value = metres / (METERS_PER_MILE if imperial else 1000)
    digits = 0 if value >= 999.95 else 1 if value >= 9.995 else 2
    return f"{value:,.{digits}f}"


def climb(metres: float | None, imperial: bool = False) -> str:
    """143, in metres or feet."""
    if metres is None:
        return MISSING
    return f"{metres / METERS_PER_FOOT if imperial else metres:,.0f}"


def speed(metres_per_second: float | None, imperial: bool = False) -> str:
    """27.4 km/h, or in miles an hour."""
    if metres_per_second is None:
        return MISSING
    per_hour = metres_per_second * 3600 / (METERS_PER_MILE if imperial else 1000)
    return f"{per_hour:.1f} {'mph' if imperial else 'km/h'}"


def whole(number: float | None) -> str:
    """1,048, of whatever is counted or measured in ones."""
    return MISSING if number is None else f"{number:,.0f}"


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
            per_hour = metres / (METERS_PER_MILE if imperial else 1000) / seconds * 3600
            return f"{per_hour:.1f} {'mph' if imperial else 'km/h'}"
        case Tempo.PACE:
            span, unit = (METERS_PER_MILE, "mi") if imperial else (1000.0, "km")
        case Tempo.PACE_100:
            span, unit = (100 * METERS_PER_YARD, "100 yd") if imperial else (100.0, "100 m")
        case Tempo.PACE_500:
            span, unit = 500.0, "500 m"
    pace = span / metres * seconds
    return f"{duration(pace)} /{unit}" if pace < _SLOWEST else MISSING


def day(local: date | None, style: DateStyle = _USUAL) -> str:
    """Sun 22 Nov 2026, or as the style has it."""
    return MISSING if local is None else f"{local:%a} {short_day(local, style)}"


def short_day(local: date, style: DateStyle = _USUAL) -> str:
    """The same without its weekday."""
    match style.order:
        case "mdy":
            return f"{local:%b} {local.day}, {local.year}"
        case "ymd":
            return f"{local:%Y-%m-%d}"
    return f"{local.day} {local:%b} {local.year}"


def month(name: str) -> str:
    """Nov 2026, from 2026-11."""
    return f"{date.fromisoformat(f'{name}-01'):%b %Y}"


def weekday(number: int | None) -> str:
    """Monday, from 0."""
    return MISSING if number is None else WEEKDAYS[number]


def time_of_day(local: datetime | None, style: DateStyle = _USUAL) -> str:
    """07:12 or 7:12 am; empty when there is none, or the athlete hides it."""
    return "" if local is None or local.time() == HIDDEN_START else _clock(local, style)


def moment(at: datetime | None, style: DateStyle = _USUAL) -> str:
    """An aware time, on this computer's clock: 22 Nov 2026, 07:12."""
    if at is None:
        return MISSING
    local = at.astimezone()
    return f"{short_day(local, style)}, {_clock(local, style)}"


def clock_time(at: datetime | None, style: DateStyle = _USUAL) -> str:
    """The time of day of an aware time, on this computer's clock: 07:15, or 07:15:20."""
    return MISSING if at is None else _clock(at.astimezone(), style, seconds=True)


def _clock(local: datetime, style: DateStyle, *, seconds: bool = False) -> str:
    end = f":{local:%S}" if seconds and local.second else ""
    if style.hours == 24:
        return f"{local:%H:%M}{end}"
    return f"{local.hour % 12 or 12}:{local:%M}{end} {'am' if local.hour < 12 else 'pm'}"


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
    text = coerce.text(written) or MISSING
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


FILTERS = {
    "distance": distance,
    "climb": climb,
    "whole": whole,
    "duration": duration,
    "total_time": total_time,
    "month": month,
    "weekday": weekday,
    "took": took,
    "shown": shown,
}
"""Filters of the templates. Those of DATED also take the athlete's DateStyle."""

DATED = {
    "day": day,
    "short_day": short_day,
    "time_of_day": time_of_day,
    "moment": moment,
    "clock_time": clock_time,
}
