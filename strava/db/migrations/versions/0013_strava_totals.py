"""Adds Strava's own totals."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "strava_totals",
        sa.Column("athlete_id", INTEGER, nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(), nullable=False),
        sa.Column("activities", INTEGER, nullable=False),
        sa.Column("distance", sa.Double(), nullable=False),
        sa.Column("moving_time", INTEGER, nullable=False),
        sa.Column("elevation_gain", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("athlete_id", "period", "family", name="pk_strava_totals"),
        sa.ForeignKeyConstraint(
            ["athlete_id"],
            ["athlete.id"],
            name="fk_strava_totals_athlete_id_athlete",
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("strava_totals")
