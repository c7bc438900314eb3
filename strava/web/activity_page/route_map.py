"""The map of the route, and its drawing for readers without JavaScript and for print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from ...analysis.circles import Circles, crosses
from ...analysis.gaps import Part, recorded_parts
from ...analysis.hiding import Drawing
from ...polylines import Position
from ...privacy import shown
from .. import current, map_background
from ..display import route_drawing
from .charts import measurements
from .page import Page

_COLORINGS = ("speed", "heartrate", "watts", "grade")
"""The measurements that can color the line. The first one that was recorded does at first."""

_STEP = 3


def build(page: Page, drawing: Drawing | None) -> dict[str, Any] | None:
    """Return the route as an SVG, and what the map needs if positions were recorded.

    `drawing` is the stored one. Without positions in it, the route is that of the summary.
    """
    if drawing is None or "latlng" not in drawing:
        pieces = shown.route(page.session, page.activity)
        route = route_drawing.draw(pieces, range(1, len(pieces)))
        return None if route is None else {"route": route, "can_hide_start": _can_hide_start(page)}
    positions = drawing["latlng"]
    parts = recorded_parts(drawing["time"], positions)
    hidden_gaps = _hidden_gaps(parts, positions, page.hidden) if page.hidden else []
    route = route_drawing.draw([_thinned(positions[a : b + 1]) for a, b in parts], hidden_gaps)
    if route is None:
        return None
    by_key = {one.key: one for one in measurements(page.activity.sport_type, page.imperial)}
    return {
        "route": route,
        "can_hide_start": _can_hide_start(page),
        "parts": parts,
        "hidden_gaps": hidden_gaps,
        "colorings": [asdict(by_key[key]) for key in _COLORINGS if key in drawing],
        "background": map_background.of_athlete(current.logbook().settings, page.athlete),
    }


def _thinned(positions: list[Position]) -> list[Position]:
    """Return every third position and the last one, which a drawing of this size needs no more."""
    return [*positions[:-1:_STEP], positions[-1]]


def _can_hide_start(page: Page) -> bool:
    """Return whether it is known where the activity began, and shown."""
    return bool(page.fields.get("start_latlng"))


def _hidden_gaps(
    parts: Sequence[Part], positions: Sequence[Position], hidden: Circles
) -> list[int]:
    """Return the parts, counted from 0, before which the way leads through a private place."""
    return [
        number
        for number, ((_, before), (after, _)) in enumerate(pairwise(parts), start=1)
        if crosses(positions[before], positions[after], hidden)
    ]
