"""The form for reminders of gear on the page of statistics: what it accepts."""

from __future__ import annotations

import math
from collections.abc import Container, Mapping
from datetime import date

from ..db.models import GearReminder
from ..table import parsers
from ..units import METERS_PER_MILE

LONGEST_PART = 60
"""Characters of the name of a part."""
_MOST = 1_000_000
"""The greatest number of kilometers or miles."""
_EARLIEST = date(1990, 1, 1)


class InvalidReminder(ValueError):
    """Raised for a form that cannot be saved. The message says what to correct."""


def read_key(form: Mapping[str, str]) -> tuple[str, str]:
    """Return the gear and the part in a form that was sent; raises InvalidReminder."""
    part = " ".join(parsers.storable(form.get("part", "")).split())
    if len(part) > LONGEST_PART:
        raise InvalidReminder(f"The name of a part has at most {LONGEST_PART} characters.")
    return parsers.storable(form.get("gear", "")), part


def read(
    form: Mapping[str, str],
    athlete_id: int,
    known: Container[str],
    today: date,
    *,
    imperial: bool,
) -> GearReminder:
    """Return the reminder in a form that was sent; raises InvalidReminder.

    The distance is in kilometers or miles. `known` has the ids of the athlete's gear.
    """
    gear_id, part = read_key(form)
    if gear_id not in known:
        raise InvalidReminder("The gear has to be among the choices.")
    try:
        number = float(form.get("distance", "").strip().replace(",", "."))
    except ValueError:
        number = math.nan
    if not 0 < number <= _MOST:
        raise InvalidReminder(f"The distance has to be a number above 0, and at most {_MOST:,}.")
    text = form.get("since", "").strip()
    since = parsers.day(text)
    if text and (since is None or not _EARLIEST <= since <= today):
        raise InvalidReminder(f"The day has to be a date up to today, such as {today}, or empty.")
    return GearReminder(
        athlete_id=athlete_id,
        gear_id=gear_id,
        part=part,
        since=since,
        distance=number * (METERS_PER_MILE if imperial else 1000),
    )
