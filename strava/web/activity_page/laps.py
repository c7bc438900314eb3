"""The laps of the device: Strava's figures, completed by those of the recording."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup, escape

from ... import coerce
from ...analysis.intervals import LapKind, lap_kinds
from ...sports import is_swim
from .. import stretches
from ..display import formats
from ..display.stretch_table import Figures, Style, write_table
from . import stretch_rows
from .page import Page
from .stretch_rows import MAX_ROWS, StoredRow

_SHORTEST = 5.0
"""Seconds below which a lap is no lap of an interval session, and not the fastest."""
_STRAVA_FIELDS = {
    "moving_time": "moving_time",
    "elapsed_time": "elapsed_time",
    "distance": "distance",
    "elevation_gain": "total_elevation_gain",
    "average_heartrate": "average_heartrate",
    "average_watts": "average_watts",
    "average_cadence": "average_cadence",
}
"""The figures that Strava gives for a lap, by those of the table."""


def build(page: Page) -> dict[str, Any] | None:
    """Return the table of the laps. A single one is the whole activity, and left out."""
    listed = page.fields.get("laps", page.documents.get("laps"))
    sent = listed if isinstance(listed, list) else []
    laps = {
        number: lap for number, lap in enumerate(sent[:MAX_ROWS], start=1) if isinstance(lap, dict)
    }
    if len(laps) < 2:
        return None
    stored = {row.number: row for row in stretch_rows.stored_rows(page, ("lap",))}
    figures = [
        _figures(lap, stored[number].figures if number in stored else Figures())
        for number, lap in laps.items()
    ]
    style = stretch_rows.style(page, imperial_pace=page.imperial)
    swims = is_swim(page.activity.sport_type)
    written = write_table(figures, style, with_distance=True, swims=swims)
    kinds = lap_kinds([_lap_speed(one) for one in figures])
    names = [_name(page, number, lap, stored.get(number)) for number, lap in laps.items()]
    return {
        "heading": "Lap",
        "columns": written.columns,
        "has_flat_pace": written.has_flat_pace,
        "rows": stretch_rows.write_rows(
            names, _tags(kinds, _fastest(style, figures)), written.rows
        ),
        "number": len(laps),
        "total": len(sent),
        "sums": _sums(figures, kinds, style),
    }


def _name(page: Page, number: int, lap: dict[str, Any], row: StoredRow | None) -> Markup:
    """Return the name of a lap, with a link to its stretch if the recording has it."""
    name = coerce.short_text(lap.get("name")) or f"Lap {number}"
    if row is None:
        return escape(name)
    link = stretches.link(row.start, row.end, page.list_query, chosen=page.stretch)
    return stretches.anchor(link, name)


def _tags(kinds: Sequence[LapKind | None], fastest: int | None) -> list[list[str]]:
    """Return what is said about each lap after its name."""
    return [
        [*([kind.value] if kind else []), *(["fastest"] if index == fastest else [])]
        for index, kind in enumerate(kinds)
    ]


def _sums(figures: Sequence[Figures], kinds: Sequence[LapKind | None], style: Style) -> list[str]:
    """Return a line about the laps of each kind."""
    pairs = list(zip(figures, kinds, strict=True))
    return [
        _sum(kind, [one for one, other in pairs if other is kind], style)
        for kind in LapKind
        if kind in kinds
    ]


def _figures(lap: dict[str, Any], recorded: Figures) -> Figures:
    """Return the figures of a lap. Those of Strava win."""
    sent = {name: coerce.number(lap.get(field)) for name, field in _STRAVA_FIELDS.items()}
    return recorded._replace(**{name: value for name, value in sent.items() if value is not None})


def _lap_speed(figures: Figures) -> float | None:
    """Return the speed of a lap with its pauses: standing still is rest."""
    elapsed = figures.elapsed_time or figures.moving_time
    if elapsed is None or elapsed < _SHORTEST or figures.distance is None:
        return None
    return max(figures.distance, 0.0) / elapsed


def _fastest(style: Style, figures: Sequence[Figures]) -> int | None:
    """Return the index of the fastest lap; None if there are no two that differ."""
    speeds = {
        index: speed
        for index, one in enumerate(figures)
        if (speed := style.speed(one)) is not None and (style.seconds(one) or 0) >= _SHORTEST
    }
    if len(set(speeds.values())) < 2:
        return None
    return max(speeds, key=lambda index: speeds[index])


def _sum(kind: LapKind, figures: Sequence[Figures], style: Style) -> str:
    """Write the number of laps of a kind, their time, pace, and heart rate."""
    seconds = sum(style.seconds(one) or 0.0 for one in figures)
    whole = Figures(
        moving_time=seconds,
        elapsed_time=seconds,
        distance=sum(one.distance or 0.0 for one in figures),
    )
    unit = formats.average_unit(style.sport_type, style.imperial_pace)
    with_heartrate = [
        (one.average_heartrate, style.seconds(one) or 0.0)
        for one in figures
        if one.average_heartrate is not None
    ]
    beats = sum(rate * lasts for rate, lasts in with_heartrate)
    lasts = sum(lasts for _, lasts in with_heartrate)
    parts = [
        formats.duration(seconds),
        formats.with_unit(style.pace(whole), unit),
        formats.with_unit(formats.integer(beats / lasts if lasts else None), "bpm"),
    ]
    laps = f"{len(figures)} {kind.value} lap{'' if len(figures) == 1 else 's'}"
    return f"{laps}: {', '.join(part for part in parts if part != formats.MISSING)}"
