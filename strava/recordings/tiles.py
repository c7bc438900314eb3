"""Which explorer tiles each activity has passed, and which activities have passed a tile.

Until a recording is measured, they come from the polyline of the summary. A recording knows its
pauses, and has more positions.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from ..analysis.streams import Streams
from ..analysis.tiles import Tile, number_of, tiles_of_polyline, tiles_of_recording
from ..db.athletes import data_changed
from ..db.models import Route, Tiles, TileVisit
from ..db.upsert import dialect_insert, upsert
from ..polylines import Position
from ..sports import VIRTUAL


def of_recording(streams: Streams, sport_type: str) -> set[Tile] | None:
    """Return the tiles of a recording; None if it has no positions on Earth."""
    if not streams.latlng or sport_type in VIRTUAL:
        return None
    return tiles_of_recording(streams)


def of_summary(positions: Sequence[Position], distance: float | None, sport_type: str) -> set[Tile]:
    """Return the tiles of the polyline of a summary."""
    return set() if sport_type in VIRTUAL else tiles_of_polyline(positions, distance)


def store_of_recording(
    session: Session, athlete_id: int, activity_id: int, found: set[Tile] | None
) -> None:
    """Replace the tiles of an activity by those of its recording. The caller commits.

    None if it has no positions. Those of the summary are then indexed again. The caller holds the
    lock of the athlete, or else a summary could replace them at the same time.
    """
    stored = session.get(Tiles, activity_id)
    if found is not None:
        is_known = stored is not None and stored.from_recording
        if not is_known or stored is None or stored.numbers != _packed(found):
            _store(session, athlete_id, {activity_id: found}, from_recording=True)
    elif stored is not None and stored.from_recording:
        session.execute(delete(TileVisit).where(TileVisit.activity_id == activity_id))
        session.delete(stored)
        is_outdated = update(Route).where(Route.activity_id == activity_id).values(version=0)
        session.execute(is_outdated.execution_options(synchronize_session=False))
        data_changed(session, athlete_id)


def store_of_summaries(session: Session, athlete_id: int, found: Mapping[int, set[Tile]]) -> None:
    """Replace the tiles of activities, unless they come from a recording. The caller commits.

    It holds the lock of the athlete.
    """
    rows = session.execute(select(Tiles).where(Tiles.activity_id.in_(found))).scalars()
    stored = {row.activity_id: row for row in rows}
    changed = {
        activity_id: tiles
        for activity_id, tiles in found.items()
        if (row := stored.get(activity_id)) is None
        or (not row.from_recording and row.numbers != _packed(tiles))
    }
    if changed:
        _store(session, athlete_id, changed, from_recording=False)


def _store(
    session: Session, athlete_id: int, found: Mapping[int, set[Tile]], *, from_recording: bool
) -> None:
    session.execute(delete(TileVisit).where(TileVisit.activity_id.in_(found)))
    upsert(
        session,
        Tiles,
        [
            {
                "activity_id": activity_id,
                "from_recording": from_recording,
                "numbers": _packed(tiles),
            }
            for activity_id, tiles in found.items()
        ],
    )
    visits = [
        {"tile": number_of(tile), "activity_id": activity_id}
        for activity_id, tiles in found.items()
        for tile in tiles
    ]
    if visits:
        # Another process may be indexing the same activities.
        session.execute(dialect_insert(session)(TileVisit).on_conflict_do_nothing(), visits)
    data_changed(session, athlete_id)


def _packed(tiles: set[Tile]) -> bytes:
    return struct.pack(f"<{len(tiles)}I", *sorted(map(number_of, tiles)))
