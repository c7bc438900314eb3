"""The stored figures of the splits and laps of an activity, as tables of the page."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from markupsafe import Markup, escape
from sqlalchemy import bindparam, select

from ...db.models import StretchRow
from ..display.stretch_table import Figures, Style
from .page import Page

MAX_ROWS = 1000
"""Number of rows that a table shows."""

_QUERY = (
    select(
        StretchRow.kind,
        StretchRow.number,
        StretchRow.start,
        StretchRow.end,
        StretchRow.moving_time,
        StretchRow.distance,
        StretchRow.flat_distance,
        StretchRow.elevation_gain,
        StretchRow.elevation_loss,
        StretchRow.average_heartrate,
        StretchRow.average_watts,
        StretchRow.average_cadence,
    )
    .where(
        StretchRow.activity_id == bindparam("activity_id"),
        StretchRow.kind.in_(bindparam("kinds", expanding=True)),
        StretchRow.number <= MAX_ROWS,
    )
    .order_by(StretchRow.kind, StretchRow.number)
)


class StoredRow(NamedTuple):
    """A stored stretch: its kind and number, where it is, in seconds, and its figures."""

    kind: str
    number: int
    start: float
    end: float
    figures: Figures


def stored_rows(page: Page, kinds: Collection[str]) -> list[StoredRow]:
    """Return the first MAX_ROWS stored stretches of these kinds, in order."""
    found = page.session.execute(_QUERY, {"activity_id": page.activity.id, "kinds": list(kinds)})
    return [
        StoredRow(kind, number, start, end, Figures(moving_time, end - start, *figures))
        for kind, number, start, end, moving_time, *figures in found
    ]


def write_rows(
    names: Iterable[Markup], tags: Iterable[list[str]], cells: Iterable[Markup]
) -> Markup:
    """Return the HTML of the rows of a table: names with tags after them, and the other cells."""
    # There can be hundreds, and a loop in a template would take four times as long.
    rows = []
    for name, words, others in zip(names, tags, cells, strict=True):
        marks = "".join(f' <small class="tag">{escape(word)}</small>' for word in words)
        rest = f"<td>{others}</td>" if others else ""
        rows.append(f'<tr><th scope="row" dir="auto">{name}{marks}</th>{rest}</tr>')
    return Markup("\n".join(rows))  # noqa: S704


def style(page: Page, *, imperial_pace: bool) -> Style:
    """Return how the figures of this activity are written."""
    activity = page.activity
    return Style(activity.sport_type, page.imperial, imperial_pace, activity.workout_type)
