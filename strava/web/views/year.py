"""GET /stats/YEAR: a year on one page, to show to friends. GET /stats/YEAR/card.svg: as a picture.

Neither has anything private unless the address asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from ... import sports
from ...db.models import Athlete, db
from ...statistics import year as years
from ...table.context import QueryContext
from ...table.filters import Filters
from .. import current, links
from ..year_page import card, content
from ..year_page.choices import SHOW, THEMES, Choices, parse_choices
from ..year_page.content import Content, Style

blueprint = Blueprint("year", __name__)
_MOST_YEARS = 60
"""The years that a year without activities leads to, so that wrong dates cannot make it endless."""
Text = TypeVar("Text", bound=str)


@blueprint.get("/stats/<int(fixed_digits=4):year>")
def show(year: int) -> BaseResponse | str:
    """Show a year, or that it has no activities."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    _check(year)
    current.latest_sync()
    filters, choices, notices = parse_choices(request.args)
    db.session.refresh(athlete)  # A sync may have changed its data version.
    context = current.context(athlete, Filters())
    known = _known_years(context)
    return render_template(
        "year/index.html",
        year=year,
        years=known[-_MOST_YEARS:],
        earlier=max((one for one in known if one < year), default=None),
        later=min((one for one in known if one > year), default=None),
        sections=_sections(athlete, context, year, filters, choices) if year in known else None,
        filters=filters,
        choices=choices,
        sports=content.sports_of(filters),
        offered={"show": SHOW, "group": sports.GROUP_NAMES, "theme": THEMES},
        measures=content.measures_of(athlete.imperial),
        link=lambda year: links.to_year(year, filters, choices.parameters()),
        kept_query=links.query(
            Filters(sport=filters.sport, group=filters.group, span=f"{year:04}")
        ),
        notices=notices,
    )


@blueprint.get("/stats/<int(fixed_digits=4):year>/card.svg")
def picture(year: int) -> BaseResponse:
    """Send the year as a picture."""
    athlete = current.athlete()
    if athlete is None:
        return redirect(url_for("connect.index"))
    _check(year)
    filters, choices, _ = parse_choices(request.args)
    context = current.context(athlete, Filters())

    def write(shown: Content) -> str:
        if not shown.everything.activities:
            return ""
        return card.render(current_app.jinja_env, shown, choices.theme, context.first_weekday)

    text = _cached("card", athlete, context, year, filters, choices, write)
    if not text:
        abort(404)
    return Response(text, mimetype="image/svg+xml")


def _check(year: int) -> None:
    if not date.min.year <= year <= date.max.year:
        abort(404)


def _known_years(context: QueryContext) -> list[int]:
    return current.table().result(
        context, "years", lambda: years.with_activities(db.session(), context)
    )


def _sections(
    athlete: Athlete, context: QueryContext, year: int, filters: Filters, choices: Choices
) -> Markup:
    """Return everything below the choices."""
    template = current_app.jinja_env.get_template("year/_sections.html")

    def write(shown: Content) -> Markup:
        # With explicit arguments and none of the variables of a page, so that the result can be
        # shown in response to another request.
        text = template.render(
            year=shown,
            card=links.to_year(year, filters, choices.parameters(), "year.picture"),
            records=links.to_records(filters),
            with_private=links.to_year(year, filters, choices.with_private().parameters()),
        )
        return Markup(text)  # noqa: S704 (a template with autoescaping)

    return _cached("year", athlete, context, year, filters, choices, write)


def _cached(
    name: str,
    athlete: Athlete,
    context: QueryContext,
    year: int,
    filters: Filters,
    choices: Choices,
    write: Callable[[Content], Text],
) -> Text:
    """Return what a function writes of the content of a year."""
    style = Style(current.dates(), athlete.imperial)
    key = (name, year, filters, choices, style, athlete.measures_version)

    def compute() -> Text:
        return write(content.build(db.session(), context, year, filters, choices, style))

    return current.table().result(context, key, compute)
