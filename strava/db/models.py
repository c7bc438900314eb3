"""The tables.

Times are UTC and have no time zone in the database; Activity also has the local wall time.
Strava's fields: https://developers.strava.com/docs/reference/
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base
from .enums import RunKind, RunState, WaitReason

db = SQLAlchemy(model_class=Base)


class ApiApplication(Base):
    """The API application as entered on the setup page: at most one row, with id 1."""

    __tablename__ = "application"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    client_id: Mapped[str]
    client_secret: Mapped[str]


class Athlete(Base):
    """An athlete who has connected at least once. `id` is Strava's."""

    __tablename__ = "athlete"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    city: Mapped[str | None]
    measurement_preference: Mapped[str | None]
    """`feet` or `meters`, as set on Strava."""
    units: Mapped[str | None]
    """`metric` or `imperial`; None uses the setting on Strava."""
    connected_at: Mapped[datetime]
    profile_fetched_at: Mapped[datetime | None]
    last_synced_at: Mapped[datetime | None]
    last_checked_at: Mapped[datetime | None]
    """When the whole list was last fetched to its end."""
    deep_sync: Mapped[bool] = mapped_column(server_default=false())
    """Whether the details of every activity are fetched in the background."""
    data_version: Mapped[int] = mapped_column(server_default=text("0"))
    """Increases whenever an activity is added or changed. Caches of totals compare it."""
    date_order: Mapped[str | None]
    """`dmy`, `mdy` or `ymd`. Here and in the next two, None follows the browser's language."""
    hours: Mapped[int | None]
    """12 or 24."""
    first_weekday: Mapped[int | None]
    """0 for Monday to 6 for Sunday."""
    columns: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """The columns of the table that the athlete chose; None for the default ones."""

    @property
    def imperial(self) -> bool:
        """Whether distances are shown in miles."""
        if self.units:
            return self.units == "imperial"
        return self.measurement_preference == "feet"


class Token(Base):
    """An athlete's tokens. An athlete without a row is disconnected."""

    __tablename__ = "token"

    athlete_id: Mapped[int] = mapped_column(
        ForeignKey("athlete.id", ondelete="CASCADE"), primary_key=True
    )
    access_token: Mapped[str]
    refresh_token: Mapped[str]
    expires_at: Mapped[int]
    """Unix time."""
    scope: Mapped[str]
    """The granted scopes, separated by commas."""
    generation: Mapped[int]
    """Increases with every change, so that a waiting refresh sees that another one won."""
    refused_at: Mapped[datetime | None]
    """When Strava refused the refresh token; the athlete then has to reconnect."""


class Activity(Base):
    """The columns that are sorted, filtered and totaled: scanned often, so nothing wide.

    Units: meters, seconds, meters per second, beats and revolutions per minute, watts, kilojoules.
    """

    __tablename__ = "activity"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    athlete_id: Mapped[int] = mapped_column(ForeignKey("athlete.id", ondelete="CASCADE"))
    name: Mapped[str]
    search: Mapped[str]
    """The name as folding.py folds it, for searching and sorting."""
    sport_type: Mapped[str]
    workout_type: Mapped[int | None]
    """Strava's code; see workouts.py."""
    start_date: Mapped[datetime | None]
    start_local: Mapped[datetime | None] = mapped_column(DateTime)
    """The local wall time at the start, without a time zone."""
    day: Mapped[date | None]
    """The day of `start_local`."""
    weekday: Mapped[int | None]
    """The weekday of `day`: 0 for Monday to 6 for Sunday."""
    time_of_day: Mapped[int | None]
    """Seconds from midnight to `start_local`; None if the athlete hides the start time."""
    timezone: Mapped[str | None]
    distance: Mapped[float | None]
    moving_time: Mapped[int | None]
    elapsed_time: Mapped[int | None]
    total_elevation_gain: Mapped[float | None]
    average_speed: Mapped[float | None]
    max_speed: Mapped[float | None]
    average_heartrate: Mapped[float | None]
    max_heartrate: Mapped[float | None]
    elev_high: Mapped[float | None]
    elev_low: Mapped[float | None]
    average_watts: Mapped[float | None]
    max_watts: Mapped[float | None]
    weighted_average_watts: Mapped[float | None]
    average_cadence: Mapped[float | None]
    kilojoules: Mapped[float | None]
    suffer_score: Mapped[float | None]
    kudos_count: Mapped[int | None]
    comment_count: Mapped[int | None]
    achievement_count: Mapped[int | None]
    pr_count: Mapped[int | None]
    gear_id: Mapped[str | None]
    device_name: Mapped[str | None]
    visibility: Mapped[str | None]
    private: Mapped[bool]
    """Whether only the athlete can see it, from Strava's `private` and `visibility` fields."""
    commute: Mapped[bool]
    trainer: Mapped[bool]
    manual: Mapped[bool]
    deleted_at: Mapped[datetime | None]
    """When it was found to be deleted on Strava; None if it is not."""
    seen_in: Mapped[int | None]
    """The last walk of the list (SyncRun.walk_id) that included it."""

    __table_args__ = (
        # A covering index in the default order: queries read it, and then the rows of a page.
        Index(
            "ix_activity_table",
            "athlete_id",
            "deleted_at",
            text("start_local DESC"),
            text("id DESC"),
            "sport_type",
            "distance",
            "moving_time",
            "gear_id",
            "commute",
            "trainer",
            "private",
            "elapsed_time",
            "total_elevation_gain",
            "average_heartrate",
            "max_heartrate",
            "average_watts",
            "average_cadence",
            "kilojoules",
            "suffer_score",
            "kudos_count",
            "weekday",
            "time_of_day",
            "device_name",
            "visibility",
            "workout_type",
            "search",
        ),
    )


class Document(Base):
    """The JSON that Strava sent. The columns of Activity are derived from it."""

    __tablename__ = "document"

    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    """`summary`, `detail`, `streams` or `laps`; `failure` if Strava could not send details."""
    body: Mapped[str]
    """`null` if Strava responded that there is none."""
    fetched_at: Mapped[datetime]
    """For a summary, when it last changed."""


class Gear(Base):
    """A bike or a pair of shoes."""

    __tablename__ = "gear"

    id: Mapped[str] = mapped_column(primary_key=True)
    athlete_id: Mapped[int] = mapped_column(ForeignKey("athlete.id", ondelete="CASCADE"))
    name: Mapped[str]
    distance: Mapped[float | None]


class SavedView(Base):
    """Filters, order and columns of the table, saved under a name."""

    __tablename__ = "saved_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    athlete_id: Mapped[int] = mapped_column(ForeignKey("athlete.id", ondelete="CASCADE"))
    name: Mapped[str]
    query: Mapped[str]
    """The query string of its address."""

    __table_args__ = (Index("ix_saved_view_name", "athlete_id", "name", unique=True),)


class SyncRun(Base):
    """One execution of a sync, with its progress and outcome."""

    __tablename__ = "sync"

    id: Mapped[int] = mapped_column(primary_key=True)
    athlete_id: Mapped[int] = mapped_column(ForeignKey("athlete.id", ondelete="CASCADE"))
    kind: Mapped[RunKind]
    state: Mapped[RunState]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(server_default=text("0"))
    """Activities checked so far."""
    added: Mapped[int] = mapped_column(server_default=text("0"))
    changed: Mapped[int] = mapped_column(server_default=text("0"))
    deleted: Mapped[int] = mapped_column(server_default=text("0"))
    calls: Mapped[int] = mapped_column(server_default=text("0"))
    skipped: Mapped[list[str]] = mapped_column(JSON, server_default=text("'[]'"))
    """One sentence for each activity that was skipped."""
    walk_id: Mapped[int | None]
    """The run that began this walk of the list: its own id, or that of the run it continues."""
    list_before: Mapped[int | None]
    """The walk lists what started before this Unix time; None lists everything."""
    page_size: Mapped[int] = mapped_column(server_default=text("200"))
    """Activities in each page of the walk."""
    position: Mapped[int | None]
    """How many activities of that list are stored; None before the first, -1 after the last."""
    waiting_for: Mapped[WaitReason | None]
    resume_at: Mapped[datetime | None]
    """When a waiting run continues."""
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    """Consecutive attempts that failed because of the network."""
    missing: Mapped[int] = mapped_column(server_default=text("0"))
    """Activities that Strava did not list, if they are too many to delete without asking."""
    deletions_approved: Mapped[bool] = mapped_column(server_default=false())
    """Whether the athlete confirmed that those activities are deleted."""
    error: Mapped[str | None]

    __table_args__ = (
        Index("ix_sync_athlete", "athlete_id", "id"),
        # An id is never reused, even after an athlete's runs are deleted.
        {"sqlite_autoincrement": True},
    )


class Change(Base):
    """A change that a run made to one activity. First runs, which add everything, record none."""

    __tablename__ = "change"

    id: Mapped[int] = mapped_column(primary_key=True)
    sync_id: Mapped[int] = mapped_column(ForeignKey("sync.id", ondelete="CASCADE"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"))
    kind: Mapped[str]
    """`added`, `changed`, `deleted` or `returned`."""
    fields: Mapped[list[Any]] = mapped_column(JSON, server_default=text("'[]'"))
    """For kind `changed`: [name, from, to] of each field of the summary that differs."""

    __table_args__ = (
        Index("ix_change_sync", "sync_id", "id"),
        Index("ix_change_activity", "activity_id"),
    )


class RateLimitRow(Base):
    """The rate limits and usage of an API application, from Strava's last response."""

    __tablename__ = "quota"

    client_id: Mapped[str] = mapped_column(primary_key=True)
    quarter_start: Mapped[datetime]
    """The start of the 15-minute window in which the response arrived."""
    quarter_limit: Mapped[int]
    quarter_used: Mapped[int]
    day_start: Mapped[datetime]
    day_limit: Mapped[int]
    day_used: Mapped[int]
