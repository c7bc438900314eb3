"""GET /settings/check: what looks wrong in the numbers. POST asks Strava for its own totals."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from ...db.models import db
from ...errors import LogbookError
from ...statistics import checks, strava_totals
from ...sync import missing_details
from ...sync import strava_totals as asked
from ...table.filters import Filters
from .. import current, error_sentences
from ..check_page import activities, comparison, duplicates, problems
from ..statistics_page.table_links import TableLinks

blueprint = Blueprint("check", __name__)

MOST_DAYS = 50
"""The days with more than 24 hours that the page lists."""


@blueprint.get("/settings/check")
def show() -> str | Response:
    """Show what looks wrong. This never calls Strava."""
    athlete, session = current.athlete(), db.session()
    if athlete is None:
        return redirect(url_for("connect.index"))
    current.latest_sync()
    session.refresh(athlete)  # A sync may have changed its data version.
    filters = Filters()
    context = current.context(athlete, filters)
    found = current.table().result(context, ("check",), lambda: checks.find(session, context))
    listed = activities.read(
        session, [*duplicates.shown(found.pairs, found.left_out), *problems.shown(found.odd)]
    )
    remaining = missing_details.remaining(session, athlete.id)

    def local(asked_at: datetime) -> strava_totals.Local:
        return current.table().result(
            context,
            ("like Strava", asked_at),
            lambda: strava_totals.local(session, athlete.id, asked_at),
        )

    to_table = TableLinks(filters, filters.days(context.today))
    return render_template(
        "check/index.html",
        found=found,
        pairs=duplicates.build(found.pairs, listed),
        left_out=duplicates.build_left_out(found.left_out, listed),
        problems=problems.build(found.odd, listed, athlete.imperial),
        long_days=[(one, to_table(one.day, one.day)) for one in found.long_days[:MOST_DAYS]],
        remaining=remaining,
        unrecorded=0 if remaining.activities else checks.count_unrecorded(session, athlete.id),
        comparison=comparison.build(
            strava_totals.find(session, athlete.id), local, athlete.imperial
        ),
    )


@blueprint.post("/settings/check")
def ask() -> Response:
    """Ask Strava for its own totals, with one call."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"), 303)
    if athlete.from_archive:
        flash("Strava can only be asked for its totals if you are connected.", "info")
    else:
        try:
            asked.fetch(current.logbook(), athlete.id)
        except LogbookError as error:
            reason = error_sentences.of_error(error)
            flash(f"Strava’s totals could not be fetched. {reason}", "info")
    return redirect(url_for("check.show", _anchor="strava"), 303)
