"""Adds reminders of gear, and which gear is retired."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply. Which gear is retired is known after the next sync."""
    op.add_column("gear", sa.Column("retired", sa.Boolean(), nullable=True))
    op.create_table(
        "gear_reminder",
        sa.Column("athlete_id", INTEGER, nullable=False),
        sa.Column("gear_id", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("distance", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("athlete_id", "gear_id", "part", name="pk_gear_reminder"),
        sa.ForeignKeyConstraint(
            ["athlete_id"],
            ["athlete.id"],
            name="fk_gear_reminder_athlete_id_athlete",
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("gear_reminder")
    op.drop_column("gear", "retired")
