"""Times in GPX and TCX files, in each form that devices and programs write."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_FORM = re.compile(
    r"\s*(\d{4})-(\d\d?)-(\d\d?)[T\s]\s*(\d\d?):(\d\d?)(?::(\d\d?)(?:[.,](\d+))?)?"
    r"\s*(Z|UTC|GMT|[+-]\d\d?(?::?\d\d)?)?\s*",
    re.ASCII | re.IGNORECASE,
)
_SHORTEST = len("2022-12-09T15:24")
"""A date alone is no time: `datetime` would read it as midnight."""


def unix_time(text: str) -> float | None:
    """Return the Unix time that a text such as `2022-12-09T15:24:49.5+01:00` names, or None.

    A time without a zone is in UTC.
    """
    time = _parse(text)
    return None if time is None else time.timestamp()


def offset(text: str) -> int | None:
    """Return the seconds from UTC to the local time of a text that names another zone than UTC."""
    time = _parse(text)
    away = None if time is None else time.utcoffset()
    return int(away.total_seconds()) if away else None


def _parse(text: str) -> datetime | None:
    try:
        if len(text) < _SHORTEST:
            return None if len(text) < len("2022-1-1T1:1") else _parse_odd(text)
        time = datetime.fromisoformat(text)
    except ValueError:
        return _parse_odd(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _parse_odd(text: str) -> datetime | None:
    """Parse forms that ISO 8601 does not have: single digits, spaces, `UTC` instead of `Z`."""
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    *numbers, fraction, zone = match.groups(default="0")
    microsecond = int(fraction[:6].ljust(6, "0"))
    try:
        year, month, day, hour, minute, second = map(int, numbers)
        # A leap second is the last one of its minute to `datetime`.
        second = min(second, 59) if second == 60 else second
        return datetime(
            year, month, day, hour, minute, second, microsecond, tzinfo=_time_zone(zone)
        )
    except (ValueError, OverflowError):
        return None


def _time_zone(zone: str) -> timezone:
    if zone[0] not in "+-":
        return UTC
    digits = zone[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    away = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-away if zone[0] == "-" else away)
