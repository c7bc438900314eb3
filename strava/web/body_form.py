"""The form for heart rates, sex and FTP on the settings page: its fields, and what it accepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..db.activities import is_current
from ..db.models import Activity, Athlete, Body
from ..recordings import bodies
from ..recordings.bodies import BodyValues

SEXES = {"": "Not given", "F": "Female", "M": "Male"}


class Field(NamedTuple):
    """A number in the form."""

    name: str
    label: str
    unit: str
    lowest: int
    highest: int


FIELDS = (
    Field(
        "resting_heartrate",
        "Resting heart rate",
        "bpm",
        bodies.LOWEST_RESTING,
        bodies.HIGHEST_RESTING,
    ),
    Field(
        "max_heartrate",
        "Maximum heart rate",
        "bpm",
        bodies.LOWEST_MAXIMUM,
        bodies.HIGHEST_MAXIMUM,
    ),
    Field("ftp", "FTP", "W", bodies.LOWEST_FTP, bodies.HIGHEST_FTP),
)


class InvalidEntry(ValueError):
    """Raised for a form that cannot be saved. The message says what to correct."""


class Form(NamedTuple):
    """What the page shows: earlier entries, and what the form is filled in with."""

    entries: Sequence[Body]
    values: BodyValues
    valid_from: date
    today: date
    is_prefilled: bool
    """Whether a value comes from Strava that the athlete has not entered."""


def build(session: Session, athlete: Athlete, today: date) -> Form:
    """Return the form, filled in with what is valid today, or else with what Strava knows.

    The first entry is meant for all activities, a later one for those from today on.
    """
    entered = bodies.entries(session, athlete.id)
    valid = bodies.valid_on(entered, today)
    highest = bodies.highest_heartrate(session, athlete.id)
    values = BodyValues(
        resting_heartrate=valid.resting_heartrate,
        max_heartrate=valid.max_heartrate
        or _plausible("max_heartrate", athlete.max_heartrate)
        or _plausible("max_heartrate", highest),
        ftp=valid.ftp or _plausible("ftp", athlete.ftp),
        sex=valid.sex or athlete.sex,
    )
    first_day = select(func.min(Activity.day)).where(is_current(athlete.id))
    start = today if entered else (session.scalar(first_day) or today)
    return Form(entered, values, min(start, today), today, is_prefilled=values != valid)


def read(form: Mapping[str, str], entered: Sequence[Body], today: date) -> tuple[date, BodyValues]:
    """Return the day and the values of a form that was sent; raises InvalidEntry."""
    valid_from = read_day(form.get("valid_from", ""), today)
    numbers = {field.name: _number(form.get(field.name, ""), field) for field in FIELDS}
    sex = form.get("sex", "")
    if sex not in SEXES:
        raise InvalidEntry("The sex has to be one of the choices.")
    values = BodyValues(sex=sex or None, **numbers)
    if values == BodyValues():
        raise InvalidEntry("Enter at least one value.")
    others = [entry for entry in entered if entry.valid_from != valid_from]
    if len(others) >= bodies.MOST_ENTRIES:
        raise InvalidEntry(f"There are {bodies.MOST_ENTRIES} entries. Remove some first.")
    before = bodies.valid_on(others, valid_from)
    resting = values.resting_heartrate or before.resting_heartrate
    maximum = values.max_heartrate or before.max_heartrate
    if resting is not None and maximum is not None and resting >= maximum:
        raise InvalidEntry(
            f"The resting heart rate of {resting} bpm has to be lower than the maximum of "
            f"{maximum} bpm."
        )
    return valid_from, values


def read_day(text: str, today: date) -> date:
    """Return the day in a form; raises InvalidEntry."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        day = date.max
    if not date(1900, 1, 1) <= day <= today:
        raise InvalidEntry(f"The day has to be a date up to today, such as {today}.")
    return day


def _number(text: str, field: Field) -> int | None:
    text = text.strip()
    if not text:
        return None
    # Longer numbers, and digits of other scripts, are no plausible value.
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else -1
    if not field.lowest <= number <= field.highest:
        raise InvalidEntry(
            f"{field.label}: enter a whole number from {field.lowest} to {field.highest} "
            f"{field.unit}."
        )
    return number


def _plausible(name: str, value: float | None) -> int | None:
    (field,) = (field for field in FIELDS if field.name == name)
    is_plausible = value is not None and field.lowest <= value <= field.highest
    return round(value) if is_plausible and value is not None else None
