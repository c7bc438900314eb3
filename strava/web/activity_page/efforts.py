"""The best efforts of an activity over distances, and in power, with their ranks."""

from __future__ import annotations

from typing import Any

from flask import url_for

from ...db.models import Effort
from ...recordings import efforts
from ...recordings.ranks import Rank
from .. import stretches
from ..display import effort_names, formats, measures, ranks
from . import addresses
from .page import Page
from .rank_cells import rank_cell


def build(page: Page) -> dict[str, Any] | None:
    """Return a table of the distances and one of the powers, as far as there are any."""
    found = efforts.best_efforts(page.session, page.activity.id)
    if not found:
        return None
    ranked = efforts.ranks(page.session, page.activity)
    rows = [(one.kind == efforts.POWER, _row(page, one, ranked.get(one.id))) for one in found]
    pace = measures.average_heading(page.activity.sport_type, page.imperial)
    tables = (
        _table("Best efforts", ("Distance", "Time"), [row for power, row in rows if not power])
        | {"pace": pace},
        _table("Best power", ("Time", "Power"), [row for power, row in rows if power]),
    )
    return {
        "tables": [table for table in tables if table["rows"]],
        "climb": formats.elevation_unit(page.imperial),
        "records_address": url_for("records.show", _anchor=f"{found[0].kind}-{found[0].family}"),
    }


def _table(title: str, headings: tuple[str, str], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a table whose first two columns have these headings."""
    return {
        "title": title,
        "headings": headings,
        "rows": rows,
        **{
            f"has_{name}": any(row[name] != formats.MISSING for row in rows)
            for name in ("heartrate", "climb")
        },
    }


def _row(page: Page, effort: Effort, rank: Rank | None) -> dict[str, Any]:
    is_power = effort.kind == efforts.POWER
    margin = ranks.power_margin if is_power else ranks.time_margin
    sport_type = page.activity.sport_type
    name = (effort_names.duration if is_power else effort_names.distance)(effort.size)
    link = stretches.link(effort.start, effort.end, page.list_query, chosen=page.stretch)
    return {
        "name": name,
        "linked_name": stretches.anchor(link, name),
        "value": f"{formats.integer(effort.value)} W"
        if is_power
        else formats.duration(effort.value),
        "pace": ""
        if is_power
        else formats.average(sport_type, effort.size, effort.value, page.imperial),
        "heartrate": formats.integer(effort.average_heartrate),
        "climb": formats.elevation(effort.elevation_gain, page.imperial),
        "rank": rank_cell(page, rank, effort.value, margin),
        "set_aside": effort.set_aside,
        "address": url_for(
            "efforts.put_aside",
            activity_id=page.activity.id,
            effort_id=effort.id,
            **addresses.chosen(),
        ),
    }
