"""GET /activities.csv, .json, .jsonl, .geojson: the rows that match, written out."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ...db.models import Athlete
from ...table import export
from ...table.conditions import QueryContext
from ...table.filters import Filters, parse
from .. import current

blueprint = Blueprint("exports", __name__)


@blueprint.get("/activities.<any(csv, json, jsonl, geojson):kind>")
def download(kind: str) -> BaseResponse:
    """Every row that matches, written out; see export. As JSON also page by page."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    filters, misread = parse(request.args)
    sessions, context = current.logbook().sessions, current.context(athlete, filters)
    only_page = kind == "json" and "page" in request.args

    def body() -> Iterator[str]:
        # The request's own session is closed before the last row is sent.
        with sessions() as session:
            yield from export.write(session, context, filters, kind, only_page=only_page)

    response = Response(body(), mimetype=export.MIMETYPES[kind])
    disposition = "inline" if kind == "json" else "attachment"
    response.headers["Content-Disposition"] = f'{disposition}; filename="activities.{kind}"'
    if misread:
        response.headers["X-Notice"] = _in_ascii(" ".join(map(str, misread)))
    if only_page:
        _tell_pages(response, athlete, context, filters)
    return response


def _in_ascii(sentences: str) -> str:
    """What a header can hold of it."""
    plain = sentences.replace("“", '"').replace("”", '"')
    return "".join(letter if " " <= letter <= "~" else "?" for letter in plain)


def _tell_pages(
    response: Response, athlete: Athlete, context: QueryContext, filters: Filters
) -> None:
    """Say how many rows match, and where the other pages are (RFC 8288)."""
    overview = current.logbook().overviews.get(context, athlete.data_version, filters)
    number = overview.totals.all.activities
    last = max(1, -(-number // filters.per_page))
    response.headers["X-Total-Count"] = str(number)
    pages = {"first": 1, "prev": filters.page - 1, "next": filters.page + 1, "last": last}
    for relation, page in pages.items():
        if 1 <= page <= last:
            asked = {**filters.parameters(), "page": page}
            address = url_for("exports.download", kind="json", _external=True, **asked)
            response.headers.add("Link", f'<{address}>; rel="{relation}"')
