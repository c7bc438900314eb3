"""POST /settings/places: the private places, and whether they are hidden."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from ...db.models import Athlete, PrivatePlace, db
from ...privacy import places
from .. import current, links, places_form
from ..places_form import InvalidPlace

blueprint = Blueprint("places", __name__)

_ANSWERS = {"yes": True, "no": False}
_SWITCHED = {
    True: "Private places are hidden now.",
    False: "Private places are shown now, on maps, in charts, and in every file.",
}
_ADDED = "Saved. Your private places are hidden now, on maps, in charts, and in every file."


@blueprint.post("/settings/places")
def save() -> Response:
    """Switch hiding on or off with `hidden`, `remove` a place, or add one.

    With `activity`, that is the surroundings of its start. Show the page again that sent the form.
    """
    athlete, session = current.athlete(), db.session()
    if athlete is None:
        return redirect(url_for("connect.index"), 303)
    change = next((change for name, change in _CHANGES.items() if name in request.form), _add)
    try:
        message = change(session, athlete)
    except InvalidPlace as error:
        flash(f"Nothing was saved. {error}", "warning")
    else:
        session.commit()
        flash(message, "success")
    settings = url_for("settings.show")
    page = links.page_before()
    is_elsewhere = page is not None and links.split(page).path != settings
    return redirect(page if page and is_elsewhere else f"{settings}#places", 303)


def _switch(session: Session, athlete: Athlete) -> str:
    answer = _ANSWERS.get(request.form["hidden"])
    if answer is None:
        raise InvalidPlace("This is not one of the choices.")
    if athlete.hides_places is None:
        raise InvalidPlace("There are no private places.")
    places.switch(athlete, hides_places=answer)
    return _SWITCHED[answer]


def _remove(session: Session, athlete: Athlete) -> str:
    number = request.form.get("remove", 0, type=int)
    if not places.remove(session, athlete, number):
        raise InvalidPlace("There is no such place.")
    return "Removed."


def _add_start(session: Session, athlete: Athlete) -> str:
    activity = current.activity(athlete, request.form.get("activity", 0, type=int))
    return _store(session, athlete, places_form.around_start(session, activity))


def _add(session: Session, athlete: Athlete) -> str:
    return _store(session, athlete, places_form.read(request.form, athlete))


def _store(session: Session, athlete: Athlete, place: PrivatePlace) -> str:
    if not places.add(session, athlete, place):
        raise InvalidPlace(f"There are {places.MOST} places. Remove some first.")
    return _ADDED


_CHANGES: dict[str, Callable[[Session, Athlete], str]] = {
    "hidden": _switch,
    "remove": _remove,
    "activity": _add_start,
}
"""By the name of the field that asks for it."""
