"""What the page of the map says about explorer tiles, and what its scripts draw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from ...analysis.tiles import ZOOM, Square, Tile, northwestern_corner, tile_of_number
from ...statistics.tiles import Explored
from ...table.filters import Filters
from ...table.parameters import MAX_TILES
from ...table.rows import ActivityRow, fetch_rows

MOST_LINKS = 12
"""The number of links to tiles of an activity."""

Link = Callable[[Filters], str]


class TileLink(NamedTuple):
    """A tile, and the address of the table of the activities that have passed it."""

    name: str
    address: str


class NewRow(NamedTuple):
    """An activity that was the first one to pass some tiles."""

    activity: ActivityRow
    number: int
    tiles: list[TileLink]
    box: str
    """The corners around them, as in `SquarePlace.box`."""
    more: int
    """The number of tiles without a link."""


@dataclass(frozen=True)
class SquarePlace:
    """Where the largest square is."""

    size: int
    first: str
    """Its northwestern tile."""
    last: str
    """Its southeastern tile."""
    place: str
    """The position of its middle."""
    address: str | None
    """The table of the activities that have passed it; None if an address cannot name its tiles."""
    box: str
    """Its corners, for the scripts: the tiles west, north, east, and south of it."""


@dataclass(frozen=True)
class Section:
    """The figures, and the newest tiles."""

    visited: int
    cluster: int
    cluster_box: str
    square: SquarePlace | None
    new_in_latest: int
    latest: int
    unknown: int
    rows: list[NewRow]


def build(session: Session, explored: Explored, filters: Filters, to_table: Link) -> Section:
    """Return the section. `to_table` returns the address of the table with other filters."""
    activities = _activities(session, explored)

    def link(*tiles: Tile) -> str:
        return to_table(replace(filters, tile=tuple(map(_name, tiles))))

    def row(activity: ActivityRow, tiles: Sequence[Tile]) -> NewRow:
        links = [TileLink(_name(tile), link(tile)) for tile in tiles[:MOST_LINKS]]
        return NewRow(activity, len(tiles), links, _box(tiles), len(tiles) - len(links))

    return Section(
        len(explored.visited),
        len(explored.cluster),
        _box(map(tile_of_number, explored.cluster)),
        _place(explored.square, link) if explored.square else None,
        explored.new_in_latest,
        explored.latest,
        explored.unknown,
        [
            row(activities[new.activity_id], new.tiles)
            for new in explored.newest
            if new.activity_id in activities
        ],
    )


def to_json(session: Session, explored: Explored) -> dict[str, Any]:
    """Return what is explored as JSON."""
    square = explored.square
    starts = {key: row.start_local for key, row in _activities(session, explored).items()}
    return {
        "zoom": ZOOM,
        "tiles": [
            [*tile_of_number(tile), number]
            for tile, number in zip(explored.visited, explored.activities, strict=True)
        ],
        "square": square and {"x": square.column, "y": square.row, "size": square.size},
        "cluster": [tile_of_number(tile) for tile in explored.cluster],
        "newest": [
            {
                "id": new.activity_id,
                "date": start.date().isoformat()
                if (start := starts.get(new.activity_id))
                else None,
                "tiles": new.tiles,
            }
            for new in explored.newest
        ],
        "new_in_latest": explored.new_in_latest,
        "latest": explored.latest,
        "unknown": explored.unknown,
    }


def _activities(session: Session, explored: Explored) -> dict[int, ActivityRow]:
    rows = fetch_rows(session, [new.activity_id for new in explored.newest])
    return {row.id: row for row in rows}


def _place(square: Square, link: Callable[..., str]) -> SquarePlace:
    columns = range(square.column, square.column + square.size)
    rows = range(square.row, square.row + square.size)
    tiles = [(column, row) for row in rows for column in columns]
    return SquarePlace(
        square.size,
        _name(tiles[0]),
        _name(tiles[-1]),
        _position(square),
        link(*tiles) if len(tiles) <= MAX_TILES else None,
        _box(tiles),
    )


def _position(square: Square) -> str:
    north, west = northwestern_corner((square.column, square.row))
    beyond = square.column + square.size, square.row + square.size
    south, east = northwestern_corner(beyond)
    latitude, longitude = (north + south) / 2, (west + east) / 2
    return (
        f"{abs(latitude):.2f}° {'N' if latitude >= 0 else 'S'}, "
        f"{abs(longitude):.2f}° {'E' if longitude >= 0 else 'W'}"
    )


def _box(tiles: Iterable[Tile]) -> str:
    """Return the corners of the tiles around all of these: west, north, east, and south."""
    listed = list(tiles)
    if not listed:
        return ""
    columns, rows = zip(*listed, strict=True)
    return f"{min(columns)} {min(rows)} {max(columns) + 1} {max(rows) + 1}"


def _name(tile: Tile) -> str:
    return f"{tile[0]}/{tile[1]}"
