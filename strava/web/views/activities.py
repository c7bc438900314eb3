"""GET /activities: the table of activities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from ...accounts import athletes
from ...db.models import Athlete, SyncRun, db
from ...sports import are_swims
from ...sync import runs
from ...table import columns, saved_views
from ...table.context import QueryContext
from ...table.facets import Overview
from ...table.filters import PAGE_SIZES, Filters
from ...table.known_values import unknown_values
from ...table.parameters import parse_filters
from ...table.rows import ActivityRow, TablePage, fetch_rows, routes
from .. import breakdown, current, filter_bar, links
from ..display import route_thumbnail
from ..display.cells import CellStyle, write_rows
from ..display.chips import describe
from ..display.headings import are_all_swims, write_headings
from ..display.page_numbers import nearby_pages

blueprint = Blueprint("activities", __name__)

_FORM = "filters"
"""The id of the form with the filters. It already shows its own values, so that the response to it
can have the rows only, and the slower totals follow in another one."""


@blueprint.get("/activities")
def table() -> BaseResponse:
    """Show a page of the matching activities, with totals over all of them."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    # Before the rows: they are then never older than what the page says about the sync.
    latest_sync = _keep_current(athlete)
    filters, ignored = parse_filters(request.args)
    db.session.refresh(athlete)  # A sync may have changed its data version.
    context = current.context(athlete, filters)
    overview, page = _found(context, filters)
    rows = fetch_rows(db.session(), page.ids)
    unknown = unknown_values(db.session(), context, filters)
    notices = [str(notice) for notice in (*ignored, *unknown)]
    if page.ids and page.pages is not None and page.number != filters.page:
        notices.append(f"There is no page {filters.page}; this is the last one.")
    text = render_template(
        f"activities/{'index' if overview else '_rows'}.html",
        sync=latest_sync,
        page=page,
        notices=notices,
        worth_dropping=_worth_dropping(athlete, context, filters) if not rows else None,
        **_table(athlete, dict(context.gear), filters, rows),
        **_controls(athlete, context, filters, overview),
        page_sizes=PAGE_SIZES,
        nearby=nearby_pages(page.number, page.pages or 1),
    )
    response = Response(text)
    if _continues_search(filters):
        # Back then leads to the page before the search, instead of through each of its letters.
        response.headers["HX-Replace-Url"] = request.script_root + request.full_path
    return response


def _found(context: QueryContext, filters: Filters) -> tuple[Overview | None, TablePage]:
    """Return the requested page and its overview; no overview if the form only needs the rows."""
    cache = current.table()
    if request.headers.get("HX-Trigger") == _FORM:
        page = cache.page(context, filters, None)
        if page.ids:
            return None, page
    overview = cache.overview(context, filters)
    return overview, cache.page(context, filters, overview.totals.all.activities)


def _table(
    athlete: Athlete, gear: dict[str, str], filters: Filters, rows: Sequence[ActivityRow]
) -> dict[str, Any]:
    """Return the template variables of the table and of the column chooser."""
    chosen = columns.select_columns(filters.columns or athlete.columns or columns.DEFAULT_KEYS)
    shown = columns.select_columns((*(column.key for column in chosen), filters.sort))
    has_routes = columns.BY_KEY["route"] in shown
    headings = write_headings(shown, rows, athlete.imperial)
    style = CellStyle(athlete.imperial, current.dates(), gear, are_all_swims(rows))
    return {
        "columns": shown,
        "headings": headings,
        "all_columns": columns.COLUMNS,
        "chosen_columns": chosen,
        "sorted_by": columns.BY_KEY[filters.sort],
        "rows": write_rows(headings, rows, style),
        "paths": _paths(db.session(), athlete.id, [row.id for row in rows]) if has_routes else {},
        "thumbnail": {"width": route_thumbnail.WIDTH, "height": route_thumbnail.HEIGHT},
        "query": links.query(filters.with_columns(chosen)),
        "query_here": links.query(filters),
    }


def _controls(
    athlete: Athlete, context: QueryContext, filters: Filters, overview: Overview | None
) -> dict[str, Any]:
    """Return the template variables of the filters, the totals, and the links to other rows."""
    other_parameters = _not_in_form(filters)
    return {
        **filter_bar.variables(
            athlete, context, filters, overview, links.to_table, other_parameters
        ),
        "form_address": url_for("activities.table"),
        "breakdown": _breakdown(context, filters, overview, imperial=athlete.imperial)
        if overview and filters.totals
        else "",
        "views": saved_views.find_all(db.session(), athlete.id),
        "longest_view_name": saved_views.MAX_NAME_LENGTH,
        "download": links.to_download,
        "similar": partial(links.to_similar, other_parameters),
    }


def _keep_current(athlete: Athlete) -> SyncRun | None:
    """Start a sync if the last one was too long ago; return the latest run."""
    latest = current.latest_sync()
    is_stale = runs.is_stale(latest, current.logbook().now())
    if not is_stale or athletes.valid_token(db.session(), athlete) is None:
        return latest
    current.jobs().start(athlete.id, clicked=False)
    return current.latest_sync(reload=True)


def _continues_search(filters: Filters) -> bool:
    """Return whether only the search text differs from the address in the browser's bar."""
    before = links.read(links.split(request.headers.get("HX-Current-URL", "")).query)
    is_edited = bool(before.q and filters.q and before.q != filters.q)
    return is_edited and replace(before, q=filters.q, page=1) == filters


def _worth_dropping(
    athlete: Athlete, context: QueryContext, filters: Filters
) -> tuple[str, int, str] | None:
    """Return the filter to drop if nothing matches, how many then match, and the address."""
    found = current.table().worth_dropping(context, filters)
    if found is None:
        return None
    name, number = found
    words = describe(filters, name, dict(context.gear), current.dates(), athlete.imperial)
    return words, number, links.to_table(filters.without(name))


def _paths(session: Session, athlete_id: int, ids: Sequence[int]) -> dict[int, str]:
    """Return the SVG paths of these activities' routes, by id."""
    found = routes(session, athlete_id, ids)
    return {activity_id: route_thumbnail.path(*lines) for activity_id, lines in found.items()}


def _breakdown(
    context: QueryContext, filters: Filters, overview: Overview, *, imperial: bool
) -> Markup:
    """Return the totals by sport and month, which take as long to render as the rows."""
    style = breakdown.Style(current.dates(), imperial, are_swims(filters.sport))
    days = filters.days(context.today, context.first_weekday)
    filters = filters.on_page(1)
    return current.table().result(
        context,
        ("breakdown", filters, style),
        lambda: breakdown.render(
            current_app.jinja_env, overview, style, filters, days, links.to_table
        ),
    )


def _not_in_form(filters: Filters) -> dict[str, Any]:
    """Return the order, page size and columns as parameters."""
    matching = filters.matching.parameters()
    parameters = filters.on_page(1).parameters()
    return {name: value for name, value in parameters.items() if name not in matching}
