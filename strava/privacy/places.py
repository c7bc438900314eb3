"""The private places of an athlete, and the switch that hides their surroundings.

Each change increases the version of the athlete's data, which outdates what caches and browsers
keep. The callers commit.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..analysis.circles import Circle, Circles, is_inside
from ..analysis.streams import is_position
from ..db.documents import merged_fields, stored_documents
from ..db.models import Athlete, PrivatePlace
from ..polylines import Position, decode

MOST = 20
"""The places that an athlete can have."""
LEAST_RADIUS, MOST_RADIUS = 50, 5000
"""Meters."""
USUAL_RADIUS = 500


def find_all(session: Session, athlete_id: int) -> Sequence[PrivatePlace]:
    """Return the places of an athlete, in the order in which they were added."""
    of_athlete = select(PrivatePlace).where(PrivatePlace.athlete_id == athlete_id)
    return session.scalars(of_athlete.order_by(PrivatePlace.id)).all()


def hidden(session: Session, athlete_id: int) -> Circles:
    """Return what is left out of everything that is shown now; nothing if the switch is off."""
    athlete = session.get(Athlete, athlete_id)
    # Without places, this costs no query where the athlete is loaded already.
    if athlete is None or not athlete.hides_places:
        return ()
    columns = (PrivatePlace.latitude, PrivatePlace.longitude, PrivatePlace.radius)
    rows = session.execute(
        select(*columns).where(PrivatePlace.athlete_id == athlete_id).order_by(PrivatePlace.id)
    )
    return tuple(Circle(*row) for row in rows)


def add(session: Session, athlete: Athlete, place: PrivatePlace) -> bool:
    """Store a place, and hide all of them; return False if there are too many."""
    if len(find_all(session, athlete.id)) >= MOST:
        return False
    place.athlete_id = athlete.id
    session.add(place)
    switch(athlete, hides_places=True)
    return True


def remove(session: Session, athlete: Athlete, place_id: int) -> bool:
    """Remove a place; return whether it existed."""
    places = find_all(session, athlete.id)
    found = [place for place in places if place.id == place_id]
    for place in found:
        session.delete(place)
        switch(athlete, hides_places=athlete.hides_places if len(places) > 1 else None)
    return bool(found)


def switch(athlete: Athlete, *, hides_places: bool | None) -> None:
    """Hide the places of an athlete, or show them; None without places."""
    athlete.hides_places = hides_places
    athlete.data_version = Athlete.data_version + 1


def around(places: Sequence[PrivatePlace], position: Position) -> PrivatePlace | None:
    """Return the place that hides a position; None if none does."""
    for place in places:
        if is_inside(position, (Circle(place.latitude, place.longitude, place.radius),)):
            return place
    return None


def start_of(session: Session, activity_id: int) -> Position | None:
    """Return where an activity began, hidden or not; None if that is not known."""
    fields = merged_fields(stored_documents(session, activity_id))
    match fields.get("start_latlng"):
        case [int() | float() as latitude, int() | float() as longitude]:
            if is_position(latitude, longitude):
                return latitude, longitude
    drawn = fields.get("map")
    drawn = drawn if isinstance(drawn, dict) else {}
    return next(iter(decode(drawn.get("polyline")) or decode(drawn.get("summary_polyline"))), None)
