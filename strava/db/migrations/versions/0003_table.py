"""Adds the covering index of the table, the display settings and the saved views."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _added() -> dict[str, tuple[sa.Column[Any], ...]]:
    return {
        "athlete": (
            sa.Column("date_order", sa.Text(), nullable=True),
            sa.Column("hours", INTEGER, nullable=True),
            sa.Column("first_weekday", INTEGER, nullable=True),
            sa.Column("columns", sa.JSON(none_as_null=True), nullable=True),
        ),
        "activity": (
            sa.Column("weekday", INTEGER, nullable=True),
            sa.Column("time_of_day", INTEGER, nullable=True),
        ),
    }


def upgrade() -> None:
    """Apply."""
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    op.drop_index("ix_activity_totals", "activity")
    op.drop_index("ix_activity_athlete_start", "activity")
    op.create_index(
        "ix_activity_table",
        "activity",
        [
            "athlete_id",
            "deleted_at",
            sa.text("start_local DESC"),
            sa.text("id DESC"),
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
        ],
    )
    op.create_table(
        "saved_view",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("athlete_id", INTEGER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["athlete_id"],
            ["athlete.id"],
            name="fk_saved_view_athlete_id_athlete",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
    )
    op.create_index("ix_saved_view_name", "saved_view", ["athlete_id", "name"], unique=True)


def downgrade() -> None:
    """Undo."""
    op.drop_table("saved_view")
    op.drop_index("ix_activity_table", "activity")
    op.create_index("ix_activity_athlete_start", "activity", ["athlete_id", "start_local", "id"])
    op.create_index(
        "ix_activity_totals",
        "activity",
        [
            "athlete_id",
            "deleted_at",
            "sport_type",
            "distance",
            "moving_time",
            "total_elevation_gain",
        ],
    )
    for table, columns in _added().items():
        for column in columns:
            op.drop_column(table, column.name)
