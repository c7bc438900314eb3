"""How values are written: measures in metric or imperial units, dates and times.

A formatter of measures takes SI units. A missing value is written as a dash, never as a zero.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ...db.summary import HIDDEN_START
from ...sports import (
    SPORTS_WITH_STEPS,
    STEPS_PER_REVOLUTION,
    PaceUnit,
    group,
    pace_unit,
)
from ...units import METERS_PER_FOOT, METERS_PER_MILE, METERS_PER_YARD

MISSING = "–"
_SLOWEST_PACE = 100 * 3600
"""Seconds per kilometer (or mile, ...) from which on a pace says nothing and is left out."""
_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class DateStyle:
    """How dates and times are written."""

    order: str = "dmy"
    """`dmy`, `mdy` or `ymd`."""
    hours: int = 24
    """24, or 12 with am and pm."""


_DEFAULT_STYLE = DateStyle()


def distance_unit(imperial: bool, swims: bool = False) -> str:
    """Return the unit of distances; that of swims is shorter."""
    if swims:
        return "yd" if imperial else "m"
    return "mi" if imperial else "km"


def elevation_unit(imperial: bool) -> str:
    """Return the unit of elevations."""
    return "ft" if imperial else "m"


def distance(
    meters: float | None, imperial: bool = False, swims: bool = False, decimals: int | None = None
) -> str:
    """Write a distance in the unit of `distance_unit`. Zero is missing.

    Kilometers and miles have that many decimals, by default at least three digits: 12.4. Meters
    and yards have none: 1,500.
    """
    if not meters:
        return MISSING
    if swims:
        return f"{meters / METERS_PER_YARD if imperial else meters:,.0f}"
    value = meters / (METERS_PER_MILE if imperial else 1000)
    if decimals is None:
        decimals = 0 if abs(value) >= 999.95 else 1 if abs(value) >= 9.995 else 2
    return with_minus(f"{value:z,.{decimals}f}")


def elevation(meters: float | None, imperial: bool = False) -> str:
    """Write an elevation or an elevation gain in meters or feet: 143."""
    if meters is None:
        return MISSING
    return integer(meters / METERS_PER_FOOT if imperial else meters)


def speed_unit(imperial: bool) -> str:
    """Return the unit of speeds."""
    return "mph" if imperial else "km/h"


def integer(number: float | None) -> str:
    """Write a number without decimals: 1,048."""
    return MISSING if number is None else with_minus(f"{number:z,.0f}")


def with_minus(number: str) -> str:
    """Return a written number with a minus sign instead of a hyphen."""
    return number.replace("-", "−")


def cadence_unit(sport_type: str) -> str:
    """Return the unit of a sport's cadence: spm (steps of both feet per minute), rpm, or /min."""
    if sport_type in SPORTS_WITH_STEPS:
        return "spm"
    return "rpm" if group(sport_type) == "cycle" else "/min"


def cadence_number(sport_type: str, per_minute: float | None) -> str:
    """Write a cadence in the unit of `cadence_unit`. Strava sends the cadence of one foot."""
    if per_minute is None:
        return MISSING
    steps = STEPS_PER_REVOLUTION if sport_type in SPORTS_WITH_STEPS else 1
    return integer(per_minute * steps)


def cadence(sport_type: str, per_minute: float | None) -> str:
    """Write a cadence with its unit: 170 spm, 88 rpm, or 26 /min."""
    return with_unit(cadence_number(sport_type, per_minute), cadence_unit(sport_type))


def with_unit(number: str, unit: str) -> str:
    """Return a written number with its unit, unless it is missing."""
    return MISSING if number == MISSING else f"{number} {unit}"


def temperature(celsius: float | None, imperial: bool = False) -> str:
    """Write a temperature with its unit: 20 °C or 68 °F."""
    if celsius is None:
        return MISSING
    return f"{integer(celsius * 9 / 5 + 32)} °F" if imperial else f"{integer(celsius)} °C"


def duration(seconds: float | None) -> str:
    """Write a duration as a clock does: 1:02:11 or 42:10, or −0:05 below zero."""
    if seconds is None:
        return MISSING
    whole = round(seconds)
    hours, rest = divmod(abs(whole), 3600)
    clock = f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
    return f"−{clock}" if whole < 0 else clock


def hours(seconds: float | None) -> str:
    """Write a duration in hours and minutes, for a column of totals: 812:05 or 0:42."""
    minutes = round((seconds or 0) / 60)
    whole, rest = divmod(abs(minutes), 60)
    return f"{'−' if minutes < 0 else ''}{whole:,}:{rest:02}"


def total_time(seconds: float | None) -> str:
    """Write a long duration in hours: 812 h, or 42 min below an hour."""
    minutes = round((seconds or 0) / 60)
    return with_minus(f"{minutes} min" if abs(minutes) < 60 else f"{minutes / 60:,.0f} h")


def average_unit(sport_type: str, imperial: bool = False) -> str:
    """Return the unit of a sport's average pace or speed: /km, /100 m, /500 m, km/h, and so on."""
    match pace_unit(sport_type):
        case PaceUnit.SPEED:
            return speed_unit(imperial)
        case PaceUnit.PACE:
            return "/mi" if imperial else "/km"
        case PaceUnit.PACE_100:
            return "/100 yd" if imperial else "/100 m"
        case PaceUnit.PACE_500:
            return "/500 m"


def average(
    sport_type: str, meters: float | None, seconds: float | None, imperial: bool = False
) -> str:
    """Write the average as is usual in the sport, in the unit of `average_unit`: 5:01 or 27.4."""
    if not meters or not seconds or meters < 0 or seconds < 0:
        return MISSING
    match pace_unit(sport_type):
        case PaceUnit.SPEED:
            per_hour = meters / seconds * 3600 / (METERS_PER_MILE if imperial else 1000)
            return f"{per_hour:.1f}"
        case PaceUnit.PACE:
            span = METERS_PER_MILE if imperial else 1000.0
        case PaceUnit.PACE_100:
            span = 100 * METERS_PER_YARD if imperial else 100.0
        case PaceUnit.PACE_500:
            span = 500.0
    pace = span / meters * seconds
    return duration(pace) if pace < _SLOWEST_PACE else MISSING


def day(local: date | None, style: DateStyle = _DEFAULT_STYLE) -> str:
    """Write a day with its weekday: Sun 22 Nov 2026."""
    if local is None:
        return MISSING
    # The calendar has thousands of days, and strftime takes three times as long.
    return f"{WEEKDAYS[local.weekday()][:3]} {short_day(local, style)}"


def short_day(local: date, style: DateStyle = _DEFAULT_STYLE) -> str:
    """Write a day without its weekday: 22 Nov 2026."""
    match style.order:
        case "mdy":
            return f"{_MONTHS[local.month - 1]} {local.day}, {local.year}"
        case "ymd":
            return f"{local.year:04}-{local.month:02}-{local.day:02}"
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def period(days: tuple[date, date], style: DateStyle = _DEFAULT_STYLE) -> str:
    """Write the first and the last day of a period: 1 Jan – 29 Nov 2026."""
    start, end = days
    if start == end:
        return short_day(end, style)
    first = short_day(start, style)
    if start.year == end.year and style.order != "ymd":
        first = f"{start:%b} {start.day}" if style.order == "mdy" else f"{start.day} {start:%b}"
    return f"{first} – {short_day(end, style)}"


def month(year_and_month: str) -> str:
    """Write a month like 2026-11 in words: Nov 2026."""
    return f"{date.fromisoformat(f'{year_and_month}-01'):%b %Y}"


def weekday(number: int | None) -> str:
    """Return the name of a weekday; 0 is Monday."""
    return MISSING if number is None else WEEKDAYS[number]


def time_of_day(local: datetime | None, style: DateStyle = _DEFAULT_STYLE) -> str:
    """Write a time of day, 07:12 or 7:12 am, or "" if it is unknown or hidden by the athlete."""
    return "" if local is None or local.time() == HIDDEN_START else _clock(local, style)


def moment(at: datetime | None, style: DateStyle = _DEFAULT_STYLE) -> str:
    """Write an aware time in this computer's time zone: 22 Nov 2026 07:12."""
    if at is None:
        return MISSING
    local = at.astimezone()
    return f"{short_day(local, style)} {_clock(local, style)}"


def clock_time(at: datetime | None, style: DateStyle = _DEFAULT_STYLE) -> str:
    """Write the time of day when something will happen, in this computer's time zone: 07:15.

    It is rounded up to a minute, so that it has happened by then.
    """
    if at is None:
        return MISSING
    ahead = timedelta(minutes=1) if at.second or at.microsecond else timedelta()
    return _clock((at + ahead).astimezone(), style)


def _clock(local: datetime, style: DateStyle) -> str:
    if style.hours == 24:
        return f"{local:%H:%M}"
    return f"{local.hour % 12 or 12}:{local:%M} {'am' if local.hour < 12 else 'pm'}"


def ago(since: timedelta | None) -> str:
    """Write how long ago something was: just now, 5 min ago, 3 h ago, 2 days ago."""
    if since is None:
        return "at an unknown time"
    minutes = int(since.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    if minutes < 48 * 60:
        return f"{minutes // 60} h ago"
    return f"{minutes // (24 * 60)} days ago"


def elapsed(time: timedelta) -> str:
    """Write how long something took: 4.2 s, 5 min, 3 h, 2 days.

    A negative time, from a clock that was put back meanwhile, is missing.
    """
    seconds = time.total_seconds()
    if seconds < 0:
        return MISSING
    if seconds < 60:
        return f"{seconds:.1f} s"
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h" if seconds < 48 * 3600 else f"{seconds / 86_400:.0f} days"


FILTERS = {
    "distance_unit": distance_unit,
    "elevation_unit": elevation_unit,
    "distance": distance,
    "elevation": elevation,
    "integer": integer,
    "duration": duration,
    "hours": hours,
    "total_time": total_time,
    "month": month,
    "weekday": weekday,
    "elapsed": elapsed,
}
"""Template filters."""

DATE_FILTERS: dict[str, Callable[..., str]] = {
    "day": day,
    "short_day": short_day,
    "period": period,
    "time_of_day": time_of_day,
    "moment": moment,
    "clock_time": clock_time,
}
"""Template filters that also need the athlete's DateStyle."""
