"""POST /activities/columns, /views, /views/remove: how the athlete likes the table."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ...db.models import db
from ...table import columns, saved_views
from .. import current, links

blueprint = Blueprint("table_settings", __name__)


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
    return redirect(links.to_table(replace(links.brought_along(), columns=())), 303)


@blueprint.post("/activities/views")
def save_view() -> BaseResponse:
    """Keep the filters, order and columns shown under a name."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"), 303)
    name = " ".join(request.form.get("name", "").split())
    filters = links.brought_along().on_page(1)
    if not 0 < len(name) <= saved_views.LONGEST_NAME:
        flash(f"A view needs a name of at most {saved_views.LONGEST_NAME} letters.", "warning")
    else:
        name = name.replace("\0", "")
        replaced = saved_views.save(db.session(), athlete.id, name, links.query(filters))
        done = "replaced by what is shown" if replaced else "saved"
        flash(f"The view “{name}” is {done}.", "success")
    return redirect(links.to_table(filters), 303)


@blueprint.post("/activities/views/remove")
def remove_view() -> BaseResponse:
    """Forget a saved view."""
    athlete, view_id = current.athlete(), request.form.get("id", type=int)
    if athlete is not None and view_id is not None:
        saved_views.remove(db.session(), athlete.id, view_id)
    return redirect(links.to_table(links.brought_along()), 303)
