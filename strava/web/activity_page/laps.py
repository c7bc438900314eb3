"""The laps of the device, as Strava sends them."""

from __future__ import annotations

from typing import Any

from ..display import measures
from .page import Page


def build(page: Page) -> dict[str, Any] | None:
    """Return the laps and the columns of their table."""
    laps = measures.laps(page.fields, page.documents, page.imperial)
    if not laps:
        return None
    return {
        "laps": laps,
        "number": len(measures.listed_laps(page.fields, page.documents)),
        "columns": measures.lap_columns(laps, page.activity.sport_type, page.imperial),
    }
