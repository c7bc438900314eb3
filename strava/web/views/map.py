"""GET /map/routes.json: the routes of the matching activities."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ...db.models import db
from ...table.known_values import unknown_values
from ...table.parameters import parse_routes
from ...table.routes import matching_ids, matching_routes
from .. import current
from ..notice_header import add_notices

blueprint = Blueprint("map", __name__)


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
