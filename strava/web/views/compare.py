"""GET /activities/compare: two to four activities over each other.

POST /activities/compare fetches their recordings that are missing.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from ... import coerce
from ...db.models import Activity, Athlete, db
from ...sync import missing_details
from .. import comparison, current, map_background, missing_parts
from ..comparison import MOST, Figures

blueprint = Blueprint("comparison", __name__)


@blueprint.get("/activities/compare")
def show() -> Response | tuple[str, int]:
    """Compare the activities whose ids are in the address, the first one with each other one.

    `pauses=0` leaves pauses out of the times.
    """
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    ids = _ids()
    if len(ids) < 2:
        return _refuse("Choose two to four activities to compare.", 400)
    if len(ids) > MOST:
        return _refuse(f"You have chosen {len(ids):,} activities. Choose at most {MOST}.", 400)
    found = _find(athlete, ids)
    missing = len(ids) - len(found)
    if len(found) < 2:
        return _refuse("There are not two activities with these numbers in Logbook.", 404)
    pauses = request.args.get("pauses") != "0"
    shown = [one.id for one in found]
    background = map_background.of_athlete(current.logbook().settings, athlete)
    built = comparison.build(
        db.session(), found, background, imperial=athlete.imperial, pauses=pauses
    )
    page = render_template(
        "activity/compare.html",
        problem=None,
        unfetched=set() if athlete.from_archive else _unfetched(built["rows"]),
        fetch_address=url_for("comparison.fetch", id=shown, pauses=None if pauses else 0),
        missing=missing,
        pauses=pauses,
        imperial=athlete.imperial,
        with_pauses=url_for("comparison.show", id=shown),
        without_pauses=url_for("comparison.show", id=shown, pauses=0),
        **built,
    )
    return page, 200


@blueprint.post("/activities/compare")
def fetch() -> Response:
    """Fetch what is missing of the activities whose ids are in the address, and compare them."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"), 303)
    ids = _ids()[:MOST]
    for failure in missing_parts.fetch(athlete, _find(athlete, ids)):
        flash(failure, "info")
    pauses = 0 if request.args.get("pauses") == "0" else None
    return redirect(url_for("comparison.show", id=ids, pauses=pauses), 303)


def _ids() -> list[str]:
    return list(dict.fromkeys(request.args.getlist("id")))


def _unfetched(rows: list[Figures]) -> set[int]:
    """Return the ids of the activities without a recording that Strava has not been asked for."""
    return {
        row.activity.id
        for row in rows
        if row.drawing is None
        and missing_details.of_activity(db.session(), row.activity.id) is not None
    }


def _refuse(problem: str, status: int) -> tuple[str, int]:
    return render_template("activity/compare.html", problem=problem), status


def _find(athlete: Athlete, ids: list[str]) -> list[Activity]:
    """Return those activities of the athlete that are stored, in the order of their ids."""
    numbers = [number for number in map(_number, ids) if number is not None]
    rows = db.session().scalars(
        select(Activity).where(Activity.id.in_(numbers), Activity.athlete_id == athlete.id)
    )
    by_id = {row.id: row for row in rows}
    return [by_id[number] for number in numbers if number in by_id]


def _number(text: str) -> int | None:
    try:
        return coerce.identifier(int(text))
    except ValueError:
        return None
