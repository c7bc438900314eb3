"""Adds yearly goals."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "goal",
        sa.Column("athlete_id", INTEGER, nullable=False),
        sa.Column("year", INTEGER, nullable=False),
        sa.Column("sport_group", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("amount", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("athlete_id", "year", "sport_group", "measure", name="pk_goal"),
        sa.ForeignKeyConstraint(
            ["athlete_id"], ["athlete.id"], name="fk_goal_athlete_id_athlete", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("goal")
