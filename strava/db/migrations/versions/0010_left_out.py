"""Adds the activities that are left out as duplicates."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "left_out",
        sa.Column("activity_id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("activity_id", name="pk_left_out"),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name="fk_left_out_activity_id_activity",
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    """Undo. What was left out counts again."""
    op.drop_table("left_out")
