"""The figures of the whole activity: a few large ones, as fits the sport, and the others."""

from __future__ import annotations

from typing import Any

from ..display import measures
from .page import Page


def build(page: Page) -> dict[str, Any] | None:
    """Return the measures as (label, value), the main ones apart."""
    rows = dict(measures.measures(_with_own_measures(page), page.imperial))
    main = [label for label in measures.main_labels(page.activity.sport_type) if label in rows]
    if not rows:
        return None
    return {
        "main": [(label, rows[label]) for label in main],
        "others": [(label, value) for label, value in rows.items() if label not in main],
    }


def _with_own_measures(page: Page) -> dict[str, Any]:
    """Return the fields of the activity, and measures of the recording that Strava has not sent."""
    fields = dict(page.fields)
    if not fields.get("total_elevation_gain") and not _has_route(fields):
        # On a trainer, in a pool or in a gym, zero says nothing.
        fields.pop("total_elevation_gain", None)
    if page.measured is not None:
        for field, value in (
            ("weighted_average_watts", page.measured.weighted_power),
            ("trimp", page.measured.trimp),
            ("power_load", page.measured.power_load),
        ):
            if fields.get(field) is None:
                fields[field] = value
    return fields


def _has_route(fields: dict[str, Any]) -> bool:
    route = fields.get("map")
    return isinstance(route, dict) and bool(route.get("summary_polyline") or route.get("polyline"))
