"""Stores what was computed of a recording in place of its earlier measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from ..analysis.stretches import Stretch
from ..db import athletes, documents
from ..db.models import Effort, Measured, StretchRow, ZoneTime
from ..db.upsert import dialect_insert, upsert
from . import segments, tiles, zones
from .computing import Computed
from .versions import measures_changed

VERSION = 4
"""Increase it when the computation changes, so that every recording is measured again."""

_KEY_OF_EFFORT = ("activity_id", "kind", "size")


def store(session: Session, computed: Computed) -> None:
    """Replace the measures of a recording. The caller commits."""
    # Only one at a time replaces them, or both would insert the same rows.
    athletes.lock(session, computed.athlete_id)
    measures_changed(session, computed.athlete_id)
    _store_zone_times(session, computed)
    ratings = {
        "rated": True,
        "trimp": computed.ratings.trimp,
        "power_load": computed.ratings.power_load,
        "heartrate_zones": computed.limits.heartrate_zones
        if computed.ratings.heartrate_seconds
        else None,
        "power_zones": computed.limits.power_zones if computed.ratings.power_seconds else None,
    }
    if computed.is_rating:
        of_activity = Measured.activity_id == computed.activity_id
        session.execute(update(Measured).where(of_activity).values(ratings))
        return
    segments.store(session, computed.activity_id, computed.athlete_id, computed.efforts_on_segments)
    tiles.store_of_recording(session, computed.athlete_id, computed.activity_id, computed.tiles)
    _store_stretches(session, computed)
    _store_efforts(session, computed)
    row = {
        "activity_id": computed.activity_id,
        "version": VERSION,
        "fetched_at": computed.fetched_at,
        "weighted_power": computed.measures.weighted_power if computed.measures else None,
        "drawing": computed.drawing,
        **ratings,
    }
    upsert(session, Measured, [row])
    if computed.packed is not None:
        documents.pack(session, computed.activity_id, computed.packed, computed.fetched_at)


def _store_stretches(session: Session, computed: Computed) -> None:
    activity_id = computed.activity_id
    session.execute(delete(StretchRow).where(StretchRow.activity_id == activity_id))
    names = {one.name for one in fields(Stretch)} & {*StretchRow.__table__.columns.keys()}
    rows = []
    for kind, stretches in (computed.measures.stretches if computed.measures else {}).items():
        for number, stretch in stretches:
            figures = {name: getattr(stretch, name) for name in names}
            rows.append({"activity_id": activity_id, "kind": kind, "number": number, **figures})
    upsert(session, StretchRow, rows)


def _store_efforts(session: Session, computed: Computed) -> None:
    """Store efforts. One that was there keeps its id, and remains put aside."""
    rows = _effort_rows(computed)
    kept = {(row["kind"], row["size"]) for row in rows}
    stored = session.execute(
        select(Effort.id, Effort.kind, Effort.size).where(
            Effort.activity_id == computed.activity_id
        )
    )
    if gone := [row.id for row in stored if (row.kind, row.size) not in kept]:
        session.execute(delete(Effort).where(Effort.id.in_(gone)))
    if rows:
        statement = dialect_insert(session)(Effort)
        updates = {name: statement.excluded[name] for name in rows[0] if name not in _KEY_OF_EFFORT}
        session.execute(
            statement.on_conflict_do_update(index_elements=_KEY_OF_EFFORT, set_=updates), rows
        )


def _effort_rows(computed: Computed) -> list[dict[str, Any]]:
    if computed.measures is None or computed.family is None:
        return []
    return [
        {
            "activity_id": computed.activity_id,
            "athlete_id": computed.athlete_id,
            "family": computed.family,
            "kind": effort.kind,
            "size": effort.size,
            "value": effort.value,
            "start": effort.stretch.start,
            "end": effort.stretch.end,
            "elevation_gain": effort.stretch.elevation_gain,
            "average_heartrate": effort.stretch.average_heartrate,
            "average_watts": effort.stretch.average_watts,
            "from_strava": effort.from_strava,
        }
        for effort in computed.measures.efforts
    ]


def _store_zone_times(session: Session, computed: Computed) -> None:
    session.execute(delete(ZoneTime).where(ZoneTime.activity_id == computed.activity_id))
    limits, ratings = computed.limits.limits, computed.ratings
    rows = [
        *_zone_rows(zones.HEARTRATE, limits.heartrate_zones, ratings.heartrate_seconds),
        *_zone_rows(zones.POWER, limits.power_zones, ratings.power_seconds),
    ]
    upsert(session, ZoneTime, [{"activity_id": computed.activity_id, **row} for row in rows])


def _zone_rows(kind: str, bounds: Sequence[float], seconds: list[float]) -> list[dict[str, Any]]:
    if not seconds:
        return []
    zone_times = zip(bounds, [*bounds[1:], None], seconds, strict=True)
    return [
        {"kind": kind, "number": number, "low": low, "high": high, "seconds": lasted}
        for number, (low, high, lasted) in enumerate(zone_times, start=1)
    ]
