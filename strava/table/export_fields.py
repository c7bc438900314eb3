"""The fields of exports, with Strava's names: stored columns, and the rest of a summary."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Text, case, cast, or_
from sqlalchemy.sql.elements import KeyedColumnElement
from sqlalchemy.types import DateTime

from .. import coerce
from ..db.activities import is_visible_to_others
from ..db.base import UTCDateTime
from ..db.models import Activity, Gear
from .columns import BY_KEY


class FieldKind(Enum):
    """How the values of a field are written."""

    NUMBER = auto()
    DURATION = auto()
    TEXT = auto()
    FLAG = auto()
    UTC_TIME = auto()
    LOCAL_TIME = auto()
    AS_SENT = auto()
    """Any value of JSON."""


@dataclass(frozen=True)
class Field:
    """An exported field: its name, its unit, and its column in the database.

    Without a column, it is read from the summary that Strava sent. A dot in its name leads into an
    object.
    """

    name: str
    unit: str
    kind: FieldKind
    column: KeyedColumnElement[Any] | None = None

    @property
    def heading(self) -> str:
        """The name in CSV, with the unit."""
        name = _HEADINGS.get(self.name, self.name)
        return f"{name}_{self.unit}" if self.unit else name

    @property
    def is_time(self) -> bool:
        """Whether its values are points in time."""
        return self.kind in (FieldKind.UTC_TIME, FieldKind.LOCAL_TIME)

    def read(self, summaries: Sequence[dict[str, Any]]) -> list[Any]:
        """Return its values in summaries, with None for missing ones."""
        values: list[Any] = list(summaries)
        for name in self.name.split("."):
            values = [value.get(name) if isinstance(value, dict) else None for value in values]
        return [None if value is None else _storable(value) for value in values]


_NOT_EXPORTED = ("athlete_id", "search", "day", "weekday", "time_of_day", "deleted_at", "seen_in")
_NAMES = {"start_local": "start_date_local"}
_UNITS = {
    "distance": "m",
    "moving_time": "s",
    "elapsed_time": "s",
    "total_elevation_gain": "m",
    "average_speed": "m_per_s",
    "max_speed": "m_per_s",
    "average_heartrate": "bpm",
    "max_heartrate": "bpm",
    "elev_high": "m",
    "elev_low": "m",
    "average_watts": "w",
    "max_watts": "w",
    "weighted_average_watts": "w",
    "average_cadence": "per_min",
    "kilojoules": "kj",
}
"""The units in the headers of CSV: those of the stored values, which the table converts. Programs
rely on them, so they do not follow the labels of the table."""

_HEADINGS = {"kilojoules": "work"}
"""The fields that CSV calls otherwise than Strava does."""

_DURATIONS = ("moving_time", "elapsed_time")
_ONLY_IN_SUMMARY = {
    "resource_state": "",
    "athlete.id": "",
    "type": "",
    "upload_id": "",
    "upload_id_str": "",
    "external_id": "",
    "utc_offset": "s",
    "location_city": "",
    "location_state": "",
    "location_country": "",
    "start_latlng": "",
    "end_latlng": "",
    "map.id": "",
    "map.summary_polyline": "",
    "athlete_count": "",
    "photo_count": "",
    "total_photo_count": "",
    "has_heartrate": "",
    "heartrate_opt_out": "",
    "display_hide_heartrate_option": "",
    "device_watts": "",
    "average_temp": "c",
    "flagged": "",
    "from_accepted_tag": "",
    "has_kudoed": "",
    "hide_from_home": "",
}
"""The fields of a summary that have no column, with their units.

Source: https://developers.strava.com/docs/reference/#api-models-SummaryActivity, and recorded
answers, which have more than the documentation.
"""


def _kind(column: KeyedColumnElement[Any]) -> FieldKind:
    if isinstance(column.type, UTCDateTime):
        return FieldKind.UTC_TIME
    if isinstance(column.type, DateTime):
        return FieldKind.LOCAL_TIME
    if isinstance(column.type, Boolean):
        return FieldKind.FLAG
    if column.name in _DURATIONS:
        return FieldKind.DURATION
    return FieldKind.TEXT if column.type.python_type is str else FieldKind.NUMBER


_STORED = tuple(
    Field(
        _NAMES.get(column.name, column.name),
        _UNITS.get(column.name, ""),
        _kind(column),
        column,
    )
    for column in Activity.__table__.columns
    if column.name not in _NOT_EXPORTED
)
_GEAR_NAME = Field("gear_name", "", FieldKind.TEXT, Gear.__table__.c.name)
FIELDS = (
    *_STORED,
    _GEAR_NAME,
    *(Field(name, unit, FieldKind.AS_SENT) for name, unit in _ONLY_IN_SUMMARY.items()),
)


def select_fields(keys: Sequence[str]) -> tuple[Field, ...]:
    """Return the fields of these columns of the table, and always id and name.

    Without keys, return all fields.
    """
    if not keys:
        return FIELDS
    wanted = {"id", "name", *(field for key in keys for field in BY_KEY[key].fields)}
    if wanted & {"weekday", "time_of_day"}:
        wanted.add("start_local")
    selected = tuple(
        field for field in _STORED if field.column is not None and field.column.name in wanted
    )
    return (*selected, _GEAR_NAME) if "gear_id" in wanted else selected


def selected_column(field: Field) -> ColumnElement[Any] | None:
    """Return what to select for a field: times as text, which is much faster to write."""
    if field.column is not None and field.is_time:
        return cast(field.column, Text)
    if field.name == "private":
        # If nobody knows who sees an activity, it is neither private nor visible.
        return case((or_(Activity.private, is_visible_to_others()), Activity.private))
    return field.column


def _storable(value: Any) -> Any:
    """Return a value as sent, without what cannot be written as JSON in UTF-8."""
    if isinstance(value, str):
        return coerce.text(value) or ""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [_storable(item) for item in value if not isinstance(item, list | dict)]
    return None if isinstance(value, dict) else value
