"""GET /records, /records.json, /records.csv: the records of the matching activities."""

from __future__ import annotations

import json
from functools import partial

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from ...db.enums import Lane, RunState
from ...db.models import Athlete, db
from ...table.context import QueryContext
from ...table.export_name import file_name
from ...table.filters import Filters
from ...table.known_values import unknown_values
from ...table.parameters import parse_filters
from ...units import METERS_PER_MILE
from .. import current, filter_bar, links
from ..notice_header import add_notices
from ..records_page import exports, page
from ..records_page.found import Found, find

blueprint = Blueprint("records", __name__)

_METERS_PER_KILOMETER = 1000.0


@blueprint.get("/records")
def show() -> BaseResponse | str:
    """Show the records of the matching activities."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    current.latest_sync()
    filters, notices = parse_filters(request.args)
    filters = filters.matching
    db.session.refresh(athlete)  # A sync may have changed its data version.
    context = current.context(athlete, filters)
    overview = current.table().start_overview(context, filters)
    notices += unknown_values(db.session(), context, filters)
    sections = _sections(athlete, context, filters)
    return render_template(
        "records/index.html",
        notices=notices,
        sections=sections,
        is_measuring=_is_measuring(athlete),
        form_address=url_for("records.show"),
        download=partial(links.to_records, filters),
        **filter_bar.variables(athlete, context, filters, overview(), links.to_records, {}),
    )


@blueprint.get("/records.<any(json, csv):kind>")
def download(kind: str) -> BaseResponse:
    """Return the records of the matching activities, in SI units."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    filters, notices = parse_filters(request.args)
    context = current.context(athlete, filters)
    notices += unknown_values(db.session(), context, filters)
    found = _find(context, filters, imperial=False)
    if kind == "json":
        response = Response(json.dumps(exports.to_json(found)), mimetype="application/json")
    else:
        response = Response(exports.to_csv(found), mimetype="text/csv")
        name = file_name(context, filters, kind).replace("activities", "records", 1)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    add_notices(response, notices)
    return response


def _sections(athlete: Athlete, context: QueryContext, filters: Filters) -> Markup:
    """Return everything below the totals, which takes longer than the rest of the page."""
    style = page.Style(
        current.dates(),
        imperial=athlete.imperial,
        from_archive=athlete.from_archive,
        is_fetching=athlete.deep_sync,
    )

    def render() -> Markup:
        found = _find(context, filters, imperial=athlete.imperial)
        return page.render(current_app.jinja_env, context, filters, found, style)

    key = ("records", athlete.measures_version, filters, style)
    return current.table().result(context, key, render)


def _find(context: QueryContext, filters: Filters, *, imperial: bool) -> Found:
    unit = METERS_PER_MILE if imperial else _METERS_PER_KILOMETER
    path = url_for("activity.show", activity_id=0).removesuffix("0")
    return find(current.table(), context, filters, unit=unit, path=path)


def _is_measuring(athlete: Athlete) -> bool:
    """Return whether stored recordings are still being measured."""
    run = current.jobs().latest(athlete.id, Lane.MEASURES)
    return run is not None and run.state in (RunState.RUNNING, RunState.WAITING)
