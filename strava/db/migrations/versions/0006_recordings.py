"""Adds what is computed from recordings, compressed documents, zones and maps.

It reads no recording: that would take minutes. A run in the background measures them.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = (
    *("route_key", "route", "body", "zones", "zone_time", "stretch", "segment_effort", "effort"),
    "measured",
)


def upgrade() -> None:
    """Apply."""
    op.add_column("document", sa.Column("packed", sa.LargeBinary(), nullable=True))
    op.add_column("athlete", sa.Column("map_background", sa.Boolean(), nullable=True))
    op.add_column("athlete", sa.Column("zones_fetched_at", sa.DateTime(), nullable=True))
    op.add_column("athlete", _integer("ftp", nullable=True))
    op.add_column("athlete", sa.Column("sex", sa.Text(), nullable=True))
    op.create_table(
        "measured",
        _activity(),
        _integer("version"),
        sa.Column("fetched_at", sa.DateTime(), nullable=False),
        sa.Column("rated", sa.Boolean(), server_default=sa.true(), nullable=False),
        *_numbers("weighted_power", "trimp", "power_load"),
        sa.Column("heartrate_zones", sa.Text(), nullable=True),
        sa.Column("power_zones", sa.Text(), nullable=True),
        sa.Column("drawing", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("activity_id", name="pk_measured"),
        _belongs_to("measured", "activity"),
    )
    op.create_table(
        "effort",
        _integer("id"),
        _activity(),
        _integer("athlete_id"),
        *_texts("family", "kind"),
        *_numbers("size", "value", "start", "end", nullable=False),
        *_numbers("elevation_gain", "average_heartrate", "average_watts"),
        *_flags("from_strava", "set_aside"),
        sa.PrimaryKeyConstraint("id", name="pk_effort"),
        _belongs_to("effort", "activity"),
        _belongs_to("effort", "athlete"),
    )
    op.create_index("ix_effort_activity", "effort", ["activity_id", "kind", "size"], unique=True)
    op.create_index(
        "ix_effort_rank",
        "effort",
        ["athlete_id", "family", "kind", "size", "set_aside", "value"],
    )
    op.create_table(
        "segment_effort",
        _integer("id"),
        _activity(),
        *map(_integer, ("number", "athlete_id", "segment_id")),
        *_texts("name"),
        *_numbers("distance", "grade"),
        *_numbers("elapsed_time", nullable=False),
        *_numbers("start", "end", "average_heartrate", "average_watts"),
        sa.PrimaryKeyConstraint("id", name="pk_segment_effort"),
        _belongs_to("segment_effort", "activity"),
        _belongs_to("segment_effort", "athlete"),
    )
    op.create_index(
        "ix_segment_effort_activity", "segment_effort", ["activity_id", "number"], unique=True
    )
    op.create_index(
        "ix_segment_effort_rank", "segment_effort", ["athlete_id", "segment_id", "elapsed_time"]
    )
    op.create_table(
        "stretch",
        _activity(),
        *_texts("kind"),
        _integer("number"),
        *_numbers("start", "end", "moving_time", nullable=False),
        *_numbers("distance", "flat_distance", "elevation_gain", "elevation_loss"),
        *_numbers("average_heartrate", "max_heartrate", "average_watts", "max_watts"),
        *_numbers("average_cadence"),
        sa.PrimaryKeyConstraint("activity_id", "kind", "number", name="pk_stretch"),
        _belongs_to("stretch", "activity"),
    )
    op.create_table(
        "zone_time",
        _activity(),
        *_texts("kind"),
        _integer("number"),
        *_numbers("low", nullable=False),
        *_numbers("high"),
        *_numbers("seconds", nullable=False),
        sa.PrimaryKeyConstraint("activity_id", "kind", "number", name="pk_zone_time"),
        _belongs_to("zone_time", "activity"),
    )
    op.create_table(
        "zones",
        _integer("athlete_id"),
        *_texts("kind"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("bounds", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("athlete_id", "kind", "day", name="pk_zones"),
        _belongs_to("zones", "athlete"),
    )
    op.create_table(
        "body",
        _integer("athlete_id"),
        sa.Column("valid_from", sa.Date(), nullable=False),
        *(_integer(name, nullable=True) for name in ("resting_heartrate", "max_heartrate", "ftp")),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("athlete_id", "valid_from", name="pk_body"),
        _belongs_to("body", "athlete"),
    )
    op.create_table(
        "route",
        _activity(),
        _integer("version"),
        sa.Column("fetched_at", sa.DateTime(), nullable=False),
        *_numbers("length", nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("activity_id", name="pk_route"),
        _belongs_to("route", "activity"),
    )
    op.create_table(
        "route_key",
        _integer("key"),
        _activity(),
        sa.PrimaryKeyConstraint("key", "activity_id", name="pk_route_key"),
        _belongs_to("route_key", "activity"),
    )
    op.create_index("ix_route_key_activity", "route_key", ["activity_id"])


def downgrade() -> None:
    """Undo. Compressed recordings are lost, and fetched again."""
    op.execute("DELETE FROM document WHERE packed IS NOT NULL")
    for table in TABLES:
        op.drop_table(table)
    op.drop_column("athlete", "sex")
    op.drop_column("athlete", "ftp")
    op.drop_column("athlete", "zones_fetched_at")
    op.drop_column("athlete", "map_background")
    op.drop_column("document", "packed")


def _activity() -> sa.Column[Any]:
    return _integer("activity_id")


def _integer(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, INTEGER, nullable=nullable)


def _numbers(*names: str, nullable: bool = True) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Double(), nullable=nullable) for name in names]


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _flags(*names: str) -> list[sa.Column[Any]]:
    return [
        sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False) for name in names
    ]


def _belongs_to(table: str, owner: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [f"{owner}_id"],
        [f"{owner}.id"],
        name=f"fk_{table}_{owner}_id_{owner}",
        ondelete="CASCADE",
    )
