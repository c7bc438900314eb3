"""All records of the matching activities, for the page and for its exports."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from ...statistics.activity_records import ActivityRecords, find_activity_records
from ...statistics.best_efforts import SizeRecords, find_best_efforts
from ...statistics.matching import load_matching
from ...statistics.without_recording import count_without_recording
from ...table.context import QueryContext
from ...table.filters import Filters
from .places import Places, days, load_names


@dataclass(frozen=True)
class Found:
    """The records, and the activities that have them."""

    whole: ActivityRecords
    efforts: list[SizeRecords]
    places: Places
    without_recording: int
    """How many activities could have best efforts, but have no recording."""
    possible: int
    """How many activities could have best efforts."""


def find(
    session: Session, context: QueryContext, filters: Filters, unit: float, path: str
) -> Found:
    """Return the records of the matching activities.

    `unit` is that of the least distances of averages in meters, and `path` the address of an
    activity without its id.
    """
    matching = load_matching(session, context, filters)
    whole = find_activity_records(matching, unit)
    efforts = find_best_efforts(session, context.athlete_id, whole.plausible, context.today)
    shown = {effort.activity_id for one in efforts for effort in one.efforts}
    shown |= {one.activity.id for one in whole.records}
    without_recording, possible = count_without_recording(session, matching)
    places = Places(path, load_names(session, shown), days(matching, shown))
    return Found(whole, efforts, places, without_recording, possible)
