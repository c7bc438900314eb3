"""Measures a stored recording, and stores the measures."""

from __future__ import annotations

import gzip
import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ..analysis import streams as analysis_streams
from ..analysis.best_efforts import (
    FASTEST_ON_FOOT,
    FASTEST_RIDE,
    FASTEST_SWIM,
    RIDE_DISTANCES,
    RUN_DISTANCES,
    SWIM_DISTANCES,
    best_efforts,
)
from ..analysis.drawing import drawing
from ..analysis.splits import splits
from ..analysis.streams import sent_times
from ..analysis.stretches import Recording, Stretch
from ..db.documents import STREAMS, stored_documents, stored_streams
from ..db.models import Activity, Document, Effort, Measured, StretchRow
from ..db.upsert import upsert
from ..sports import group
from ..units import METERS_PER_MILE
from . import segments

VERSION = 1
"""Increase it when the computation changes, so that every recording is measured again."""

_FAMILIES = {
    "run": (RUN_DISTANCES, FASTEST_ON_FOOT),
    "ride": (RIDE_DISTANCES, FASTEST_RIDE),
    "swim": (SWIM_DISTANCES, FASTEST_SWIM),
}
_SPLITS = {"km": 1000.0, "mile": METERS_PER_MILE}


def measure(session: Session, activity_id: int) -> None:
    """Measure the recording of an activity, and replace its stored measures. The caller commits."""
    activity = session.get_one(Activity, activity_id)
    document = stored_streams(session, activity_id)
    streams = analysis_streams.read(document)
    detail = stored_documents(session, activity_id).get("detail") or {}
    found = segments.read(detail.get("segment_efforts"), sent_times(document))
    segments.store(session, activity_id, activity.athlete_id, found)
    session.execute(delete(StretchRow).where(StretchRow.activity_id == activity_id))
    session.execute(delete(Effort).where(Effort.activity_id == activity_id))
    drawn = None
    if streams is not None:
        recording = Recording(streams, total_gain=activity.total_elevation_gain)
        for kind, length in _SPLITS.items():
            _store_stretches(session, activity_id, kind, splits(recording, length))
        _store_efforts(session, activity, recording)
        drawn = gzip.compress(json.dumps(drawing(streams), separators=(",", ":")).encode())
    fetched_at = session.scalars(
        select(Document.fetched_at).where(
            Document.activity_id == activity_id, Document.kind == STREAMS
        )
    ).one()
    measured: dict[str, Any] = {"version": VERSION, "fetched_at": fetched_at, "drawing": drawn}
    upsert(session, Measured, [{"activity_id": activity_id, **measured}])


def _store_stretches(
    session: Session, activity_id: int, kind: str, stretches: list[Stretch]
) -> None:
    names = StretchRow.__table__.columns.keys()
    rows = []
    for number, stretch in enumerate(stretches, start=1):
        figures = {name: value for name, value in asdict(stretch).items() if name in names}
        rows.append({"activity_id": activity_id, "kind": kind, "number": number, **figures})
    upsert(session, StretchRow, rows)


def _store_efforts(session: Session, activity: Activity, recording: Recording) -> None:
    family = {"foot": "run", "cycle": "ride", "water": "swim"}.get(group(activity.sport_type))
    if family is None:
        return
    distances, fastest = _FAMILIES[family]
    for effort in best_efforts(recording.streams, distances, fastest):
        stretch = recording.stretch(effort.start, effort.end)
        session.add(
            Effort(
                activity_id=activity.id,
                athlete_id=activity.athlete_id,
                family=family,
                kind="distance",
                size=effort.distance,
                value=effort.time,
                start=effort.start,
                end=effort.end,
                elevation_gain=stretch.elevation_gain,
                average_heartrate=stretch.average_heartrate,
                average_watts=stretch.average_watts,
            )
        )
