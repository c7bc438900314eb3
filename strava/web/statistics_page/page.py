"""The sections of the page of statistics, rendered once and then cached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jinja2 import Environment
from markupsafe import Markup
from sqlalchemy.orm import Session

from ... import sports
from ...analysis.periods import Periods
from ...sports import are_swims
from ...statistics import amounts, parts, totals
from ...statistics.choices import Choices
from ...table.context import QueryContext
from ...table.filters import Filters
from ..display.formats import DateStyle
from . import totals as totals_section
from .measures import all_measures, usual
from .table_links import TableLinks


@dataclass(frozen=True)
class Style:
    """Everything besides the activities and the choices that the rendered text depends on."""

    dates: DateStyle
    imperial: bool


def render(
    environment: Environment,
    session: Session,
    context: QueryContext,
    filters: Filters,
    choices: Choices,
    style: Style,
    link: Callable[[Choices], str],
) -> Markup:
    """Return the HTML of all sections. `link` returns the address of the page with other choices.

    The template gets explicit arguments and none of the variables of a page. The result can
    therefore be cached by these arguments and shown in response to another request.
    """
    found = parts.load_parts(session, context, filters)
    everything = amounts.total(found)
    measures = all_measures(style.imperial, are_swims(filters.sport))
    chosen = measures[choices.measure or usual(everything)]
    to_table = TableLinks(filters, filters.days(context.today, context.first_weekday))
    periods = Periods(choices.by, context.first_weekday)
    by_period = totals.by_period(found, periods, list(sports.GROUP_NAMES))
    template = environment.get_template("statistics/_sections.html")
    return Markup(  # noqa: S704 (a template with autoescaping)
        template.render(
            choices=choices,
            link=link,
            chosen=chosen,
            measures=[one for one in measures.values() if one.of(everything)],
            group_names=sports.GROUP_NAMES,
            dates=style.dates,
            everything=everything,
            without_date=sum(part.activities for part in found if part.day is None),
            totals=totals_section.build(
                by_period, periods, measures, chosen, to_table, style.dates
            ),
        )
    )
