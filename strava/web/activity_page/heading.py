"""What stands above the sections: what the activity is, and where it is in the table."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import url_for

from ... import coerce
from ...db.models import Gear
from ...table.filters import Filters
from ...table.neighbors import Neighbor
from .. import current, links
from ..display import measures
from .page import Page


class Link(NamedTuple):
    """A text and the address to which it leads."""

    text: str
    address: str


def build(page: Page) -> dict[str, Any]:
    """Return facts about the activity, and links to other activities and to the table."""
    return {
        "location": measures.location(page.fields),
        "equipment": [link for link in (_gear(page), _device(page)) if link],
        "facts": measures.facts(page.fields),
        "description": measures.written(page.fields, "description"),
        "private_note": measures.written(page.fields, "private_note"),
        "similar": links.to_similar({}, page.activity.sport_type, page.activity.distance),
        **_neighbors(page),
    }


def _neighbors(page: Page) -> dict[str, Any]:
    """Return the rows above and below in the table, and the table with the row of the activity."""
    filters = links.read(page.list_query)
    context = current.context(page.athlete, filters)
    place = current.table().place(context, filters, page.activity.id)
    if place is None:
        return {"back": _table(page.list_query), "previous": None, "next": None}
    return {
        "back": _table(_query_of_page(page.list_query, filters, place.above)),
        "previous": _neighbor(page, place.previous),
        "next": _neighbor(page, place.next),
    }


def _query_of_page(list_query: str, filters: Filters, above: int) -> str:
    """Return the query of the page of the table on which the activity is."""
    number = above // filters.per_page + 1
    if number == filters.page:
        return list_query  # Unchanged: Back then leads to the same address.
    return links.query(filters.on_page(number))


def _table(query: str) -> str:
    address = url_for("activities.table")
    return f"{address}?{query}" if query else address


def _neighbor(page: Page, neighbor: Neighbor | None) -> Link | None:
    if neighbor is None:
        return None
    address = url_for("activity.show", activity_id=neighbor.id, list=page.list_query or None)
    return Link(neighbor.name or "(no name)", address)


def _gear(page: Page) -> Link | None:
    gear_id = page.activity.gear_id
    if gear_id is None:
        return None
    stored = page.session.get(Gear, gear_id)
    sent = page.fields.get("gear")
    name = coerce.short_text(sent.get("name")) if isinstance(sent, dict) else None
    return Link((stored.name if stored else None) or name or gear_id, links.to_gear(gear_id))


def _device(page: Page) -> Link | None:
    name = coerce.short_text(page.fields.get("device_name"))
    return Link(name, links.to_device(name)) if name and name.strip() else None
