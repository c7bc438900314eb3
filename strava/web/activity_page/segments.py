"""The efforts on Strava's segments, with their ranks among the athlete's own."""

from __future__ import annotations

from typing import Any

from ...recordings import segments
from .. import stretches
from ..display import formats, ranks
from .page import Page
from .rank_cells import rank_cell


def build(page: Page) -> dict[str, Any] | None:
    """Return the table of the segments."""
    found = segments.segment_efforts(page.session, page.activity)
    if not found:
        return None
    ranked = segments.ranks(page.session, page.activity)
    imperial = page.imperial
    return {
        "unit": formats.distance_unit(imperial),
        "with_heartrate": any(one.average_heartrate is not None for one in found),
        "with_watts": any(one.average_watts is not None for one in found),
        "rows": [
            {
                "name": stretches.anchor(
                    stretches.link(one.start, one.end, page.list_query, chosen=page.stretch),
                    one.name or f"Segment {one.segment_id}",
                ),
                "distance": formats.distance(one.distance, imperial, decimals=2),
                "grade": formats.MISSING
                if one.grade is None
                else formats.with_minus(f"{one.grade:z.1f} %"),
                "time": formats.duration(one.elapsed_time),
                "heartrate": formats.integer(one.average_heartrate),
                "watts": formats.integer(one.average_watts),
                "rank": rank_cell(page, ranked.get(one.id), one.elapsed_time, ranks.time_margin),
            }
            for one in found
        ],
    }
