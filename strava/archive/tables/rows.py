"""A row of activities.csv, and what else the tables of an archive say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Row:
    """An activity of activities.csv in SI units. What the table does not say is None.

    `fields` has the names and units of Strava's API (distance in meters, times in seconds, speeds
    in meters per second, `total_elevation_gain`, `average_heartrate`, `calories`, `suffer_score`,
    `perceived_exertion`, `description`, `private_note`, `commute`, `flagged`, `weather` and so
    on); only those that the row has.
    """

    number: int
    """The place of the row in the table, counted from 1 for the first activity."""
    id: int
    name: str
    start: datetime
    """In UTC, with its time zone."""
    sport: str
    """The sport as displayed in the language of the archive."""
    sport_type: str | None
    """Strava's sport type, if the display name is known."""
    file_name: str | None
    """The name of the recording's file in the archive; None if entered by hand."""
    is_file_lost: bool
    """Whether Strava wrote `#error#` instead of a file name."""
    gear_name: str | None
    gear_key: str | None
    """The id of the gear as in Strava's API, such as `b12622314`, if the row has its number."""
    digest: str
    """Changes whenever a cell of the row changes."""
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """What could not be read, for the report of an import."""

    reason: str
    """One sentence: what is wrong, and what to do."""
    row: int | None = None
    name: str | None = None
    file_name: str | None = None
    activity_id: int | None = None


@dataclass
class ActivitiesTable:
    """All rows of activities.csv, and how it was read."""

    rows: list[Row]
    language: str | None
    """The code of the language of the header, such as `de`; None if it is not known."""
    date_form: str
    """An example of how dates were read, such as `09.12.2022, 15:24:49`."""
    unknown_columns: list[str]
    unknown_sports: list[str]
    """The display names of sports that are not known, each once."""
    problems: list[Problem]
    """Rows that were skipped or read in part."""


@dataclass(frozen=True)
class Profile:
    """What profile.csv and general_preferences.csv say about the athlete, and nothing more."""

    athlete_id: int | None = None
    name: str | None = None
    measurement_preference: str | None = None
    """`feet` or `meters`, as in Strava's API."""
    ftp: int | None = None
    max_heartrate: int | None = None
    sex: str | None = None
    """`F` or `M`."""
