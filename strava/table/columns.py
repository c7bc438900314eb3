"""The columns of the table: what each is called, holds and may be sorted by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column; `key` is its name in addresses.

    `fields` are the attributes of Activity behind it. What is `told_in_words` is sorted from A
    first, measures from the most.
    """

    key: str
    label: str
    fields: tuple[str, ...]
    told_in_words: bool = False
    usual: bool = False
    """Whether it is shown to who has chosen nothing."""
    long_label: str = ""

    @property
    def title(self) -> str:
        """The label, where there is room for more of it."""
        return self.long_label or self.label

    @property
    def sortable(self) -> bool:
        """Whether rows can be put in an order by it: a drawing has none."""
        return self.key != "route"


COLUMNS = (
    Column("date", "Date", ("start_local",), usual=True),
    Column("weekday", "Weekday", ("weekday",), told_in_words=True),
    Column(
        "time", "Start", ("time_of_day",), told_in_words=True, long_label="Local time of the start"
    ),
    Column("sport", "Sport", ("sport_type",), told_in_words=True, usual=True),
    Column("name", "Name", ("name",), told_in_words=True, usual=True),
    Column("route", "Route", (), usual=True),
    Column("distance", "Distance", ("distance",), usual=True),
    Column("moving_time", "Time", ("moving_time",), usual=True, long_label="Moving time"),
    Column("elapsed_time", "Elapsed", ("elapsed_time",), long_label="Elapsed time"),
    Column(
        "speed",
        "Pace",
        ("distance", "moving_time", "average_speed"),
        usual=True,
        long_label="Pace or speed",
    ),
    Column("climb", "Climb", ("total_elevation_gain",), usual=True),
    Column("heartrate", "HR", ("average_heartrate",), usual=True, long_label="Average heart rate"),
    Column("max_heartrate", "Max HR", ("max_heartrate",), long_label="Highest heart rate"),
    Column("power", "Power", ("average_watts",), long_label="Average power"),
    Column("cadence", "Cadence", ("average_cadence",)),
    Column("energy", "Energy", ("kilojoules",)),
    Column("effort", "Effort", ("suffer_score",), long_label="Relative effort"),
    Column("gear", "Gear", ("gear_id",), told_in_words=True),
    Column("kudos", "Kudos", ("kudos_count",)),
    Column("device", "Device", ("device_name",), told_in_words=True),
    Column(
        "privacy",
        "Seen by",
        ("visibility", "private"),
        told_in_words=True,
        long_label="Who can see it",
    ),
    Column("commute", "Commute", ("commute",)),
    Column("trainer", "Trainer", ("trainer",)),
)
BY_KEY = {column.key: column for column in COLUMNS}
USUAL = tuple(column.key for column in COLUMNS if column.usual)
SORTS = tuple(column.key for column in COLUMNS if column.sortable)


def chosen(keys: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns of these names, in the order of the table, the name always among them."""
    wanted = {*keys, "name"}
    return tuple(column for column in COLUMNS if column.key in wanted)
