"""Sports, gear, and tiles in filters that neither Strava nor any activity knows."""

from __future__ import annotations

from math import dist

from sqlalchemy import select
from sqlalchemy.orm import Session

from .. import sports
from ..analysis.tiles import number_of, tile_of_number
from ..db.models import Activity, TileVisit
from .context import QueryContext
from .filters import Filters, parsed_tile
from .nearest import hint, nearest
from .parameters import Notice, excerpt


def unknown_values(session: Session, context: QueryContext, filters: Filters) -> list[Notice]:
    """Return a notice for the sports, gear, and tiles that are unknown, with the nearest known."""
    return [
        *_unknown_sports(session, context, filters.sport),
        *_unknown_gear(session, context, filters.gear),
        *_unvisited_tiles(session, context, filters.tile),
    ]


def _unknown_sports(
    session: Session, context: QueryContext, chosen: tuple[str, ...]
) -> list[Notice]:
    # Most pages stop here, without a query.
    if {*chosen} <= sports.KNOWN:
        return []
    query = select(Activity.sport_type).where(Activity.athlete_id == context.athlete_id)
    known = sports.KNOWN.union(session.scalars(query.distinct()))
    unknown = [sport for sport in chosen if sport not in known]
    if not unknown:
        return []
    listed = f"“{excerpt(', '.join(unknown))}”"
    like = hint(unknown, sorted(known))
    if len(unknown) == 1:
        return [Notice(f"{listed} is not a sport{like}", "no activity matches it")]
    return [Notice(f"{listed} are not sports{like}", "no activity matches them")]


def _unknown_gear(session: Session, context: QueryContext, gear_id: str | None) -> list[Notice]:
    names = dict(context.gear)
    if gear_id is None or gear_id in names:
        return []
    has_gear = Activity.athlete_id == context.athlete_id, Activity.gear_id == gear_id
    if session.scalar(select(Activity.id).where(*has_gear).limit(1)) is not None:
        return []
    ids = {name: each for each, name in names.items()} | {each: each for each in names}
    found = ids.get(nearest(gear_id, ids) or "")
    like = f" (the nearest is {found}, {names[found]})" if found else ""
    return [
        Notice(f"“{excerpt(gear_id)}” is not the ID of any gear{like}", "no activity matches it")
    ]


def _unvisited_tiles(
    session: Session, context: QueryContext, tiles: tuple[str, ...]
) -> list[Notice]:
    if not tiles:
        return []
    numbers = {number_of(parsed_tile(tile)): tile for tile in tiles}
    visited = (
        select(TileVisit.tile)
        .join(Activity, Activity.id == TileVisit.activity_id)
        .where(Activity.athlete_id == context.athlete_id)
        .distinct()
    )
    if session.execute(visited.where(TileVisit.tile.in_(numbers)).limit(1)).first() is not None:
        return []
    column, row = parsed_tile(tiles[0])
    known = map(tile_of_number, session.scalars(visited))
    nearest_known = min(known, key=lambda tile: dist(tile, (column, row)), default=None)
    like = "" if nearest_known is None else " (the nearest is {}/{})".format(*nearest_known)
    listed = f"“{excerpt(', '.join(tiles))}”"
    return [Notice(f"No activity has passed {listed}{like}", "no activity matches")]
