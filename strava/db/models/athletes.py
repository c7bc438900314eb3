"""The API application, athletes with their settings and tokens, saved views, and rate limits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from ..base import Base


class ApiApplication(Base):
    """The API application as entered on the setup page: at most one row, with id 1."""

    __tablename__ = "application"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    client_id: Mapped[str]
    client_secret: Mapped[str]


class Athlete(Base):
    """An athlete who has connected, or whose archive was imported. `id` is Strava's."""

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
    measures_version: Mapped[int] = mapped_column(server_default=text("0"))
    """Increases whenever measures of a recording are stored, or an effort is put aside. Caches of
    what follows from measures compare it too."""
    date_order: Mapped[str | None]
    """`dmy`, `mdy` or `ymd`. Here and in the next two, None follows the browser's language."""
    hours: Mapped[int | None]
    """12 or 24."""
    first_weekday: Mapped[int | None]
    """0 for Monday to 6 for Sunday."""
    columns: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """The columns of the table that the athlete chose; None for the default ones."""
    map_background: Mapped[bool | None]
    """Whether maps load pictures from the tile server; None until the athlete was asked."""
    hides_places: Mapped[bool | None]
    """Whether the surroundings of private places are left out everywhere; None without places."""
    zones_fetched_at: Mapped[datetime | None]
    """When Strava was last asked for the heart rate and power zones."""
    ftp: Mapped[int | None]
    """The functional threshold power in watts, as set on Strava."""
    sex: Mapped[str | None]
    """`F` or `M`, as set on Strava."""
    max_heartrate: Mapped[int | None]
    """The maximum heart rate, as set on Strava. Only archives say it."""
    from_archive: Mapped[bool] = mapped_column(server_default=false())
    """Whether the athlete was added by an archive, and has never been connected."""

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


class SavedView(Base):
    """Filters, order and columns of the table, saved under a name."""

    __tablename__ = "saved_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    athlete_id: Mapped[int] = mapped_column(ForeignKey("athlete.id", ondelete="CASCADE"))
    name: Mapped[str]
    query: Mapped[str]
    """The query string of its address."""

    __table_args__ = (Index("ix_saved_view_name", "athlete_id", "name", unique=True),)


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
