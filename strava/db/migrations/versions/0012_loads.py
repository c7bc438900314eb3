"""Indexes the loads of recordings, which are read of all of them at once."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_measured_load", "measured", ["activity_id", "trimp", "power_load"])


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_measured_load", "measured")
