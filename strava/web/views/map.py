"""GET /map: all routes that match, and the activities that have them.

GET /map/routes.json has the routes. GET /map/here is for the scripts of the page.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ... import sports
from ...db.models import db
from ...table.filters import PAGE_SIZES, Filters
from ...table.known_values import unknown_values
from ...table.parameters import parse_filters, parse_routes
from ...table.routes import matching_ids, matching_routes
from .. import current, filter_bar, links, map_background
from ..display import route_thumbnail
from ..display.page_numbers import nearby_pages
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
    filters, notices = parse_filters(request.args)
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
        items=read_items(db.session(), page.ids),
        thumbnail=_THUMBNAIL,
        group_names=sports.GROUP_NAMES,
        map={
            "background": map_background.of_athlete(current.logbook().settings, athlete),
            "has_many": True,
        },
        form_address=url_for("map.show"),
        **filter_bar.variables(athlete, context, filters, overview, links.to_map, {}),
    )


@blueprint.get("/map/here")
def here() -> str:
    """Return the list of some activities: those that pass a place, which only the browser knows."""
    athlete = current.athlete()
    filters, _ = parse_filters(request.args)
    if athlete is None or not filters.id:
        return ""
    filters = Filters(id=filters.id, deleted=filters.deleted, left_out=filters.left_out)
    ids = matching_ids(db.session(), current.context(athlete, filters), filters)
    items = read_items(db.session(), ids)
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

    version = hashlib.sha256(repr((context, filters, only_ids)).encode()).hexdigest()[:16]
    if request.if_none_match.contains_weak(version):
        response = Response(status=304)
    elif only_ids:
        text = current.table().result(context, ("ids", filters), ids)
        response = Response(text, mimetype="application/json")
    else:
        text = _json({"routes": list(matching_routes(session, context, filters))})
        response = Response(text, mimetype="application/json")
    response.set_etag(version)
    add_notices(response, [*notices, *unknown_values(session, context, filters)])
    return response


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, separators=(",", ":"))
