"""What is computed from recordings, in the units of streams: seconds, meters, bpm, watts.

Times are seconds since the start of the activity.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, false, true
from sqlalchemy.orm import Mapped, mapped_column

from ..base import Base


class Measured(Base):
    """The measures of a whole recording. An activity without a row has not been measured."""

    __tablename__ = "measured"

    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int]
    """The version of the computation. An older one is computed again."""
    fetched_at: Mapped[datetime]
    """`Document.fetched_at` of the streams that were measured."""
    rated: Mapped[bool] = mapped_column(server_default=true())
    """Whether load and zones follow from the athlete's zones and body as they are stored now."""
    weighted_power: Mapped[float | None]
    trimp: Mapped[float | None]
    """The load from heart rates."""
    power_load: Mapped[float | None]
    heartrate_zones: Mapped[str | None]
    """Where the heart rate zones come from: `athlete`, or `highest` for shares of the highest
    heart rate."""
    power_zones: Mapped[str | None]
    """Where the power zones come from: `athlete`, or `ftp` for shares of the FTP."""
    drawing: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What the map and the charts draw: JSON, compressed with gzip."""

    # Loads are read of all recordings at once, without their drawings.
    __table_args__ = (Index("ix_measured_load", "activity_id", "trimp", "power_load"),)


class Effort(Base):
    """The best effort of an activity over a distance or a duration."""

    __tablename__ = "effort"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"))
    athlete_id: Mapped[int] = mapped_column(ForeignKey("athlete.id", ondelete="CASCADE"))
    family: Mapped[str]
    """Efforts are ranked among those of one family of sports: `run`, `ride` or `swim`."""
    kind: Mapped[str]
    """`distance`: the shortest time over a distance; `power`: the highest power over a time."""
    size: Mapped[float]
    """The distance in meters, or the duration in seconds."""
    value: Mapped[float]
    """The elapsed time in seconds, or the average power in watts."""
    start: Mapped[float]
    end: Mapped[float]
    elevation_gain: Mapped[float | None]
    average_heartrate: Mapped[float | None]
    average_watts: Mapped[float | None]
    from_strava: Mapped[bool] = mapped_column(server_default=false())
    """Whether `value` is Strava's own."""
    set_aside: Mapped[bool] = mapped_column(server_default=false())
    """Whether the athlete has put it aside, so that it has no rank."""

    __table_args__ = (
        Index("ix_effort_activity", "activity_id", "kind", "size", unique=True),
        # Ranks are counted in the index alone, and records are found in it.
        Index(
            "ix_effort_rank",
            *("athlete_id", "family", "kind", "size", "set_aside", "value", "activity_id"),
        ),
    )


class SegmentEffort(Base):
    """An effort on one of Strava's segments."""

    __tablename__ = "segment_effort"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"))
    number: Mapped[int]
    """Its place in Strava's list, counted from 1."""
    athlete_id: Mapped[int] = mapped_column(ForeignKey("athlete.id", ondelete="CASCADE"))
    segment_id: Mapped[int]
    name: Mapped[str]
    distance: Mapped[float | None]
    grade: Mapped[float | None]
    """The average grade of the segment, in percent."""
    elapsed_time: Mapped[float]
    start: Mapped[float | None]
    """None if its place in the recording is not known."""
    end: Mapped[float | None]
    average_heartrate: Mapped[float | None]
    average_watts: Mapped[float | None]

    __table_args__ = (
        Index("ix_segment_effort_activity", "activity_id", "number", unique=True),
        Index("ix_segment_effort_rank", "athlete_id", "segment_id", "elapsed_time"),
    )


class StretchRow(Base):
    """The figures of a split or a lap."""

    __tablename__ = "stretch"

    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    """`km`, `mile`, `100m`, `100yd` or `lap`."""
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Counted from 1; that of a lap is its place in Strava's list."""
    start: Mapped[float]
    end: Mapped[float]
    moving_time: Mapped[float]
    distance: Mapped[float | None]
    flat_distance: Mapped[float | None]
    elevation_gain: Mapped[float | None]
    elevation_loss: Mapped[float | None]
    average_heartrate: Mapped[float | None]
    max_heartrate: Mapped[float | None]
    average_watts: Mapped[float | None]
    max_watts: Mapped[float | None]
    average_cadence: Mapped[float | None]


class ZoneTime(Base):
    """How long an activity was in a zone."""

    __tablename__ = "zone_time"

    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    """`heartrate` or `power`."""
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Counted from 1."""
    low: Mapped[float]
    """Where the zone begins, in beats per minute or watts."""
    high: Mapped[float | None]
    """Where the next zone begins; None for the last one."""
    seconds: Mapped[float]


class Zones(Base):
    """The zones of an athlete, as Strava sent them on a day. Strava has no history of them."""

    __tablename__ = "zones"

    athlete_id: Mapped[int] = mapped_column(
        ForeignKey("athlete.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    """`heartrate` or `power`."""
    day: Mapped[date] = mapped_column(primary_key=True)
    bounds: Mapped[list[float]] = mapped_column(JSON)
    """Where each zone begins, ascending."""


class Body(Base):
    """What the athlete has entered about their body, from a day on."""

    __tablename__ = "body"

    athlete_id: Mapped[int] = mapped_column(
        ForeignKey("athlete.id", ondelete="CASCADE"), primary_key=True
    )
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    resting_heartrate: Mapped[int | None]
    max_heartrate: Mapped[int | None]
    ftp: Mapped[int | None]
    """Functional threshold power, in watts."""
    sex: Mapped[str | None]
    """`F` or `M`."""


class Route(Base):
    """Where an activity went: for finding others on the same route, and for the map of all."""

    __tablename__ = "route"

    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int]
    """The version of the computation. An older one is computed again."""
    fetched_at: Mapped[datetime]
    """`Document.fetched_at` of the summary whose polyline it is."""
    length: Mapped[float]
    """Meters; 0 if the activity has no route."""
    cells: Mapped[bytes] = mapped_column(LargeBinary)
    """The cells of about 100 meters that it passes, in order, with 4 bytes each."""
    polyline: Mapped[str | None]
    """The encoded polyline, simplified for the map; empty if the activity has no route."""


class RouteKey(Base):
    """The keys of each route: recordings of the same route share most of them."""

    __tablename__ = "route_key"

    key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The hash of one of its cells."""
    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True
    )

    __table_args__ = (Index("ix_route_key_activity", "activity_id"),)
