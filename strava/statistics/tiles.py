"""The explorer tiles that the matching activities have passed."""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..analysis.circles import Circle, Circles, is_inside
from ..analysis.tiles import (
    Square,
    Tile,
    largest_cluster,
    largest_square,
    northwestern_corner,
    number_of,
    tile_of_number,
)
from ..db.models import Activity, Tiles
from ..privacy import places
from ..table import conditions
from ..table.context import QueryContext
from ..table.filters import Filters

LATEST = 10
"""The number of activities that the latest new tiles are those of."""


class NewTiles(NamedTuple):
    """The tiles that an activity was the first one to pass."""

    activity_id: int
    tiles: list[Tile]


@dataclass(frozen=True)
class Explored:
    """What the matching activities have explored.

    Tiles are kept as numbers in arrays, because caches have results of many filters.
    """

    visited: array[int]
    """Ascending."""
    activities: array[int]
    """How many have passed each of these."""
    square: Square | None
    """The largest one."""
    cluster: array[int]
    """The largest one, ascending."""
    newest: Sequence[NewTiles]
    """Of the LATEST activities that have passed new tiles, the newest first."""
    new_in_latest: int
    """The new tiles of the LATEST activities with any tiles."""
    latest: int
    """How many these are: less than LATEST if there are not more."""
    unknown: int
    """The number of activities whose tiles are not known yet."""


def explore(session: Session, context: QueryContext, filters: Filters) -> Explored:
    """Return what the matching activities have explored."""
    passed = _passed(session, context, filters.matching)
    if circles := places.hidden(session, context.athlete_id):
        passed = _shown(passed, circles)
    known = [(activity_id, tiles) for activity_id, tiles in passed if tiles is not None]
    counts: Counter[int] = Counter()
    first: dict[int, int] = {}
    for activity_id, tiles in known:
        counts.update(tiles)
        # The newest come first, so that the oldest one remains.
        first.update(dict.fromkeys(tiles, activity_id))
    with_tiles = [(activity_id, tiles) for activity_id, tiles in known if tiles]
    newest: list[NewTiles] = []
    new_in_latest = 0
    for number, (activity_id, tiles) in enumerate(with_tiles):
        found = [tile_of_number(tile) for tile in tiles if first[tile] == activity_id]
        if number < LATEST:
            new_in_latest += len(found)
        if found:
            newest.append(NewTiles(activity_id, found))
        if len(newest) == LATEST:
            break
    visited = sorted(counts)
    tiles_visited = [tile_of_number(tile) for tile in visited]
    return Explored(
        array("I", visited),
        array("I", [counts[tile] for tile in visited]),
        largest_square(tiles_visited),
        array("I", sorted(map(number_of, largest_cluster(tiles_visited)))),
        newest,
        new_in_latest,
        min(len(with_tiles), LATEST),
        len(passed) - len(known),
    )


def _passed(
    session: Session, context: QueryContext, filters: Filters
) -> list[tuple[int, array[int] | None]]:
    """Return the numbers of the tiles of each activity, the newest first; None if not known."""
    rows = session.execute(
        select(Activity.id, Tiles.numbers)
        .outerjoin(Tiles, Tiles.activity_id == Activity.id)
        .where(*conditions.where(context, filters))
        .order_by(*conditions.order_by(context, filters))
    )
    return [(row.id, None if row.numbers is None else _unpacked(row.numbers)) for row in rows]


def _shown(
    passed: Sequence[tuple[int, array[int] | None]], circles: Circles
) -> list[tuple[int, array[int] | None]]:
    """Leave out the tiles that are entirely inside of a circle."""
    every = {tile for _, tiles in passed if tiles is not None for tile in tiles}
    hidden = {tile for tile in every if any(_is_inside(tile, circle) for circle in circles)}
    return [
        (activity_id, tiles and array("I", [tile for tile in tiles if tile not in hidden]))
        for activity_id, tiles in passed
    ]


def _is_inside(number: int, circle: Circle) -> bool:
    x, y = tile_of_number(number)
    corners = ((x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1))
    return all(is_inside(northwestern_corner(corner), (circle,)) for corner in corners)


def _unpacked(numbers: bytes) -> array[int]:
    found = array("I", numbers)
    if sys.byteorder == "big":
        found.byteswap()
    return found
