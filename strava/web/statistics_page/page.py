"""The sections of the page of statistics, rendered once and then cached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from jinja2 import Environment
from markupsafe import Markup
from sqlalchemy.orm import Session

from ... import sports
from ...analysis.periods import Periods, Unit
from ...sports import are_swims
from ...statistics import amounts, days, gear, parts, reminders, totals
from ...statistics.choices import Choices
from ...statistics.parts import Part
from ...table.context import QueryContext
from ...table.filters import Filters
from .. import links
from ..display.formats import DateStyle
from . import calendar, eddington, rhythm, side_by_side, streaks, years
from . import gear as gear_section
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
    link: Callable[..., str],
) -> Markup:
    """Return the HTML of all sections.

    `link` returns the address of the page with other choices, and other values of the filters.

    The template gets explicit arguments and none of the variables of a page. The result can
    therefore be cached by these arguments and shown in response to another request.
    """
    found = parts.load_parts(session, context, filters)
    retired = reminders.retired(session, context.athlete_id)
    template = environment.get_template("statistics/_sections.html")
    return Markup(  # noqa: S704 (a template with autoescaping)
        template.render(
            choices=choices,
            link=link,
            to_year=partial(links.to_year, filters=filters),
            group_names=sports.GROUP_NAMES,
            retired=retired,
            **_sections(found, context, filters, choices, style),
        )
    )


def _sections(
    found: list[Part], context: QueryContext, filters: Filters, choices: Choices, style: Style
) -> dict[str, Any]:
    """Return what the sections show of the parts of the matching activities."""
    today, first_weekday = context.today, context.first_weekday
    everything = amounts.total(found)
    measures = all_measures(style.imperial, are_swims(filters.sport))
    chosen = measures[choices.measure or usual(everything)]
    to_table = TableLinks(filters, filters.days(today, first_weekday))
    by_day = days.by_day(found)
    by_hour = days.by_weekday_and_hour(found)
    periods = Periods(cast(Unit, choices.by), first_weekday)
    by_period = totals.by_period(found, periods, list(sports.GROUP_NAMES))
    by_total = totals_section.build(
        by_period,
        periods,
        measures,
        chosen,
        to_table,
        style.dates,
        stacked=choices.bars == "stacked",
    )
    is_by_month = choices.by == "month"
    uses = gear.by_gear(found)
    return {
        "chosen": chosen,
        "measures": [one for one in measures.values() if one.of(everything)],
        "everything": everything,
        "without_date": sum(part.activities for part in found if part.day is None),
        "totals": by_total,
        "side_by_side": side_by_side.build(by_period, chosen, to_table) if is_by_month else [],
        "years": years.build(by_day, today, chosen, to_table),
        "calendar": calendar.build(
            by_day, first_weekday, chosen, to_table, style.dates, choices.days
        ),
        "rhythm": rhythm.build(by_hour, first_weekday, chosen, to_table),
        "streaks": streaks.build(by_day.keys(), today, first_weekday, to_table, style.dates),
        "eddington": eddington.build(found, to_table),
        "number_of_gear": len(uses),
        "gear": gear_section.build(
            uses,
            dict(context.gear),
            by_total.measures,
            chosen,
            to_table,
            style.dates,
        ),
    }
