"""How long the activity was in each heart rate and power zone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from ...db.models import ZoneTime
from ...recordings.facts import OF_ATHLETE, OF_FTP, OF_HIGHEST
from ..display import formats
from .page import Page

_TITLES = {"heartrate": ("Heart rate zones", "bpm"), "power": ("Power zones", "W")}
_OF_STRAVA = "Your zones from Strava."
_SOURCES = {
    "heartrate": {
        OF_ATHLETE: _OF_STRAVA,
        OF_HIGHEST: "No zones from Strava are known, so these are 50–60, 60–70, 70–80, 80–90, and "
        "90–100 % of your highest heart rate.",
    },
    "power": {
        OF_ATHLETE: _OF_STRAVA,
        OF_FTP: "No zones from Strava are known, so these begin at 0, 55, 75, 90, 105, 120, and "
        "150 % of your FTP.",
    },
}


def build(page: Page) -> dict[str, Any] | None:
    """Return a table for each kind of zone."""
    query = select(ZoneTime).where(ZoneTime.activity_id == page.activity.id)
    stored = page.session.scalars(query.order_by(ZoneTime.kind, ZoneTime.number)).all()
    by_kind = {kind: [zone for zone in stored if zone.kind == kind] for kind in _TITLES}
    sources = {
        "heartrate": page.measured and page.measured.heartrate_zones,
        "power": page.measured and page.measured.power_zones,
    }
    tables = [
        {
            "title": title,
            "unit": unit,
            "note": _note(_SOURCES[kind].get(sources[kind] or ""), by_kind[kind], unit),
            "rows": _rows(by_kind[kind]),
        }
        for kind, (title, unit) in _TITLES.items()
    ]
    tables = [table for table in tables if table["rows"]]
    return {"tables": tables} if tables else None


def _note(source: str | None, zones: Sequence[ZoneTime], unit: str) -> str:
    """Return where the zones come from, and what is in none of them."""
    sentences = [source or ""]
    if zones and zones[0].low > 0:
        low = formats.integer(zones[0].low)
        sentences.append(f"Time below {low} {unit} is in no zone, and not in the shares.")
    return " ".join(filter(None, sentences))


def _rows(zones: Sequence[ZoneTime]) -> list[dict[str, str]]:
    """Return the rows of the zones; none if no zone has any time."""
    total = sum(zone.seconds for zone in zones)
    longest = max((zone.seconds for zone in zones), default=0.0)
    if not total:
        return []
    return [
        {
            "name": f"Z{zone.number}",
            "range": _range(zone),
            "time": formats.duration(zone.seconds),
            "share": f"{zone.seconds / total * 100:.0f} %",
            "bar": f"{zone.seconds / longest * 100:.0f}",
        }
        for zone in zones
    ]


def _range(zone: ZoneTime) -> str:
    """Write the values of a zone. The upper end belongs to the next one."""
    low = formats.integer(zone.low)
    if zone.high is None:
        return f"from {low}"
    high = formats.integer(zone.high)
    return f"below {high}" if zone.low <= 0 else f"{low}–{high}"
