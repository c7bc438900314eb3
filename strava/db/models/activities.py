"""The activities, and the JSON that they come from.

Strava's fields: https://developers.strava.com/docs/reference/
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import DateTime, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from ..base import Base


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
    """`summary`, `detail`, `streams` or `laps`; `archive` for what Strava's archive says, in the
    fields of the API; `failure` if Strava could not send details."""
    body: Mapped[str]
    """`null` if Strava responded that there is none; empty if the document is in `packed`."""
    packed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """A large document, compressed with zlib."""
    source: Mapped[str] = mapped_column(server_default="api")
    """`api`; `archive` if it comes from Strava's archive; `cut` if it is a recording from there
    that was cut to the times of the activity, because it disagrees with the summary."""
    fetched_at: Mapped[datetime]
    """For a summary, when it last changed."""


class Gear(Base):
    """A bike or a pair of shoes."""

    __tablename__ = "gear"

    id: Mapped[str] = mapped_column(primary_key=True)
    athlete_id: Mapped[int] = mapped_column(ForeignKey("athlete.id", ondelete="CASCADE"))
    name: Mapped[str]
    distance: Mapped[float | None]
    retired: Mapped[bool | None]
    """Whether the athlete has retired it at Strava; None if it is not known."""
