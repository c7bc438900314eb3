"""POST /activities/columns, /views, /views/remove: the columns of the table, and saved views."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from ... import coerce
from ...db.models import db
from ...table import columns, saved_views
from .. import current, links

blueprint = Blueprint("table_settings", __name__)


@blueprint.post("/activities/columns")
def choose_columns() -> Response:
    """Store which columns the table has, and show it again."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"), 303)
    checked = set(request.form.getlist("column"))
    chosen = [column.key for column in columns.COLUMNS if column.key in checked]
    athlete.columns = None if "usual" in request.form or not chosen else chosen
    db.session.commit()
    return redirect(links.to_table(replace(links.filters_from_form(), columns=())), 303)


@blueprint.post("/activities/views")
def save_view() -> Response:
    """Save the current filters, order and columns under a name."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"), 303)
    name = " ".join(request.form.get("name", "").replace("\0", "").split())
    filters = links.filters_from_form().on_page(1)
    if not 0 < len(name) <= saved_views.MAX_NAME_LENGTH:
        flash(f"The name of a view has 1 to {saved_views.MAX_NAME_LENGTH} characters.", "warning")
    else:
        _save(athlete.id, name, links.query(filters))
    return redirect(links.to_table(filters), 303)


def _save(athlete_id: int, name: str, query: str) -> None:
    replaced = saved_views.save(db.session(), athlete_id, name, query)
    if replaced is None:
        most = saved_views.MAX_VIEWS
        flash(f"There are {most} views, which is the most. Remove one, then save again.", "warning")
    else:
        flash(f"The view “{name}” was {'replaced' if replaced else 'saved'}.", "success")


@blueprint.post("/activities/views/remove")
def remove_view() -> Response:
    """Delete a saved view."""
    athlete = current.athlete()
    view_id = coerce.identifier(request.form.get("id", type=int))
    if athlete is not None and view_id is not None:
        saved_views.remove(db.session(), athlete.id, view_id)
    return redirect(links.to_table(links.filters_from_form()), 303)
