"""Names the bikes and shoes that Strava's profile does not list, such as retired ones.

Source: https://developers.strava.com/docs/reference/#api-Gears-getGearById
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from ..accounts import athletes
from ..db.activities import is_current
from ..db.athletes import data_changed
from ..db.enums import WALKS
from ..db.models import Activity, Document, Gear
from ..errors import NotFound, StravaError
from . import runs
from .context import RunContext
from .failures import TRANSIENT_ERRORS, is_about_one_activity
from .outages import raise_if_outage, reason

MAX_UNNAMED = 50


def fetch_names(context: RunContext) -> None:
    """Store the name of gear that has none: from a stored detail, otherwise with one call.

    Gear that Strava does not describe is named by its id, and walks ask for it again. That comes
    after what was never asked for, and each time at most MAX_UNNAMED are looked at: else a run
    that waits for a rate limit in between would ask for the first ones again and never end.
    """
    with context.logbook.sessions() as session:
        unnamed = _unnamed(session, context.run.athlete_id, context.run.kind in WALKS)
    for gear_id in unnamed:
        with context.logbook.sessions() as session:
            gear = _from_details(session, context.run.athlete_id, gear_id)
        problem = None
        if gear is None:
            gear, problem = _fetch(context, gear_id)
        with context.transaction() as (session, run):
            described = {**gear, "id": gear_id}
            athletes.store_gear(session, run.athlete_id, described)
            data_changed(session, run.athlete_id)
            if problem is not None:
                runs.name_skipped(run, [problem])


def _unnamed(session: Session, athlete_id: int, is_walk: bool) -> Sequence[str]:
    """Return ids of gear in use that has no name; in a walk also of gear named by its id."""
    is_known = exists().where(Gear.id == Activity.gear_id)
    is_named = is_known.where(Gear.name != Gear.id) if is_walk else is_known
    query = (
        select(Activity.gear_id)
        .where(is_current(athlete_id), ~is_named)
        .group_by(Activity.gear_id)
        .order_by(is_known, Activity.gear_id)
    )
    used = session.scalars(query.limit(MAX_UNNAMED))
    return [gear_id for gear_id in used if gear_id is not None]


def _from_details(session: Session, athlete_id: int, gear_id: str) -> dict[str, Any] | None:
    """Return the gear from a stored detail of an activity."""
    query = (
        select(Document.body)
        .join(Activity)
        .where(is_current(athlete_id), Activity.gear_id == gear_id, Document.kind == "detail")
        .limit(1)
    )
    detail = json.loads(session.scalar(query) or "null")
    gear = detail.get("gear") if isinstance(detail, dict) else None
    is_described = isinstance(gear, dict) and gear.get("id") == gear_id and gear.get("name")
    return gear if is_described else None


def _fetch(context: RunContext, gear_id: str) -> tuple[dict[str, Any], str | None]:
    """Return the gear from Strava, and a sentence if that failed."""
    context.check_rate_limits()
    try:
        gear = context.client.get(f"/gear/{quote(gear_id, safe='')}")
    except NotFound:
        return {}, None
    except TRANSIENT_ERRORS as error:
        raise_if_outage(context, error)
        return {}, f"The name of the gear {gear_id}: {reason(error)}."
    except StravaError as error:
        if not is_about_one_activity(error):
            raise
        return {}, f"The name of the gear {gear_id}: {error}"
    return gear if isinstance(gear, dict) else {}, None
