"""The rank of an effort, as the tables of efforts and of segments show it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import url_for

from ...recordings.ranks import Rank
from .. import current, stretches
from ..display import formats, ranks
from .page import Page


def rank_cell(
    page: Page, rank: Rank | None, value: float, margin: Callable[[float, float], str]
) -> dict[str, Any] | None:
    """Return the position of an effort, and the best of the others with a link to its stretch."""
    if rank is None:
        return None
    cell: dict[str, Any] = {"position": ranks.position(rank.position, rank.total)}
    if (rival := rank.rival) is not None:
        path = url_for("activity.show", activity_id=rival.activity_id)
        link = stretches.link(rival.start, rival.end, page.list_query, path)
        started = rival.start_local
        cell |= {
            "margin": margin(value, rival.value),
            "day": formats.short_day(started, current.dates()) if started else "another day",
            "address": link.address if link else path,
        }
    return cell
