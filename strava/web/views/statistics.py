"""GET /stats, /stats.json, /stats.csv: what the matching activities add up to."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from ...db.models import Athlete, db
from ...statistics import goals, reminders
from ...statistics.amounts import Amounts
from ...statistics.choices import EXPORTED_BY, Choices, parse_choices
from ...table.context import QueryContext
from ...table.export_name import file_name
from ...table.filters import Days, Filters
from ...table.known_values import unknown_values
from .. import current, filter_bar, gear_form, goals_form, links
from ..notice_header import add_notices
from ..statistics_page import exports, page
from ..statistics_page import goals as goals_section
from ..statistics_page import reminders as reminders_section
from ..statistics_page.measures import all_measures
from ..statistics_page.table_links import TableLinks

blueprint = Blueprint("statistics", __name__)


@blueprint.get("/stats")
def show() -> BaseResponse | str:
    """Show the totals of the matching activities by period, and the other statistics."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    current.latest_sync()
    filters, choices, notices = parse_choices(request.args)
    filters = filters.matching
    db.session.refresh(athlete)  # A sync may have changed its data version.
    context = current.context(athlete, filters)
    overview = current.table().start_overview(context, filters)
    notices += unknown_values(db.session(), context, filters)
    link = partial(links.to_statistics, choices.parameters())
    sections = _sections(athlete, context, filters, choices)
    return render_template(
        "statistics/index.html",
        notices=notices,
        sections=sections,
        **_goals(athlete),
        **_reminders(athlete),
        query_here=urlsplit(link(filters)).query,
        form_address=url_for("statistics.show"),
        download=partial(links.to_statistics, choices.parameters(), filters),
        records_address=links.to_records(filters),
        **filter_bar.variables(
            athlete, context, filters, overview(), link, more_fields=choices.parameters()
        ),
    )


@blueprint.get("/stats.<any(json, csv):kind>")
def download(kind: str) -> BaseResponse:
    """Return the statistics of the matching activities, in SI units."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    filters, choices, notices = parse_choices(request.args, EXPORTED_BY)
    context = current.context(athlete, filters)
    notices += unknown_values(db.session(), context, filters)
    write = (db.session(), context, filters, choices)
    if kind == "json":
        text = json.dumps(exports.to_json(*write))
        response = Response(text, mimetype="application/json")
    else:
        response = Response(exports.to_csv(*write), mimetype="text/csv")
        name = file_name(context, filters, kind).replace("activities", "statistics", 1)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    add_notices(response, notices)
    return response


def _goals(athlete: Athlete) -> dict[str, Any]:
    """Return the template variables of the goals, which have filters of their own."""
    session, filters = db.session(), Filters()
    context = current.context(athlete, filters)

    def sums_of(year: int) -> dict[str, Amounts]:
        return current.table().result(
            context, ("goals", year), lambda: goals.sums_of_year(session, context, year)
        )

    measures = all_measures(athlete.imperial, swims=False)
    found = goals.find_all(session, athlete.id)
    to_table = TableLinks(filters, Days(None, None))
    return {
        "goals": goals_section.build(found, sums_of, measures, context.today, to_table),
        "goal_groups": goals_section.GROUPS,
        "goal_measures": [measures[name] for name in goals.MEASURES],
        "goal_years": (goals_form.FIRST_YEAR, goals_form.LAST_YEAR),
        "this_year": context.today.year,
    }


def _reminders(athlete: Athlete) -> dict[str, Any]:
    """Return the template variables of the reminders of gear, which count all activities."""
    session = db.session()
    context = current.context(athlete, Filters())
    found = reminders.find_all(session, athlete.id)
    gear_ids = tuple(sorted({one.gear_id for one in found}))

    def load() -> reminders.Distances:
        return reminders.load_distances(session, context, gear_ids)

    distances = current.table().result(context, ("reminders", gear_ids), load) if found else {}
    retired = reminders.retired(session, athlete.id)
    return {
        "reminders": reminders_section.build(
            found,
            distances,
            dict(context.gear),
            all_measures(athlete.imperial, swims=False)["distance"],
            current.dates(),
        ),
        "gear_choices": sorted(context.gear, key=lambda one: one[0] in retired),
        "retired_gear": retired,
        "longest_part": gear_form.LONGEST_PART,
        "today": context.today,
    }


def _sections(
    athlete: Athlete, context: QueryContext, filters: Filters, choices: Choices
) -> Markup:
    """Return everything below the totals, which takes longer than the rest of the page."""
    style = page.Style(current.dates(), athlete.imperial)

    def link(other: Choices, **values: Any) -> str:
        return links.to_statistics(other.parameters(), replace(filters, **values))

    def render() -> Markup:
        session: Session = db.session()
        return page.render(current_app.jinja_env, session, context, filters, choices, style, link)

    return current.table().result(context, ("statistics", filters, choices, style), render)
