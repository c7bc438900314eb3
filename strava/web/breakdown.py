"""The totals by sport and by month, which are rendered once and then cached."""

from __future__ import annotations

from typing import NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from ..table.facets import Overview
from .display import charts
from .display.formats import DateStyle


class Style(NamedTuple):
    """Everything besides the totals that the rendered text depends on."""

    dates: DateStyle
    imperial: bool
    sprite: str
    """Address of the file with the icons of the sports."""
    swims: bool = False
    """Whether the filters select swims only."""


def render(environment: Environment, overview: Overview, style: Style) -> Markup:
    """Return the HTML of the totals by sport and by month.

    The template gets explicit arguments and none of the variables of a page. The result can
    therefore be cached by these arguments and shown in response to another request.
    """
    template = environment.get_template("activities/_breakdown.html")
    return Markup(  # noqa: S704 (a template with autoescaping)
        template.render(
            overview=overview,
            charts=charts.by_month(overview.totals),
            bar_width=charts.WIDTH,
            chart_height=charts.HEIGHT,
            max_months=charts.MAX_MONTHS_IN_DETAIL,
            **style._asdict(),
        )
    )
