"""The recording: the map of the route, the charts, and the figures of a chosen stretch."""

from __future__ import annotations

from typing import Any

from flask import url_for

from ...db.models import Measured
from ...sports import PaceUnit, pace_unit
from ..display import formats
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
    measured = page.measured
    if measured is None or measured.drawing is None:
        return None
    sport_type = page.activity.sport_type
    return {
        "drawing": url_for(
            "activity.drawing", activity_id=page.activity.id, v=drawing_version(measured)
        ),
        "pace": _PACES[pace_unit(sport_type)],
        "cadence": formats.cadence_unit(sport_type),
        "imperial": page.imperial,
        "map": None,
    }


def drawing_version(measured: Measured) -> str:
    """Return a part of the drawing's address that changes with its content."""
    return f"{measured.version}-{measured.fetched_at:%Y%m%d%H%M%S}"
