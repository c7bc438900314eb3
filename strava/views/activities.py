"""GET /activities: the table; /activities.csv, .json, .jsonl, .geojson: the rows that match."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from .. import athletes, export, queries, runs
from ..filters import PAGE_SIZES, Filters, parse
from ..models import Athlete, db
from . import current

blueprint = Blueprint("activities", __name__)

COLUMNS = (
    ("date", "Date"),
    ("sport", "Sport"),
    ("name", "Name"),
    ("distance", "Distance"),
    ("moving_time", "Time"),
    ("speed", "Pace"),
    ("climb", "Climb"),
    ("heartrate", "HR"),
)
_IN_FORM = {"q", "sport", "from", "to", "per_page", "deleted"}
_PAGES_NEARBY = 2


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
    totals = current.logbook().totals(athlete, filters)
    page = queries.page(db.session(), athlete.id, filters, totals)
    if page.number != filters.page:
        notices.append(f"There is no page {filters.page}; this is the last one.")
    return render_template(
        "activities/index.html",
        page=page,
        filters=filters,
        notices=notices,
        columns=COLUMNS,
        page_sizes=PAGE_SIZES,
        sports=current.logbook().sports(athlete),
        deleted=current.logbook().totals(athlete, Filters(deleted=True)).activities,
        nearby=_nearby(page.number, page.pages),
        kept=_not_in_form(filters),
        link=_link,
    )


@blueprint.get("/activities.<any(csv, json, jsonl, geojson):kind>")
def download(kind: str) -> BaseResponse:
    """Every row that matches, written out; see export."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    filters, _notices = parse(request.args)
    sessions, athlete_id = current.logbook().sessions, athlete.id

    def body() -> Iterator[str]:
        # The request's own session is closed before the last row is sent.
        with sessions() as session:
            yield from export.write(session, athlete_id, filters, kind)

    response = Response(body(), mimetype=export.MIMETYPES[kind])
    disposition = "inline" if kind == "json" else "attachment"
    response.headers["Content-Disposition"] = f'{disposition}; filename="activities.{kind}"'
    return response


def _keep_current(athlete: Athlete) -> None:
    """Have a copy that may have become old brought up to date in the background."""
    if not runs.is_stale(current.jobs().latest(athlete.id), current.logbook().now()):
        return
    if athletes.connection(db.session(), athlete) is not None:
        current.jobs().start(athlete.id, clicked=False)


def _link(filters: Filters, kind: str | None = None) -> str:
    if kind is not None:
        return url_for("activities.download", kind=kind, **filters.parameters())
    return url_for("activities.table", **filters.parameters())


def _not_in_form(filters: Filters) -> dict[str, Any]:
    """What the address asks for beyond the form's fields; another filter leads to page 1."""
    asked = filters.on_page(1).parameters()
    return {name: value for name, value in asked.items() if name not in _IN_FORM}


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
