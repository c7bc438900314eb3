"""Adds explorer tiles."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply. The tiles of stored activities follow in the background, after the next start."""
    op.create_table(
        "tiles",
        sa.Column("activity_id", INTEGER, nullable=False),
        sa.Column("from_recording", sa.Boolean(), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("activity_id", name="pk_tiles"),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name="fk_tiles_activity_id_activity",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "tile_visit",
        sa.Column("tile", INTEGER, nullable=False),
        sa.Column("activity_id", INTEGER, nullable=False),
        sa.PrimaryKeyConstraint("tile", "activity_id", name="pk_tile_visit"),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name="fk_tile_visit_activity_id_activity",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_tile_visit_activity", "tile_visit", ["activity_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("tile_visit")
    op.drop_table("tiles")
