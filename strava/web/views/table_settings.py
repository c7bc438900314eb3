"""/activities/columns, /views, /views/remove: the columns of the table, and saved views."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from ... import coerce
from ...db.models import SavedView, db
from ...table import columns, saved_views
from .. import current, links, removals
from ..removals import Removal

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


@blueprint.get("/activities/views/remove")
def ask_to_remove_view() -> Response | str:
    """Ask whether to delete a saved view."""
    query = request.args.get("query", "")
    back = links.to_table(links.read(query))
    view = _saved_view(request.args)
    if view is None:
        flash("This view no longer exists.", "warning")
        return redirect(back)
    removal = Removal(
        f"Remove the view “{view.name}”?",
        goes=("The name, with the filters, the order, and the columns that it stands for.",),
        stays=("All your activities, and every other view.",),
        button="Remove the view",
        address=url_for("table_settings.remove_view"),
        fields={"id": view.id, "query": query},
        back=back,
    )
    return removals.ask(removal)


@blueprint.post("/activities/views/remove")
def remove_view() -> Response:
    """Delete a saved view."""
    view = _saved_view(request.form)
    if view is not None:
        name = view.name
        saved_views.remove(db.session(), view.athlete_id, view.id)
        flash(f"The view “{name}” was removed.", "success")
    return redirect(links.to_table(links.filters_from_form()), 303)


def _saved_view(parameters: MultiDict[str, str]) -> SavedView | None:
    """Return the view whose `id` is in a form or an address, if it belongs to the athlete."""
    athlete, view_id = current.athlete(), coerce.identifier(parameters.get("id", type=int))
    if athlete is None or view_id is None:
        return None
    return saved_views.find(db.session(), athlete.id, view_id)
