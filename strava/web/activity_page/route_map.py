"""The map of the route, and its drawing for readers without JavaScript and for print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ...analysis.gaps import recorded_parts
from ...polylines import Position, decode
from .. import current, map_background
from ..display import route_drawing
from .charts import Drawing, measurements
from .page import Page

_COLORINGS = ("speed", "heartrate", "watts", "grade")
"""The measurements that can color the line. The first one that was recorded does at first."""

_STEP = 3


def build(page: Page, drawing: Drawing | None) -> dict[str, Any] | None:
    """Return the route as an SVG, and what the map needs if positions were recorded.

    `drawing` is the stored one. Without positions in it, the route is that of the summary.
    """
    if drawing is None or "latlng" not in drawing:
        route = route_drawing.draw([_polyline(page.fields)])
        return None if route is None else {"route": route}
    parts = recorded_parts(drawing["time"], drawing["latlng"])
    route = route_drawing.draw([_thinned(drawing["latlng"][a : b + 1]) for a, b in parts])
    if route is None:
        return None
    shown = {one.key: one for one in measurements(page.activity.sport_type, page.imperial)}
    return {
        "route": route,
        "parts": parts,
        "colorings": [asdict(shown[key]) for key in _COLORINGS if key in drawing],
        "background": map_background.of_athlete(current.logbook().settings, page.athlete),
    }


def _thinned(positions: list[Position]) -> list[Position]:
    """Return every third position and the last one, which a drawing of this size needs no more."""
    return [*positions[:-1:_STEP], positions[-1]]


def _polyline(fields: Mapping[str, Any]) -> list[Position]:
    described = fields.get("map")
    if not isinstance(described, dict):
        return []
    return decode(described.get("polyline")) or decode(described.get("summary_polyline"))
