"""GET /activities: the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from ...accounts import athletes
from ...db.models import Athlete, db
from ...sync import runs
from ...table import columns, saved_views
from ...table.context import QueryContext
from ...table.facets import Overview
from ...table.filters import PAGE_SIZES, SPANS, Filters, parse
from ...table.rows import TablePage, fetch_rows, routes
from .. import breakdown, current, links
from ..display import route_thumbnail
from ..display.chips import chips, describe
from ..display.measures import VISIBLE_TO
from ..display.range_fields import range_fields
from ..display.sports import by_group

blueprint = Blueprint("activities", __name__)

_PAGES_NEARBY = 2
_FORM = "filters"
"""The id of the form of the filters. It shows what it asks for, so that the rows it finds can go
ahead of all that is counted."""


@blueprint.get("/activities")
def table() -> BaseResponse:
    """A page of the activities that match, with totals over all that do."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    _keep_current(athlete)
    current.latest_sync()
    filters, misread = parse(request.args)
    db.session.refresh(athlete)  # what a sync has changed since counts
    context = current.context(athlete, filters)
    overview, page = _found(context, filters)
    rows = fetch_rows(db.session(), page.ids)
    notices = [str(one) for one in misread]
    if page.ids and page.pages is not None and page.number != filters.page:
        notices.append(f"There is no page {filters.page}; this is the last one.")
    text = render_template(
        f"activities/{'index' if overview else '_rows'}.html",
        page=page,
        rows=rows,
        filters=filters,
        overview=overview,
        notices=notices,
        worth_dropping=_worth_dropping(athlete, context, filters) if not rows else None,
        **_columns(athlete, filters, page),
        **_around(athlete, context, filters, overview),
        page_sizes=PAGE_SIZES,
        nearby=_nearby(page.number, page.pages or 1),
    )
    response = Response(text)
    if _goes_on(filters):
        # So that Back leads to what was there before the search, not to each of its letters.
        response.headers["HX-Replace-Url"] = request.script_root + request.full_path
    return response


def _found(context: QueryContext, filters: Filters) -> tuple[Overview | None, TablePage]:
    """The page asked for and what stands around it, without which the form's rows go ahead."""
    cache = current.table()
    if request.headers.get("HX-Trigger") == _FORM:
        page = cache.page(context, filters, None)
        if page.ids:
            return None, page
    overview = cache.overview(context, filters)
    return overview, cache.page(context, filters, overview.totals.all.activities)


def _columns(athlete: Athlete, filters: Filters, page: TablePage) -> dict[str, Any]:
    """What the columns show and the chooser of them, for the templates."""
    asked = columns.chosen(filters.columns or tuple(athlete.columns or columns.USUAL))
    shown = columns.chosen((*(column.key for column in asked), filters.sort))
    route = columns.BY_KEY["route"] in shown
    return {
        "columns": shown,
        "all_columns": columns.COLUMNS,
        "ticked": asked,
        "sorted_by": columns.BY_KEY[filters.sort],
        "paths": _paths(db.session(), page.ids) if route else {},
        "thumbnail": {"width": route_thumbnail.WIDTH, "height": route_thumbnail.HEIGHT},
        "seen_by": VISIBLE_TO,
        "query": links.query(filters.with_columns(asked)),
        "query_here": links.query(filters),
    }


def _around(
    athlete: Athlete, context: QueryContext, filters: Filters, overview: Overview | None
) -> dict[str, Any]:
    """What stands around the rows, and leads from them, for the templates."""
    gear, dates, kept = dict(context.gear), current.dates(), _not_in_form(filters)
    return {
        "spans": SPANS,
        "ranges": range_fields(filters, imperial=athlete.imperial),
        "gear": gear,
        "kept": kept,
        "chips": chips(filters, gear, dates, imperial=athlete.imperial),
        "cleared": filters.without(*filters.active),
        "grouped": by_group(_offered(overview.sports, filters.sport)) if overview else [],
        "breakdown": _breakdown(context, filters, overview, imperial=athlete.imperial)
        if overview
        else "",
        "views": saved_views.find_all(db.session(), athlete.id),
        "longest_view_name": saved_views.MAX_NAME_LENGTH,
        "link": links.to_table,
        "download": links.to_download,
        "alike": partial(links.to_alike, kept),
    }


def _keep_current(athlete: Athlete) -> None:
    """Have a copy that may have become old brought up to date in the background."""
    if not runs.is_stale(current.jobs().latest(athlete.id), current.logbook().now()):
        return
    if athletes.valid_token(db.session(), athlete) is not None:
        current.jobs().start(athlete.id, clicked=False)


def _goes_on(filters: Filters) -> bool:
    """Whether the same search is typed further, as the address in the browser's bar tells."""
    address = urlsplit(request.headers.get("HX-Current-URL", ""))
    before = links.read(address.query)
    typed = bool(before.q and filters.q and before.q != filters.q)
    return typed and replace(before, q=filters.q, page=1) == filters


def _worth_dropping(
    athlete: Athlete, context: QueryContext, filters: Filters
) -> tuple[str, int, str] | None:
    """Of filters that leave nothing over: which to drop, what then matches, and its address."""
    found = current.table().worth_dropping(context, filters)
    if found is None:
        return None
    name, number = found
    words = describe(filters, name, dict(context.gear), current.dates(), athlete.imperial)
    return words, number, links.to_table(filters.without(name))


def _paths(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """The drawings of these activities' routes."""
    encoded = routes(session, ids)
    return {activity_id: route_thumbnail.path(line) for activity_id, line in encoded.items()}


def _breakdown(
    context: QueryContext, filters: Filters, overview: Overview, *, imperial: bool
) -> Markup:
    """Return the totals by sport and month, which take as long to render as the rows."""
    style = breakdown.Style(current.dates(), imperial, url_for("static", filename="sports.svg"))
    return current.table().result(
        context,
        ("breakdown", filters.matching, style),
        lambda: breakdown.render(current_app.jinja_env, overview, style),
    )


def _offered(found: dict[str, int], asked: tuple[str, ...]) -> list[str]:
    # What is asked for stands there too when the other filters leave none of it.
    return [*found, *(sport for sport in asked if sport not in found)]


def _nearby(number: int, pages: int) -> list[int | None]:
    """The pages to link: the first, those around `number`, the last; None where some are left out.

    One page is never left out alone, for its number takes no more room than a gap.
    """
    around = range(max(1, number - _PAGES_NEARBY), min(pages, number + _PAGES_NEARBY) + 1)
    shown = sorted({1, *around, pages})
    linked: list[int | None] = []
    for page in shown:
        previous = linked[-1] if linked else None
        if previous is not None and page - previous == 2:
            linked.append(previous + 1)
        elif previous is not None and page - previous > 2:
            linked.append(None)
        linked.append(page)
    return linked


def _not_in_form(filters: Filters) -> dict[str, Any]:
    """Return the parameters that are no filters: order, page size and columns.

    The form of the filters has no fields for them, and carries them along on its way to page 1.
    """
    in_form = filters.matching.parameters()
    parameters = filters.on_page(1).parameters()
    return {name: value for name, value in parameters.items() if name not in in_form}
