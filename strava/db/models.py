"""The tables. Times are UTC and without a zone in the database, beside the local wall time.

Facts about each field: https://developers.strava.com/docs/reference/
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Text,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.types import TypeDecorator


class UTCDateTime(TypeDecorator[datetime]):
    """An aware time in Python, the same moment in UTC without a zone in the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Turn an aware time into UTC and drop the zone."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Say again that the time is UTC."""
        return value.replace(tzinfo=UTC) if value else None


class Base(DeclarativeBase):
    """What every table shares: names of constraints, and the types of columns."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(column_0_label)s",
                "uq": "uq_%(table_name)s_%(column_0_name)s",
                "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            # Strava's ids pass 2^31; SQLite's INTEGER has 64 bits, and as a primary key is the row.
            int: BigInteger().with_variant(Integer, "sqlite"),
            str: Text,
            datetime: UTCDateTime,
        },
    )


db = SQLAlchemy(model_class=Base)


class ApiApplication(Base):
    """The API application as entered in the browser: at most one row, with id 1."""

    __tablename__ = "application"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    client_id: Mapped[str]
    client_secret: Mapped[str]


class Athlete(Base):
    """An athlete who has connected at some time; `id` is Strava's."""

    __tablename__ = "athlete"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    city: Mapped[str | None]
    measurement_preference: Mapped[str | None]
    """`feet` or `meters`, as the athlete chose at Strava."""
    units: Mapped[str | None]
    """`metric` or `imperial` where the athlete chose here, else None."""
    connected_at: Mapped[datetime]
    profile_fetched_at: Mapped[datetime | None]
    last_synced_at: Mapped[datetime | None]
    last_checked_at: Mapped[datetime | None]
    """When the whole list was last walked to its end."""
    deep_sync: Mapped[bool] = mapped_column(server_default=false())
    """Whether the details of every activity are fetched in the background."""
    data_version: Mapped[int] = mapped_column(server_default=text("0"))
    """Grows whenever an activity is added or changed, so that totals can be kept until then."""
    date_order: Mapped[str | None]
    """`dmy`, `mdy` or `ymd`; None, as for the next two: as the browser's language has it."""
    hours: Mapped[int | None]
    """12 or 24."""
    first_weekday: Mapped[int | None]
    """0 for Monday to 6 for Sunday."""
    columns: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """The columns of the table, as last chosen; None for the usual ones."""

    @property
    def imperial(self) -> bool:
        """Whether distances are shown in miles."""
        if self.units:
            return self.units == "imperial"
        return self.measurement_preference == "feet"


class Token(Base):
    """An athlete's sign-in. Without a row the athlete is disconnected."""

    __tablename__ = "token"

    athlete_id: Mapped[int] = mapped_column(
        ForeignKey("athlete.id", ondelete="CASCADE"), primary_key=True
    )
    access_token: Mapped[str]
    refresh_token: Mapped[str]
    expires_at: Mapped[int]
    """Unix time."""
    scope: Mapped[str]
    """What the athlete granted, separated by commas."""
    generation: Mapped[int]
    """Grows with every change, so that who waited for a refresh sees that one happened."""
    refused_at: Mapped[datetime | None]
    """Since when Strava no longer accepts the refresh token: the athlete must reconnect."""


class Activity(Base):
    """What the table sorts, filters and totals; nothing wide, for every request scans it.

    Metres, seconds, metres per second, beats and turns per minute, watts, kilojoules.
    """

    __tablename__ = "activity"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    athlete_id: Mapped[int] = mapped_column(ForeignKey("athlete.id", ondelete="CASCADE"))
    name: Mapped[str]
    search: Mapped[str]
    """The name folded for searching and sorting: without case and accents."""
    sport_type: Mapped[str]
    start_date: Mapped[datetime | None]
    start_local: Mapped[datetime | None] = mapped_column(DateTime)
    """Wall time where it happened, without a zone."""
    day: Mapped[date | None]
    """The day of `start_local`, which the activity belongs to."""
    weekday: Mapped[int | None]
    """Of `day`: 0 for Monday to 6 for Sunday."""
    time_of_day: Mapped[int | None]
    """Of `start_local`, in seconds since midnight; None where the athlete hides it."""
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
    """Whether only the athlete sees it, whichever of its two ways Strava says so in."""
    commute: Mapped[bool]
    trainer: Mapped[bool]
    manual: Mapped[bool]
    deleted_at: Mapped[datetime | None]
    """Since when Strava no longer shows it; None while it does."""
    seen_in: Mapped[int | None]
    """The last walk (SyncRun.walk_id) that came across it."""

    __table_args__ = (
        # All that is searched, sorted, counted and totalled, in the order of the table: any
        # question about the activities reads this alone, from end to end, and then fifty rows.
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
            "search",
        ),
    )


class Document(Base):
    """The JSON as Strava sent it, from which the columns of Activity can be derived again."""

    __tablename__ = "document"

    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    """`summary`, `detail`, `streams` or `laps`."""
    body: Mapped[str]
    """`null` where Strava said that there is none."""
    fetched_at: Mapped[datetime]
    """For a summary, since when it has been as it is."""


class Gear(Base):
    """A bike or a pair of shoes."""

    __tablename__ = "gear"

    id: Mapped[str] = mapped_column(primary_key=True)
    athlete_id: Mapped[int] = mapped_column(ForeignKey("athlete.id", ondelete="CASCADE"))
    name: Mapped[str]
    distance: Mapped[float | None]


class SavedView(Base):
    """Filters, order and columns of the table, under a name the athlete gave them."""

    __tablename__ = "saved_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    athlete_id: Mapped[int] = mapped_column(ForeignKey("athlete.id", ondelete="CASCADE"))
    name: Mapped[str]
    query: Mapped[str]
    """What stands behind the question mark of its address."""

    __table_args__ = (Index("ix_saved_view_name", "athlete_id", "name", unique=True),)


class SyncRun(Base):
    """One run that brought, or tried to bring, the local copy up to date."""

    __tablename__ = "sync"

    id: Mapped[int] = mapped_column(primary_key=True)
    athlete_id: Mapped[int] = mapped_column(ForeignKey("athlete.id", ondelete="CASCADE"))
    kind: Mapped[str]
    """`first`, `incremental` or `full`; `deep` fetches details and runs beside those."""
    state: Mapped[str]
    """`running`, `waiting`, `paused`, `done`, `failed` or `cancelled`."""
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(server_default=text("0"))
    """Activities looked at so far."""
    added: Mapped[int] = mapped_column(server_default=text("0"))
    changed: Mapped[int] = mapped_column(server_default=text("0"))
    deleted: Mapped[int] = mapped_column(server_default=text("0"))
    calls: Mapped[int] = mapped_column(server_default=text("0"))
    skipped: Mapped[list[str]] = mapped_column(JSON, server_default=text("'[]'"))
    """One sentence for each activity that could not be understood."""
    walk_id: Mapped[int | None]
    """The run that began this walk of the list: its own id, unless it went on with another's."""
    cursor: Mapped[int | None]
    """The resume point: all that started at this Unix time or later is stored. None at the top,
    0 when the end of the list was reached."""
    waiting_for: Mapped[str | None]
    """`limit`, `network` or `start` (of the program) while it waits."""
    resume_at: Mapped[datetime | None]
    """When it goes on, while it waits."""
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    """How often in a row the network failed it."""
    missing: Mapped[int] = mapped_column(server_default=text("0"))
    """Activities that Strava did not show, too many to be taken for deleted without a question."""
    deletions_approved: Mapped[bool] = mapped_column(server_default=false())
    """Whether the athlete has answered that question with yes."""
    error: Mapped[str | None]

    __table_args__ = (
        Index("ix_sync_athlete", "athlete_id", "id"),
        # No id is given twice, not even after an athlete's runs are removed.
        {"sqlite_autoincrement": True},
    )


class Change(Base):
    """What a run changed about one activity; a first run, which adds all, leaves none."""

    __tablename__ = "change"

    id: Mapped[int] = mapped_column(primary_key=True)
    sync_id: Mapped[int] = mapped_column(ForeignKey("sync.id", ondelete="CASCADE"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"))
    kind: Mapped[str]
    """`added`, `changed`, `deleted` or `returned`."""
    fields: Mapped[list[Any]] = mapped_column(JSON, server_default=text("'[]'"))
    """Of a changed one: [name, from, to] for each field of the summary that differs."""

    __table_args__ = (
        Index("ix_change_sync", "sync_id", "id"),
        Index("ix_change_activity", "activity_id"),
    )


class RateLimitRow(Base):
    """Limits and usage of an API application, as Strava's last answer told them."""

    __tablename__ = "quota"

    client_id: Mapped[str] = mapped_column(primary_key=True)
    quarter_start: Mapped[datetime]
    """The quarter-hour the answer came in."""
    quarter_limit: Mapped[int]
    quarter_used: Mapped[int]
    day_start: Mapped[datetime]
    day_limit: Mapped[int]
    day_used: Mapped[int]
