"""GET /settings/disconnect, POST /disconnect: signing out, with or without the data."""

from __future__ import annotations

import logging

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from ... import errors
from ...accounts import athletes
from ...archive import copies
from ...db.activities import count_activities
from ...db.enums import Lane
from ...db.models import Athlete, db
from .. import current, removals
from ..removals import Removal

blueprint = Blueprint("disconnect", __name__)
log = logging.getLogger(__name__)

_NO_LONGER_CONNECTED = "This athlete is no longer connected."


@blueprint.get("/settings/disconnect")
def ask() -> Response | str:
    """Ask whether to disconnect the athlete, or to delete their data."""
    athlete, with_data = current.named_athlete(request.args), request.args.get("delete") == "1"
    if athlete is None or not (with_data or _is_connected(athlete)):
        flash(_NO_LONGER_CONNECTED, "warning")
        return redirect(url_for("settings.show"))
    return removals.ask(_removal(athlete, with_data=with_data))


@blueprint.post("/disconnect")
def disconnect() -> Response:
    """Revoke the access on Strava and delete the tokens, and on request the athlete's data."""
    athlete = current.named_athlete(request.form)
    if athlete is None:
        flash(_NO_LONGER_CONNECTED, "warning")
        return redirect(url_for("settings.show"), 303)
    with_data, was_connected = request.form.get("delete") == "1", _is_connected(athlete)
    for lane in Lane if with_data else (Lane.SYNC, Lane.DEEP):
        current.jobs().cancel(athlete.id, lane)
    if with_data:
        copies.remove_all(current.logbook(), athlete.id)
    try:
        current.logbook().sign_out(athlete.id, with_data=with_data)
    except errors.LogbookError as error:
        log.warning("Access could not be revoked on Strava: %s", error)
        flash(
            f"{athlete.name} is disconnected in Logbook, but Strava could not be notified. To "
            "revoke the access there too, remove Logbook at https://www.strava.com/settings/apps.",
            "warning",
        )
    else:
        flash(_done(athlete.name, was_connected=was_connected, with_data=with_data), "success")
    return redirect(url_for("connect.index" if with_data else "settings.show"), 303)


def _done(name: str, *, was_connected: bool, with_data: bool) -> str:
    if with_data and not was_connected:
        return f"The data of {name} was removed."
    data = "Their data was removed." if with_data else "Their activities stay here."
    return f"{name} is disconnected. {data}"


def _is_connected(athlete: Athlete) -> bool:
    return athletes.valid_token(db.session(), athlete) is not None


def _removal(athlete: Athlete, *, with_data: bool) -> Removal:
    is_connected = _is_connected(athlete)
    number = count_activities(db.session(), athlete.id)
    activities = f"{number:,} {'activity' if number == 1 else 'activities'}"
    access = (
        "Logbook's access to their account: it is revoked on Strava, and the tokens are deleted "
        "from this computer. To fetch new activities, they have to connect again.",
    )
    data = (
        f"{activities} with all details, deleted from this computer.",
        "Their gear, saved views, choice of columns, settings, heart rates and FTP, and history of "
        "syncs.",
    )
    kept = (f"{activities} with all details, their saved views, and their settings.",)
    on_strava = (
        "Everything on Strava. Logbook changes nothing there.",
        "Exports and backups that were made before.",
    )
    if not with_data:
        question, button = f"Disconnect {athlete.name}?", "Disconnect"
    elif is_connected:
        question = f"Disconnect {athlete.name} and delete their data?"
        button = "Disconnect and delete their data"
    else:
        question, button = f"Delete the data of {athlete.name}?", "Delete their data"
    return Removal(
        question,
        goes=(access if is_connected else ()) + (data if with_data else ()),
        stays=(() if with_data else kept) + on_strava,
        button=button,
        address=url_for("disconnect.disconnect"),
        fields={"id": athlete.id, **({"delete": 1} if with_data else {})},
        back=url_for("settings.show"),
    )
