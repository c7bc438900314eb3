"""What a recording from an archive says about its activity. This needs no database."""

from __future__ import annotations

from typing import Any

from ..db.archived import OFFSET, ZONE
from .cropping import Span, laps_within
from .derived_fields import derived_fields

OF_DEVICE = ("sport_type", "device_name", "trainer", OFFSET, ZONE)
"""What a recording says whatever part of it is kept."""


def describe(
    known: dict[str, Any],
    streams: dict[str, Any],
    within: Span,
    laps: Any,
    sport_type: str | None,
) -> dict[str, Any]:
    """Return what a recording says about its activity, from the streams that are kept of it.

    `known` is what the device says.
    """
    return {
        **derived_fields(streams, sport_type),
        **{name: known[name] for name in OF_DEVICE if name in known},
        "laps": laps_within(laps, within) or None,
    }
