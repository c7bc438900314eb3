"""The recording: the map of the route, the charts, and the figures of a chosen stretch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import request, url_for

from ...analysis.gaps import after_gaps
from ...analysis.hiding import Drawing
from ...db import documents
from ...sports import PaceUnit, pace_unit
from ..display import axes
from ..stretches import parameters
from . import route_map, stretch
from .charts import Measurement, charts, distance_measurement
from .page import Page

_PACES = {
    PaceUnit.SPEED: "speed",
    PaceUnit.PACE: "km",
    PaceUnit.PACE_100: "100m",
    PaceUnit.PACE_500: "500m",
}
"""What the scripts call the units of pace. `km` is miles, and `100m` yards, if imperial."""


def build(page: Page) -> dict[str, Any] | None:
    """Return what the scripts draw, and what is shown without them."""
    drawing = page.drawing
    route = route_map.build(page, drawing)
    if drawing is None or page.measured is None:
        return {"map": route} if route else None
    return {
        "is_cut": documents.is_cut(page.session, page.activity.id),
        "drawing": drawing_address(page.activity.id, page.drawing_version),
        "pace": _PACES[pace_unit(page.activity.sport_type)],
        "imperial": page.imperial,
        "map": route,
        **_charts(page, drawing),
        **stretch_line(page),
    }


def stretch_line(page: Page) -> dict[str, Any]:
    """Return the figures of the chosen stretch, if any, and the address without it."""
    return {
        "stretch": stretch.build(page),
        "stretch_address": url_for("activity.stretch", activity_id=page.activity.id),
        "without_stretch": _address(page, over=_over()),
    }


def drawing_address(activity_id: int, version: str) -> str:
    """Return where the scripts load a version of a stored drawing from."""
    return url_for("activity.drawing", activity_id=activity_id, v=version)


def _charts(page: Page, drawing: Drawing) -> dict[str, Any]:
    sport_type, imperial = page.activity.sport_type, page.imperial
    over = "distance" if "distance" in drawing and _over() != "time" else "time"
    positions = drawing[over]
    distance = distance_measurement(sport_type, imperial)
    gaps = after_gaps(drawing["time"])
    chosen = parameters(page.stretch) if page.stretch else {}
    return {
        "over": over,
        "choices": {
            name: _address(page, over=None if name == "distance" else name, **chosen)
            for name in ("distance", "time")
        }
        if "distance" in drawing
        else {},
        "distance": asdict(distance),
        "after_gaps": gaps,
        "charts": charts(drawing, over, gaps if over == "time" else (), sport_type, imperial),
        "positions": _positions(over, positions, distance),
    }


def _positions(
    over: str, positions: Sequence[float], distance: Measurement
) -> list[tuple[float, str]]:
    """Return the labels below the charts, with their place in percent of the width."""
    first, last = positions[0], positions[-1]
    if over == "time":
        ticks = axes.time_ticks(last)
    else:
        ticks = axes.ticks(first, max(last, first + 1), distance.scale, steps=7)
        ticks[:1] = [(place, f"{label} {distance.unit}") for place, label in ticks[:1]]
    span = (last - first) or 1.0
    return [(round(100 * (place - first) / span, 2), label) for place, label in ticks]


def _over() -> str | None:
    """Return what the charts are drawn over, if the address says so."""
    over = request.args.get("over")
    return over if over == "time" else None


def _address(page: Page, **parameters: Any) -> str:
    """Return the address of the page with these parameters, and at this section."""
    return url_for(
        "activity.show",
        activity_id=page.activity.id,
        list=page.list_query or None,
        _anchor="recording",
        **parameters,
    )
