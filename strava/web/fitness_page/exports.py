"""Fitness as JSON and CSV: a row for each day."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from ...analysis.fitness import fitness
from ...statistics.training import DAYS_AHEAD, Training
from ...table.filters import Days

Row = dict[str, Any]
_FIELDS = ("day", "load", "estimated", "fitness", "fatigue", "form", "ahead")


def to_json(training: Training, chosen: Days, today: date) -> Row:
    """Return the chosen days, and what their loads follow from, as JSON."""
    scale = training.scale
    return {
        "today": today.isoformat(),
        "days": list(_rows(training, chosen, today)),
        "sources": {
            source: {"activities": total.activities, "load": round(total.load, 1)}
            for source, total in training.sources.items()
        },
        "scale": {
            name: {"factor": round(ratio.factor, 4), "activities": ratio.activities}
            for name, ratio in (("heartrate", scale.heartrate), ("power", scale.power))
        },
        "load_of_an_hour": {sport: round(rate, 1) for sport, (_, rate) in training.rates.items()},
    }


def to_csv(training: Training, chosen: Days, today: date) -> str:
    """Return the chosen days as CSV."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, _FIELDS)
    writer.writeheader()
    writer.writerows({**row, "ahead": int(row["ahead"])} for row in _rows(training, chosen, today))
    return buffer.getvalue()


def _rows(training: Training, chosen: Days, today: date) -> Iterator[Row]:
    """Yield the days from the first activity on; with days ahead if today is among the chosen."""
    start, end = chosen.start or date.min, chosen.end or date.max
    for day, load, *averages in fitness(training.load, today + DAYS_AHEAD):
        if start <= day and (day <= end or end >= today):
            estimated = training.estimated.get(day, 0.0)
            numbers = (round(number, 1) for number in (load, estimated, *averages))
            values = (day.isoformat(), *numbers, day > today)
            yield dict(zip(_FIELDS, values, strict=True))
