"""GET /activities.csv, .json, .jsonl, .geojson: exports of the matching activities."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ...db.models import db
from ...table import export
from ...table.context import QueryContext
from ...table.export_name import file_name
from ...table.filters import Filters
from ...table.known_values import unknown_values
from ...table.parameters import parse_export
from .. import current
from ..notice_header import add_notices

blueprint = Blueprint("exports", __name__)


@blueprint.get("/activities.<any(csv, json, jsonl, geojson):kind>")
def download(kind: str) -> BaseResponse:
    """Export all matching activities.

    With the parameter `page`, JSON has only that page. With `for=excel`, CSV is written as Excel
    reads it in the athlete's region.
    """
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    filters, for_excel, notices = parse_export(request.args, kind)
    region = current.region() if for_excel else None
    sessions, context = current.logbook().sessions, current.context(athlete, filters)
    notices += unknown_values(db.session(), context, filters)
    only_page = kind == "json" and "page" in request.args

    def body() -> Iterator[str]:
        # The session of the request is closed before the last row is sent.
        with sessions() as session:
            yield from export.write(
                session, context, filters, kind, only_page=only_page, region=region
            )

    response = Response(body(), mimetype=export.MIMETYPES[kind])
    disposition = "inline" if kind == "json" else "attachment"
    name = file_name(context, filters, kind, only_page=only_page)
    response.headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    add_notices(response, notices)
    if only_page:
        _add_pagination_headers(response, context, filters)
    return response


def _add_pagination_headers(response: Response, context: QueryContext, filters: Filters) -> None:
    """Add the number of matching activities, and links to other pages (RFC 8288)."""
    total = current.table().overview(context, filters).totals.all.activities
    last = max(1, -(-total // filters.per_page))
    response.headers["X-Total-Count"] = str(total)
    pages = {"first": 1, "prev": filters.page - 1, "next": filters.page + 1, "last": last}
    for relation, page in pages.items():
        if 1 <= page <= last:
            parameters = {**filters.parameters(), "page": page}
            address = url_for("exports.download", kind="json", _external=True, **parameters)
            response.headers.add("Link", f'<{address}>; rel="{relation}"')
