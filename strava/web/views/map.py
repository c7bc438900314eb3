"""GET /map: all routes that match, and the activities that have them.

GET /map/routes.json has the routes, and GET /map/tiles.json the explorer tiles. GET /map/here is
for the scripts of the page.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ... import sports
from ...db.models import db
from ...statistics.tiles import Explored, explore
from ...table.context import QueryContext
from ...table.filters import PAGE_SIZES, Filters
from ...table.known_values import unknown_values
from ...table.parameters import MAX_IDS, parse_filters, parse_routes
from ...table.routes import matching_ids, matching_routes
from .. import current, filter_bar, links, map_background
from ..display import route_thumbnail
from ..display.page_numbers import nearby_pages
from ..map_page.choices import SHOWN, TILES, parse_map
from ..map_page.explored import Section, build, to_json
from ..map_page.items import read_items
from ..notice_header import add_notices

blueprint = Blueprint("map", __name__)

_THUMBNAIL = {"width": route_thumbnail.WIDTH, "height": route_thumbnail.HEIGHT}


@blueprint.get("/map")
def show() -> BaseResponse | str:
    """Show the map, and a page of the matching activities."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    current.latest_sync()
    filters, show, notices = parse_map(request.args)
    filters = filters.with_columns().with_totals(False)
    db.session.refresh(athlete)  # A sync may have changed its data version.
    context = current.context(athlete, filters)
    overview = current.table().overview(context, filters)
    page = current.table().page(context, filters, overview.totals.all.activities)
    notices += unknown_values(db.session(), context, filters)
    return render_template(
        "map/index.html",
        notices=notices,
        page=page,
        page_sizes=PAGE_SIZES,
        nearby=nearby_pages(page.number, page.pages or 1),
        items=read_items(db.session(), athlete.id, page.ids),
        thumbnail=_THUMBNAIL,
        group_names=sports.GROUP_NAMES,
        show=show,
        data_version=context.version[1],
        shown=SHOWN,
        link_to_tiles=partial(links.to_map, TILES),
        explored=_explored_section(context, filters) if show == TILES else None,
        map={
            "background": map_background.of_athlete(current.logbook().settings, athlete),
            "has_many": True,
        },
        form_address=url_for("map.show"),
        **filter_bar.variables(
            athlete, context, filters, overview, partial(links.to_map, show), {}
        ),
    )


@blueprint.get("/map/here")
def here() -> str:
    """Return the list of some activities, the newest first.

    They are those with these ids, which pass a place that only the browser knows, or those that
    match and have passed a tile.
    """
    athlete = current.athlete()
    filters, _ = parse_filters(request.args)
    if athlete is None or not (filters.id or filters.tile):
        return ""
    if not filters.tile:
        filters = Filters(id=filters.id, deleted=filters.deleted, left_out=filters.left_out)
    ids = matching_ids(db.session(), current.context(athlete, filters), filters)
    items = read_items(db.session(), athlete.id, ids[:MAX_IDS])
    return render_template("map/_items.html", items=items, thumbnail=_THUMBNAIL)


@blueprint.get("/map/routes.json")
def routes() -> BaseResponse:
    """Send the routes of all matching activities, or with `fields=id` the ids of all that match.

    A browser keeps them until the data changes.
    """
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    filters, only_ids, notices = parse_routes(request.args)
    context = current.context(athlete, filters)
    session = db.session()

    def ids() -> str:
        return _json({"ids": matching_ids(session, context, filters)})

    def write() -> str:
        if only_ids:
            return current.table().result(context, ("ids", filters), ids)
        return _json({"routes": list(matching_routes(session, context, filters))})

    response = _kept_json((context, filters, only_ids), write)
    add_notices(response, [*notices, *unknown_values(session, context, filters)])
    return response


@blueprint.get("/map/tiles.json")
def tiles() -> BaseResponse:
    """Send the explorer tiles of all matching activities. A browser keeps them as the routes."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    filters, notices = parse_filters(request.args)
    filters = filters.matching
    context = current.context(athlete, filters)
    session = db.session()

    def write() -> str:
        return _json(to_json(session, _explored(context, filters)))

    response = _kept_json((context, filters, TILES), write)
    add_notices(response, [*notices, *unknown_values(session, context, filters)])
    return response


def _explored(context: QueryContext, filters: Filters) -> Explored:
    filters = filters.matching
    key = (TILES, filters)
    return current.table().result(context, key, lambda: explore(db.session(), context, filters))


def _explored_section(context: QueryContext, filters: Filters) -> Section:
    explored = _explored(context, filters)
    return build(db.session(), explored, filters.matching, links.to_table)


def _kept_json(content: object, write: Callable[[], str]) -> Response:
    """Return the JSON that `write` returns, unless the browser has that of the same content."""
    version = hashlib.sha256(repr(content).encode()).hexdigest()[:16]
    if request.if_none_match.contains_weak(version):
        response = Response(status=304)
    else:
        response = Response(write(), mimetype="application/json")
    response.set_etag(version)
    return response


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, separators=(",", ":"))
