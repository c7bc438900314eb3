"""The records as JSON and CSV, in SI units."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from ...analysis.families import RIDE, RUN, SWIM
from ...recordings.efforts import POWER
from ...statistics.activity_records import ActivityRecord
from ...statistics.best_efforts import SizeRecords
from ...statistics.contenders import BestEffort
from .found import Found
from .places import Places

Row = dict[str, Any]
_FAMILIES = {RUN.name: "Run", RIDE.name: "Ride", SWIM.name: "Swim"}
"""The names of families of sports in exports."""
_COLUMNS = (
    *("record", "sport_group", "size", "position", "value"),
    *("id", "name", "date", "from", "to"),
)


def to_json(found: Found) -> Row:
    """Return all records as JSON."""
    return {
        "activities": [_activity(one, found.places) for one in found.whole],
        "best_efforts": [_records(one, found.places) for one in found.efforts if one.kind != POWER],
        "power_curve": [_records(one, found.places) for one in found.efforts if one.kind == POWER],
        "without_recording": found.without_recording,
        "implausible": found.implausible,
    }


def _activity(one: ActivityRecord, places: Places) -> Row:
    least = {} if one.key.least is None else {"least_distance": one.key.least}
    return {
        "sport_group": one.group,
        "record": one.key.measure,
        **least,
        "value": round(one.value, 3),
        **_where(one.holder.id, one.holder.moment, places),
    }


def _records(one: SizeRecords, places: Places) -> Row:
    """Return the best effort over a distance or a time, the next best ones, and the history."""
    is_power = one.kind == POWER
    value = "watts" if is_power else "seconds"

    def row(effort: BestEffort | None) -> Row | None:
        return effort and {value: round(effort.value, 3), **_stretch(effort, places)}

    return {
        "sport_group": _FAMILIES[one.family],
        ("duration" if is_power else "distance"): one.size,
        **(row(one.best[0].effort) or {}),
        "this_year": row(one.this_year),
        "last_90_days": row(one.last_90_days),
        "best": [{"position": position, **(row(effort) or {})} for position, effort in one.best],
        "history": [
            {
                **(row(effort) or {}),
                "improvement": improvement and round(improvement, 3),
            }
            for effort, improvement in one.history
        ],
    }


def to_csv(found: Found) -> str:
    """Return a row for each record of an activity, and for each of the best efforts, as CSV."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, _COLUMNS)
    writer.writeheader()
    writer.writerows(_rows(found))
    return buffer.getvalue()


def _rows(found: Found) -> Iterator[Row]:
    for one in found.whole:
        yield {
            "record": one.key.measure,
            "sport_group": one.group,
            "size": one.key.least,
            "position": 1,
            "value": round(one.value, 3),
            **_of_csv(_where(one.holder.id, one.holder.moment, found.places)),
        }
    for sizes in found.efforts:
        for position, effort in sizes.best:
            yield {
                "record": "power" if sizes.kind == POWER else "best_effort",
                "sport_group": _FAMILIES[sizes.family],
                "size": sizes.size,
                "position": position,
                "value": round(effort.value, 3),
                **_of_csv(_stretch(effort, found.places)),
            }


def _of_csv(row: Row) -> Row:
    return {("id" if name == "activity_id" else name): value for name, value in row.items()}


def _stretch(effort: BestEffort, places: Places) -> Row:
    where = {"from": round(effort.start, 3), "to": round(effort.end, 3)}
    return _where(effort.activity_id, effort.moment, places) | where


def _where(activity_id: int, moment: str | None, places: Places) -> Row:
    return {
        "activity_id": activity_id,
        "name": places.names.get(activity_id),
        "date": moment and moment[:10],
    }
