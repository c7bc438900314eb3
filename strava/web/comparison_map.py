"""The map of a comparison, and its drawing for readers without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..analysis.gaps import recorded_parts
from ..analysis.hiding import Drawing
from ..polylines import Position
from .display.route_drawing import RouteDrawing, draw
from .map_background import MapBackground

Parts = list[tuple[int, int]]
"""The first and the last sample of each part of a route without gaps."""


@dataclass(frozen=True)
class ComparisonMap:
    """The routes in one box. The lists have an item for each activity."""

    route: RouteDrawing
    lines: list[str | None]
    """The path of each route in the box; None if it has no positions."""
    parts: list[Parts]
    background: MapBackground | None


def build(
    drawings: Sequence[Drawing | None], background: MapBackground | None
) -> ComparisonMap | None:
    """Return the map of activities; None if no positions were recorded."""
    parts = [_parts(drawing) for drawing in drawings]
    positions = [
        [drawing["latlng"][first : last + 1] for first, last in own] if drawing and own else []
        for drawing, own in zip(drawings, parts, strict=True)
    ]
    route = draw([part for own in positions for part in own])
    if route is None:
        return None
    return ComparisonMap(route, _lines(route, positions), parts, background)


def _parts(drawing: Drawing | None) -> Parts:
    if drawing is None or "latlng" not in drawing:
        return []
    return recorded_parts(drawing["time"], drawing["latlng"])


def _lines(box: RouteDrawing, parts: Sequence[list[list[Position]]]) -> list[str | None]:
    """Return the path of each activity. Those of the box are in the same order, part by part."""
    pieces = iter([f"M{piece}" for piece in box.lines.split("M") if piece])
    drawn = [[next(pieces) for part in own if len(part) > 1] for own in parts]
    return ["".join(own) or None for own in drawn]
