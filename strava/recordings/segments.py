"""The efforts on Strava's segments: stored when an activity's details arrive, and their ranks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from .. import coerce
from ..analysis.reported import Times, since_start, time_at
from ..db.models import Activity, SegmentEffort
from ..privacy import shown
from .ranks import Rank, Ranking

MOST_EFFORTS = 1000

_RANKING = Ranking(SegmentEffort, same=("segment_id",), value="elapsed_time")


def segment_efforts(session: Session, activity: Activity) -> list[SegmentEffort]:
    """Return the efforts of an activity on segments, in Strava's order.

    Those on segments that begin or end in a private place are left out.
    """
    query = select(SegmentEffort).where(SegmentEffort.activity_id == activity.id)
    hidden = shown.hidden_segment_efforts(session, activity)
    in_order = session.scalars(query.order_by(SegmentEffort.number))
    return [effort for effort in in_order if effort.number not in hidden]


def ranks(session: Session, activity: Activity) -> dict[int, Rank]:
    """Return the ranks of an activity's efforts among all on the same segment, by their ids."""
    return _RANKING.ranks(session, activity)


def read(listed: Any, times: Times, started_at: Any = None) -> list[dict[str, Any]]:
    """Return the columns of each effort in Strava's list, `segment_efforts` of the detail.

    `times` and `started_at` are as in analysis.reported.
    """
    items = listed[:MOST_EFFORTS] if isinstance(listed, list) else []
    found = ((number, _read(item, times, started_at)) for number, item in enumerate(items, start=1))
    return [{"number": number, **row} for number, row in found if row is not None]


def store(
    session: Session, activity_id: int, athlete_id: int, rows: Sequence[dict[str, Any]]
) -> None:
    """Replace the efforts of an activity. The caller commits."""
    session.execute(delete(SegmentEffort).where(SegmentEffort.activity_id == activity_id))
    if rows:
        owner = {"activity_id": activity_id, "athlete_id": athlete_id}
        session.execute(insert(SegmentEffort), [{**owner, **row} for row in rows])


def _read(item: Any, times: Times, started_at: Any) -> dict[str, Any] | None:
    """Return the columns of an effort; None if its segment or its time is not known."""
    segment = item.get("segment") if isinstance(item, dict) else None
    if not isinstance(segment, dict):
        return None
    segment_id = coerce.identifier(segment.get("id"))
    elapsed = coerce.number(item.get("elapsed_time"))
    if segment_id is None or elapsed is None or elapsed <= 0:
        return None
    start, end = (time_at(item.get(name), times) for name in ("start_index", "end_index"))
    if not times:
        start, end = since_start(item, started_at) or (None, None)
    is_placed = start is not None and end is not None and start < end
    return {
        "segment_id": segment_id,
        "name": coerce.short_text(item.get("name")) or coerce.short_text(segment.get("name")) or "",
        "distance": coerce.number(segment.get("distance")) or coerce.number(item.get("distance")),
        "grade": coerce.number(segment.get("average_grade")),
        "elapsed_time": elapsed,
        "start": start if is_placed else None,
        "end": end if is_placed else None,
        "average_heartrate": coerce.number(item.get("average_heartrate")),
        "average_watts": coerce.number(item.get("average_watts")),
    }
