"""The totals by sport and by month, which are rendered once and then cached."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from ..table.facets import Overview
from ..table.filters import Days, Filters
from ..table.totals import Sums, Totals
from .display import charts
from .display.formats import DateStyle

MAX_MONTHS = 600
"""With more months, only years are listed, so that wrong dates cannot make a page endless."""


class Style(NamedTuple):
    """Everything besides the totals that the rendered text depends on."""

    dates: DateStyle
    imperial: bool
    swims: bool = False
    """Whether the filters select swims only."""


class Period(NamedTuple):
    """A month or a year with the sums of its activities, and the filters that show them."""

    name: str
    """A month like 2026-11, or a year like 2026."""
    sums: Sums
    filters: Filters


def render(
    environment: Environment,
    overview: Overview,
    style: Style,
    filters: Filters,
    days: Days,
    link: Callable[[Filters], str],
) -> Markup:
    """Return the HTML of the totals by sport and by month.

    `filters` are those of the page, `days` their period, and `link` returns the address of a page.

    The template gets explicit arguments and none of the variables of a page. The result can
    therefore be cached by these arguments and shown in response to another request.
    """
    template = environment.get_template("activities/_breakdown.html")
    shown = filters.with_totals(False)
    return Markup(  # noqa: S704 (a template with autoescaping)
        template.render(
            overview=overview,
            charts=charts.by_month(overview.totals),
            bar_width=charts.WIDTH,
            chart_height=charts.HEIGHT,
            max_months=charts.MAX_MONTHS_IN_DETAIL,
            filters=shown,
            periods=_periods(overview.totals, shown, days),
            link=link,
            **style._asdict(),
        )
    )


def _periods(totals: Totals, filters: Filters, days: Days) -> list[Period]:
    """Return the months, the latest first; with several years, each year before its months."""
    years = totals.by_year
    sums = dict(totals.by_month) if len(totals.by_month) <= MAX_MONTHS else {}
    if len(years) > 1:
        sums |= years
    return [
        Period(name, sums[name], filters.with_days(_days_of(name).within(days)))
        for name in sorted(sums, key=_position, reverse=True)
    ]


def _position(period: str) -> str:
    """Return what sorts periods by time, and a year after its months."""
    return f"{period}-13"[:7]


def _days_of(period: str) -> Days:
    year, month = int(period[:4]), int(period[5:] or 0)
    first, last = month or 1, month or 12
    return Days(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))
