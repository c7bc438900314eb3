"""GET /activities: the table; /activities.csv, .json, .jsonl, .geojson: the rows that match."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from .. import athletes, columns, drawing, export, queries, runs, saved_views, sports
from ..filters import PAGE_SIZES, SPANS, Filters, parse
from ..matching import Scope
from ..measures import SEEN_BY
from ..models import Athlete, db
from ..overview import Overview
from . import charts, current
from .chips import chips, told

blueprint = Blueprint("activities", __name__)

_IN_FORM = {
    "q",
    "sport",
    "span",
    "from",
    "to",
    "min_km",
    "max_km",
    "min_minutes",
    "max_minutes",
    "min_climb",
    "max_climb",
    "gear",
    "commute",
    "trainer",
    "private",
    "deleted",
}
_PARTS = ",".join(
    (
        "#announcement:innerHTML",
        "#q",
        "#sports-chosen",
        "#sports-found",
        "#span",
        "#more-set",
        "#ranges",
        "#gear",
        "#commute",
        "#trainer",
        "#private",
        "#deleted-found",
        "#kept",
        "#columns-query",
        "#views-query",
        "#views-list",
        "#exports",
        "#chips",
        "#totals",
        "#breakdown-found",
    )
)
"""What stands around the table and changes with it."""

_PAGES_NEARBY = 2
_FORM = "filters"
"""The id of the form of the filters. It shows what it asks for, so that the rows it finds can go
ahead of all that is counted."""


@blueprint.get("/activities")
def table() -> str | BaseResponse:
    """A page of the activities that match, with totals over all that do."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    _keep_current(athlete)
    current.latest_sync()
    filters, misread = parse(request.args)
    notices = [str(one) for one in misread]
    db.session.refresh(athlete)  # what a sync has changed since counts
    scope, version, session = _scope(athlete, filters), athlete.data_version, db.session()
    logbook, overview, page = current.logbook(), None, None
    if request.headers.get("HX-Trigger") == _FORM:
        page = logbook.place(scope, version, filters, None)
    if page is None or not page.ids:
        overview = logbook.overviews.get(scope, version, filters)
        page = logbook.place(scope, version, filters, overview.totals.all.activities)
    rows = queries.rows(session, page.ids)
    if page.ids and page.pages is not None and page.number != filters.page:
        notices.append(f"There is no page {filters.page}; this is the last one.")
    asked = filters.columns or tuple(athlete.columns or columns.USUAL)
    shown = columns.chosen((*asked, filters.sort))
    gear, dates = dict(scope.gear), current.dates()
    return render_template(
        f"activities/{'index' if overview else 'rows'}.html",
        page=page,
        rows=rows,
        filters=filters,
        overview=overview,
        notices=notices,
        columns=shown,
        all_columns=columns.COLUMNS,
        page_sizes=PAGE_SIZES,
        spans=SPANS,
        gear=gear,
        chips=chips(filters, gear, dates, imperial=athlete.imperial),
        worth_dropping=_worth_dropping(athlete, scope, filters) if not rows else None,
        paths=_paths(session, page.ids) if columns.BY_KEY["route"] in shown else {},
        grouped=sports.grouped(_offered(overview.sports, filters.sport)) if overview else [],
        months=charts.months(overview.totals) if overview else None,
        views=saved_views.listed(session, athlete.id),
        nearby=_nearby(page.number, page.pages or 1),
        kept=_not_in_form(filters),
        link=_link,
        alike=_alike,
        query=_query(filters.with_columns(columns.chosen(asked))),
        query_here=_query(filters),
        ticked=columns.chosen(asked),
        sorted_by=columns.BY_KEY[filters.sort],
        seen_by=SEEN_BY,
        parts=_PARTS,
    )


@blueprint.get("/activities.<any(csv, json, jsonl, geojson):kind>")
def download(kind: str) -> BaseResponse:
    """Every row that matches, written out; see export. As JSON also page by page."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    filters, _notices = parse(request.args)
    sessions, scope = current.logbook().sessions, _scope(athlete, filters)
    only_page = kind == "json" and "page" in request.args

    def body() -> Iterator[str]:
        # The request's own session is closed before the last row is sent.
        with sessions() as session:
            yield from export.write(session, scope, filters, kind, only_page=only_page)

    response = Response(body(), mimetype=export.MIMETYPES[kind])
    disposition = "inline" if kind == "json" else "attachment"
    response.headers["Content-Disposition"] = f'{disposition}; filename="activities.{kind}"'
    if only_page:
        _tell_pages(response, athlete, scope, filters)
    return response


@blueprint.post("/activities/columns")
def choose_columns() -> BaseResponse:
    """Remember which columns the table has, and show it again."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"), 303)
    asked = set(request.form.getlist("column"))
    chosen = [column.key for column in columns.COLUMNS if column.key in asked]
    athlete.columns = None if "usual" in request.form or not chosen else chosen
    db.session.commit()
    return redirect(_link(replace(_read_query(), columns=())), 303)


@blueprint.post("/activities/views")
def save_view() -> BaseResponse:
    """Keep the filters, order and columns shown under a name."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"), 303)
    name = " ".join(request.form.get("name", "").split())
    filters = _read_query().on_page(1)
    if not 0 < len(name) <= saved_views.LONGEST_NAME:
        flash(f"A view needs a name of at most {saved_views.LONGEST_NAME} letters.", "warning")
    else:
        saved_views.save(db.session(), athlete.id, name.replace("\0", ""), _query(filters))
        flash(f"The view “{name}” is saved.", "success")
    return redirect(_link(filters), 303)


@blueprint.post("/activities/views/remove")
def remove_view() -> BaseResponse:
    """Forget a saved view."""
    athlete, view_id = current.athlete(), request.form.get("id", type=int)
    if athlete is not None and view_id is not None:
        saved_views.remove(db.session(), athlete.id, view_id)
    return redirect(_link(_read_query()), 303)


def _keep_current(athlete: Athlete) -> None:
    """Have a copy that may have become old brought up to date in the background."""
    if not runs.is_stale(current.jobs().latest(athlete.id), current.logbook().now()):
        return
    if athletes.connection(db.session(), athlete) is not None:
        current.jobs().start(athlete.id, clicked=False)


def _scope(athlete: Athlete, filters: Filters) -> Scope:
    return current.logbook().scope(athlete, filters, current.first_weekday())


def _worth_dropping(
    athlete: Athlete, scope: Scope, filters: Filters
) -> tuple[str, int, str] | None:
    """Of filters that leave nothing over: which to drop, what then matches, and its address."""
    found = current.logbook().overviews.worth_dropping(scope, athlete.data_version, filters)
    if found is None:
        return None
    name, number = found
    words = told(filters, name, dict(scope.gear), current.dates(), athlete.imperial)
    return words, number, _link(filters.without(name))


def _paths(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """The drawings of these activities' routes."""
    encoded = queries.routes(session, ids)
    return {activity_id: drawing.path(line) for activity_id, line in encoded.items()}


def _offered(found: dict[str, int], asked: tuple[str, ...]) -> list[str]:
    # What is asked for stands there too when the other filters leave none of it.
    return [*found, *(sport for sport in asked if sport not in found)]


def _alike(row: queries.Shown) -> str:
    """The address of what is like an activity: the same sport, a tenth shorter to longer."""
    query = f"?sport={quote_plus(row.sport_type)}"
    if row.distance:
        kilometres = row.distance / 1000
        query += f"&min_km={kilometres * 0.9:.5g}&max_km={kilometres * 1.1:.5g}"
    return _address({}) + query


def _link(filters: Filters, kind: str | None = None) -> str:
    if kind is not None:
        whole = replace(filters, page=1, per_page=50)
        return url_for("activities.download", kind=kind, **whole.parameters())
    return _address(filters.parameters())


def _address(parameters: dict[str, Any]) -> str:
    # A page has some two hundred of them; for each, url_for would take five times as long.
    if "table_address" not in g:
        g.table_address = url_for("activities.table")
    query = urlencode(parameters, doseq=True)
    return f"{g.table_address}?{query}" if query else str(g.table_address)


def _query(filters: Filters) -> str:
    """What stands behind the question mark of the address of these filters."""
    return _link(filters).partition("?")[2]


def _read_query() -> Filters:
    """The filters that a form brought along as the query of an address."""
    filters, _ = parse(MultiDict(parse_qsl(request.form.get("query", ""))))
    return filters


def _not_in_form(filters: Filters) -> dict[str, Any]:
    """What the address asks for beyond the form's fields; another filter leads to page 1."""
    asked = filters.on_page(1).parameters()
    return {name: value for name, value in asked.items() if name not in _IN_FORM}


def _tell_pages(response: Response, athlete: Athlete, scope: Scope, filters: Filters) -> None:
    """Say how many rows match, and where the other pages are (RFC 8288)."""
    overview: Overview = current.logbook().overviews.get(scope, athlete.data_version, filters)
    number = overview.totals.all.activities
    last = max(1, -(-number // filters.per_page))
    response.headers["X-Total-Count"] = str(number)
    pages = {"first": 1, "prev": filters.page - 1, "next": filters.page + 1, "last": last}
    for relation, page in pages.items():
        if 1 <= page <= last:
            asked = {**filters.parameters(), "page": page}
            address = url_for("activities.download", kind="json", _external=True, **asked)
            response.headers.add("Link", f'<{address}>; rel="{relation}"')


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
