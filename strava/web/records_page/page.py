"""The sections of the page of records, rendered once and then cached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from jinja2 import Environment
from markupsafe import Markup

from ... import sports
from ...analysis.families import RIDE, RUN, SWIM
from ...table.context import QueryContext
from ...table.filters import Filters
from ...table.parameters import MAX_IDS
from .. import links
from ..display.formats import DateStyle
from . import activities, efforts
from .found import Found

_FAMILIES = {"foot": RUN.name, "cycle": RIDE.name, "water": SWIM.name}
"""The family of sports with best efforts in a group."""


@dataclass(frozen=True)
class Style:
    """Everything besides the activities that the rendered text depends on."""

    dates: DateStyle
    imperial: bool
    from_archive: bool
    """Whether nothing can be fetched, because the athlete is known only from an archive."""
    is_fetching: bool
    """Whether the details of all activities are fetched in the background."""


def render(
    environment: Environment, context: QueryContext, filters: Filters, found: Found, style: Style
) -> Markup:
    """Return the HTML of all sections.

    The template gets explicit arguments and none of the variables of a page. The result can
    therefore be cached by these arguments and shown in response to another request.
    """
    template = environment.get_template("records/_sections.html")
    return Markup(  # noqa: S704 (a template with autoescaping)
        template.render(**_sections(context, filters, found, style))
    )


def _sections(
    context: QueryContext, filters: Filters, found: Found, style: Style
) -> dict[str, Any]:
    of_activities = activities.rows(found.whole, found.places, filters, style.dates, style.imperial)
    of_efforts = efforts.tables(
        found.efforts, found.places, context.today, style.dates, style.imperial
    )
    return {
        "groups": [
            (group, name, of_activities[group], of_efforts.get(_FAMILIES.get(group, ""), []))
            for group, name in sports.GROUP_NAMES.items()
            if group in of_activities
        ],
        "style": style,
        "sync_address": url_for("sync.show"),
        "without_recording": found.without_recording,
        "implausible": len(found.implausible),
        "check_address": url_for("check.show"),
        "implausible_address": links.to_table(
            Filters(
                id=tuple(found.implausible[:MAX_IDS]),
                deleted=filters.deleted,
                left_out=filters.left_out,
            )
        ),
    }
