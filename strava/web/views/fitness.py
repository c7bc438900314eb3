"""GET /fitness, /fitness.json, /fitness.csv: load, fitness, fatigue, and form by day."""

from __future__ import annotations

import json
from functools import partial

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from ...db.models import db
from ...statistics.training import load_training
from ...table.export_name import file_name
from ...table.known_values import unknown_values
from ...table.parameters import parse_filters
from .. import current, filter_bar, links
from ..fitness_page import exports, page
from ..notice_header import add_notices

blueprint = Blueprint("fitness", __name__)


@blueprint.get("/fitness")
def show() -> BaseResponse | str:
    """Show the load of each day, and what follows from it.

    Dates choose which days are shown. Earlier ones count all the same.
    """
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
    session, dates = db.session(), current.dates()

    def render() -> Markup:
        training = load_training(session, context, filters)
        return page.render(current_app.jinja_env, training, context, filters, dates)

    key = ("fitness", filters, dates, athlete.measures_version)
    sections = current.table().result(context, key, render)
    return render_template(
        "fitness/index.html",
        notices=notices,
        sections=sections,
        form_address=url_for("fitness.show"),
        download=partial(links.to_fitness, filters),
        **filter_bar.variables(athlete, context, filters, overview(), links.to_fitness, {}),
    )


@blueprint.get("/fitness.<any(json, csv):kind>")
def download(kind: str) -> BaseResponse:
    """Return the days of the matching dates, and what they follow from."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    filters, notices = parse_filters(request.args)
    filters = filters.matching
    context = current.context(athlete, filters)
    notices += unknown_values(db.session(), context, filters)
    training = load_training(db.session(), context, filters)
    chosen = filters.days(context.today, context.first_weekday)
    if kind == "json":
        text = json.dumps(exports.to_json(training, chosen, context.today))
        response = Response(text, mimetype="application/json")
    else:
        text = exports.to_csv(training, chosen, context.today)
        response = Response(text, mimetype="text/csv")
        name = file_name(context, filters, kind).replace("activities", "fitness", 1)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    add_notices(response, notices)
    return response
