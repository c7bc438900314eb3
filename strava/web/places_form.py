"""The form for private places on the settings page: what it shows, and what it accepts."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from .. import coerce
from ..analysis.streams import is_position
from ..db.models import Activity, Athlete, PrivatePlace
from ..polylines import Position
from ..privacy import places
from ..units import METERS_PER_YARD

_DEGREES = r"([+-]?[0-9]{1,3}(?:\.[0-9]{1,20})?)"
_POINT = re.compile(rf"{_DEGREES}°?\s*([NS]?)(?:\s*[,;]\s*|\s+){_DEGREES}°?\s*([EW]?)", re.I)
_MAX_LENGTH = 100


class InvalidPlace(ValueError):
    """Raised for a form that cannot be saved. The message says what to correct."""


class ListedPlace(NamedTuple):
    """A place as the settings page shows it."""

    id: int
    name: str
    point: str
    """Its latitude and longitude; "" while places are hidden."""
    radius: str


class Form(NamedTuple):
    """What the page shows: the places, and what the form for another one accepts."""

    places: Sequence[ListedPlace]
    unit: str
    least: int
    usual: int
    most: int


def build(session: Session, athlete: Athlete) -> Form:
    """Return the form in the units of the athlete."""
    unit, length = _unit(athlete)
    listed = [
        ListedPlace(
            place.id,
            place.name,
            "" if athlete.hides_places else f"{place.latitude:.5f}, {place.longitude:.5f}",
            f"{place.radius / length:,.0f} {unit}",
        )
        for place in places.find_all(session, athlete.id)
    ]
    return Form(
        listed,
        unit,
        math.ceil(places.LEAST_RADIUS / length),
        int(round(places.USUAL_RADIUS / length, -2)),
        math.floor(places.MOST_RADIUS / length),
    )


def read(form: Mapping[str, str], athlete: Athlete) -> PrivatePlace:
    """Return the place in a form that was sent; raises InvalidPlace."""
    name = coerce.short_text(" ".join(form.get("name", "").split()))
    if name is None:
        raise InvalidPlace("The place needs a name.")
    latitude, longitude = _read_point(form.get("point", ""))
    return PrivatePlace(
        name=name,
        latitude=latitude,
        longitude=longitude,
        radius=_read_radius(form.get("radius", ""), athlete),
    )


def around_start(session: Session, activity: Activity) -> PrivatePlace:
    """Return a place around the start of an activity; raises InvalidPlace."""
    start = places.start_of(session, activity.id)
    if start is None:
        raise InvalidPlace("It is not known where this activity began.")
    around = places.around(places.find_all(session, activity.athlete_id), start)
    if around is not None:
        raise InvalidPlace(f"This activity begins in “{around.name}”, which is a private place.")
    return PrivatePlace(
        name=coerce.short_text(f"Start of {activity.name or activity.id}") or "",
        latitude=start[0],
        longitude=start[1],
        radius=float(places.USUAL_RADIUS),
    )


def _read_point(text: str) -> Position:
    match = _POINT.fullmatch(text.strip()) if len(text) <= _MAX_LENGTH else None
    if match is not None:
        north, south, east, west = match.groups()
        latitude = float(north) * (-1 if south.upper() == "S" else 1)
        longitude = float(east) * (-1 if west.upper() == "W" else 1)
        if is_position(latitude, longitude):
            return latitude, longitude
    raise InvalidPlace(
        "The point has to be a latitude and a longitude in degrees, such as 46.9480, 7.4474."
    )


def _read_radius(text: str, athlete: Athlete) -> float:
    unit, length = _unit(athlete)
    text = text.strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else -1
    least, most = math.ceil(places.LEAST_RADIUS / length), math.floor(places.MOST_RADIUS / length)
    if not least <= number <= most:
        raise InvalidPlace(f"The radius has to be a whole number from {least} to {most:,} {unit}.")
    return number * length


def _unit(athlete: Athlete) -> tuple[str, float]:
    """Return the unit of a radius, and its length in meters."""
    return ("yd", METERS_PER_YARD) if athlete.imperial else ("m", 1.0)
