"""The columns of the table: name, unit, kind of cell, and the fields behind them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto


class CellKind(Enum):
    """How the cells of a column are written; web/display/cells.py has a formatter for each."""

    DATE = auto()
    WEEKDAY = auto()
    TIME_OF_DAY = auto()
    SPORT = auto()
    WORKOUT = auto()
    NAME = auto()
    ROUTE = auto()
    DISTANCE = auto()
    DURATION = auto()
    PACE = auto()
    ELEVATION = auto()
    CADENCE = auto()
    INTEGER = auto()
    TEXT = auto()
    GEAR = auto()
    VISIBILITY = auto()
    FLAG = auto()


@dataclass(frozen=True)
class Column:
    """A column of the table."""

    key: str
    """Its name in addresses, in the database and in stylesheets."""
    label: str
    kind: CellKind
    fields: tuple[str, ...]
    """The columns of Activity that it shows and exports."""
    long_label: str = ""
    unit: str = ""
    """Empty if its cells have none, or if it depends on the sports."""
    imperial_unit: str = ""
    """Empty if the unit is the same."""
    is_text: bool = False
    """Text is sorted from A to Z by default, everything else from the highest value down."""
    default: bool = False
    """Shown if the athlete has not chosen columns."""

    @property
    def title(self) -> str:
        """The label where there is room for a longer one."""
        return self.long_label or self.label

    @property
    def sortable(self) -> bool:
        """Whether rows can be sorted by it."""
        return self.kind is not CellKind.ROUTE

    def unit_in(self, imperial: bool) -> str:
        """Return the unit of its cells, or "" if they have none or it depends on the sports."""
        return self.imperial_unit if imperial and self.imperial_unit else self.unit


COLUMNS = (
    Column("date", "Date", CellKind.DATE, ("start_local",), default=True),
    Column("weekday", "Weekday", CellKind.WEEKDAY, ("weekday",), is_text=True),
    Column(
        "time", "Start", CellKind.TIME_OF_DAY, ("time_of_day",), "Local start time", is_text=True
    ),
    Column("sport", "Sport", CellKind.SPORT, ("sport_type",), is_text=True, default=True),
    Column("workout", "Workout", CellKind.WORKOUT, ("workout_type",), "Workout type", is_text=True),
    Column("name", "Name", CellKind.NAME, ("name",), is_text=True, default=True),
    Column("route", "Route", CellKind.ROUTE, (), default=True),
    Column("distance", "Distance", CellKind.DISTANCE, ("distance",), default=True),
    Column("moving_time", "Time", CellKind.DURATION, ("moving_time",), "Moving time", default=True),
    Column("elapsed_time", "Elapsed", CellKind.DURATION, ("elapsed_time",), "Elapsed time"),
    Column(
        "speed",
        "Pace",
        CellKind.PACE,
        ("distance", "moving_time", "elapsed_time", "workout_type", "average_speed"),
        "Pace or speed",
        default=True,
    ),
    Column(
        "climb",
        "Elev.",
        CellKind.ELEVATION,
        ("total_elevation_gain",),
        "Elevation gain",
        unit="m",
        imperial_unit="ft",
        default=True,
    ),
    Column(
        "heartrate",
        "HR",
        CellKind.INTEGER,
        ("average_heartrate",),
        "Average heart rate",
        unit="bpm",
        default=True,
    ),
    Column(
        "max_heartrate",
        "Max HR",
        CellKind.INTEGER,
        ("max_heartrate",),
        "Maximum heart rate",
        unit="bpm",
    ),
    Column("power", "Power", CellKind.INTEGER, ("average_watts",), "Average power", unit="W"),
    Column("cadence", "Cadence", CellKind.CADENCE, ("average_cadence",), "Average cadence"),
    Column("work", "Work", CellKind.INTEGER, ("kilojoules",), unit="kJ"),
    Column("effort", "Effort", CellKind.INTEGER, ("suffer_score",), "Relative effort"),
    Column("gear", "Gear", CellKind.GEAR, ("gear_id",), is_text=True),
    Column("kudos", "Kudos", CellKind.INTEGER, ("kudos_count",)),
    Column("device", "Device", CellKind.TEXT, ("device_name",), is_text=True),
    Column(
        "privacy",
        "Visible to",
        CellKind.VISIBILITY,
        ("visibility", "private"),
        "Who can see it",
        is_text=True,
    ),
    Column("commute", "Commute", CellKind.FLAG, ("commute",)),
    Column("trainer", "Trainer", CellKind.FLAG, ("trainer",)),
)
BY_KEY = {column.key: column for column in COLUMNS}
ALIASES = {"energy": "work"}
"""Earlier keys, which addresses, saved views, and athletes' choices can still have."""
DEFAULT_KEYS = tuple(column.key for column in COLUMNS if column.default)
SORTS = tuple(column.key for column in COLUMNS if column.sortable)


def current_key(key: str) -> str:
    """Return the key that replaced an earlier one, or else the key itself."""
    return ALIASES.get(key, key)


def select_columns(keys: Iterable[str]) -> tuple[Column, ...]:
    """Return the columns with these keys, in the order of the table, and always the name."""
    wanted = {*map(current_key, keys), "name"}
    return tuple(column for column in COLUMNS if column.key in wanted)
