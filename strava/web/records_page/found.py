"""All records of the matching activities, for the page and for its exports."""

from __future__ import annotations

from dataclasses import dataclass

from ...statistics import activity_records
from ...statistics.activity_records import ActivityRecord
from ...statistics.best_efforts import SizeRecords, find_best_efforts
from ...statistics.without_recording import count_without_recording
from ...table.cache import TableCache
from ...table.context import QueryContext
from ...table.filters import Filters
from .places import Places, load_names


@dataclass(frozen=True)
class Found:
    """The records, and the activities that have them."""

    whole: list[ActivityRecord]
    efforts: list[SizeRecords]
    places: Places
    without_recording: int
    """How many activities could have best efforts, but have no recording."""
    implausible: list[int]
    """The activities that cannot be true, the newest first."""


def find(
    table: TableCache, context: QueryContext, filters: Filters, *, unit: float, path: str
) -> Found:
    """Return the records of the matching activities.

    `unit` is that of the least distances of averages in meters, and `path` the address of an
    activity without its id.
    """
    filters = filters.matching
    whole, efforts, without_recording, implausible = table.in_parallel(
        lambda session: activity_records.find_activity_records(session, context, filters, unit),
        lambda session: find_best_efforts(session, context, filters),
        lambda session: count_without_recording(session, context, filters),
        lambda session: activity_records.implausible_ids(session, context, filters),
    )
    shown = {effort.activity_id for one in efforts for effort in one.efforts}
    shown |= {one.holder.id for one in whole}
    (names,) = table.in_parallel(lambda session: load_names(session, shown))
    return Found(whole, efforts, Places(path, names), without_recording, implausible)
