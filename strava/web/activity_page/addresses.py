"""The address of the page, with what the athlete sees: the list, the stretch, and the charts."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from .. import links
from ..stretches import parameters, read_stretch

MAX_LIST_LENGTH = 2000
"""A longer query of the table is dropped, because many links of the page repeat it."""


def list_query() -> str:
    """Return the query of the table from which the athlete comes, if any."""
    query = request.values.get("list")
    if query is None:
        referrer = links.split(request.referrer or "")
        from_table = referrer.netloc == request.host and referrer.path == url_for(
            "activities.table"
        )
        query = referrer.query if from_table else ""
    return query if len(query) <= MAX_LIST_LENGTH else ""


def chosen() -> dict[str, Any]:
    """Return the parameters of the chosen stretch, and of what the charts are drawn over."""
    stretch = read_stretch(request.args)
    over = {"over": "time"} if request.args.get("over") == "time" else {}
    return {**(parameters(stretch) if stretch is not None else {}), **over}


def of_activity(activity_id: int, anchor: str | None = None) -> str:
    """Return the address that shows what this request shows. Forms lead back to it."""
    return url_for(
        "activity.show",
        activity_id=activity_id,
        list=list_query() or None,
        **chosen(),
        _anchor=anchor,
    )
