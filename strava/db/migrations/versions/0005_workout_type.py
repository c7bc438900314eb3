"""Adds the workout type to the activities, and to the covering index of the table."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.drop_index("ix_activity_table", "activity")
    op.add_column("activity", sa.Column("workout_type", INTEGER, nullable=True))
    _create_index("workout_type")


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_activity_table", "activity")
    op.drop_column("activity", "workout_type")
    _create_index()


def _create_index(*added: str) -> None:
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
            *added,
            "search",
        ],
    )
